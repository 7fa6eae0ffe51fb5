package org.kamaelia.http.spring.webflux;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.HttpStartupException;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;

/**
 * Lets handlers of Spring for WebSockets run on this server, with the settings of {@code kamaelia.http.websocket}. The
 * bean {@link RequestUpgradeStrategy} is for applications that make a {@link HandshakeWebSocketService} of their own.
 */
@AutoConfiguration(after = KamaeliaReactiveWebServerAutoConfiguration.class)
@ConditionalOnBean(KamaeliaReactiveWebServerFactory.class)
public final class KamaeliaReactiveWebSocketAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(RequestUpgradeStrategy.class)
    KamaeliaRequestUpgradeStrategy kamaeliaRequestUpgradeStrategy(ObjectProvider<KamaeliaHttpProperties> properties) {
        @Nullable KamaeliaHttpProperties configured = properties.getIfAvailable();
        if (configured == null) {
            return new KamaeliaRequestUpgradeStrategy();
        }
        List<String> origins = configured.websocket().allowedOrigins();
        try {
            return new KamaeliaRequestUpgradeStrategy(configured.websocket().settings(), origins);
        } catch (IllegalArgumentException noOrigin) {
            throw new HttpStartupException(
                    "The property " + KamaeliaHttpProperties.PREFIX + ".websocket.allowed-origins is wrong. "
                            + noOrigin.getMessage() + ".",
                    "Correct the property, or remove it to allow pages of the same origin only.");
        }
    }

    @Bean
    @Order
    WebFluxConfigurer kamaeliaWebSocketConfigurer(
            RequestUpgradeStrategy strategy, ObjectProvider<WebFluxConfigurer> configurers) {
        return new WebFluxConfigurer() {
            /** Spring takes one service of all configurers; that of the application comes first. */
            @Override
            public @Nullable WebSocketService getWebSocketService() {
                boolean others =
                        configurers.stream().anyMatch(other -> other != this && other.getWebSocketService() != null);
                return others ? null : new HandshakeWebSocketService(strategy);
            }
        };
    }
}
