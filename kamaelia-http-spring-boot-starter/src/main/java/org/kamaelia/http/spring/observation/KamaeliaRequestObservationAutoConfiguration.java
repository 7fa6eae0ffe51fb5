package org.kamaelia.http.spring.observation;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.observation.ObservationRegistry;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.metrics.MaximumAllowableTagsMeterFilter;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsProperties;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The meter {@code http.server.requests}. Active if observations are configured. */
@AutoConfiguration(
        after = KamaeliaHttpAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnClass({
    ObservationRegistry.class,
    ObservationProperties.class,
    MetricsProperties.class,
    MeterRegistry.class
})
@ConditionalOnBean({KamaeliaServers.class, ObservationRegistry.class})
@EnableConfigurationProperties({ObservationProperties.class, MetricsProperties.class})
public final class KamaeliaRequestObservationAutoConfiguration {
    private static String name(ObservationProperties properties) {
        return properties.getHttp().getServer().getRequests().getName();
    }

    /** Observes the requests of every server. */
    @Bean
    @ConditionalOnMissingBean
    RequestObservations kamaeliaRequestObservations(
            ConfigurableListableBeanFactory beans,
            ObservationRegistry registry,
            ObjectProvider<MeterRegistry> meters,
            ObjectProvider<KamaeliaRequestObservationConvention> convention,
            ObservationProperties observations,
            MetricsProperties metrics) {
        return new RequestObservations(
                registry,
                meters,
                convention.getIfAvailable(),
                new DefaultKamaeliaRequestObservationConvention(name(observations)),
                new BootsOwn(beans, observations),
                !metrics.getObservations().getIgnoredMeters().contains(IgnoredMeters.LONG_TASK_TIMER));
    }

    /**
     * Limits the number of values of {@code uri} to {@code management.metrics.web.server.max-uri-tags}, as in Spring
     * Boot's own servers.
     */
    @Bean
    @Order(0)
    MeterFilter kamaeliaRequestUriTagFilter(ObservationProperties observations, MetricsProperties metrics) {
        return new MaximumAllowableTagsMeterFilter(
                name(observations), "uri", metrics.getWeb().getServer().getMaxUriTags());
    }

    /**
     * For Spring MVC or WebFlux in the same application. Their requests are in meters of the same name. All meters of a
     * name must have the same tags, because some registries drop a meter with other tags.
     */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication
    static class BesideWebConfiguration {
        @Bean
        @Order(0)
        MeterFilter kamaeliaServerTagFilter(ObservationProperties observations) {
            String name = name(observations);
            return new MeterFilter() {
                @Override
                public Meter.Id map(Meter.Id id) {
                    boolean ofRequests =
                            id.getName().equals(name) || id.getName().equals(name + ".active");
                    return ofRequests && id.getTag("server") == null
                            ? id.withTags(Tags.of(Tag.of("server", "none")))
                            : id;
                }
            };
        }
    }
}
