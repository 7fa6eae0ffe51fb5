package org.kamaelia.http.spring.aot;

import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerExceptionMapper;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Problem;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.spring.HandlerRegistration;
import org.kamaelia.http.spring.json.Json;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;

/** An application with a handler of each kind, and with the other beans that the starter uses. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({AotApplication.Once.class, AotApplication.Hits.class})
public class AotApplication {
    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(AotApplication.class, args);
    }

    record Greeting(String name) {}

    @Bean
    @HandlerPath(path = "/hello", servers = "public", methods = "GET")
    HandlerFactory hello() {
        return HandlerFactory.oneShot(request -> Response.text("hello"));
    }

    @Bean
    @HandlerPath("/json")
    HandlerFactory json(Json json) {
        return json.oneShot(Greeting.class, (request, greeting) -> greeting);
    }

    @Bean
    @HandlerPath("/thread")
    HandlerFactory thread() {
        return HandlerFactory.blocking((request, in, out) ->
                out.respond(Response.text(Thread.currentThread().getName())));
    }

    @Bean("/named")
    HandlerFactory named() {
        return HandlerFactory.oneShot(request -> {
            throw new IllegalStateException("mapped");
        });
    }

    @Bean
    HandlerRegistration registered() {
        return HandlerRegistration.of("/registered", HandlerFactory.oneShot(request -> Response.text("registered")));
    }

    @Bean
    HandlerExceptionMapper mapper() {
        return (failure, request) -> Problem.of(409).response();
    }

    @Scope("prototype")
    @HandlerPath("/once")
    static class Once extends Handler {
        private int steps;

        @Override
        protected void step() {
            respond(Response.text("step " + ++steps));
        }
    }

    @HandlerPath("/hits")
    static class Hits extends PersistentHandler {
        private int hits;

        @Override
        protected void request(Request request) {
            respond(Response.text("hit " + ++hits));
        }
    }
}
