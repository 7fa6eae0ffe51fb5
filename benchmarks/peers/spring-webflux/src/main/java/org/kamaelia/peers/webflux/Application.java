package org.kamaelia.peers.webflux;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The work of the load tests on Spring WebFlux and Netty, the way an application is usually written: a controller with
 * annotations and Boot's defaults.
 */
@SpringBootApplication
@RestController
public class Application {
    private static final byte[] PART = new byte[1024];

    record Message(String message) {}

    public static void main(String[] args) {
        SpringApplication.run(Application.class, "--server.port=" + args[0]);
    }

    @GetMapping(value = "/plaintext", produces = MediaType.TEXT_PLAIN_VALUE)
    Mono<String> plaintext() {
        return Mono.just("Hello, World!");
    }

    @GetMapping("/json")
    Mono<Message> json() {
        return Mono.just(new Message("Hello, World!"));
    }

    @GetMapping("/chunked")
    Mono<Void> chunked(ServerHttpResponse response) {
        DataBufferFactory buffers = response.bufferFactory();
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        return response.writeAndFlushWith(Flux.range(0, 64).map(i -> Mono.just(buffers.wrap(PART))));
    }

    @PostMapping(value = "/echo", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Mono<byte[]> echo(@RequestBody Mono<byte[]> body) {
        return body;
    }
}
