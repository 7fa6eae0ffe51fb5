package org.kamaelia.http.spring.observation;

import io.micrometer.core.instrument.Clock;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The clock of Spring Boot's meter registries, in place of Spring Boot's own clock. */
@AutoConfiguration(
        after = KamaeliaHttpAutoConfiguration.class,
        beforeName = "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration")
@ConditionalOnClass(Clock.class)
@ConditionalOnBean(KamaeliaServers.class)
public final class KamaeliaClockAutoConfiguration {
    /** A clock that is cheap to read on event loops. */
    @Bean
    @ConditionalOnMissingBean
    Clock kamaeliaMeterClock() {
        return new LoopClock();
    }
}
