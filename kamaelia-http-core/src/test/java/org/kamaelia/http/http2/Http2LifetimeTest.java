package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http2.Http2Client.HEADERS;
import static org.kamaelia.http.http2.Http2Client.PING;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.http.websocket.WebSocketHandler;
import org.kamaelia.testing.TestServer;

@DisplayName("How a connection of HTTP/2 ends, and what its streams are told")
@Timeout(60)
class Http2LifetimeTest {
    private final CompletableFuture<CloseReason> handlerClosed = new CompletableFuture<>();
    private final CompletableFuture<Integer> socketClosed = new CompletableFuture<>();
    private final CompletableFuture<Integer> busySocketClosed = new CompletableFuture<>();

    /** Begins a response that never ends. */
    private final class Endless extends Handler {
        @Override
        protected void start() {
            begin(Response.ok("text/plain"));
        }

        @Override
        protected void step() {}

        @Override
        protected void closed(CloseReason reason) {
            handlerClosed.complete(reason);
        }
    }

    /** Sends nothing, or as much as there is room for. */
    private static final class Socket extends WebSocketHandler {
        private final boolean busy;
        private final CompletableFuture<Integer> closed;

        Socket(boolean busy, CompletableFuture<Integer> closed) {
            this.busy = busy;
            this.closed = closed;
        }

        @Override
        protected void step() {
            while (busy && outbox.hasRoom()) {
                outbox.send(Message.binary(new byte[1024]));
            }
        }

        @Override
        protected void closed(int code, String reason) {
            closed.complete(code);
        }
    }

    private TestServer.Setup server() {
        HandlerFactory routes = ResourceGlue.of()
                .at("/", HandlerFactory.oneShot(request -> Response.text("hello")))
                .at("/endless", request -> new Endless())
                .at("/socket", WebSocket.of(request -> new Socket(false, socketClosed)))
                .at("/busy", WebSocket.of(request -> new Socket(true, busySocketClosed)));
        return TestServer.with(routes).setup(setup -> setup.http2(setup.http2().clearText(true)));
    }

    /** Waits until everything that the client has sent was handled. */
    private static void settle(Http2Client client) {
        client.frame(PING, 0, 0, new byte[8]).next(PING);
    }

    private static void open(Http2Client client, int stream, String path) {
        byte[] request = Http2Client.request("CONNECT", path, ":protocol", "websocket", "sec-websocket-version", "13");
        client.headers(stream, false, request).next(HEADERS);
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("without a stream it ends with GOAWAY and NO_ERROR after 75 s, RFC 9113 9.1")
    void idle() {
        try (TestServer server = server().timeless().start();
                Http2Client client = Http2Client.connect(server.port())) {
            assertThat(client.get(1, "/").answer(1).body()).isEqualTo("hello");
            settle(client);
            server.pass(Duration.ofSeconds(74));
            assertThat(client.get(3, "/").answer(3).body()).isEqualTo("hello");
            settle(client);
            server.pass(Duration.ofSeconds(76));
            Http2Client.Received last = client.end();
            assertThat(last.number(0)).isEqualTo(3);
            assertThat(last.code()).isEqualTo(ErrorCode.NO_ERROR);
        }
    }

    @Test
    @DisplayName(
            "it ends with SETTINGS_TIMEOUT if the settings of the server are not acknowledged in 10 s, RFC 9113 6.5.3")
    void settingsAreAcknowledgedInTime() {
        try (TestServer server = server().timeless().start();
                Http2Client client = Http2Client.raw(server.port())) {
            client.octets("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                    .settings();
            assertThat(client.get(1, "/").answer(1).body()).isEqualTo("hello");
            server.pass(Duration.ofSeconds(11));
            assertThat(client.end().code()).isEqualTo(ErrorCode.SETTINGS_TIMEOUT);
        }
    }

    @Test
    @DisplayName("it ends with ENHANCE_YOUR_CALM if a field block is not complete after 10 s, RFC 9113 10.5")
    void fieldBlocksAreCompleteInTime() {
        try (TestServer server = server().timeless().start();
                Http2Client client = Http2Client.connect(server.port())) {
            settle(client);
            client.frame(HEADERS, 0, 1, Http2Client.block(":method", "GET"));
            server.pass(Duration.ofSeconds(5));
            client.frame(Http2Client.CONTINUATION, 0, 1, Http2Client.block(":path", "/"));
            server.pass(Duration.ofSeconds(6));
            assertThat(client.end().code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    @DisplayName("handlers are told when the TCP connection ends, RFC 9113 5.4.3")
    void clientGone() throws Exception {
        try (TestServer server = server().start()) {
            try (Http2Client client = Http2Client.connect(server.port())) {
                client.post(1, "/endless").next(HEADERS);
            }
            assertThat(await(handlerClosed)).isEqualTo(CloseReason.CLIENT_GONE);
            server.awaitEmpty();
            assertThat(server.heldBytes()).isZero();
        }
    }

    @Test
    @DisplayName("handlers and WebSockets are told when the server stops and the grace is over")
    void forcedStop() throws Exception {
        try (TestServer server = server().start();
                Http2Client client = Http2Client.connect(server.port())) {
            client.get(1, "/endless").next(HEADERS);
            open(client, 3, "/socket");
            open(client, 5, "/busy"); // its client takes no more than its window
            server.stop(Duration.ZERO).get(20, TimeUnit.SECONDS);

            assertThat(await(handlerClosed)).isEqualTo(CloseReason.STOPPED);
            assertThat(await(socketClosed)).isIn(1001, 1006); // its Close frame may have been sent before
            assertThat(await(busySocketClosed)).isIn(1001, 1006);
            server.awaitEmpty();
            assertThat(server.heldBytes()).isZero();
        }
    }
}
