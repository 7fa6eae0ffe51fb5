package org.kamaelia.it;

import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The handlers of the Kamaelia servers. */
@Configuration(proxyBeanMethods = false)
class Handlers {
    @Bean
    @HandlerPath("/who")
    HandlerFactory kamaelia() {
        return HandlerFactory.oneShot(request -> Response.text("kamaelia"));
    }
}
