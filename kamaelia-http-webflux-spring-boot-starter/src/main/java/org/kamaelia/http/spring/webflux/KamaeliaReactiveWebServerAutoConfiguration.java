package org.kamaelia.http.spring.webflux;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.KamaeliaServers;
import org.kamaelia.net.loop.EventLoops;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.reactive.ReactiveWebServerConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.ReactiveHttpInputMessage;

/**
 * WebFlux on Kamaelia HTTP, before Netty, Jetty and Tomcat: adding this starter is choosing it. A factory of the
 * application itself takes precedence.
 */
@AutoConfiguration(
        after = KamaeliaHttpAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration",
            "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
            "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration"
        })
@ConditionalOnClass(ReactiveHttpInputMessage.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@Import(ReactiveWebServerConfiguration.class)
public final class KamaeliaReactiveWebServerAutoConfiguration {
    private static final String MANAGEMENT = "management";

    @Bean
    @ConditionalOnMissingBean(value = ReactiveWebServerFactory.class, search = SearchStrategy.CURRENT)
    KamaeliaReactiveWebServerFactory kamaeliaReactiveWebServerFactory() {
        return new KamaeliaReactiveWebServerFactory();
    }

    @Bean
    KamaeliaWebServerFactoryCustomizer kamaeliaWebServerFactoryCustomizer(
            ApplicationContext context,
            Environment environment,
            ServerProperties server,
            ObjectProvider<EventLoops> loops,
            ObjectProvider<KamaeliaServers> servers,
            ObjectProvider<KamaeliaHttpProperties> properties) {
        @Nullable KamaeliaHttpProperties configured = properties.getIfAvailable();
        boolean apart = configured == null || WebServerApplicationContext.hasServerNamespace(context, MANAGEMENT);
        return new KamaeliaWebServerFactoryCustomizer(
                environment,
                server,
                loops.getIfAvailable(),
                apart ? null : new LeadableServers(servers::getObject, configured));
    }
}
