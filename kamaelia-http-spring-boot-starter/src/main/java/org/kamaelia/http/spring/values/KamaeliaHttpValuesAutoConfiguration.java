package org.kamaelia.http.spring.values;

import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Records from the values of requests. */
@AutoConfiguration(
        after = KamaeliaHttpAutoConfiguration.class,
        afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@Import(ValidationConfiguration.class)
public final class KamaeliaHttpValuesAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Records kamaeliaRecords(ObjectProvider<Validation> validation) {
        return new Records(validation.getIfAvailable(() -> Validation.NONE));
    }
}
