package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http2.Http2Client.DATA;
import static org.kamaelia.http.http2.Http2Client.HEADERS;
import static org.kamaelia.http.http2.Http2Client.PING;
import static org.kamaelia.http.http2.Http2Client.RST_STREAM;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.testing.TestServer;

@DisplayName("The windows of HTTP/2, by raw frames (RFC 9113 section 5.2)")
class FlowControlTest {
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

    private static byte[] repeated(int octets) {
        return new byte[octets];
    }

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
}
