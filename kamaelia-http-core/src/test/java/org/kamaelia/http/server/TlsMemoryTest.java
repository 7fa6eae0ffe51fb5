package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

/** The size of the long download can be set: {@code -Dtls.download.mib=1024} makes it 1 GiB. */
@DisplayName("Over TLS a peer that pauses costs as little memory as over plain TCP")
@Timeout(240)
class TlsMemoryTest {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int SMALL = 4 * KIB;
    private static final int DOWNLOAD_MIB = Integer.getInteger("tls.download.mib", 64);
    private static final byte[] BLOCK = new byte[16 * KIB];

    private final AtomicLong sent = new AtomicLong();
    private final SSLContext client = TlsKeys.nobody();

    /** Sends a body of so many bytes. */
    private HandlerFactory source(long bytes) {
        return request -> {
            AtomicLong left = new AtomicLong(bytes);
            return ScriptedHandler.starting(handler -> handler.sendFirst(
                            Response.ok("application/octet-stream").length(bytes)))
                    .andStepping(handler -> {
                        while (left.get() > 0 && handler.out().hasRoom()) {
                            handler.out().send(ResponsePart.of(BLOCK.clone()));
                            left.addAndGet(-BLOCK.length);
                            sent.addAndGet(BLOCK.length);
                        }
                        if (left.get() == 0) {
                            handler.end();
                        }
                    });
        };
    }

    private static TestServer serve(HandlerFactory handlers) {
        return serve(handlers, SMALL);
    }

    private static TestServer serve(HandlerFactory handlers, int sendBuffer) {
        return TestServer.with(handlers)
                .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                .sockets(limits -> limits.sendBuffer(sendBuffer))
                .loops(1)
                .start();
    }

    private TlsClient deaf(TestServer server, String version) throws Exception {
        TlsClient made = TlsClient.connect(server.port(), SMALL, client, version);
        made.handshake().http().send(get("/"));
        return made;
    }

    /** Waits until nothing has moved for a while. */
    private static void awaitStandstill(AtomicLong moving) {
        long[] last = {-1};
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .during(Duration.ofMillis(200))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> last[0] == (last[0] = moving.get()) && last[0] > 0);
    }

    /** Bytes of heap and direct memory in use. */
    private static long memory() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) { // what one collection finds another may free
            System.gc();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            least = Math.min(least, direct + heap);
        }
        return least;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("a client that reads nothing of 100 MiB stops the handler; the queues keep the bound of 48 KiB")
    void stalledClientStopsTheHandler(String version) throws Exception {
        try (TestServer server = serve(source(100L * MIB));
                TlsClient deaf = deaf(server, version)) {
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(2 * MIB);
            assertThat(server.queuedBytes()).isPositive().isLessThan(48 * KIB + BLOCK.length + 2 * KIB);

            deaf.tcp().setSoLinger(true, 0);
            deaf.leave();
            server.awaitEmpty();
            assertThat(server.queuedBytes()).isZero();
            assertThat(server.closed(CloseCause.RESET)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("200 stalled clients cost less than 256 KiB each, both ends and their sessions included")
    void manyStalledClientsCostBoundedMemory() throws Exception {
        int many = 200;
        List<TlsClient> clients = new ArrayList<>();
        try (TestServer server = serve(source(100L * MIB))) {
            deaf(server, "TLSv1.3").close(); // what is loaded once
            server.awaitEmpty();
            long before = memory();
            for (int i = 0; i < many; i++) {
                clients.add(deaf(server, "TLSv1.3"));
            }
            awaitStandstill(sent);
            assertThat(server.connections()).isEqualTo(many);
            assertThat((memory() - before) / many).isLessThan(256 * KIB);
        } finally {
            clients.forEach(TlsClient::close);
        }
    }

    @Test
    @DisplayName("a handler that does not read stops the client's writing")
    void handlerThatDoesNotReadStopsTheClient() throws Exception {
        AtomicBoolean reads = new AtomicBoolean();
        AtomicLong read = new AtomicLong();
        HandlerFactory slow = request -> ScriptedHandler.stepping(handler -> {
                    if (!reads.get()) {
                        handler.onceMoreAfter(Duration.ofMillis(10));
                        return;
                    }
                    for (java.nio.ByteBuffer chunk; (chunk = handler.in().poll()) != null; ) {
                        read.addAndGet(chunk.remaining());
                    }
                    if (handler.in().ended()) {
                        handler.answer(Response.text("read"));
                    }
                })
                .taking(0);
        byte[] body = new byte[32 * MIB];
        try (TestServer server = serve(slow);
                TlsClient uploading = TlsClient.connect(server.port(), client).handshake()) {
            RawClient http =
                    uploading.http().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: " + body.length));
            CompletableFuture<Void> written = http.sendInBackground(body);
            eventually(() -> assertThat(server.queuedBytes()).isPositive());
            AtomicLong queued = new AtomicLong();
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> queued.accumulateAndGet(server.queuedBytes(), Math::max) > 0);
            assertThat(queued.get()).isLessThan(48 * KIB + 2 * 64 * KIB);
            assertThat(written).isNotDone();

            reads.set(true);
            assertThat(http.response().text()).isEqualTo("read");
            written.get(10, TimeUnit.SECONDS);
            assertThat(read).hasValue(body.length);
        }
    }

    @Test
    @DisplayName("a long download to a client that pauses keeps memory flat")
    void longDownloadKeepsMemoryFlat() throws Exception {
        long bytes = (long) DOWNLOAD_MIB * MIB;
        try (TestServer server = serve(source(bytes), 0);
                TlsClient pausing = TlsClient.connect(server.port(), client).handshake()) {
            RawClient http = pausing.http().send(get("/"));
            assertThat(http.responseHead().field("Content-Length")).isEqualTo(String.valueOf(bytes));
            InputStream in = pausing.socket().getInputStream();
            byte[] room = new byte[64 * KIB];
            long left = bytes - 8 * KIB; // the client that read the head has the first of it
            long first = -1;
            for (int pause = 0; pause < 4; pause++) {
                for (long quarter = bytes / 4; quarter > 0 && left > 0; ) {
                    int count = in.read(room, 0, (int) Math.min(room.length, Math.min(quarter, left)));
                    assertThat(count).isPositive();
                    quarter -= count;
                    left -= count;
                }
                awaitStandstill(sent);
                long now = memory();
                first = first < 0 ? now : first;
                assertThat(now - first).isLessThan(8 * MIB);
            }
            assertThat(left).isZero();
            assertThat(sent).hasValue(bytes);
        }
    }

    @Test
    @DisplayName("a client that goes while it stalls leaves nothing behind")
    void stalledClientThatGoesLeavesNothingBehind() throws Exception {
        try (TestServer server = serve(source(100L * MIB))) {
            for (int i = 0; i < 20; i++) {
                TlsClient deaf = deaf(server, i % 2 == 0 ? "TLSv1.2" : "TLSv1.3");
                Socket below = deaf.tcp();
                if (i % 3 == 0) {
                    below.setSoLinger(true, 0);
                }
                below.close();
            }
            server.awaitEmpty();
            assertThat(server.depth()).isZero();
            assertThat(server.queuedBytes()).isZero();
        }
    }
}
