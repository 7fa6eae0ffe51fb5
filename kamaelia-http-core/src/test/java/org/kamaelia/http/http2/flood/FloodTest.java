package org.kamaelia.http.http2.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http2.flood.Attacker.frame;
import static org.kamaelia.http.http2.flood.Attacker.hex;
import static org.kamaelia.testing.Eventually.eventually;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A flood over HTTP/2 ends with GOAWAY and the end of its connection (RFC 9113 10.5)")
@Timeout(60)
class FloodTest {
    private static final int CALM = 0xb;
    private static final int MOST = 20_000;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final String WINDOW_OF_ZERO = "000400000000";

    private static final byte[] NOTHING = {};
    /** GET or POST, http, /, a: not indexed, so that each block is alone. */
    private static final byte[] GET = hex("82 86 84 01 01 61");

    private static final byte[] POST = hex("83 86 84 01 01 61");
    private static final byte[] BIG = hex("82 86 04 04 2f626967 01 01 61");

    private static TestServer server() {
        HandlerFactory routes = ResourceGlue.of()
                .at("/", HandlerFactory.oneShot(request -> Response.text("hello")))
                .at("/big", HandlerFactory.oneShot(request -> Response.text("x".repeat(100_000))));
        return TestServer.with(routes)
                .setup(setup -> setup.http2(setup.http2().clearText(true).windowStall(Duration.ofMillis(500))))
                .start();
    }

    private static int stream(int number) {
        return 2 * number + 1;
    }

    /** Sends a flood, and checks its end and that the server serves others, with all memory given back. */
    private static void flood(Attacker.Wave wave) throws Exception {
        flood("", wave, MOST);
    }

    private static void flood(String settings, Attacker.Wave wave, int most) throws Exception {
        try (TestServer server = server();
                RawClient good = server.client();
                Attacker attacker = new Attacker(server.port(), settings)) {
            attacker.send(wave, most);
            assertThat(attacker.end()).as("the error code of GOAWAY").isEqualTo(CALM);
            good.send(RawClient.get("/"));
            assertThat(good.response().status()).isEqualTo(200);
            eventually(() -> assertThat(server.connections()).isEqualTo(1));
            eventually(() -> assertThat(server.heldBytes()).isLessThan(64 * 1024));
        }
    }

    @Test
    @DisplayName("of requests that the client cancels at once (CVE-2023-44487)")
    void rapidReset() throws Exception {
        flood(n -> new byte[][] {frame(HEADERS, 5, stream(n), GET), frame(RST_STREAM, 0, stream(n), hex("00000008"))});
    }

    @Test
    @DisplayName("of requests that the client makes the server reset (CVE-2025-8671)")
    void madeResets() throws Exception {
        flood(n ->
                new byte[][] {frame(HEADERS, 4, stream(n), POST), frame(WINDOW_UPDATE, 0, stream(n), hex("00000000"))});
    }

    @Test
    @DisplayName("of requests whose windows the client overflows (CVE-2025-8671)")
    void overflownWindows() throws Exception {
        flood(n ->
                new byte[][] {frame(HEADERS, 4, stream(n), POST), frame(WINDOW_UPDATE, 0, stream(n), hex("7fffffff"))});
    }

    @Test
    @DisplayName("of malformed requests (CVE-2025-8671)")
    void malformedRequests() throws Exception {
        flood(n -> new byte[][] {frame(HEADERS, 5, stream(n), NOTHING)});
    }

    @Test
    @DisplayName("of CONTINUATION frames (CVE-2024-27316)")
    void continuation() throws Exception {
        flood(n -> new byte[][] {n == 0 ? frame(HEADERS, 0, 1, GET) : frame(CONTINUATION, 0, 1, hex("0001610162"))});
    }

    @Test
    @DisplayName("of empty CONTINUATION frames (CVE-2019-9518)")
    void emptyContinuation() throws Exception {
        flood(n -> new byte[][] {n == 0 ? frame(HEADERS, 0, 1, GET) : frame(CONTINUATION, 0, 1, NOTHING)});
    }

    @Test
    @DisplayName("of SETTINGS (CVE-2019-9515)")
    void settings() throws Exception {
        flood(n -> new byte[][] {frame(SETTINGS, 0, 0, NOTHING)});
    }

    @Test
    @DisplayName("of settings in one frame")
    void manySettings() throws Exception {
        flood(n -> new byte[][] {frame(SETTINGS, 0, 0, hex("00040000ffff".repeat(2_000)))});
    }

    @Test
    @DisplayName("of PING (CVE-2019-9512)")
    void ping() throws Exception {
        flood(n -> new byte[][] {frame(PING, 0, 0, new byte[8])});
    }

    @Test
    @DisplayName("of PRIORITY (CVE-2019-9513)")
    void priority() throws Exception {
        flood(n -> new byte[][] {frame(PRIORITY, 0, stream(n), hex("0000000010"))});
    }

    @Test
    @DisplayName("of PRIORITY_UPDATE (RFC 9218 7.1)")
    void priorityUpdate() throws Exception {
        flood(n -> new byte[][] {frame(0x10, 0, 0, hex("00000001 753d30"))});
    }

    @Test
    @DisplayName("of empty DATA (CVE-2019-9518)")
    void emptyData() throws Exception {
        flood(n -> new byte[][] {n == 0 ? frame(HEADERS, 4, 1, POST) : frame(DATA, 0, 1, NOTHING)});
    }

    @Test
    @DisplayName("of DATA that is nothing but padding")
    void padding() throws Exception {
        flood(n -> new byte[][] {n == 0 ? frame(HEADERS, 4, 1, POST) : frame(DATA, 8, 1, hex("020000"))});
    }

    @Test
    @DisplayName("of WINDOW_UPDATE with an increment of 1 (CVE-2019-9517)")
    void tinyIncrements() throws Exception {
        flood(n -> new byte[][] {frame(WINDOW_UPDATE, 0, 0, hex("00000001"))});
    }

    @Test
    @DisplayName("of frames of an unknown type")
    void unknownFrames() throws Exception {
        flood(n -> new byte[][] {frame(0xbe, 0, 0, NOTHING)});
    }

    @Test
    @DisplayName("of references to one large field (RFC 7541 7.3)")
    void bomb() throws Exception {
        byte[] large = hex("400161 7fa11e" + "78".repeat(4_000));
        flood(n -> new byte[][] {frame(HEADERS, 5, stream(n), n == 0 ? large : hex("be".repeat(16_000)))});
    }

    @Test
    @DisplayName("of header sections that are too large (RFC 9113 10.5.1)")
    void largeSections() throws Exception {
        byte[] half = hex("000161 7f8160" + "78".repeat(12_416));
        flood(n -> new byte[][] {
            frame(HEADERS, 1, stream(n), half),
            frame(CONTINUATION, 0, stream(n), half),
            frame(CONTINUATION, 4, stream(n), half)
        });
    }

    @Test
    @DisplayName("of requests whose responses find no window, held open (CVE-2019-9517)")
    void windowsOfZero() throws Exception {
        flood(WINDOW_OF_ZERO, n -> new byte[][] {frame(HEADERS, 5, stream(n), BIG)}, 90);
    }

    @Test
    @DisplayName("of requests whose responses are taken octet by octet (CVE-2019-9511)")
    void windowsOfOneOctet() throws Exception {
        flood(
                WINDOW_OF_ZERO,
                n -> new byte[][] {
                    n < 50
                            ? frame(HEADERS, 5, stream(n), BIG)
                            : frame(WINDOW_UPDATE, 0, stream(n % 50), hex("00000001"))
                },
                MOST);
    }

    @Test
    @DisplayName("of requests whose responses are not read, while the client goes on sending (CVE-2019-9517)")
    void unread() throws Exception {
        HandlerFactory big = HandlerFactory.oneShot(request -> Response.text("x".repeat(100_000)));
        try (TestServer server = TestServer.with(big)
                        .setup(setup -> setup.http2(setup.http2().clearText(true)))
                        .sockets(limits -> limits.sendBuffer(16 * 1024))
                        .timeless()
                        .start();
                RawClient client = server.client(16 * 1024)) {
            client.send(hex("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a"));
            client.send(frame(SETTINGS, 0, 0, hex("00047fffffff"))).send(frame(SETTINGS, 1, 0, NOTHING));
            client.send(frame(WINDOW_UPDATE, 0, 0, hex("7fff0000")));
            for (int i = 0; i < 90; i++) {
                client.send(frame(HEADERS, 5, stream(i), GET));
            }
            eventually(() -> assertThat(server.queuedBytes()).isPositive());
            server.settle();
            for (int second = 0; second < 29 && server.connections() > 0; second++) {
                server.pass(Duration.ofSeconds(1));
                client.send(frame(PING, 0, 0, new byte[8]));
                server.settle();
            }
            eventually(() -> assertThat(server.connections()).isZero());
            assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1);
        }
    }
}
