package org.kamaelia.peers.reactive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The same controller on the server that the first argument names: {@code kamaelia}, {@code netty}, {@code jetty} or {@code
 * tomcat}. */
@SpringBootApplication
@RestController
public class Application {
    private static final String NETTY =
            "org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration";
    private static final String TOMCAT =
            "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration";
    private static final String JETTY =
            "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration";
    private static final int KIB = 1024;
    private static final int BLOCK = 64 * KIB;
    private static final Path FILE = megabyte();

    public static void main(String[] args) {
        String server = args[0];
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=" + args[1],
                "--management.endpoints.web.exposure.include=metrics",
                "--spring.lifecycle.timeout-per-shutdown-phase=10s",
                "--spring.main.banner-mode=off"));
        if (server.equals("kamaelia")) {
            settings.add("--kamaelia.http.servers.public.port=" + args[1]);
            settings.add("--kamaelia.http.servers.admin.port=" + (Integer.parseInt(args[1]) + 1));
            settings.add("--kamaelia.http.webflux.server=public");
        } else {
            settings.add("--spring.autoconfigure.exclude=" + kamaelia() + switch (server) {
                case "tomcat" -> "," + NETTY + "," + JETTY;
                case "jetty" -> "," + NETTY + "," + TOMCAT;
                default -> "," + JETTY + "," + TOMCAT;
            });
        }
        settings.addAll(List.of(args).subList(2, args.length));
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.run(settings.toArray(String[]::new));
    }

    /** Everything that our starters configure. */
    private static String kamaelia() {
        return StreamSupport.stream(ImportCandidates.load(AutoConfiguration.class, null).spliterator(), false)
                .filter(name -> name.startsWith("org.kamaelia."))
                .collect(Collectors.joining(","));
    }

    @GetMapping(path = "/plaintext", produces = MediaType.TEXT_PLAIN_VALUE)
    Mono<String> plaintext() {
        return Mono.just("Hello, World!");
    }

    /** A message in JSON, with its text in capital letters. */
    @PostMapping("/json")
    Mono<Message> json(@RequestBody Mono<Message> message) {
        return message.map(
                received -> new Message(received.text().toUpperCase(Locale.ROOT), received.count() + 1));
    }

    /** 64 parts of 1 KiB, each of which is flushed. */
    @GetMapping("/chunked")
    Mono<Void> chunked(ServerHttpResponse response) {
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        return response.writeAndFlushWith(Flux.range(0, 64)
                .map(i -> Mono.just(DefaultDataBufferFactory.sharedInstance.wrap(new byte[KIB]))));
    }

    /** The number of bytes that were sent. */
    @PostMapping("/upload")
    Mono<String> upload(ServerHttpRequest request) {
        return request.getBody().reduce(0L, (sum, part) -> sum + discarded(part)).map(String::valueOf);
    }

    private static int discarded(DataBuffer part) {
        int size = part.readableByteCount();
        DataBufferUtils.release(part);
        return size;
    }

    /** 32 KiB a second of what is sent, one part every 500 ms. */
    @PostMapping("/slow-upload")
    Mono<String> slowUpload(ServerHttpRequest request) {
        return request.getBody()
                .map(Application::discarded)
                .delayElements(Duration.ofMillis(500), Schedulers.parallel())
                .reduce(0L, Long::sum)
                .map(String::valueOf);
    }

    /** 100 MiB of text in lines of 1 KiB. */
    @GetMapping(path = "/text", produces = MediaType.TEXT_PLAIN_VALUE)
    Flux<String> text() {
        String line = "x".repeat(KIB - 1) + "\n";
        return Flux.range(0, 100 * KIB).map(i -> line);
    }

    /** A file of 1 MiB. */
    @GetMapping(path = "/file", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    Resource file() {
        return new FileSystemResource(FILE);
    }

    private static Path megabyte() {
        try {
            Path file = Files.createTempFile("megabyte", ".bin");
            file.toFile().deleteOnExit();
            return Files.write(file, new byte[KIB * KIB]);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** What the JSON of {@code /json} says. */
    record Message(String text, int count) {}

    /** 100 MiB. */
    @GetMapping("/stream")
    Mono<Void> stream(ServerHttpResponse response) {
        response.getHeaders().setContentType(MediaType.APPLICATION_OCTET_STREAM);
        Flux<DataBuffer> blocks =
                Flux.range(0, 1_600).map(i -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[BLOCK]));
        return response.writeWith(blocks);
    }

    /** Four events a second, without an end. */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Long> events() {
        return Flux.interval(Duration.ofMillis(250));
    }

    /** On the server {@code admin} alone, where there are several. */
    @Bean
    @HandlerPath(path = "/admin", servers = "admin")
    HandlerFactory admin() {
        return HandlerFactory.oneShot(request -> Response.text("admin\n"));
    }
}
