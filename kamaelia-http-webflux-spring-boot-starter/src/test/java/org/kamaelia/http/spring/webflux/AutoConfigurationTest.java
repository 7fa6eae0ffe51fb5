package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@DisplayName("In an application of Spring Boot")
@ExtendWith(OutputCaptureExtension.class)
class AutoConfigurationTest {
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {
        record Greeting(String text) {}

        @GetMapping("/hello")
        String hello() {
            return "hello";
        }

        @GetMapping("/json")
        Mono<Greeting> json() {
            return Mono.just(new Greeting("hello"));
        }

        @GetMapping("/scheme")
        String scheme(ServerHttpRequest request) {
            return request.getURI().getScheme();
        }

        @GetMapping("/host")
        String host(ServerHttpRequest request) {
            return request.getURI() + " "
                    + java.util.Objects.requireNonNull(request.getRemoteAddress())
                            .getAddress()
                            .getHostAddress();
        }

        @Bean
        @HandlerPath(path = "/native")
        HandlerFactory nativeHandler() {
            return HandlerFactory.oneShot(request -> Response.text("native"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFactory {
        @Bean
        NettyReactiveWebServerFactory netty() {
            return new NettyReactiveWebServerFactory(0);
        }
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return start(List.of(Application.class), arguments);
    }

    private static ConfigurableApplicationContext start(List<Class<?>> sources, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--kamaelia.http.event-loops=1");
        if (all.stream().noneMatch(argument -> argument.startsWith("--server.port="))) {
            all.add("--server.port=0");
        }
        return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .web(WebApplicationType.REACTIVE)
                .run(all.toArray(String[]::new));
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static String body(int port, String path) {
        return Wire.body(Wire.get(port, path));
    }

    @Test
    @DisplayName("adding the starter is choosing it: controllers are served, although Netty is there as well")
    void chosen() {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(((WebServerApplicationContext) context).getWebServer()).isInstanceOf(KamaeliaWebServer.class);
            assertThat(Wire.get(port(context), "/hello"))
                    .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: 5\r\n"
                            + "Connection: close\r\n\r\nhello");
            assertThat(body(port(context), "/json")).isEqualTo("{\"text\":\"hello\"}");
        }
    }

    @Test
    @DisplayName("a factory of the application takes precedence")
    void backsOff() {
        try (ConfigurableApplicationContext context = start(List.of(Application.class, OwnFactory.class))) {
            assertThat(((WebServerApplicationContext) context).getWebServer()).isInstanceOf(NettyWebServer.class);
            assertThat(context.getBeansOfType(KamaeliaReactiveWebServerFactory.class))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("serves WebFlux also if the application excludes the servers of kamaelia.http.servers")
    void withoutNativeServers() {
        try (ConfigurableApplicationContext context =
                start("--spring.autoconfigure.exclude=" + KamaeliaHttpAutoConfiguration.class.getName())) {
            assertThat(((WebServerApplicationContext) context).getWebServer()).isInstanceOf(KamaeliaWebServer.class);
            assertThat(body(port(context), "/hello")).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("native handlers keep their paths on the same port, and WebFlux has all others")
    void nativeHandlers() {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(body(port(context), "/native")).isEqualTo("native");
            assertThat(body(port(context), "/hello")).isEqualTo("hello");
            assertThat(Wire.get(port(context), "/none"))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("\"path\":\"/none\"");
            assertThat(Wire.exchange(
                            port(context),
                            "BREW /hello HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
                    .startsWith("HTTP/1.1 405 ");
            assertThat(context.getBean(KamaeliaServers.class).port("default")).isEqualTo(port(context));
            assertThat(context.getEnvironment().getProperty("local.kamaelia.default.port", Integer.class))
                    .isEqualTo(port(context));
        }
    }

    @Test
    @DisplayName("kamaelia.http.webflux.server names the server, and the other servers run beside it")
    void namedServer() {
        try (ConfigurableApplicationContext context = start(
                "--kamaelia.http.servers.public.port=0",
                "--kamaelia.http.servers.admin.port=0",
                "--kamaelia.http.webflux.server=public")) {
            KamaeliaServers servers = context.getBean(KamaeliaServers.class);
            assertThat(servers.port("public")).isEqualTo(port(context));
            assertThat(body(servers.port("public"), "/hello")).isEqualTo("hello");
            assertThat(body(servers.port("admin"), "/native")).isEqualTo("native");
            assertThat(Wire.get(servers.port("admin"), "/hello")).startsWith("HTTP/1.1 404 ");
            assertThat(servers.states()).hasSize(2).allMatch(state -> state.running());
        }
    }

    @Test
    @DisplayName("several servers, and none named, stop the start with a sentence that says what to write")
    void ambiguous() {
        assertThatThrownBy(() -> start("--kamaelia.http.servers.public.port=0", "--kamaelia.http.servers.admin.port=0"))
                .rootCause()
                .hasMessageContaining("Set kamaelia.http.webflux.server to one of them")
                .hasMessageContaining("admin, public");
        assertThatThrownBy(() -> start("--kamaelia.http.webflux.server=none"))
                .rootCause()
                .hasMessageContaining("names the server 'none', but there is no such server");
    }

    @Test
    @DisplayName("settings for other servers are named in a warning")
    void warnings(CapturedOutput output) {
        start("--server.netty.idle-timeout=5s", "--server.http2.enabled=true").close();
        assertThat(output).contains("server.netty.idle-timeout has no effect");
    }

    @Test
    @DisplayName(
            "server.forward-headers-strategy: native trusts proxies in private networks, framework is Spring's own")
    void forwarded() {
        String request = "GET /scheme HTTP/1.1\r\nHost: test\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n";
        for (String strategy : List.of("native", "framework")) {
            try (ConfigurableApplicationContext context = start("--server.forward-headers-strategy=" + strategy)) {
                assertThat(Wire.body(Wire.exchange(port(context), request))).isEqualTo("https");
            }
        }
        try (ConfigurableApplicationContext context = start("--server.forward-headers-strategy=none")) {
            assertThat(Wire.body(Wire.exchange(port(context), request))).isEqualTo("http");
        }
    }

    @Test
    @DisplayName("native forwarded fields are the address and the scheme; a host is believed if it is configured")
    void forwardedHost() {
        String request =
                "GET /host HTTP/1.1\r\nHost: test\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Port: 99\r\n"
                        + "X-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n\r\n";
        try (ConfigurableApplicationContext context = start("--server.forward-headers-strategy=native")) {
            assertThat(Wire.body(Wire.exchange(port(context), request))).isEqualTo("http://test/host 192.0.2.7");
        }
        try (ConfigurableApplicationContext context = start(
                "--server.forward-headers-strategy=native",
                "--kamaelia.http.servers.web.forwarded.fields=x-forwarded-for,x-forwarded-host",
                "--kamaelia.http.servers.web.forwarded.trusted=127.0.0.1")) {
            assertThat(Wire.body(Wire.exchange(port(context), request)))
                    .isEqualTo("http://evil.example/host 192.0.2.7");
        }
    }

    @Test
    @DisplayName("server.max-http-request-header-size limits the header section: 431")
    void headerSize() {
        String request =
                "GET /hello HTTP/1.1\r\nHost: test\r\nX: " + "x".repeat(2_000) + "\r\nConnection: close\r\n\r\n";
        try (ConfigurableApplicationContext context = start("--server.max-http-request-header-size=1KB")) {
            assertThat(Wire.exchange(port(context), request)).startsWith("HTTP/1.1 431 ");
        }
        try (ConfigurableApplicationContext context = start()) {
            assertThat(Wire.exchange(port(context), request)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    @DisplayName("management.server.port serves actuator in a child context on a server of its own")
    void managementPort() {
        try (ConfigurableApplicationContext context = start("--management.server.port=0")) {
            int management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
            assertThat(management).isNotEqualTo(port(context));
            assertThat(Wire.get(management, "/actuator/health")).contains("\"status\":\"UP\"");
            assertThat(Wire.get(port(context), "/actuator/health")).startsWith("HTTP/1.1 404 ");
            assertThat(body(port(context), "/hello")).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("http.server.requests counts each request once, with the tag server, also for native handlers")
    void observations() {
        try (ConfigurableApplicationContext context = start("--management.endpoints.web.exposure.include=*")) {
            for (int i = 0; i < 3; i++) {
                body(port(context), "/hello");
            }
            body(port(context), "/native");
            body(port(context), "/native");
            assertThat(count(context, "uri:/hello")).contains("\"value\":3.0");
            assertThat(count(context, "uri:/native")).contains("\"value\":2.0");
            assertThat(count(context, "server:default")).contains("COUNT");
        }
    }

    private static String count(ConfigurableApplicationContext context, String tag) {
        return body(port(context), "/actuator/metrics/http.server.requests?tag=server:default&tag=" + tag);
    }

    @Test
    @DisplayName("WebTestClient bound to the port sees controllers and native handlers")
    void webTestClient() {
        try (ConfigurableApplicationContext context = start("--server.http2.enabled=true")) {
            WebTestClient client = WebTestClient.bindToServer()
                    .baseUrl("http://127.0.0.1:" + port(context))
                    .build();
            client.get()
                    .uri("/json")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .json("{\"text\":\"hello\"}");
            client.get().uri("/native").exchange().expectBody(String.class).isEqualTo("native");
            client.get().uri("/nothing").exchange().expectStatus().isNotFound();
        }
    }

    @Test
    @DisplayName("the port is closed with the context, and taken again by the next one")
    void restart() {
        int port;
        try (ConfigurableApplicationContext context = start()) {
            port = port(context);
        }
        try (ConfigurableApplicationContext context = start("--server.port=" + port)) {
            assertThat(port(context)).isEqualTo(port);
            assertThat(body(port, "/hello")).isEqualTo("hello");
        }
    }
}
