package org.kamaelia.it;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves /who by annotated methods, on Tomcat or on Netty, and by a handler of Kamaelia. */
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
