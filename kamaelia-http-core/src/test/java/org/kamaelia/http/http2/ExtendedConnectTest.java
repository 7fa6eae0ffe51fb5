package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.http.websocket.WebSocketHandler;
import org.kamaelia.http.websocket.WebSocketSettings;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.WebSocketClient;

@DisplayName("A WebSocket over one stream of HTTP/2 (RFC 8441)")
@Timeout(60)
class ExtendedConnectTest {
    private static final int KIB = 1024;
    private static final int CLOSE = 0x88;

    private final List<String> ends = Collections.synchronizedList(new ArrayList<>());

    /** Sends each message back, and notes how it ended. */
    private class Echo extends WebSocketHandler {
        @Override
        protected void step() {
            for (Message next; outbox.hasRoom() && (next = inbox.poll()) != null; ) {
                outbox.send(next);
            }
        }

        @Override
        protected void closed(int code, String reason) {
            ends.add(code + reason);
        }
    }

    /** Takes no message. */
    private static final class Unread extends WebSocketHandler {
        @Override
        protected void step() {}
    }

    /** Sends as long as there is room. */
    private static final class Endless extends WebSocketHandler {
        @Override
        protected void step() {
            while (outbox.hasRoom()) {
                outbox.send(Message.binary(new byte[KIB]));
            }
        }
    }

    private TestServer serve() {
        HandlerFactory routes = ResourceGlue.of()
                .at("/", HandlerFactory.oneShot(request -> Response.text("hello")))
                .at("/echo", WebSocket.of(request -> new Echo()).subprotocols("b", "a"))
                .at("/get", "GET", WebSocket.of(request -> new Echo()))
                .at("/page", "GET", HandlerFactory.oneShot(request -> Response.text("hello")))
                .at("/unread", WebSocket.of(request -> new Unread()))
                .at("/endless", WebSocket.of(request -> new Endless()))
                .at("/broken", WebSocket.of(request -> {
                    throw new IllegalStateException("no handler");
                }));
        return TestServer.with(routes)
                .setup(setup -> setup.http2(setup.http2().clearText(true)))
                .start();
    }

    private static Http2Client connect(Http2Client client, int stream, String path, String... more) {
        String[] fields = new String[more.length + 4];
        fields[0] = ":protocol";
        fields[1] = "websocket";
        fields[2] = "sec-websocket-version";
        fields[3] = "13";
        System.arraycopy(more, 0, fields, 4, more.length);
        return client.headers(stream, false, Http2Client.request("CONNECT", path, fields));
    }

    private static Map<String, String> open(Http2Client client, int stream, String path, String... more) {
        connect(client, stream, path, more);
        Map<String, String> head = client.fields(client.next(Http2Client.HEADERS));
        assertThat(head).containsEntry(":status", "200");
        return head;
    }

    private static byte[] text(String text) {
        return WebSocketClient.frame(
                WebSocketClient.FIN | WebSocketClient.TEXT, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The data of a stream until it ends. */
    private static byte[] rest(Http2Client client) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            Http2Client.Received data = client.next(Http2Client.DATA);
            all.writeBytes(data.payload());
            if (data.endsStream()) {
                return all.toByteArray();
            }
        }
    }

    @Test
    @DisplayName("is announced by SETTINGS_ENABLE_CONNECT_PROTOCOL (section 3)")
    void announced() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            Http2Client.Received settings = client.any();
            assertThat(settings.type()).isEqualTo(Http2Client.SETTINGS);
            List<String> all = new ArrayList<>();
            for (int at = 0; at < settings.payload().length; at += 6) {
                all.add((settings.number(at) >>> 16) + "=" + settings.number(at + 2));
            }
            assertThat(all).contains("8=1");
        }
    }

    @Test
    @DisplayName("opens with 200, without Upgrade and without Sec-WebSocket-Accept, and passes messages (section 5)")
    void messages() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            assertThat(open(client, 1, "/echo", "sec-websocket-protocol", "a, c"))
                    .containsEntry("sec-websocket-protocol", "a")
                    .doesNotContainKeys("upgrade", "connection", "sec-websocket-accept", "content-length");
            client.frame(Http2Client.DATA, 0, 1, text("hello"));
            assertThat(client.next(Http2Client.DATA).text()).isEqualTo("\u0081\u0005hello");
            client.get(3, "/");
            assertThat(client.answer(3).body()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("does not depend on how the octets are divided into DATA frames")
    void octetByOctet() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            open(client, 1, "/echo");
            for (byte octet : text("hello")) {
                client.frame(Http2Client.DATA, 0, 1, octet);
            }
            assertThat(client.next(Http2Client.DATA).text()).isEqualTo("\u0081\u0005hello");
        }
    }

    @Test
    @DisplayName("takes data that came before the response")
    void earlyData() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            connect(client, 1, "/echo").frame(Http2Client.DATA, 0, 1, text("early"));
            assertThat(client.fields(client.next(Http2Client.HEADERS))).containsEntry(":status", "200");
            assertThat(client.next(Http2Client.DATA).text()).isEqualTo("\u0081\u0005early");
        }
    }

    @Test
    @DisplayName("ends with Close frames and END_STREAM in both directions, and the connection goes on (section 5)")
    void closes() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            open(client, 1, "/echo");
            client.frame(Http2Client.DATA, Http2Client.END_STREAM, 1, WebSocketClient.close(4001, "why"));
            assertThat(rest(client)).startsWith(CLOSE, 2, 4001 >>> 8, 4001 & 0xff);
            eventually(() -> assertThat(ends).containsExactly("4001why"));
            client.get(3, "/");
            assertThat(client.answer(3).body()).isEqualTo("hello");
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @Test
    @DisplayName("ends for a client that has ended its side of the stream with the request")
    void endedAtOnce() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            client.headers(
                    1,
                    true,
                    Http2Client.request("CONNECT", "/echo", ":protocol", "websocket", "sec-websocket-version", "13"));
            assertThat(client.fields(client.next(Http2Client.HEADERS))).containsEntry(":status", "200");
            assertThat(rest(client)).isEmpty();
            eventually(() -> assertThat(ends).containsExactly("1006"));
        }
    }

    @Test
    @DisplayName("is reset without regard to the window when its client does not answer pings")
    void unanswered() {
        HandlerFactory routes = ResourceGlue.of()
                .at(
                        "/endless",
                        WebSocket.of(request -> new Endless())
                                .settings(WebSocketSettings.defaults()
                                        .pings(Duration.ofSeconds(1), Duration.ofSeconds(1))));
        try (TestServer server = TestServer.with(routes)
                        .setup(setup -> setup.http2(setup.http2().clearText(true)))
                        .timeless()
                        .start();
                Http2Client client = Http2Client.connect(server.port(), 4, 0)) {
            open(client, 1, "/endless");
            for (int second = 0; second < 5; second++) {
                server.pass(Duration.ofSeconds(1));
            }
            assertThat(client.next(Http2Client.RST_STREAM).code()).isEqualTo(ErrorCode.CANCEL);
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @Test
    @DisplayName("breaks with RST_STREAM of the client, as a connection that is reset (section 5)")
    void reset() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            open(client, 1, "/echo");
            client.reset(1, ErrorCode.CANCEL).get(3, "/");
            assertThat(client.answer(3).body()).isEqualTo("hello");
            eventually(() -> assertThat(ends).containsExactly("1006"));
        }
    }

    @Test
    @DisplayName("breaks with the connection, and gives all memory back")
    void connectionLost() {
        try (TestServer server = serve()) {
            try (Http2Client client = Http2Client.connect(server.port())) {
                open(client, 1, "/echo");
                open(client, 3, "/endless");
                client.frame(Http2Client.DATA, 0, 1, (byte) 0x81, (byte) 0xfe);
            }
            eventually(() -> assertThat(ends).containsExactly("1006"));
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @Test
    @DisplayName("carries messages that are larger than the windows, both ways")
    void large() {
        int size = 700 * KIB;
        byte[] message = WebSocketClient.frame(WebSocketClient.FIN | 2, new byte[size]);
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port(), 4, 8 * KIB * KIB)) {
            client.windowUpdate(0, 8 * KIB * KIB);
            open(client, 1, "/echo");
            int sent = 0;
            long window = 128 * KIB;
            while (sent < message.length) {
                int some = (int) Math.min(Math.min(16 * KIB, message.length - sent), window);
                if (some == 0) {
                    Http2Client.Received update = client.next(Http2Client.WINDOW_UPDATE);
                    window += update.stream() == 1 ? update.number(0) : 0;
                } else {
                    client.frame(Http2Client.DATA, 0, 1, java.util.Arrays.copyOfRange(message, sent, sent + some));
                    sent += some;
                    window -= some;
                }
            }
            int received = 0;
            while (received < size + 10) {
                received += client.next(Http2Client.DATA).payload().length;
            }
            assertThat(received).isEqualTo(size + 10);
        }
    }

    @Test
    @DisplayName("is not read further than the window, while the handler takes nothing")
    void unread() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            open(client, 1, "/unread");
            byte[] message = WebSocketClient.frame(WebSocketClient.FIN | 2, new byte[16 * KIB - 8]);
            for (int sent = 0; sent < 128 * KIB; sent += 16 * KIB) {
                client.frame(Http2Client.DATA, 0, 1, message);
            }
            client.frame(Http2Client.PING, 0, 0, new byte[8]).next(Http2Client.PING);
            assertThat(server.heldBytes()).isBetween(1L, 512L * KIB);
            client.get(3, "/");
            assertThat(client.answer(3).body()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("sends no more than the window of the stream, and holds no more than the bounds of a connection")
    void windowOfTheClient() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port(), 4, 100)) {
            open(client, 1, "/endless");
            assertThat(client.next(Http2Client.DATA).payload()).hasSize(100);
            client.frame(Http2Client.PING, 0, 0, new byte[8]);
            assertThat(client.next().type()).isEqualTo(Http2Client.PING);
            assertThat(server.heldBytes()).isBetween(1L, 256L * KIB);
            client.windowUpdate(1, 50);
            assertThat(client.next(Http2Client.DATA).payload()).hasSize(50);
        }
    }

    @Test
    @DisplayName("is refused with 403 for a page of another origin, and with 426 for another version of WebSocket")
    void refused() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            connect(client, 1, "/echo", "origin", "http://elsewhere.example");
            assertThat(client.fields(client.next(Http2Client.HEADERS))).containsEntry(":status", "403");
            client.reset(1, ErrorCode.CANCEL);
            client.headers(
                    3,
                    false,
                    Http2Client.request("CONNECT", "/echo", ":protocol", "websocket", "sec-websocket-version", "8"));
            assertThat(client.fields(client.next(Http2Client.HEADERS))).containsEntry(":status", "426");
        }
    }

    @Test
    @DisplayName("is not opened by another protocol, nor by GET: 426")
    void otherProtocol() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            client.headers(
                    1,
                    false,
                    Http2Client.request("CONNECT", "/echo", ":protocol", "other", "sec-websocket-version", "13"));
            assertThat(client.fields(client.next(Http2Client.HEADERS))).containsEntry(":status", "426");
            client.reset(1, ErrorCode.CANCEL);
            client.get(3, "/echo", "sec-websocket-version", "13");
            assertThat(client.fields(client.next(Http2Client.HEADERS))).containsEntry(":status", "426");
        }
    }

    @Test
    @DisplayName(
            "is opened with CONNECT where it is registered for GET (section 5); another resource for GET answers 405")
    void registeredForGet() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            open(client, 1, "/get");
            client.frame(Http2Client.DATA, 0, 1, text("hello"));
            assertThat(client.next(Http2Client.DATA).text()).endsWith("hello");
            connect(client, 3, "/page");
            assertThat(client.fields(client.next(Http2Client.HEADERS)))
                    .containsEntry(":status", "405")
                    .containsEntry("allow", "GET, HEAD, OPTIONS");
        }
    }

    @Test
    @DisplayName("whose handler cannot be made ends with 500 before the stream is opened")
    void failing() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            connect(client, 1, "/broken");
            assertThat(client.fields(client.next(Http2Client.HEADERS))).containsEntry(":status", "500");
            client.get(3, "/");
            client.next(Http2Client.HEADERS);
        }
    }

    @Test
    @DisplayName("is closed with 1001 when the server stops")
    void stops() {
        try (TestServer server = serve();
                Http2Client client = Http2Client.connect(server.port())) {
            open(client, 1, "/echo");
            var stopped = server.stop(Duration.ofSeconds(30));
            Http2Client.Received close = client.next(Http2Client.DATA);
            assertThat(close.payload()).startsWith(CLOSE, 2, 1001 >>> 8, 1001 & 0xff);
            client.frame(Http2Client.DATA, Http2Client.END_STREAM, 1, WebSocketClient.close(1001, ""));
            assertThat(client.end()).isNotNull();
            stopped.join();
        }
    }

    @Test
    @DisplayName("is one of 50 on a connection, beside requests")
    void many() {
        try (TestServer server = serve()) {
            Http2Client client = Http2Client.connect(server.port());
            for (int i = 0; i < 50; i++) {
                open(client, 2 * i + 1, "/echo");
            }
            for (int i = 0; i < 50; i++) {
                client.frame(Http2Client.DATA, 0, 2 * i + 1, text("m" + i));
                Http2Client.Received data = client.next(Http2Client.DATA);
                assertThat(data.stream()).isEqualTo(2 * i + 1);
                assertThat(data.text()).endsWith("m" + i);
            }
            client.get(101, "/");
            assertThat(client.answer(101).body()).isEqualTo("hello");
            client.close();
            eventually(() -> assertThat(ends).hasSize(50));
        }
    }
}
