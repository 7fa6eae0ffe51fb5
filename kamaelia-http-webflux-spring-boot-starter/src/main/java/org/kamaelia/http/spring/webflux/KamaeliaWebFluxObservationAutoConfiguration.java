package org.kamaelia.http.spring.webflux;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.reactive.observation.ServerRequestObservationConvention;

/**
 * The tag {@code server} on the requests that WebFlux serves, as on those of native handlers: all meters of a name must
 * have the same tags.
 */
@AutoConfiguration(
        after = KamaeliaReactiveWebServerAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
        beforeName = "org.springframework.boot.webflux.autoconfigure.WebFluxObservationAutoConfiguration")
@ConditionalOnClass({ObservationRegistry.class, ObservationProperties.class})
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBean({ObservationRegistry.class, KamaeliaReactiveWebServerFactory.class})
@EnableConfigurationProperties(ObservationProperties.class)
public final class KamaeliaWebFluxObservationAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(ServerRequestObservationConvention.class)
    ServerTagConvention kamaeliaServerTagConvention(ObservationProperties properties) {
        return new ServerTagConvention(
                properties.getHttp().getServer().getRequests().getName());
    }
}
