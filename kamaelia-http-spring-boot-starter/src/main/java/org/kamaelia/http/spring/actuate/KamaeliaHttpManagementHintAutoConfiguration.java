package org.kamaelia.http.spring.actuate;

import java.util.List;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.diagnostics.StartupCheck;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Finds, beside Spring MVC or WebFlux, that a server chosen for actuator has no effect. */
@AutoConfiguration(after = KamaeliaHttpAutoConfiguration.class)
@ConditionalOnClass(WebEndpointProperties.class)
@ConditionalOnWebApplication
@ConditionalOnBean(KamaeliaHttpProperties.class)
public final class KamaeliaHttpManagementHintAutoConfiguration {
    @Bean
    StartupCheck kamaeliaManagementHint(KamaeliaHttpProperties properties) {
        return () -> {
            String server = properties.management().server();
            return server == null
                    ? List.of()
                    : List.of(KamaeliaHttpProperties.PREFIX + ".management.server=" + server
                            + " has no effect. In a web application Spring Boot itself serves actuator, on server.port"
                            + " or management.server.port.");
        };
    }
}
