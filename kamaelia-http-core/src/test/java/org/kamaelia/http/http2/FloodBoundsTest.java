package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http2.Http2Client.CONTINUATION;
import static org.kamaelia.http.http2.Http2Client.DATA;
import static org.kamaelia.http.http2.Http2Client.HEADERS;
import static org.kamaelia.http.http2.Http2Client.PING;
import static org.kamaelia.http.http2.Http2Client.PRIORITY;
import static org.kamaelia.http.http2.Http2Client.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.testing.TestServer;

@DisplayName("Floods of frames of HTTP/2, by raw frames (RFC 9113 section 10.5)")
class FloodBoundsTest {
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
}
