package org.kamaelia.http.spring.test;

import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.websocket.WebSocket;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with the servers public and admin on fixed ports, which tests must not use. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TestApplication {

    @Bean
    @HandlerPath(path = "/who", servers = "public")
    HandlerFactory everybody() {
        return HandlerFactory.oneShot(request -> Response.text("everybody"));
    }

    @Bean
    @HandlerPath(path = "/who", servers = "admin")
    HandlerFactory operator() {
        return HandlerFactory.oneShot(request -> Response.text("operator"));
    }

    @Bean
    @HandlerPath("/echo")
    HandlerFactory echo() {
        return HandlerFactory.blocking((request, in, out) -> {
            out.begin(Response.ok("text/plain").header("X-Method", request.method()));
            in.transferTo(out);
        });
    }

    @Bean
    @HandlerPath("/socket")
    HandlerFactory socket() {
        return WebSocket.perMessage(message -> message).subprotocols("chat");
    }
}
