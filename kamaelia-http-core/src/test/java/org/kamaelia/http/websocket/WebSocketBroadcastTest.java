package org.kamaelia.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.WebSocketClient.TEXT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.WebSocketClient;

@DisplayName("Broadcasting to WebSockets")
class WebSocketBroadcastTest {
    private static TestServer serve(WebSocket socket) {
        return TestServer.serve(ResourceGlue.of().at("/ws", socket));
    }

    private static WebSocketClient open(TestServer server) {
        return WebSocketClient.open(server.client(), "/ws");
    }

    @Test
    @DisplayName("a broadcast reaches all clients in the same order, and ends when it is closed")
    void broadcastReachesAll() {
        Broadcast<Message> feed = Broadcast.of(64, Broadcast.Slow.DROP_OLDEST);
        try (TestServer server = serve(WebSocket.broadcast(feed))) {
            List<WebSocketClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(open(server));
            }
            eventually(() -> assertThat(feed.subscribers()).isEqualTo(10));
            for (int i = 0; i < 50; i++) {
                feed.publish(Message.text(i + "x".repeat(i * 20)));
            }
            feed.close();
            for (WebSocketClient client : clients) {
                for (int i = 0; i < 50; i++) {
                    assertThat(client.receive().text()).isEqualTo(i + "x".repeat(i * 20));
                }
                assertThat(client.receive().code()).isEqualTo(1000);
            }
        }
    }

    @Test
    @DisplayName(
            "a message is encoded once for all clients that it is sent to; the frame for a single client is not kept")
    void encodedOnce() {
        Broadcast<Message> feed = Broadcast.of(4, Broadcast.Slow.DROP_OLDEST);
        Message toAll = Message.text("x".repeat(1_000));
        Message toOne = Message.text("y".repeat(1_000));
        try (TestServer server = TestServer.serve(ResourceGlue.of()
                .at("/ws", WebSocket.broadcast(feed))
                .at("/one", WebSocket.perMessage(message -> toOne)))) {
            WebSocketClient first = open(server);
            WebSocketClient second = open(server);
            eventually(() -> assertThat(feed.subscribers()).isEqualTo(2));
            feed.publish(toAll);
            assertThat(first.receive().text()).isEqualTo(toAll.text());
            assertThat(second.receive().text()).isEqualTo(toAll.text());
            assertThat(toAll.frame(false)).endsWith(toAll.text().getBytes(StandardCharsets.US_ASCII));

            WebSocketClient only = WebSocketClient.open(server.client(), "/one");
            only.send(WebSocketClient.frame(WebSocketClient.FIN | TEXT, "?"));
            assertThat(only.receive().text()).isEqualTo(toOne.text());
            assertThat(toOne.frame(false)).isNull();
        }
    }

    /** A broadcast to a client that does not read until much more was published than fits on its way. */
    private static List<String> receivedBySlowClient(Broadcast.Slow slow) {
        return receivedBySlowClient(slow, 16 * 1024);
    }

    private static List<String> receivedBySlowClient(Broadcast.Slow slow, int sendBuffer) {
        Broadcast<Message> feed = Broadcast.of(32, slow);
        String filler = "x".repeat(8 * 1024);
        try (TestServer server = TestServer.with(ResourceGlue.of().at("/ws", WebSocket.broadcast(feed)))
                .sockets(limits -> limits.sendBuffer(sendBuffer))
                .start()) {
            WebSocketClient slowOne = WebSocketClient.open(server.client(16 * 1024), "/ws");
            WebSocketClient other = open(server);
            eventually(() -> assertThat(feed.subscribers()).isEqualTo(2));
            List<String> received = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                feed.publish(Message.text(i + " " + filler));
                String[] got = other.receive().text().split(" ");
                assertThat(got[0]).as("the other client misses nothing").isEqualTo(Integer.toString(i));
                if (i < 3) { // both clients are subscribed and read; then one of them stops
                    received.add(slowOne.receive().text().split(" ")[0]);
                }
            }
            if (slow != Broadcast.Slow.CLOSE) {
                feed.close();
            }
            WebSocketClient.Frame next;
            while ((next = slowOne.receive()).opcode() == TEXT) {
                received.add(next.text().split(" ")[0]);
            }
            received.add("closed " + next.code());
            return received;
        }
    }

    @Test
    @DisplayName("a slow client continues with the oldest message that is kept, where that is the policy")
    void dropOldest() {
        List<String> received = receivedBySlowClient(Broadcast.Slow.DROP_OLDEST);
        int size = received.size();
        assertThat(received).startsWith("0", "1", "2").endsWith("997", "998", "999", "closed 1000");
        assertThat(received.subList(size - 33, size - 1)).startsWith("968");
        assertThat(size).isLessThan(500);
    }

    @Test
    @DisplayName("a slow client misses what came while it had no room, where that is the policy")
    void dropNewest() {
        List<String> received = receivedBySlowClient(Broadcast.Slow.DROP_NEWEST);
        assertThat(received).startsWith("0", "1", "2").endsWith("closed 1000").hasSizeLessThan(500);
        assertThat(received.subList(0, received.size() - 1).stream().map(Integer::valueOf))
                .as("in order, and none twice")
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("a slow client sees the latest message when it returns, where that is the policy")
    void skipToLatest() {
        List<String> received = receivedBySlowClient(Broadcast.Slow.SKIP_TO_LATEST);
        int size = received.size();
        assertThat(received).startsWith("0", "1", "2").endsWith("999", "closed 1000");
        assertThat(Integer.parseInt(received.get(size - 3))).isLessThan(500);
    }

    @Test
    @DisplayName("the kernel, left to itself, holds less than 100 messages of 8 KiB for a slow client")
    void kernelHoldsLittle() {
        assertThat(receivedBySlowClient(Broadcast.Slow.SKIP_TO_LATEST, 0))
                .endsWith("999", "closed 1000")
                .hasSizeLessThan(100);
    }

    @Test
    @DisplayName("a slow client is closed with 1013, where that is the policy")
    void closeSlow() {
        List<String> received = receivedBySlowClient(Broadcast.Slow.CLOSE);
        assertThat(received).startsWith("0", "1", "2").endsWith("closed 1013");
        assertThat(received.size()).isLessThan(500);
    }
}
