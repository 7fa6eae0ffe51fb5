package org.kamaelia.peers.reactive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The same controller on the server that the first argument names: {@code kamaelia}, {@code netty} or {@code tomcat}. */
@SpringBootApplication
@RestController
public class Application {
    private static final String KAMAELIA =
            "org.kamaelia.http.spring.webflux.KamaeliaReactiveWebServerAutoConfiguration,"
                    + "org.kamaelia.http.spring.webflux.KamaeliaReactiveManagementContextAutoConfiguration,"
                    + "org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration";
    private static final String NETTY =
            "org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration";
    private static final int BLOCK = 64 * 1024;

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
            settings.add("--spring.autoconfigure.exclude=" + KAMAELIA + (server.equals("tomcat") ? "," + NETTY : ""));
        }
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.run(settings.toArray(String[]::new));
    }

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
