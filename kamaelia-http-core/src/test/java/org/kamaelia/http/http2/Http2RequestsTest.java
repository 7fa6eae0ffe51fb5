package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http2.Http2Client.CONTINUATION;
import static org.kamaelia.http.http2.Http2Client.DATA;
import static org.kamaelia.http.http2.Http2Client.END_HEADERS;
import static org.kamaelia.http.http2.Http2Client.END_STREAM;
import static org.kamaelia.http.http2.Http2Client.HEADERS;
import static org.kamaelia.http.http2.Http2Client.RST_STREAM;
import static org.kamaelia.http.http2.Http2Client.block;
import static org.kamaelia.http.http2.Http2Client.request;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.testing.TestServer;

@DisplayName("Requests and responses of HTTP/2, by raw frames (RFC 9113 section 8)")
class Http2RequestsTest {
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
    @DisplayName("resets a stream whose second HEADERS frame does not end it, RFC 9113 8.1")
    void trailersWithoutEnd() {
        try (Http2Client client = connect()) {
            client.post(1, "/never").headers(1, false, block("a", "b"));
            assertThat(client.next(RST_STREAM).code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(client.get(3, "/").answer(3).body()).isEqualTo("hello");
        }
    }
}
