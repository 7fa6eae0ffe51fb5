package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A client that reads nothing stops its handler, and nothing else")
class BackpressureTest {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int SMALL = 4 * KIB;
    private static final Response OPEN = Response.ok("application/octet-stream");

    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    /** Sends parts of one size until so many bytes are sent, or for ever. */
    private final class Source extends Handler {
        private final Response first;
        private final int part;
        private long left;

        Source(Response first, int part, long total) {
            this.first = first;
            this.part = part;
            this.left = total;
        }

        @Override
        protected void start() {
            begin(first);
        }

        @Override
        protected void step() {
            steps.incrementAndGet();
            while (left > 0 && outbox.hasRoom()) {
                int some = (int) Math.min(part, left);
                outbox.send(ResponsePart.of(new byte[some]));
                sent.addAndGet(some);
                left -= some;
            }
            if (left == 0) {
                finish();
            }
        }
    }

    private TestServer.Setup serving(HandlerFactory stream) {
        return TestServer.with(ResourceGlue.of()
                        .at("/stream", stream)
                        .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello\n"))))
                .sockets(limits -> limits.sendBuffer(SMALL))
                .loops(1);
    }

    private HandlerFactory endless(int part) {
        return request -> new Source(OPEN.endless(), part, Long.MAX_VALUE);
    }

    private HandlerFactory hundredMib() {
        return request -> new Source(OPEN.length(100L * MIB), 64 * KIB, 100L * MIB);
    }

    private void awaitStandstill() {
        eventually(() -> assertThat(sent).hasPositiveValue());
        long[] last = {-1, -1};
        Awaitility.await()
                .during(Duration.ofMillis(200))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    boolean same = last[0] == steps.get() && last[1] == sent.get();
                    last[0] = steps.get();
                    last[1] = sent.get();
                    return same;
                });
    }

    private void assertStopsTheHandler(HandlerFactory stream) {
        try (TestServer server = serving(stream).start()) {
            RawClient deaf = server.client(SMALL).send(get("/stream"));
            awaitStandstill();
            long stepsThen = steps.get();

            assertThat(sent.get()).isLessThan(MIB);
            assertThat(server.depth()).isPositive();
            assertThat(server.queuedBytes()).isPositive();
            RawClient other = server.client();
            for (int i = 0; i < 100; i++) {
                assertThat(other.send(get("/hello")).response().text()).isEqualTo("hello\n");
            }
            assertThat(steps).hasValue(stepsThen);
            other.close();

            deaf.reset();
            server.awaitEmpty();
            assertThat(server.depth()).isZero();
            assertThat(server.queuedBytes()).isZero();
            assertThat(server.capacity()).isZero();
        }
    }

    @ParameterizedTest(name = "parts of {0} octets")
    @ValueSource(ints = {1, 1_000, 16 * KIB, 64 * KIB})
    @DisplayName("endless: the handler is not stepped any more, the queues show why, and others are served")
    void endlessResponseStopsItsHandler(int part) {
        assertStopsTheHandler(endless(part));
    }

    @Test
    @DisplayName("100 MiB: the handler is not stepped any more, the queues show why, and others are served")
    void longResponseStopsItsHandler() {
        assertStopsTheHandler(hundredMib());
    }

    @Test
    @DisplayName("a blocking handler waits in write(), and is released when its client goes away")
    void blockingHandlerWaitsInWriteUntilItsClientLeaves() throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        HandlerFactory stream = HandlerFactory.blocking((request, in, out) -> {
            out.begin(OPEN.endless());
            try {
                while (true) {
                    out.write(new byte[KIB]);
                    sent.addAndGet(KIB);
                }
            } catch (IOException gone) {
                end.complete("released");
                throw gone;
            }
        });
        try (TestServer server = serving(stream).start()) {
            RawClient deaf = server.client(SMALL).send(get("/stream"));
            awaitStandstill();
            assertThat(sent.get()).isLessThan(MIB);

            deaf.reset();
            assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo("released");
        }
    }

    @Test
    @DisplayName("a client that begins to read late gets everything")
    void clientThatReadsLaterGetsEverything() {
        try (TestServer server = serving(request -> new Source(OPEN.length(8L * MIB), 10_000, 8L * MIB))
                .start()) {
            RawClient client = server.client(64 * KIB).send(get("/stream") + get("/hello"));
            awaitStandstill();

            assertThat(client.response().body()).hasSize(8 * MIB);
            assertThat(client.response().text()).isEqualTo("hello\n");
        }
    }

    @Test
    @DisplayName("a handler that does not read its body stops the client, and the queues are bounded")
    void unreadUploadStopsTheClient() {
        int size = 32 * MIB; // more than the kernel takes
        HandlerFactory deaf = request -> ScriptedHandler.stepping(handler -> {}).taking(size);
        try (TestServer server = serving(deaf).start()) {
            RawClient client = server.client();
            client.send(head("POST /stream HTTP/1.1", "Host: h", "Content-Length: " + size));
            CompletableFuture<Void> upload = client.sendInBackground(new byte[size]);
            eventually(() -> assertThat(server.queuedBytes()).isPositive());
            Awaitility.await()
                    .during(Duration.ofMillis(200))
                    .until(() -> !upload.isDone() && server.queuedBytes() < 256 * KIB);

            assertThat(server.client().send(get("/hello")).response().text()).isEqualTo("hello\n");
        }
    }

    // Memory.

    /** Octets of heap and direct memory that are left when collecting finds nothing more. */
    private static long memoryInUse() {
        long[] least = {Long.MAX_VALUE};
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            System.gc();
            long now = memoryNow();
            boolean settled = now > least[0] - 64 * KIB;
            least[0] = Math.min(least[0], now);
            return settled;
        });
        return least[0];
    }

    private static long memoryNow() {
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return direct + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void assertGrowth(HandlerFactory stream) {
        int clients = 200;
        try (TestServer server = serving(stream).loops(2).start()) {
            RawClient first = server.client(SMALL).send(get("/stream"));
            awaitStandstill();
            first.reset();
            server.awaitEmpty();
            long before = memoryInUse();

            List<RawClient> deaf = IntStream.range(0, clients)
                    .mapToObj(i -> server.client(SMALL).send(get("/stream")))
                    .toList();
            server.awaitConnections(clients);
            awaitStandstill();
            long growth = memoryInUse() - before;

            assertThat(growth / clients).as("octets for each client").isLessThan(128 * KIB);
            deaf.forEach(RawClient::reset);
            server.awaitEmpty();
            assertThat(server.depth()).isZero();
        }
    }

    @ParameterizedTest(name = "parts of {0} octets")
    @ValueSource(ints = {100, 8 * KIB, 64 * KIB})
    @DisplayName("200 clients that read nothing of an endless response take less than 128 KiB each, heap and direct")
    void endlessResponsesTakeBoundedMemory(int part) {
        assertGrowth(endless(part));
    }

    @Test
    @DisplayName("200 clients that read nothing of 100 MiB take less than 128 KiB each, heap and direct")
    void longResponsesTakeBoundedMemory() {
        assertGrowth(hundredMib());
    }
}
