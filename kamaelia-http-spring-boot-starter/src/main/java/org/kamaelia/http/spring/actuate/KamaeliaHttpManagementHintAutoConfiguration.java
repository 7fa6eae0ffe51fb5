package org.kamaelia.http.spring.actuate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Logs, beside Spring MVC or WebFlux, that a server chosen for actuator has no effect. */
@AutoConfiguration(after = KamaeliaHttpAutoConfiguration.class)
@ConditionalOnClass(WebEndpointProperties.class)
@ConditionalOnWebApplication
public final class KamaeliaHttpManagementHintAutoConfiguration {
    private static final Log LOG = LogFactory.getLog(KamaeliaHttpManagementHintAutoConfiguration.class);

    @Bean
    SmartInitializingSingleton kamaeliaManagementHint(KamaeliaHttpProperties properties) {
        return () -> {
            String server = properties.management().server();
            if (server != null) {
                LOG.warn(KamaeliaHttpProperties.PREFIX + ".management.server=" + server
                        + " has no effect. In a web application Spring Boot itself serves actuator, on server.port or"
                        + " management.server.port.");
            }
        };
    }
}
