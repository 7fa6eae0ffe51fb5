package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http2.Http2Client.CONTINUATION;
import static org.kamaelia.http.http2.Http2Client.DATA;
import static org.kamaelia.http.http2.Http2Client.GOAWAY;
import static org.kamaelia.http.http2.Http2Client.HEADERS;
import static org.kamaelia.http.http2.Http2Client.PING;
import static org.kamaelia.http.http2.Http2Client.PRIORITY;
import static org.kamaelia.http.http2.Http2Client.PRIORITY_UPDATE;
import static org.kamaelia.http.http2.Http2Client.PUSH_PROMISE;
import static org.kamaelia.http.http2.Http2Client.RST_STREAM;
import static org.kamaelia.http.http2.Http2Client.SETTINGS;
import static org.kamaelia.http.http2.Http2Client.frameOf;
import static org.kamaelia.http.http2.Http2Client.request;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.testing.TestServer;

@DisplayName("A connection of HTTP/2, by raw frames")
class Http2ConnectionTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = Http2Resources.start();
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

    @Test
    @DisplayName("tells the client twice that the server stops, and answers what came before, RFC 9113 6.8")
    void stopping() {
        TestServer stopped = Http2Resources.start();
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
