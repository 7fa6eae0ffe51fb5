package org.kamaelia.http.spring.webflux;

import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application with a controller and a native handler. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(AotApplication.Hello.class)
public class AotApplication {
    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(AotApplication.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.run(args);
    }

    @Bean
    @HandlerPath("/native")
    HandlerFactory nativeHandler() {
        return HandlerFactory.oneShot(request -> Response.text("native"));
    }

    @RestController
    static class Hello {
        record Greeting(String text) {}

        @GetMapping("/hello")
        Greeting hello() {
            return new Greeting("hello");
        }
    }
}
