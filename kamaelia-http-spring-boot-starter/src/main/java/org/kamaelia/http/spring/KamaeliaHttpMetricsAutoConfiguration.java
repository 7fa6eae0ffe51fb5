package org.kamaelia.http.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The meters of the servers. Active if Micrometer is on the class path. */
@AutoConfiguration(after = KamaeliaHttpAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(KamaeliaServers.class)
public final class KamaeliaHttpMetricsAutoConfiguration {
    /** Binds the meters to every registry. */
    @Bean
    @ConditionalOnMissingBean
    KamaeliaHttpMetrics kamaeliaHttpMetrics(KamaeliaServers servers) {
        return new KamaeliaHttpMetrics(servers);
    }
}
