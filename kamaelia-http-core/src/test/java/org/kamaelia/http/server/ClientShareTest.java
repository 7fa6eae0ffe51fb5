package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.TestServer;

/** Addresses of loopback other than the first one exist everywhere on Linux. */
@DisplayName("Clients share the connections of a server")
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ClientShareTest {
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private final List<Socket> open = new ArrayList<>();
    private final Broadcast<Message> feed = Broadcast.of(16, Broadcast.Slow.CLOSE);
    private final HandlerFactory routes = ResourceGlue.of()
            .at("/", HandlerFactory.oneShot(request -> Response.text("hello")))
            .at("/wait", request -> stepping(handler -> {}))
            .at("/ws", WebSocket.broadcast(feed));

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Connects from this address and sends something; the server may close the connection at once. */
    private void connect(TestServer server, String from, String octets) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
        try {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException refused) {
            // it has no place
        }
    }

    private void connectMany(TestServer server, String from, String octets) throws IOException {
        for (int i = 0; i < 64; i++) {
            connect(server, from, octets);
        }
    }

    private static void assertConnections(TestServer server, int connections, long refused) {
        eventually(() -> {
            assertThat(server.closed(CloseCause.REFUSED)).isEqualTo(refused);
            assertThat(server.connections()).isEqualTo(connections);
        });
    }

    @Test
    @DisplayName(
            "one address has three quarters of them at the most, the next one of what is left, and a third is served")
    void severalClientsLeavePlacesToOthers() throws IOException {
        try (TestServer server = TestServer.with(routes)
                .sockets(limits -> limits.connections(64))
                .timeless()
                .start()) {
            connectMany(server, "127.0.0.2", get("/wait"));
            assertConnections(server, 48, 16);
            connectMany(server, "127.0.0.3", get("/wait"));
            assertConnections(server, 60, 16 + 52);

            assertThat(server.client().send(get("/")).response().text()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("a number that is set holds for each address, whatever others have")
    void numberThatIsSetHolds() throws IOException {
        try (TestServer server = TestServer.with(routes)
                .sockets(limits -> limits.connections(128).connectionsEach(60))
                .timeless()
                .start()) {
            connectMany(server, "127.0.0.2", get("/wait"));
            connectMany(server, "127.0.0.3", get("/wait"));
            assertConnections(server, 120, 8);
        }
    }

    @Test
    @DisplayName("WebSockets that listen to a broadcast have the places of connections, and no others")
    void webSocketsAreConnections() throws IOException {
        try (TestServer server = TestServer.with(routes)
                .sockets(limits -> limits.connections(64))
                .timeless()
                .start()) {
            connectMany(server, "127.0.0.2", UPGRADE);
            assertConnections(server, 48, 16);
            eventually(() -> assertThat(feed.subscribers()).isEqualTo(48));

            assertThat(server.client().send(get("/")).response().text()).isEqualTo("hello");
        }
    }
}
