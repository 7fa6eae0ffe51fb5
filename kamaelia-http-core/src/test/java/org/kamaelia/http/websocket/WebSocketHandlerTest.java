package org.kamaelia.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.WebSocketClient.CONTINUATION;
import static org.kamaelia.testing.WebSocketClient.FIN;
import static org.kamaelia.testing.WebSocketClient.PING;
import static org.kamaelia.testing.WebSocketClient.TEXT;
import static org.kamaelia.testing.WebSocketClient.close;
import static org.kamaelia.testing.WebSocketClient.frame;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.WebSocketClient;

@DisplayName("The handler of a WebSocket")
class WebSocketHandlerTest {
    private final List<String> ends = Collections.synchronizedList(new ArrayList<>());

    private static TestServer serve(WebSocket socket) {
        return TestServer.serve(ResourceGlue.of().at("/ws", socket));
    }

    private static WebSocketClient open(TestServer server) {
        return WebSocketClient.open(server.client(), "/ws");
    }

    @Test
    @DisplayName("knows its request, and learns once how the connection ended")
    void learnsHowTheConnectionEnded() {
        try (TestServer server = serve(WebSocket.of(request -> new Told(ends) {
            @Override
            protected void start() {
                outbox.send(Message.text(request().path() + " " + subprotocol()));
            }
        }))) {
            WebSocketClient client = open(server);
            assertThat(client.receive()).hasToString("81 /ws null");
            client.send(close(4001, " why"));
            assertThat(client.receiveClose()).isEqualTo(4001);
            eventually(() -> assertThat(ends).containsExactly("4001 why"));
            open(server).raw().reset();
            eventually(() -> assertThat(ends).containsExactly("4001 why", "1006"));
            open(server).raw().endOutput().assertClosed();
            eventually(() -> assertThat(ends).containsExactly("4001 why", "1006", "1006"));
        }
    }

    @Test
    @DisplayName("closes with its own code behind its messages, and the client's answer ends the connection")
    void closesWithItsOwnCode() {
        try (TestServer server = serve(WebSocket.of(request -> new Told(ends) {
            @Override
            void take(Message next) {
                outbox.send(next);
                close(3000, "enough");
            }
        }))) {
            WebSocketClient client = open(server).text("a");
            assertThat(client.receive()).hasToString("81 a");
            WebSocketClient.Frame closing = client.receive();
            assertThat(closing.code()).isEqualTo(3000);
            assertThat(new String(closing.payload(), 2, 6)).isEqualTo("enough");
            client.text("not answered").send(close(3000, "")).raw().assertEnd();
            eventually(() -> assertThat(ends).containsExactly("3000enough"));
        }
    }

    @Test
    @DisplayName("an exception closes with 1011 and is logged; other connections go on")
    void exceptionClosesWith1011() {
        try (LogCapture log = LogCapture.ofAll();
                TestServer server = serve(WebSocket.perMessage(message -> {
                    if (message.text().equals("fail")) {
                        throw new IllegalStateException("on purpose");
                    }
                    return message;
                }))) {
            WebSocketClient other = open(server);
            WebSocketClient client = open(server).text("fail");
            assertThat(client.receive().code()).isEqualTo(1011);
            client.send(close(1011, "")).raw().assertEnd();
            assertThat(other.text("a").receive()).hasToString("81 a");
            assertThat(log.thrown()).hasSize(1);
        }
    }

    @Test
    @DisplayName("a message between the parts of another one is a mistake that closes with 1011")
    void messageBetweenPartsIsAMistake() {
        try (LogCapture log = LogCapture.ofAll();
                TestServer server = serve(WebSocket.of(request -> new Told(ends) {
                    @Override
                    protected void start() {
                        outbox.send(Message.textPart("a", true, false));
                        outbox.send(Message.text("b"));
                    }
                }))) {
            WebSocketClient client = open(server);
            assertThat(client.receive()).hasToString("1 a");
            assertThat(client.receive().code()).isEqualTo(1011);
            assertThat(log.thrown()).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "takes messages in parts while they arrive, where it asks for that; a part ends with a whole character")
    void takesMessagesInParts() {
        try (TestServer server = serve(WebSocket.of(request -> new Told(ends))
                .inParts()
                .settings(WebSocketSettings.defaults().limits(0, 0)))) {
            WebSocketClient client = open(server).send(frame(TEXT, "a\u20ac"));
            assertThat(client.receive()).hasToString("1 a\u20ac");
            byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
            client.send(frame(CONTINUATION, new byte[] {'b', euro[0], euro[1]}));
            assertThat(client.receive()).hasToString("0 b");
            client.send(frame(FIN, new byte[] {euro[2]}));
            assertThat(client.receive()).hasToString("80 \u20ac");
            byte[] large = new byte[3 * 1024 * 1024];
            CompletableFuture<Void> sent = client.raw().sendInBackground(frame(FIN | 2, large));
            int received = 0;
            WebSocketClient.Frame part;
            do {
                part = client.receive();
                received += part.payload().length;
            } while ((part.first() & FIN) == 0);
            assertThat(received).isEqualTo(large.length);
            assertThat(sent).succeedsWithin(10, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> WebSocket.of(request -> new Told(ends))
                        .settings(WebSocketSettings.defaults().limits(0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inParts()");
    }

    @Test
    @DisplayName("a client that does not read is not read from either where every message is answered; nothing is lost")
    void clientThatDoesNotReadIsNotReadFrom() throws Exception {
        byte[] message = frame(FIN | TEXT, "0123456789abcdef".repeat(64));
        byte[] many = WebSocketClient.join(Collections.nCopies(8_000, message).toArray(byte[][]::new));
        try (TestServer server = TestServer.with(ResourceGlue.of().at("/ws", WebSocket.perMessage(one -> one)))
                .sockets(limits -> limits.sendBuffer(16 * 1024))
                .start()) {
            WebSocketClient client = WebSocketClient.open(server.client(16 * 1024), "/ws");
            CompletableFuture<Void> sent = client.raw().sendInBackground(many);
            eventually(
                    () -> assertThat(server.depth("WebSocketHandler", "inbox")).isPositive());
            assertThat(server.heldBytes()).as("held by the connection").isLessThan(512 * 1024);
            for (int i = 0; i < 8_000; i++) {
                assertThat(client.receive().payload()).hasSize(1024);
            }
            sent.get(10, TimeUnit.SECONDS);
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @Test
    @DisplayName("a handler that does not poll stops the client; pings are then answered when it goes on")
    void handlerThatDoesNotPollStopsTheClient() throws Exception {
        AtomicReference<Told> stuck = new AtomicReference<>();
        var open = new AtomicBoolean();
        try (TestServer server = serve(WebSocket.of(request -> {
            stuck.set(new Told(ends) {
                @Override
                protected void step() throws Exception {
                    if (open.get()) {
                        super.step();
                    }
                }
            });
            return stuck.get();
        }))) {
            WebSocketClient client = open(server);
            CompletableFuture<Void> sent = client.raw()
                    .sendInBackground(WebSocketClient.join(
                            Collections.nCopies(100_000, frame(FIN | TEXT, "0123456789".repeat(10)))
                                    .toArray(byte[][]::new)));
            eventually(
                    () -> assertThat(server.depth("WebSocketHandler", "inbox")).isEqualTo(16));
            assertThat(sent).isNotDone();
            open.set(true);
            stuck.get().wake();
            for (int i = 0; i < 100_000; i++) {
                client.receive();
            }
            assertThat(client.send(frame(FIN | PING, "p")).receive()).hasToString("8a p");
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("a blocking handler receives and sends on a thread, and its return closes with 1000")
    void blockingHandler() {
        try (TestServer server = serve(WebSocket.blocking((request, session) -> {
            for (Message next;
                    (next = session.receive()) != null && !next.text().equals("end"); ) {
                session.send(Message.text(next.text() + "!"));
            }
        }))) {
            WebSocketClient client = open(server).text("a").text("b");
            assertThat(client.receive()).hasToString("81 a!");
            assertThat(client.receive()).hasToString("81 b!");
            assertThat(client.text("end").receive().code()).isEqualTo(1000);
            WebSocketClient leaving = open(server).text("c").send(close(1000, ""));
            assertThat(leaving.receive())
                    .as("an answer to what came before the Close")
                    .hasToString("81 c!");
            assertThat(leaving.receiveClose()).isEqualTo(1000);
        }
    }

    @Test
    @DisplayName(
            "a blocking handler learns by an exception that its client has gone, and one that fails closes with 1011")
    void blockingHandlerLearnsThatItsClientHasGone() throws Exception {
        CompletableFuture<Exception> thrown = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        try (LogCapture log = LogCapture.ofAll();
                TestServer server = serve(WebSocket.blocking((request, session) -> {
                    if ("fail".equals(request.query())) {
                        throw new IllegalStateException("on purpose");
                    }
                    try {
                        begun.complete(null);
                        session.receive();
                    } catch (IOException gone) {
                        thrown.complete(gone);
                    }
                }))) {
            WebSocketClient leaving = open(server);
            begun.get(10, TimeUnit.SECONDS);
            leaving.raw().reset();
            assertThat(thrown.get(10, TimeUnit.SECONDS)).hasMessageContaining("has ended");
            WebSocketClient failing = WebSocketClient.open(server.client(), "/ws?fail");
            assertThat(failing.receive().code()).isEqualTo(1011);
            assertThat(log.thrown()).hasSize(1);
        }
    }

    @Test
    @DisplayName("scopes of the request are open in every step and at the end, on the loop and on threads")
    void scopesAreOpen() {
        ThreadLocal<String> current = new ThreadLocal<>();
        RequestScope scope = () -> {
            current.set("traced");
            return current::remove;
        };
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        WebSocket stepwise = WebSocket.of(request -> new WebSocketHandler() {
            @Override
            protected void step() {
                if (inbox.poll() != null) {
                    seen.add("step " + current.get());
                    finish();
                }
            }

            @Override
            protected void closed(int code, String reason) {
                seen.add("closed " + current.get());
            }
        });
        WebSocket blocking = WebSocket.blocking((request, session) -> {
            session.receive();
            seen.add("thread " + current.get());
        });
        ResourceGlue routes = ResourceGlue.of()
                .at("/step", stepwise.around((inner, request) -> {
                    request.surroundBy(scope);
                    return inner.reply(request);
                }))
                .at("/thread", blocking.around((inner, request) -> {
                    request.surroundBy(scope);
                    return inner.reply(request);
                }));
        try (TestServer server = TestServer.serve(routes)) {
            WebSocketClient.open(server.client(), "/step").text("a").receive();
            WebSocketClient.open(server.client(), "/thread").text("a").receive();
            server.closeClients();
            eventually(
                    () -> assertThat(seen).containsExactlyInAnyOrder("step traced", "closed traced", "thread traced"));
        }
    }

    @Test
    @DisplayName("when the server stops, connections close with 1001, and the stop waits for the client's answer")
    void closesWith1001WhenTheServerStops() throws Exception {
        try (TestServer server = serve(WebSocket.of(request -> new Told(ends)))) {
            WebSocketClient client = open(server).text("a");
            assertThat(client.receive()).hasToString("81 a");
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(30));
            assertThat(client.receive().code()).isEqualTo(1001);
            assertThat(stopped).isNotDone();
            client.send(close(1001, "")).raw().assertEnd();
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(ends).containsExactly("1001");
        }
    }

    @Test
    @DisplayName("a blocking handler receives the end when the server stops, and may still send")
    void blockingHandlerMayFinishWhenTheServerStops() throws Exception {
        try (TestServer server = serve(WebSocket.blocking((request, session) -> {
            while (session.receive() != null) {
                session.send(Message.text("got it"));
            }
            session.send(Message.text("bye"));
        }))) {
            WebSocketClient client = open(server).text("a");
            assertThat(client.receive()).hasToString("81 got it");
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(30));
            assertThat(client.receive()).hasToString("81 bye");
            assertThat(client.receive().code()).isEqualTo(1001);
            client.send(close(1001, "")).raw().assertEnd();
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("messages, bytes, open connections and close codes are counted, by server")
    void statistics() {
        WebSocketStatistics statistics = new WebSocketStatistics();
        WebSocketSettings settings = WebSocketSettings.defaults().statistics(statistics);
        try (TestServer server = serve(WebSocket.perMessage(one -> one).settings(settings))) {
            WebSocketClient client = open(server);
            client.text("abc").receive();
            client.send(frame(TEXT, "d"), frame(FIN, "e")).receive();
            WebSocketStatistics.Server counted = statistics.of(server.server().name());
            assertThat(counted.open()).isEqualTo(1);
            assertThat(counted.messagesReceived()).isEqualTo(2);
            assertThat(counted.bytesReceived()).isEqualTo(5);
            assertThat(counted.messagesSent()).isEqualTo(2);
            assertThat(counted.bytesSent()).isEqualTo(5);
            client.send(close(4005, "")).receiveClose();
            open(server).raw().reset();
            eventually(() -> assertThat(counted.closes()).containsOnlyKeys(1006, 4000));
            assertThat(counted.open()).isZero();
            assertThat(counted.openedInAll()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("what cannot be sent is refused where it is made")
    void whatCannotBeSentIsRefused() {
        assertThat(Message.utf8("ö".getBytes(StandardCharsets.UTF_8))).isEqualTo(Message.text("ö"));
        assertThatThrownBy(() -> Message.utf8(new byte[] {(byte) 0xc3})).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> Message.ping(new byte[126])).hasMessageContaining("125");
        assertThatThrownBy(() -> Message.text("\ud800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WebSocketHandler.check(1005, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WebSocketHandler.check(1000, "\u20ac".repeat(42)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
