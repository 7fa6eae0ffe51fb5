package org.kamaelia.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.WebSocketClient.FIN;
import static org.kamaelia.testing.WebSocketClient.PONG;
import static org.kamaelia.testing.WebSocketClient.frame;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.WebSocketClient;

@DisplayName("Pings, idle times and the end of a WebSocket")
class WebSocketTimesTest {
    private final List<String> ends = Collections.synchronizedList(new ArrayList<>());

    private static TestServer serve(WebSocket socket) {
        return TestServer.serve(ResourceGlue.of().at("/ws", socket));
    }

    private static WebSocketClient open(TestServer server) {
        return WebSocketClient.open(server.client(), "/ws");
    }

    @Test
    @DisplayName("a client that is silent gets a ping, and is disconnected if it does not answer")
    void silentClientIsPinged() {
        try (TestServer server = TestServer.with(ResourceGlue.of().at("/ws", WebSocket.of(request -> new Told(ends))))
                .timeless()
                .start()) {
            WebSocketClient client = open(server);
            client.text("a").receive();
            server.pass(Duration.ofSeconds(31));
            assertThat(client.receive()).hasToString("89 ");
            client.send(frame(FIN | WebSocketClient.PONG, ""));
            client.text("b").receive();
            server.pass(Duration.ofSeconds(31));
            assertThat(client.receive()).hasToString("89 ");
            server.pass(Duration.ofSeconds(16));
            server.pass(Duration.ofSeconds(16));
            client.raw().assertClosed();
            eventually(() -> assertThat(ends).containsExactly("1006"));
        }
    }

    @Test
    @DisplayName(
            "a connection without messages is closed with 1001, where a limit of idle time is set; pongs do not count")
    void idleConnectionIsClosed() {
        WebSocketSettings settings = WebSocketSettings.defaults().idle(Duration.ofSeconds(20));
        try (TestServer server = TestServer.with(ResourceGlue.of()
                        .at("/ws", WebSocket.of(request -> new Told(ends)).settings(settings)))
                .timeless()
                .start()) {
            WebSocketClient client = open(server);
            client.text("a").receive();
            server.pass(Duration.ofSeconds(21));
            assertThat(client.receive().code()).isEqualTo(1001);
        }
    }

    @Test
    @DisplayName("a client that does not answer a Close frame is not waited for longer than 5 s, RFC 6455 7.1.1")
    void clientThatDoesNotAnswerACloseIsNotWaitedFor() {
        try (TestServer server = TestServer.with(ResourceGlue.of().at("/ws", WebSocket.of(request -> new Told(ends) {
                    @Override
                    protected void start() {
                        finish();
                    }
                })))
                .timeless()
                .start()) {
            WebSocketClient client = open(server);
            assertThat(client.receive().code()).isEqualTo(1000);
            server.pass(Duration.ofSeconds(6));
            client.raw().assertEnd();
            eventually(() -> assertThat(ends).containsExactly("1000"));
        }
    }

    @Test
    @DisplayName("a handler may send pings between the parts of a message, and is told the pongs")
    void pingsOfTheHandler() {
        AtomicReference<String> pong = new AtomicReference<>();
        try (TestServer server = serve(WebSocket.of(request -> new WebSocketHandler() {
            @Override
            protected void start() {
                outbox.send(Message.textPart("a", true, false));
                outbox.send(Message.ping(new byte[] {'p'}));
                outbox.send(Message.pong(new byte[0]));
                outbox.send(Message.textPart("b", false, true));
            }

            @Override
            protected void step() {}

            @Override
            protected void pong(byte[] payload) {
                pong.set(new String(payload, StandardCharsets.ISO_8859_1));
                finish();
            }
        }))) {
            WebSocketClient client = open(server);
            assertThat(client.receive()).hasToString("1 a");
            assertThat(client.receive()).hasToString("89 p");
            assertThat(client.receive()).hasToString("8a ");
            assertThat(client.receive()).hasToString("80 b");
            client.send(frame(FIN | PONG, "p"));
            assertThat(client.receive().code()).isEqualTo(1000);
            assertThat(pong).hasValue("p");
        }
    }
}
