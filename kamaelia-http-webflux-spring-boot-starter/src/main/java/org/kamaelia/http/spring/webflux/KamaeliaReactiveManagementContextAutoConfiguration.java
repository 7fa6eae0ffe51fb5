package org.kamaelia.http.spring.webflux;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Actuator on {@code management.server.port}: a server of its own, in a child context. */
@AutoConfiguration(
        after = KamaeliaReactiveWebServerAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.reactor.netty.autoconfigure.actuate.web.server.NettyReactiveManagementContextAutoConfiguration",
            "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration",
            "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration"
        })
@ConditionalOnClass(ManagementContextFactory.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBean(KamaeliaReactiveWebServerFactory.class)
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
public final class KamaeliaReactiveManagementContextAutoConfiguration {
    /** Primary, because each other server on the class path brings one, too. */
    @Bean
    @Primary
    static ManagementContextFactory kamaeliaReactiveWebChildContextFactory() {
        return new ManagementContextFactory(
                WebApplicationType.REACTIVE,
                ReactiveWebServerFactory.class,
                KamaeliaReactiveWebServerAutoConfiguration.class);
    }
}
