package org.kamaelia.it;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application that serves /who with an annotated controller, on Tomcat or on Netty, and with a Kamaelia handler. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Handlers.class, WebApplication.Who.class})
class WebApplication {
    @RestController
    static class Who {
        @GetMapping("/who")
        String who() {
            return "spring";
        }
    }
}
