package org.kamaelia.http.spring.json;

import jakarta.validation.Validator;
import org.kamaelia.http.spring.HttpStartupException;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** JSON for handlers. Active if Jackson 3 is on the class path. */
@AutoConfiguration(
        after = KamaeliaHttpAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration"
        })
@ConditionalOnClass(JsonMapper.class)
public final class KamaeliaHttpJsonAutoConfiguration {
    private static final String MAX_BODY = KamaeliaHttpProperties.PREFIX + ".json.max-body";
    private static final JsonCodec.Check UNCHECKED = (value, json) -> {};

    /** JSON with the mapper of the application, or with a default mapper if the application has none. */
    @Bean
    @ConditionalOnMissingBean
    Json kamaeliaJson(
            KamaeliaHttpProperties properties,
            ObjectProvider<JsonMapper> mappers,
            ObjectProvider<JsonCodec.Check> checks) {
        long most = properties.json().maxBody().toBytes();
        if (most < 1 || most > Integer.MAX_VALUE) {
            throw new HttpStartupException(
                    "The property " + MAX_BODY + " is out of its range: " + most + "B.",
                    "Set " + MAX_BODY + " to a size from 1B to " + Integer.MAX_VALUE + "B.");
        }
        JsonMapper mapper = mappers.getIfAvailable(
                () -> JsonMapper.builder().findAndAddModules().build());
        return new Json(new JacksonCodec(mapper), checks.getIfAvailable(() -> UNCHECKED), (int) most);
    }

    /** Validates values if the application has a validator. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Validator.class)
    static class ValidationConfiguration {
        @Bean
        JsonCodec.Check kamaeliaJsonValidation(ObjectProvider<Validator> validators) {
            Validator validator = validators.getIfAvailable();
            return validator == null ? UNCHECKED : new BeanValidation(validator);
        }
    }
}
