package org.kamaelia.demo.webflux;

import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts the application. */
@SpringBootApplication(proxyBeanMethods = false)
public class NotesApplication {
    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(NotesApplication.class, args);
    }

    /** A native handler keeps its path on the same port. Spring Security does not see its requests. */
    @Bean
    @HandlerPath(path = "/native/hello", methods = "GET")
    HandlerFactory nativeHello() {
        Response hello = Response.text("hello\n");
        return HandlerFactory.oneShot(request -> hello);
    }
}
