package org.kamaelia.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The workloads from a controller of WebFlux, the way an application is usually written, with actuator on the next port
 * of loopback.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class WebFluxServer {
    private static final String FILES = "benchmarks.files";
    private static final int KIB = 1024;
    private static final byte[] MEGABYTE = new byte[KIB * KIB];

    private final Path directory;

    WebFluxServer(@Value("${" + FILES + "}") Path directory) {
        this.directory = directory;
    }

    /**
     * Starts the application, which keeps the process alive.
     *
     * @param port 0 for any, and then any for actuator, too
     * @param directory holds the file {@code 1m}
     */
    static ConfigurableApplicationContext run(int port, Path directory) {
        SpringApplication application = new SpringApplication(WebFluxServer.class);
        application.setMainApplicationClass(WebFluxServer.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setDefaultProperties(Map.of(
                FILES,
                directory.toAbsolutePath().toString(),
                "server.port",
                port,
                "management.server.port",
                port == 0 ? 0 : port + 1,
                "management.server.address",
                "127.0.0.1",
                "management.endpoints.web.exposure.include",
                "health,metrics,prometheus",
                "spring.main.banner-mode",
                "off"));
        return application.run();
    }

    @GetMapping(value = "/plaintext", produces = MediaType.TEXT_PLAIN_VALUE)
    Mono<String> plaintext() {
        return Mono.just(Workloads.GREETING);
    }

    @GetMapping("/json")
    Mono<Message> json() {
        return Mono.just(new Message(Workloads.GREETING));
    }

    @GetMapping(value = "/bytes/1m", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Mono<byte[]> megabyte() {
        return Mono.just(MEGABYTE);
    }

    @GetMapping("/chunked")
    Mono<Void> chunked(ServerHttpResponse response) {
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        return response.writeAndFlushWith(parts(KIB, 64).map(Mono::just));
    }

    @GetMapping("/stream/100m")
    Mono<Void> stream(ServerHttpResponse response) {
        response.getHeaders().setContentType(MediaType.APPLICATION_OCTET_STREAM);
        return response.writeWith(parts(64 * KIB, 1_600));
    }

    private static Flux<DataBuffer> parts(int size, int count) {
        byte[] block = new byte[size];
        return Flux.range(0, count).map(i -> DefaultDataBufferFactory.sharedInstance.wrap(block));
    }

    /** The body of the request, as it arrives, with its length where the client gave one. */
    @PostMapping("/echo")
    Mono<Void> echo(ServerHttpRequest request, ServerHttpResponse response) {
        HttpHeaders head = response.getHeaders();
        head.setContentType(MediaType.APPLICATION_OCTET_STREAM);
        long length = request.getHeaders().getContentLength();
        if (length >= 0) {
            head.setContentLength(length);
        }
        return response.writeWith(request.getBody());
    }

    @GetMapping(value = "/file/{name}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Resource file(@PathVariable String name) {
        return new FileSystemResource(
                directory.resolve(Path.of(name).getFileName()).toFile());
    }
}
