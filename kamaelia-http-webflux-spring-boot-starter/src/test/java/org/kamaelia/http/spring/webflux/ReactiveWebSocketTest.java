package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("Handlers of Spring for WebSockets")
class ReactiveWebSocketTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final CountedBuffers BUFFERS = new CountedBuffers();
    private static final AtomicInteger REQUESTED = new AtomicInteger();
    private static final CompletableFuture<CloseStatus> STATUS = new CompletableFuture<>();
    private static final CompletableFuture<Throwable> BROKEN = new CompletableFuture<>();
    private static final CountDownLatch CANCELLED = new CountDownLatch(1);

    private static ConfigurableApplicationContext context;
    private static int port;

    private final ReactorNettyWebSocketClient client = new ReactorNettyWebSocketClient();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        HandlerMapping sockets() {
            Map<String, WebSocketHandler> paths = Map.of(
                    "/echo", session -> session.send(session.receive().doOnNext(WebSocketMessage::retain)),
                    "/slowly",
                            session -> session.send(session.receive()
                                    .publishOn(Schedulers.parallel())
                                    .delayElements(Duration.ofMillis(20), Schedulers.parallel())),
                    "/sub-protocol", new SubProtocol(),
                    "/custom-header",
                            session -> session.send(Mono.just(session.textMessage("my-header:"
                                    + session.getHandshakeInfo().getHeaders().getFirst("my-header")))),
                    "/close",
                            session -> session.send(Flux.<WebSocketMessage>error(new Exception("expected"))
                                    .onErrorResume(thrown -> session.close(CloseStatus.GOING_AWAY.withReason("bye"))
                                            .cast(WebSocketMessage.class))),
                    "/failing", session -> session.receive().then(Mono.error(new Exception("expected"))),
                    "/status",
                            session -> session.closeStatus()
                                    .doOnNext(STATUS::complete)
                                    .and(session.receive()),
                    "/endless", Application::endless,
                    "/two",
                            session -> session.send(Flux.just("a", "b").map(session::textMessage))
                                    .and(session.send(
                                            Mono.just(session.pingMessage(buffers -> buffers.wrap(new byte[] {'p'})))))
                                    .thenMany(session.receive().take(1))
                                    .then(session.close()));
            return new SimpleUrlHandlerMapping(paths, -1);
        }

        private static Mono<Void> endless(WebSocketSession session) {
            Flux<WebSocketMessage> messages = Flux.<WebSocketMessage>generate(sink -> {
                        REQUESTED.incrementAndGet();
                        sink.next(new WebSocketMessage(WebSocketMessage.Type.TEXT, BUFFERS.buffer("x".repeat(1024))));
                    })
                    .doOnCancel(CANCELLED::countDown);
            return session.send(messages).and(session.receive().doOnError(BROKEN::complete));
        }

        @Bean
        WebFilter cookie() {
            return (exchange, chain) -> {
                exchange.getResponse().beforeCommit(() -> {
                    exchange.getResponse().getHeaders().add("Set-Cookie", "seen=yes");
                    return Mono.empty();
                });
                return chain.filter(exchange).contextWrite(view -> view.put("key", "value"));
            };
        }
    }

    private static final class SubProtocol implements WebSocketHandler {
        @Override
        public List<String> getSubProtocols() {
            return List.of("echo-v2", "echo-v1");
        }

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return Mono.deferContextual(view -> session.send(Mono.just(
                    session.textMessage(session.getHandshakeInfo().getSubProtocol() + " " + view.get("key")))));
        }
    }

    @BeforeAll
    static void start() {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.REACTIVE)
                .run("--server.port=0", "--kamaelia.http.event-loops=1");
        port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static URI uri(String path) {
        return URI.create("ws://localhost:" + port + path);
    }

    private List<String> talk(String path, HttpHeaders headers, String... sent) {
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        client.execute(
                        uri(path),
                        headers,
                        session -> session.send(Flux.fromArray(sent).map(session::textMessage))
                                .thenMany(session.receive()
                                        .map(WebSocketMessage::getPayloadAsText)
                                        .doOnNext(received::add)
                                        .take(Math.max(1, sent.length)))
                                .then())
                .block(LONG);
        return received;
    }

    @Test
    @DisplayName("echo messages, in order")
    void echo() {
        String[] sent =
                Flux.range(1, 100).map(i -> "msg-" + i).collectList().block().toArray(String[]::new);
        assertThat(talk("/echo", new HttpHeaders(), sent)).containsExactly(sent);
        assertThat(talk("/slowly", new HttpHeaders(), "a", "b", "c")).containsExactly("a", "b", "c");
    }

    @Test
    @DisplayName(
            "choose the first subprotocol of theirs that the client offers, and run in the context of the exchange")
    void subprotocol() {
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<HandshakeInfo> info = new AtomicReference<>();
        client.execute(uri("/sub-protocol"), new WebSocketHandler() {
                    @Override
                    public List<String> getSubProtocols() {
                        return List.of("echo-v1");
                    }

                    @Override
                    public Mono<Void> handle(WebSocketSession session) {
                        info.set(session.getHandshakeInfo());
                        return session.receive()
                                .map(WebSocketMessage::getPayloadAsText)
                                .doOnNext(received::add)
                                .then();
                    }
                })
                .block(LONG);
        assertThat(received).containsExactly("echo-v1 value");
        assertThat(info.get().getSubProtocol()).isEqualTo("echo-v1");
    }

    @Test
    @DisplayName("see the fields of the request, and what filters add before the commit is in the 101")
    void fields() {
        HttpHeaders headers = new HttpHeaders();
        headers.add("my-header", "my-value");
        assertThat(talk("/custom-header", headers)).containsExactly("my-header:my-value");
        assertThat(handshake("/echo", "")).startsWith("HTTP/1.1 101 ").contains("\r\nSet-Cookie: seen=yes\r\n");
    }

    @Test
    @DisplayName("are asked for a message when there is room; each buffer is released once; a client that goes cancels")
    void demand() throws Exception {
        try (Wire wire = new Wire(port, 4 * 1024)) {
            wire.send(opening("/endless", ""));
            wire.readUntil("\r\n\r\n");
            int stopped = stopsAsking();
            assertThat(BUFFERS.live()).isZero();
            assertThat(stopped).isBetween(1, 20_000);
            wire.reset();
        }
        assertThat(CANCELLED.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(BROKEN.get(30, TimeUnit.SECONDS)).hasMessageContaining("broke");
        assertThat(BUFFERS.live()).isZero();
        assertThat(BUFFERS.releasedTwice()).isZero();
    }

    /** Waits until the kernel is full, because the client takes nothing: then no message is asked for. */
    private static int stopsAsking() {
        AtomicInteger before = new AtomicInteger();
        Waiting.await()
                .during(Duration.ofMillis(300))
                .until(() -> before.getAndSet(REQUESTED.get()) == REQUESTED.get() && REQUESTED.get() > 0);
        return before.get();
    }

    private static String opening(String path, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n";
    }

    private static String handshake(String path, String more) {
        return Wire.exchange(port, opening(path, "Connection: close\r\n" + more) + "\u0088\u0080\0\0\0\0");
    }

    @Test
    @DisplayName("get 403 for pages of another origin, and 426 for a request of another version")
    void refused() {
        assertThat(handshake("/echo", "Origin: https://elsewhere.example\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(handshake("/echo", "Origin: http://localhost:" + port + "\r\n"))
                .startsWith("HTTP/1.1 101 ");
        String other = Wire.exchange(
                port,
                "GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(other).startsWith("HTTP/1.1 426 ").contains("\r\nSec-WebSocket-Version: 13\r\n");
    }

    @Test
    @DisplayName("close with their status")
    void closing() {
        AtomicReference<CloseStatus> seen = new AtomicReference<>();
        client.execute(
                        uri("/close"),
                        session -> session.receive()
                                .then(session.closeStatus().doOnNext(seen::set).then()))
                .block(LONG);
        assertThat(seen.get()).isEqualTo(new CloseStatus(1001, "bye"));
    }

    @Test
    @DisplayName("close with 1000 when they complete, and with 1011 when they fail")
    void ends() {
        assertThat(statusOf("/custom-header", session -> Mono.empty())).isEqualTo(1000);
        assertThat(statusOf("/failing", session -> session.close(CloseStatus.NORMAL)))
                .isEqualTo(1000);
    }

    private int statusOf(String path, WebSocketHandler first) {
        AtomicInteger code = new AtomicInteger();
        client.execute(
                        uri(path),
                        session -> first.handle(session)
                                .thenMany(session.receive())
                                .then(session.closeStatus()
                                        .doOnNext(status -> code.set(status.getCode()))
                                        .then()))
                .block(LONG);
        return code.get();
    }

    @Test
    @DisplayName("are told the status of the client")
    void statusOfTheClient() throws Exception {
        client.execute(uri("/status"), session -> session.close(new CloseStatus(4001, "enough")))
                .block(LONG);
        assertThat(STATUS.get(30, TimeUnit.SECONDS)).isEqualTo(new CloseStatus(4001, "enough"));
    }

    @Test
    @DisplayName("may send from several publishers, and pings")
    void severalPublishers() throws Exception {
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> pinged = new CompletableFuture<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        var socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri("/two"), new Listening(received, pinged, closed))
                .get(30, TimeUnit.SECONDS);
        pinged.get(30, TimeUnit.SECONDS);
        assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000); // the pong was the one message that it takes
        assertThat(received).containsExactly("a", "b");
        assertThat(socket.isInputClosed()).isTrue();
    }

    private record Listening(List<String> received, CompletableFuture<Void> pinged, CompletableFuture<Integer> closed)
            implements java.net.http.WebSocket.Listener {
        @Override
        public CompletableFuture<?> onText(java.net.http.WebSocket socket, CharSequence text, boolean last) {
            received.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletableFuture<?> onPing(java.net.http.WebSocket socket, java.nio.ByteBuffer payload) {
            pinged.complete(null);
            socket.request(1);
            return null;
        }

        @Override
        public CompletableFuture<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }

    @Test
    @DisplayName("are not called for a request that is no handshake")
    void noHandshake() {
        assertThat(Wire.get(port, "/echo")).startsWith("HTTP/1.1 400 ");
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(uri("/nowhere"), new java.net.http.WebSocket.Listener() {})
                        .join())
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
}
