package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http2.Http2Client.CONTINUATION;
import static org.kamaelia.http.http2.Http2Client.DATA;
import static org.kamaelia.http.http2.Http2Client.END_HEADERS;
import static org.kamaelia.http.http2.Http2Client.END_STREAM;
import static org.kamaelia.http.http2.Http2Client.GOAWAY;
import static org.kamaelia.http.http2.Http2Client.HEADERS;
import static org.kamaelia.http.http2.Http2Client.PING;
import static org.kamaelia.http.http2.Http2Client.PRIORITY;
import static org.kamaelia.http.http2.Http2Client.PRIORITY_UPDATE;
import static org.kamaelia.http.http2.Http2Client.PUSH_PROMISE;
import static org.kamaelia.http.http2.Http2Client.RST_STREAM;
import static org.kamaelia.http.http2.Http2Client.SETTINGS;
import static org.kamaelia.http.http2.Http2Client.block;
import static org.kamaelia.http.http2.Http2Client.frameOf;
import static org.kamaelia.http.http2.Http2Client.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;

@DisplayName("A connection of HTTP/2, by raw frames")
class Http2ConnectionTest {
    private static TestServer server;

    /** Sends a body back as it arrives, and then its trailers. */
    private static final class Echo extends Handler {
        @Override
        protected void start() {
            begin(Response.ok("text/plain"));
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; outbox.hasRoom() && (chunk = inbox.poll()) != null; ) {
                outbox.send(ResponsePart.of(chunk));
            }
            if (inbox.ended() && outbox.hasRoom()) {
                finish(request().trailers());
            }
        }
    }

    private static HandlerFactory routes() {
        return ResourceGlue.of()
                .at("/{$}", HandlerFactory.oneShot(request -> Response.text("hello")))
                .at("/big", HandlerFactory.oneShot(request -> Response.text("x".repeat(200_000))))
                .at("/echo", request -> new Echo())
                .at(
                        "/cookie",
                        HandlerFactory.oneShot(request ->
                                Response.text(String.valueOf(request.fields().joined("Cookie")))))
                .at(
                        "/version",
                        HandlerFactory.oneShot(request -> Response.text(
                                request.version() + " " + request.fields().first("host"))))
                .at("/hints", request -> new Handler() {
                    @Override
                    protected void step() {
                        begin(Response.of(103).header("Link", "</a>"));
                        respond(Response.text("late"));
                    }
                })
                .at("/fails", HandlerFactory.oneShot(request -> {
                    throw new org.kamaelia.http.StatusException(418, "test");
                }))
                .at("/never", HandlerFactory.async(request -> new CompletableFuture<Response>()));
    }

    @BeforeAll
    static void start() {
        server = TestServer.with(routes())
                .setup(setup -> setup.http2(setup.http2().clearText(true)))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Http2Client connect(int... settings) {
        return Http2Client.connect(server.port(), settings);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] repeated(int octets) {
        return new byte[octets];
    }

    // Requests and responses, RFC 9113 section 8.

    @Test
    @DisplayName("answers GET, and then the next one on the same connection, RFC 9113 8.1")
    void get() {
        try (Http2Client client = connect()) {
            Http2Client.Answer first = client.get(1, "/").answer(1);
            assertThat(first.status()).isEqualTo("200");
            assertThat(first.body()).isEqualTo("hello");
            assertThat(first.fields())
                    .containsEntry("content-type", "text/plain; charset=utf-8")
                    .containsEntry("content-length", "5")
                    .containsKey("date")
                    .doesNotContainKeys("connection", "transfer-encoding");
            assertThat(client.get(3, "/version").answer(3).body()).isEqualTo("HTTP/2 test");
            assertThat(client.get(5, "/nowhere").answer(5).status()).isEqualTo("404");
            assertThat(client.get(7, "/fails").answer(7).status()).isEqualTo("418");
        }
    }

    @Test
    @DisplayName("sends its settings first, and acknowledges those of the client, RFC 9113 3.4 and 6.5.3")
    void settings() {
        try (Http2Client client = connect()) {
            Http2Client.Received first = client.any();
            assertThat(first.type()).isEqualTo(SETTINGS);
            assertThat(first.flags()).isZero();
            assertThat(client.any().type()).isEqualTo(Http2Client.WINDOW_UPDATE);
            assertThat(client.any()).matches(ack -> ack.type() == SETTINGS && ack.flags() == Http2Client.ACK);
        }
    }

    @Test
    @DisplayName("answers PING with the same octets, RFC 9113 6.7")
    void ping() {
        try (Http2Client client = connect()) {
            Http2Client.Received pong =
                    client.frame(PING, 0, 0, octets("kamaelia")).next();
            assertThat(pong.type()).isEqualTo(PING);
            assertThat(pong.flags()).isEqualTo(Http2Client.ACK);
            assertThat(pong.text()).isEqualTo("kamaelia");
        }
    }

    @Test
    @DisplayName("answers HEAD without DATA, with the length that GET would have, RFC 9110 9.3.2")
    void head() {
        try (Http2Client client = connect()) {
            Http2Client.Answer answer =
                    client.headers(1, true, request("HEAD", "/")).answer(1);
            assertThat(answer.fields()).containsEntry("content-length", "5");
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    @DisplayName("carries a body both ways, and trailers both ways, RFC 9113 8.1")
    void trailers() {
        try (Http2Client client = connect()) {
            Http2Client.Answer answer = client.post(1, "/echo")
                    .data(1, false, "one ")
                    .data(1, false, "two")
                    .headers(1, true, block("checksum", "7"))
                    .answer(1);
            assertThat(answer.body()).isEqualTo("one two");
            assertThat(answer.trailers()).containsEntry("checksum", "7");
        }
    }

    @Test
    @DisplayName("sends interim responses before the final one, RFC 9113 8.1")
    void interim() {
        try (Http2Client client = connect()) {
            client.get(1, "/hints");
            Http2Client.Received first = client.next();
            assertThat(first.endsStream()).isFalse();
            assertThat(client.fields(first)).containsEntry(":status", "103").containsEntry("link", "</a>");
            assertThat(client.answer(1).body()).isEqualTo("late");
        }
    }

    @Test
    @DisplayName("sends 100 when the handler asks for a body that the client holds back, RFC 9110 10.1.1")
    void expect() {
        try (Http2Client client = connect()) {
            client.post(1, "/echo", "expect", "100-continue");
            assertThat(client.fields(client.next(HEADERS))).containsKey(":status");
            client.data(1, true, "body");
            String text = client.next(DATA).text();
            assertThat(text).isEqualTo("body");
        }
    }

    @Test
    @DisplayName("joins the parts of a divided Cookie field, RFC 9113 8.2.3")
    void cookies() {
        try (Http2Client client = connect()) {
            assertThat(client.get(1, "/cookie", "cookie", "a=1", "cookie", "b=2")
                            .answer(1)
                            .body())
                    .isEqualTo("a=1; b=2");
        }
    }

    @Test
    @DisplayName("refuses CONNECT and goes on, RFC 9113 8.5")
    void connectIsRefused() {
        try (Http2Client client = connect()) {
            client.headers(1, false, block(":method", "CONNECT", ":authority", "test:80"));
            assertThat(client.fields(client.next(HEADERS))).containsEntry(":status", "405");
            assertThat(client.next(RST_STREAM).code()).isEqualTo(ErrorCode.NO_ERROR);
            assertThat(client.get(3, "/").answer(3).status()).isEqualTo("200");
        }
    }

    @Test
    @DisplayName("answers 431 to a header section that is too large, and goes on, RFC 6585 5")
    void largeHead() {
        try (Http2Client client = connect()) {
            byte[] block = request("GET", "/", "big", "x".repeat(30_000));
            client.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, 16_384));
            client.frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 16_384, block.length));
            assertThat(client.answer(1).status()).isEqualTo("431");
            assertThat(client.get(3, "/").answer(3).status()).isEqualTo("200");
        }
    }

    @Test
    @DisplayName("answers 413 to a body that is too large, and asks the client to stop, RFC 9113 8.1")
    void largeBody() {
        try (Http2Client client = connect()) {
            client.post(1, "/echo", "content-length", "3000000");
            assertThat(client.fields(client.next(HEADERS))).containsEntry(":status", "413");
            assertThat(client.next(RST_STREAM).code()).isEqualTo(ErrorCode.NO_ERROR);
        }
    }

    // Windows, RFC 9113 section 5.2.

    @Test
    @DisplayName("sends the head although the window is 0, and then no more than the window, RFC 9113 6.9")
    void windows() {
        try (Http2Client client = connect(4, 0)) {
            client.get(1, "/");
            assertThat(client.next().type()).isEqualTo(HEADERS);
            client.windowUpdate(1, 2);
            assertThat(client.next().text()).isEqualTo("he");
            client.settings(4, 1); // the window is 1 larger than before
            assertThat(client.next().text()).isEqualTo("l");
            client.windowUpdate(1, 100);
            Http2Client.Received last = client.next();
            assertThat(last.text()).isEqualTo("lo");
            assertThat(last.endsStream()).isTrue();
        }
    }

    @Test
    @DisplayName("counts a window that a setting makes negative, and sends when it is positive again, RFC 9113 6.9.2")
    void negativeWindow() {
        try (Http2Client client = connect(4, 3)) {
            client.get(1, "/");
            assertThat(client.next().type()).isEqualTo(HEADERS);
            assertThat(client.next().text()).isEqualTo("hel");
            client.settings(4, 2).windowUpdate(1, 1).frame(PING, 0, 0, new byte[8]);
            assertThat(client.next().type()).isEqualTo(PING);
            client.windowUpdate(1, 1);
            assertThat(client.next().text()).isEqualTo("l");
        }
    }

    @Test
    @DisplayName("serves other streams while one has no window, and not more than the window of the connection")
    void oneStreamCannotStopTheOthers() {
        try (Http2Client client = connect()) {
            client.get(1, "/big");
            int received = 0;
            while (received < 65_535) {
                Http2Client.Received frame = client.next();
                received += frame.type() == DATA ? frame.payload().length : 0;
                if (frame.type() == HEADERS) {
                    client.fields(frame);
                }
            }
            assertThat(received).isEqualTo(65_535);
            client.windowUpdate(0, 1_000);
            client.get(3, "/"); // stream 1 has used up its own window
            assertThat(client.answer(3).body()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("widens the window of a stream only by what the handler has taken, RFC 9113 6.9")
    void credit() {
        try (Http2Client client = connect()) {
            client.post(1, "/never");
            for (int i = 0; i < 8; i++) {
                client.frame(DATA, 0, 1, repeated(16_384));
            }
            client.frame(PING, 0, 0, repeated(8));
            while (true) {
                Http2Client.Received frame = client.any();
                assertThat(frame.type() == Http2Client.WINDOW_UPDATE && frame.stream() == 1)
                        .isFalse();
                if (frame.type() == PING) {
                    break;
                }
            }
            client.frame(DATA, 0, 1, repeated(1)); // one octet more than the window
            assertThat(client.next(RST_STREAM).code()).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
        }
    }

    // Faults, RFC 9113 sections 5.1, 5.4 and 6.

    static Stream<Arguments> connectionFaults() {
        byte[] get = request("GET", "/");
        return Stream.of(
                fault("DATA on an idle stream, 5.1", ErrorCode.PROTOCOL_ERROR, frameOf(DATA, 0, 1, repeated(1))),
                fault(
                        "RST_STREAM on an idle stream, 5.1",
                        ErrorCode.PROTOCOL_ERROR,
                        frameOf(RST_STREAM, 0, 1, repeated(4))),
                fault(
                        "WINDOW_UPDATE on an idle stream, 5.1",
                        ErrorCode.PROTOCOL_ERROR,
                        frameOf(8, 0, 1, Http2Client.int32(1))),
                fault("an even stream, 5.1.1", ErrorCode.PROTOCOL_ERROR, frameOf(HEADERS, 5, 2, get)),
                fault(
                        "a number that is used up, 5.1.1",
                        ErrorCode.PROTOCOL_ERROR,
                        frameOf(HEADERS, 5, 5, get),
                        frameOf(HEADERS, 5, 3, get)),
                fault("DATA on stream 0, 6.1", ErrorCode.PROTOCOL_ERROR, frameOf(DATA, 0, 0, repeated(1))),
                fault(
                        "too much padding, 6.1",
                        ErrorCode.PROTOCOL_ERROR,
                        frameOf(HEADERS, 4, 1, get),
                        frameOf(DATA, 8, 1, (byte) 9)),
                fault(
                        "a frame that is too long, 4.2",
                        ErrorCode.FRAME_SIZE_ERROR,
                        frameOf(PING, 0, 0, repeated(16_385))),
                fault("a short PING, 6.7", ErrorCode.FRAME_SIZE_ERROR, frameOf(PING, 0, 0, repeated(7))),
                fault("PING on a stream, 6.7", ErrorCode.PROTOCOL_ERROR, frameOf(PING, 0, 1, repeated(8))),
                fault("a broken field block, 4.3", ErrorCode.COMPRESSION_ERROR, frameOf(HEADERS, 5, 1, (byte) 0x80)),
                fault(
                        "a frame inside a field block, 4.3",
                        ErrorCode.PROTOCOL_ERROR,
                        frameOf(HEADERS, 1, 1, get),
                        frameOf(PING, 0, 0, repeated(8))),
                fault("CONTINUATION alone, 6.10", ErrorCode.PROTOCOL_ERROR, frameOf(CONTINUATION, 4, 1, get)),
                fault("PUSH_PROMISE, 8.4", ErrorCode.PROTOCOL_ERROR, frameOf(PUSH_PROMISE, 4, 1, repeated(4))),
                fault(
                        "a window of 2^31, 6.9.1",
                        ErrorCode.FLOW_CONTROL_ERROR,
                        frameOf(8, 0, 0, Http2Client.int32(Integer.MAX_VALUE))),
                fault("WINDOW_UPDATE by 0, 6.9", ErrorCode.PROTOCOL_ERROR, frameOf(8, 0, 0, repeated(4))),
                fault(
                        "an initial window of 2^31, 6.5.2",
                        ErrorCode.FLOW_CONTROL_ERROR,
                        frameOf(SETTINGS, 0, 0, octets("\0\4\200\0\0\0"))),
                fault("SETTINGS of 5 octets, 6.5", ErrorCode.FRAME_SIZE_ERROR, frameOf(SETTINGS, 0, 0, repeated(5))),
                fault(
                        "HEADERS on a closed stream, 5.1",
                        ErrorCode.STREAM_CLOSED,
                        frameOf(HEADERS, 5, 1, get),
                        frameOf(HEADERS, 5, 1, get)));
    }

    private static Arguments fault(String what, ErrorCode code, byte[]... frames) {
        return Arguments.of(what, code, frames);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("connectionFaults")
    @DisplayName("ends the connection with GOAWAY, RFC 9113 5.4.1")
    void connectionFault(String what, ErrorCode code, byte[][] frames) {
        try (Http2Client client = connect()) {
            for (byte[] frame : frames) {
                client.octets(frame);
                if (what.startsWith("HEADERS on a closed")) {
                    client.frame(PING, 0, 0, repeated(8)).next(PING); // the response to the first one has been sent
                }
            }
            assertThat(client.end().code()).isEqualTo(code);
        } catch (java.io.UncheckedIOException reset) {
            assertThat(what).startsWith("HEADERS on a closed"); // the PING met a closed connection
        }
    }

    static Stream<Arguments> streamFaults() {
        return Stream.of(
                Arguments.of("an uppercase name, 8.2.1", request("GET", "/", "Upper", "x")),
                Arguments.of("a field about the connection, 8.2.2", request("GET", "/", "connection", "close")),
                Arguments.of("TE that is not trailers, 8.2.2", request("GET", "/", "te", "gzip")),
                Arguments.of("an unknown pseudo-header field, 8.3", request("GET", "/", ":test", "x")),
                Arguments.of("no :path, 8.3.1", block(":method", "GET", ":scheme", "http", ":authority", "test")),
                Arguments.of("no :method, 8.3.1", block(":path", "/", ":scheme", "http", ":authority", "test")),
                Arguments.of("two :method, 8.3.1", request("GET", "/", ":method", "GET")),
                Arguments.of("a length without a body, 8.1.1", request("POST", "/", "content-length", "1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streamFaults")
    @DisplayName("resets the stream of a malformed request with PROTOCOL_ERROR, and goes on, RFC 9113 8.1.1")
    void streamFault(String what, byte[] block) {
        try (Http2Client client = connect()) {
            Http2Client.Received reset = client.headers(1, true, block).next();
            assertThat(reset.type()).isEqualTo(RST_STREAM);
            assertThat(reset.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(client.get(3, "/").answer(3).body()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("resets a stream whose data is not as long as content-length says, RFC 9113 8.1.1")
    void wrongLength() {
        try (Http2Client client = connect()) {
            client.post(1, "/never", "content-length", "5").data(1, true, "1234");
            assertThat(client.next(RST_STREAM).code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            client.post(3, "/never", "content-length", "5").data(3, false, "123456");
            assertThat(client.next(RST_STREAM).code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        }
    }

    @Test
    @DisplayName("resets a stream on which data follows its end with STREAM_CLOSED, RFC 9113 5.1")
    void dataAfterTheEnd() {
        try (Http2Client client = connect()) {
            client.get(1, "/never").data(1, true, "x");
            assertThat(client.next(RST_STREAM).code()).isEqualTo(ErrorCode.STREAM_CLOSED);
        }
    }

    @Test
    @DisplayName("refuses streams above its limit, which the client may try again, RFC 9113 5.1.2")
    void tooManyStreams() {
        try (Http2Client client = connect()) {
            for (int i = 0; i <= 100; i++) {
                client.get(2 * i + 1, "/never");
            }
            Http2Client.Received refused = client.next();
            assertThat(refused.stream()).isEqualTo(201);
            assertThat(refused.code()).isEqualTo(ErrorCode.REFUSED_STREAM);
        }
    }

    @Test
    @DisplayName("ignores frames of unknown types, and PRIORITY and PRIORITY_UPDATE for any stream, RFC 9113 5.5")
    void unknownFrames() {
        try (Http2Client client = connect()) {
            client.frame(99, 7, 5, octets("what?"));
            client.frame(PRIORITY, 0, 5, repeated(5));
            client.frame(PRIORITY_UPDATE, 0, 0, octets("\0\0\0\7u=1"));
            assertThat(client.get(1, "/").answer(1).body()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("closes a connection that does not begin with the preface, RFC 9113 3.4")
    void noPreface() {
        try (Http2Client client = Http2Client.raw(server.port())) {
            client.octets(octets("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"));
            assertThat(client.end()).isNull(); // HTTP/1 has answered and closed
        } catch (RuntimeException notAFrame) {
            assertThat(notAFrame).isNotInstanceOf(java.io.UncheckedIOException.class);
        }
    }

    // Floods, RFC 9113 section 10.5.

    private static void calmed(Http2Client client) {
        Http2Client.Received last = client.end();
        assertThat(last == null ? ErrorCode.ENHANCE_YOUR_CALM : last.code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
    }

    static Stream<Arguments> floods() {
        byte[] get = request("GET", "/never");
        return Stream.of(
                Arguments.of("rapid reset, CVE-2023-44487", (Flood)
                        (client, i) -> client.headers(2 * i + 1, true, get).reset(2 * i + 1, ErrorCode.CANCEL)),
                Arguments.of("resets by the server, CVE-2025-8671", (Flood)
                        (client, i) -> client.headers(2 * i + 1, true, get).windowUpdate(2 * i + 1, 0)),
                Arguments.of("PING, CVE-2019-9512", (Flood) (client, i) -> client.frame(PING, 0, 0, new byte[8])),
                Arguments.of("SETTINGS, CVE-2019-9515", (Flood) (client, i) -> client.settings()),
                Arguments.of(
                        "PRIORITY, CVE-2019-9513", (Flood) (client, i) -> client.frame(PRIORITY, 0, 1, new byte[5])),
                Arguments.of("WINDOW_UPDATE", (Flood) (client, i) -> client.windowUpdate(0, 1)),
                Arguments.of("empty CONTINUATION, CVE-2024-27316", (Flood)
                        (client, i) -> client.frame(i == 0 ? HEADERS : CONTINUATION, 0, 1)),
                Arguments.of("empty DATA, CVE-2019-9518", (Flood)
                        (client, i) -> (i == 0 ? client.post(1, "/never") : client).frame(DATA, 0, 1)));
    }

    private interface Flood {
        void send(Http2Client client, int round);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    @DisplayName("ends a flood with GOAWAY and ENHANCE_YOUR_CALM")
    void flood(String what, Flood flood) {
        try (Http2Client client = connect()) {
            try {
                for (int i = 0; i < 20_000; i++) {
                    flood.send(client, i);
                }
            } catch (java.io.UncheckedIOException closed) {
                assertThat(closed).hasCauseInstanceOf(java.io.IOException.class); // the server reads no more
            }
            calmed(client);
        }
        try (Http2Client other = connect()) {
            assertThat(other.get(1, "/").answer(1).body()).isEqualTo("hello");
        }
    }

    // The end.

    @Test
    @DisplayName("tells the client twice that the server stops, and answers what came before, RFC 9113 6.8")
    void stopping() {
        TestServer stopped = TestServer.with(routes())
                .setup(setup -> setup.http2(setup.http2().clearText(true)))
                .start();
        try (Http2Client client = Http2Client.connect(stopped.port())) {
            assertThat(client.get(1, "/").answer(1).body()).isEqualTo("hello");
            client.post(3, "/echo");
            client.fields(client.next(HEADERS));
            var end = stopped.stop(Duration.ofSeconds(20));
            Http2Client.Received first = client.next(GOAWAY);
            assertThat(first.number(0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(first.code()).isEqualTo(ErrorCode.NO_ERROR);
            Http2Client.Received ping = client.next(PING);
            client.get(5, "/"); // on its way when the server stopped
            client.frame(PING, Http2Client.ACK, 0, ping.payload());
            assertThat(client.next(DATA).text()).isEqualTo("hello");
            assertThat(client.next(GOAWAY).number(0)).isEqualTo(5);
            client.data(3, true, "end");
            assertThat(client.next(DATA).text()).isEqualTo("end");
            client.end();
            end.join();
        }
    }
}
