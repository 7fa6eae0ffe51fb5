package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.http.spring.webflux.Served.buffer;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

@DisplayName("A web server of the factory")
class WebServerTest {
    private KamaeliaWebServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private KamaeliaWebServer start(HttpHandler handler, Consumer<KamaeliaReactiveWebServerFactory> settings) {
        KamaeliaReactiveWebServerFactory factory = new KamaeliaReactiveWebServerFactory(0);
        settings.accept(factory);
        server = (KamaeliaWebServer) factory.getWebServer(handler);
        server.start();
        return server;
    }

    private static HttpHandler hello() {
        return (request, response) -> response.writeWith(Mono.just(buffer("hello")));
    }

    /** Holds each request until it is let go. */
    private static final class Holding implements HttpHandler {
        private final BlockingQueue<Sinks.Empty<Void>> held = new ArrayBlockingQueue<>(10);

        @Override
        public Mono<Void> handle(
                org.springframework.http.server.reactive.ServerHttpRequest request,
                org.springframework.http.server.reactive.ServerHttpResponse response) {
            Sinks.Empty<Void> end = Sinks.empty();
            held.add(end);
            return end.asMono();
        }

        void await() {
            Waiting.await().until(() -> !held.isEmpty());
        }

        void letGo() throws InterruptedException {
            held.take().tryEmitEmpty();
        }
    }

    @Test
    @DisplayName("has a port when it runs, none when it does not, and starts again after a stop")
    void restarts() {
        KamaeliaReactiveWebServerFactory factory = new KamaeliaReactiveWebServerFactory(0);
        server = (KamaeliaWebServer) factory.getWebServer(hello());
        assertThat(server.getPort()).isEqualTo(-1);
        server.start();
        int port = server.getPort();
        server.start();
        assertThat(server.getPort()).isEqualTo(port).isPositive();
        assertThat(server.getStartedLogMessage()).isEqualTo("Kamaelia started on port " + port + " (http)");
        assertThat(Wire.get(port, "/")).endsWith("hello");
        server.stop();
        server.stop();
        assertThat(server.getPort()).isEqualTo(-1);
        assertThatThrownBy(() -> Wire.get(port, "/")).isInstanceOf(java.io.UncheckedIOException.class);
        server.start();
        assertThat(Wire.get(server.getPort(), "/")).endsWith("hello");
        server.destroy();
        assertThat(server.getPort()).isEqualTo(-1);
    }

    @Test
    @DisplayName("says which port is in use")
    void portInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            KamaeliaReactiveWebServerFactory factory = new KamaeliaReactiveWebServerFactory(taken.getLocalPort());
            assertThatExceptionOfType(PortInUseException.class)
                    .isThrownBy(() -> factory.getWebServer(hello()).start())
                    .satisfies(failure -> assertThat(failure.getPort()).isEqualTo(taken.getLocalPort()));
        }
    }

    @Test
    @DisplayName("listens on its address only")
    void address() throws Exception {
        InetAddress second = InetAddress.getByName("127.0.0.2");
        start(hello(), factory -> factory.setAddress(second));
        assertThat(server.getServer().localAddress().getAddress()).isEqualTo(second);
        assertThatThrownBy(() -> Wire.get(server.getPort(), "/")).isInstanceOf(java.io.UncheckedIOException.class);
    }

    @Test
    @DisplayName("that is idle shuts down gracefully: IDLE")
    void idle() {
        start(hello(), factory -> factory.setShutdown(Shutdown.GRACEFUL));
        AtomicReference<GracefulShutdownResult> result = new AtomicReference<>();
        server.shutDownGracefully(result::set);
        Waiting.await().untilAsserted(() -> assertThat(result).hasValue(GracefulShutdownResult.IDLE));
    }

    @Test
    @DisplayName("lets a request under way finish, and accepts no other")
    void graceful() throws Exception {
        Holding holding = new Holding();
        start(holding, factory -> factory.setShutdown(Shutdown.GRACEFUL));
        int port = server.getPort();
        try (Wire wire = new Wire(port).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            holding.await();
            AtomicReference<GracefulShutdownResult> result = new AtomicReference<>();
            server.shutDownGracefully(result::set);
            Waiting.await()
                    .untilAsserted(() -> assertThatThrownBy(() -> Wire.get(port, "/"))
                            .isInstanceOf(java.io.UncheckedIOException.class));
            assertThat(result).hasValue(null);
            holding.letGo();
            assertThat(wire.readAll()).startsWith("HTTP/1.1 200 OK\r\n");
            Waiting.await().untilAsserted(() -> assertThat(result).hasValue(GracefulShutdownResult.IDLE));
        }
    }

    @Test
    @DisplayName("that is stopped with a request under way says REQUESTS_ACTIVE, and cuts the request")
    void active() {
        Holding holding = new Holding();
        start(holding, factory -> factory.setShutdown(Shutdown.GRACEFUL));
        try (Wire wire = new Wire(server.getPort()).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            holding.await();
            AtomicReference<GracefulShutdownResult> result = new AtomicReference<>();
            server.shutDownGracefully(result::set);
            server.stop();
            assertThat(result).hasValue(GracefulShutdownResult.REQUESTS_ACTIVE);
            assertThat(wire.readWhatComes()).doesNotContain("200");
        }
    }

    @Test
    @DisplayName("without graceful shutdown says IMMEDIATE, and stop() completes although a request is under way")
    void immediate() {
        Holding holding = new Holding();
        start(holding, factory -> factory.setShutdown(Shutdown.IMMEDIATE));
        try (Wire wire = new Wire(server.getPort())) {
            wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            holding.await();
            AtomicReference<GracefulShutdownResult> result = new AtomicReference<>();
            server.shutDownGracefully(result::set);
            assertThat(result).hasValue(GracefulShutdownResult.IMMEDIATE);
            server.stop();
            assertThat(server.getPort()).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("ends an event stream at a graceful shutdown, so that its client comes back elsewhere")
    void eventStream() {
        start(
                (request, response) -> {
                    response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
                    return response.writeAndFlushWith(
                            Flux.concat(Mono.just(Mono.just(buffer("data:1\n\n"))), Flux.never()));
                },
                factory -> factory.setShutdown(Shutdown.GRACEFUL));
        try (Wire wire = new Wire(server.getPort()).send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            wire.readUntil("data:1\n\n\r\n");
            AtomicReference<GracefulShutdownResult> result = new AtomicReference<>();
            server.shutDownGracefully(result::set);
            assertThat(wire.readAll()).isEqualTo("0\r\n\r\n");
            Waiting.await().untilAsserted(() -> assertThat(result).hasValue(GracefulShutdownResult.IDLE));
        }
    }

    @Test
    @DisplayName("sends its Server field")
    void serverHeader() {
        start(hello(), factory -> factory.setServerHeader("me"));
        assertThat(Wire.get(server.getPort(), "/")).contains("Server: me\r\n");
    }

    private String compressed(String agent, Consumer<Compression> settings) {
        Compression compression = new Compression();
        compression.setEnabled(true);
        settings.accept(compression);
        start(
                (request, response) -> {
                    response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
                    response.getHeaders().setContentLength(3_000);
                    return response.writeWith(Mono.just(buffer("F".repeat(3_000))));
                },
                factory -> factory.setCompression(compression));
        String answer = Wire.exchange(
                server.getPort(),
                "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nUser-Agent: " + agent
                        + "\r\nConnection: close\r\n\r\n");
        server.stop();
        return answer;
    }

    @Test
    @DisplayName("compresses large responses of the given types, and not for excluded agents")
    void compression() {
        assertThat(compressed("x", all -> {})).contains("Content-Encoding: gzip\r\n");
        assertThat(compressed("x", one -> one.setMinResponseSize(DataSize.ofBytes(3_001))))
                .doesNotContain("Content-Encoding");
        assertThat(compressed("x", one -> one.setMimeTypes(new String[] {"application/json"})))
                .doesNotContain("Content-Encoding");
        assertThat(compressed("testUserAgent", one -> one.setExcludedUserAgents(new String[] {"testUserAgent"})))
                .doesNotContain("Content-Encoding");
    }

    @Test
    @DisplayName("with TLS and no key says so before it starts")
    void noKey() {
        KamaeliaReactiveWebServerFactory factory = new KamaeliaReactiveWebServerFactory(0);
        factory.setSsl(new Ssl());
        assertThatIllegalStateException()
                .isThrownBy(() -> factory.getWebServer(hello()))
                .withMessageContaining("SSL is enabled but no trust material is configured");
    }

    private static String asked(int port, HttpProtocol protocol) {
        return String.valueOf(HttpClient.create()
                .protocol(protocol)
                .post()
                .uri("http://localhost:" + port + "/x")
                .send(ByteBufFlux.fromString(Flux.just("a body")))
                .responseSingle((response, body) -> body.asString().map(text -> response.version() + " " + text))
                .block(Duration.ofSeconds(30)));
    }

    @Test
    @DisplayName("with HTTP/2 enabled speaks it in clear text, too, and HTTP/1.1 as before")
    void http2() {
        Http2 enabled = new Http2();
        enabled.setEnabled(true);
        start((request, response) -> response.writeWith(request.getBody()), factory -> factory.setHttp2(enabled));
        assertThat(asked(server.getPort(), HttpProtocol.H2C)).isEqualTo("HTTP/2.0 a body");
        assertThat(asked(server.getPort(), HttpProtocol.HTTP11)).isEqualTo("HTTP/1.1 a body");
    }
}
