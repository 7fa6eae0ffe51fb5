package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.TestServer;

/** The size of all bodies together can be set: {@code -Dhttp2.bodies.mib=1024} makes it 1 GiB. */
@DisplayName("Large bodies over HTTP/2 keep to the bounds of memory (RFC 9113 section 5.2)")
@Timeout(600)
class LargeBodiesTest {
    private static final int KIB = 1024;
    private static final long ALL = Integer.getInteger("http2.bodies.mib", 32) * 1024L * KIB;
    private static final int FRAME = 16 * KIB;
    private static final int STREAM_WINDOW = 128 * KIB;
    private static final int CONNECTION_WINDOW = 1024 * KIB;
    /** What a handler may send before the client takes it, as in HTTP/1, and the last two parts. */
    private static final long SENT_AHEAD = 48L * KIB + 2 * FRAME;

    private static final int PAUSES = 4;

    /** Takes one chunk in a step, however many wait. */
    private static final class Slow extends Handler {
        private long total;

        @Override
        protected void step() {
            ByteBuffer chunk = inbox.poll();
            if (chunk != null) {
                total += chunk.remaining();
                again();
            } else if (inbox.ended()) {
                respond(Response.text(String.valueOf(total)));
            }
        }
    }

    /** Sends a body of some octets. */
    private static final class Source extends Handler {
        private long left;

        Source(long octets) {
            left = octets;
        }

        @Override
        protected void start() {
            begin(Response.ok("application/octet-stream"));
        }

        @Override
        protected void step() {
            while (left > 0 && outbox.hasRoom()) {
                int some = (int) Math.min(left, FRAME);
                outbox.send(ResponsePart.of(new byte[some]));
                left -= some;
            }
            if (left == 0) {
                finish();
            }
        }
    }

    /** A client that counts data, and opens its windows when it is told to. */
    private static final class Download {
        private final Http2Client client;
        private final int[] owed;
        private int owedToConnection;
        private long received;

        Download(Http2Client client, int streams) {
            this.client = client;
            this.owed = new int[streams];
        }

        void take(Http2Client.Received data) {
            int octets = data.payload().length;
            received += octets;
            owed[data.stream() / 2] += octets;
            owedToConnection += octets;
        }

        /** Opens the windows that have shrunk by at least some octets. */
        void openWindows(int least) {
            for (int i = 0; owedToConnection >= least && i < owed.length; i++) {
                if (owed[i] > 0) {
                    client.windowUpdate(stream(i), owed[i]);
                    owed[i] = 0;
                }
            }
            if (owedToConnection >= least) {
                client.windowUpdate(0, owedToConnection);
                owedToConnection = 0;
            }
        }

        /** Takes what the windows still allow, and no more. */
        void standStill() {
            client.frame(Http2Client.PING, 0, 0, new byte[8]);
            for (Http2Client.Received next; (next = client.next()).type() != Http2Client.PING; ) {
                take(next);
            }
        }
    }

    private static TestServer serve(long each) {
        HandlerFactory routes =
                ResourceGlue.of().at("/slow", request -> new Slow()).at("/source", request -> new Source(each));
        return TestServer.with(routes)
                .limits(limits -> limits.requestBody(0))
                .setup(setup -> setup.http2(setup.http2().clearText(true)))
                .start();
    }

    private static int stream(int number) {
        return 2 * number + 1;
    }

    /** A client that sends a body on each stream, in turns, as far as the windows allow. */
    private static final class Upload {
        private final TestServer server;
        private final Http2Client client;
        private final long each;
        private final long[] left;
        private final long[] windows;
        private long connection = CONNECTION_WINDOW;
        private int answers;

        Upload(TestServer server, Http2Client client, int streams, long each) {
            this.server = server;
            this.client = client;
            this.each = each;
            left = new long[streams];
            windows = new long[streams];
            Arrays.fill(left, each);
            Arrays.fill(windows, STREAM_WINDOW);
        }

        void run() {
            int streams = left.length;
            for (long turns = 0; answers < streams; turns++) {
                int turn = (int) (turns % streams);
                int some = (int) Math.min(Math.min(left[turn], FRAME), Math.min(windows[turn], connection));
                if (some > 0) {
                    send(turn, some);
                } else if (left[turn] > 0 || Arrays.stream(left).sum() == 0) {
                    receive();
                    assertThat(server.heldBytes()).isLessThan(CONNECTION_WINDOW + streams * SENT_AHEAD);
                }
            }
        }

        private void send(int turn, int octets) {
            left[turn] -= octets;
            windows[turn] -= octets;
            connection -= octets;
            int flags = left[turn] == 0 ? Http2Client.END_STREAM : 0;
            client.frame(Http2Client.DATA, flags, stream(turn), new byte[octets]);
        }

        private void receive() {
            Http2Client.Received frame = client.any();
            if (frame.type() == Http2Client.HEADERS) {
                assertThat(client.fields(frame)).containsEntry(":status", "200");
            } else if (frame.type() == Http2Client.DATA) {
                assertThat(frame.text()).isEqualTo(String.valueOf(each));
                answers++;
            } else if (frame.type() == Http2Client.WINDOW_UPDATE && frame.stream() == 0) {
                connection += frame.number(0);
            } else if (frame.type() == Http2Client.WINDOW_UPDATE) {
                windows[frame.stream() / 2] += frame.number(0);
            } else {
                assertThat(frame.type()).isEqualTo(Http2Client.SETTINGS);
            }
        }
    }

    @ParameterizedTest(name = "{0} streams")
    @ValueSource(ints = {1, 100})
    @DisplayName("uploads into slow handlers hold no more than the windows, and arrive whole")
    void uploads(int streams) {
        long each = ALL / streams;
        try (TestServer server = serve(each)) {
            try (Http2Client client = Http2Client.connect(server.port())) {
                for (int i = 0; i < streams; i++) {
                    client.post(stream(i), "/slow");
                }
                new Upload(server, client, streams, each).run();
            }
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @ParameterizedTest(name = "{0} streams")
    @ValueSource(ints = {1, 100})
    @DisplayName("downloads to a client that stops reading hold no more than a handler may send ahead")
    void downloads(int streams) {
        long each = ALL / streams;
        try (TestServer server = serve(each)) {
            try (Http2Client client = Http2Client.connect(server.port())) {
                for (int i = 0; i < streams; i++) {
                    client.get(stream(i), "/source");
                }
                Download download = new Download(client, streams);
                for (int pause = 1; pause <= PAUSES; pause++) {
                    while (download.received < pause * each * streams / PAUSES) {
                        download.take(client.next(Http2Client.DATA));
                        download.openWindows(FRAME);
                    }
                    download.standStill();
                    assertThat(server.heldBytes()).isLessThan(streams * SENT_AHEAD + 128 * KIB);
                    download.openWindows(1);
                }
                assertThat(download.received).isEqualTo(each * streams);
            }
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @ParameterizedTest(name = "the window of the stream first: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("a download goes on when both windows were used up, whichever opens first (RFC 9113 section 6.9.1)")
    void bothWindows(boolean streamFirst) {
        try (TestServer server = serve(100_000);
                Http2Client client = Http2Client.connect(server.port())) {
            client.get(1, "/source");
            int received = 0;
            while (received < 65_535) {
                received += client.next(Http2Client.DATA).payload().length;
            }
            client.frame(Http2Client.PING, 0, 0, new byte[8]).next(Http2Client.PING);
            client.windowUpdate(streamFirst ? 1 : 0, 50_000).windowUpdate(streamFirst ? 0 : 1, 50_000);
            while (received < 100_000) {
                received += client.next(Http2Client.DATA).payload().length;
            }
            assertThat(received).isEqualTo(100_000);
        }
    }
}
