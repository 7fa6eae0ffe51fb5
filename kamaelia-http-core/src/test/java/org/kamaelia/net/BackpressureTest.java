package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.kamaelia.net.Servers.awaitClosed;
import static org.kamaelia.net.Servers.on;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.BoxStatistics;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;

@DisplayName("A slow side stops the other, and nothing grows")
@Timeout(30)
class BackpressureTest {

    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private static BoxStatistics box(SimpleServer server, String component) {
        return server.boxStatistics().get(0).boxes().stream()
                .filter(one -> one.component().equals(component))
                .findFirst()
                .orElseThrow();
    }

    /** Sends so many bytes, each its position, and says when they are gone. */
    private static CompletableFuture<Boolean> sendInBackground(Client client, int bytes) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                byte[] some = new byte[64 * 1024];
                for (int i = 0; i < bytes; i += some.length) {
                    Arrays.fill(some, (byte) (i / some.length));
                    client.send(some);
                }
                done.complete(true);
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        });
        writer.start();
        return done;
    }

    @Test
    @DisplayName("a client whose bytes are not taken cannot send: read interest is off exactly while there is no room")
    void readInterestIsOffExactlyWhileThereIsNoRoom() throws Exception {
        int total = 64 * 1024 * 1024;
        boolean[] taking = {false};
        long[] taken = {0};
        boolean[] wrong = {false};
        SimpleServer server = servers.start(() -> new Talk(self -> {
            for (IoBuffer buffer; taking[0] && (buffer = self.inbox.poll()) != null; ) {
                for (ByteBuffer bytes = buffer.bytes(); bytes.hasRemaining(); ) {
                    wrong[0] |= bytes.get() != (byte) (taken[0]++ / (64 * 1024));
                }
                buffer.release();
            }
        }));
        try (Client client = new Client(server)) {
            Talk talk = servers.talk();
            assertThat(ConnectedSocketTest.reads(talk)).isTrue();
            CompletableFuture<Boolean> sent = sendInBackground(client, total);

            await().until(() -> !ConnectedSocketTest.reads(talk));
            assertThat(on(talk.socket().loop(), talk.inbox::size)).isEqualTo(Talk.CAPACITY);
            assertThat(on(talk.socket().loop(), talk.inbox::bytes))
                    .isLessThanOrEqualTo(Talk.CAPACITY * EventLoop.READ_BUFFER);
            assertThat(sent).as("more than all buffers of the kernel").isNotDone();

            Servers.run(talk, () -> {
                taking[0] = true;
                talk.wake();
            });
            assertThat(sent.get(20, TimeUnit.SECONDS)).isTrue();
            await().until(() -> on(talk.socket().loop(), () -> taken[0]) == total);
            assertThat(on(talk.socket().loop(), () -> wrong[0])).isFalse();
            assertThat(ConnectedSocketTest.reads(talk)).isTrue();
            await().until(() -> box(server, "Talk").depth() == 0);
            assertThat(box(server, "Talk").bytes()).isZero();
        }
    }

    @Test
    @DisplayName("a bound in bytes stops reading as well, though the box could take more messages")
    void byteBoundStopsReadingToo() throws Exception {
        ByteBound bound = new ByteBound(1_000);
        SimpleServer server = servers.start(() -> new Talk(self -> {}).bounded(bound, null));
        try (Client client = new Client(server)) {
            Talk talk = servers.talk();
            client.send(new byte[2_000]);
            await().until(() -> on(talk.socket().loop(), bound::used) == 2_000);
            client.send("x");
            await().until(() -> !ConnectedSocketTest.reads(talk));
            assertThat(on(talk.socket().loop(), talk.inbox::size)).isOne();

            Servers.run(talk, talk::hear);
            await().until(() -> on(talk.socket().loop(), bound::used) == 1);
        }
    }

    /** Sends this many bytes in parts of so many, each byte its position, heap and direct in turn. */
    private static Talk sending(long total, int part, ByteBound bound) {
        long[] sent = {0};
        return new Talk(self -> {
                    while (sent[0] < total && self.inbox.shutdown() == null && self.outbox.hasRoom()) {
                        boolean direct = (sent[0] / part & 1) == 0;
                        ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(part) : ByteBuffer.allocate(part);
                        while (bytes.hasRemaining()) {
                            bytes.put((byte) (sent[0]++ % 251));
                        }
                        self.outbox.send(IoBuffer.wrap(bytes.flip()));
                    }
                    if (sent[0] >= total || self.inbox.shutdown() != null) {
                        self.bye();
                    }
                })
                .bounded(null, bound);
    }

    @Test
    @DisplayName("a client that reads nothing stops its protocol at the bound; partial writes are counted down to 0")
    void clientThatReadsNothingStopsItsProtocol() throws Exception {
        int part = 10_007;
        int total = part * 1_000;
        ByteBound bound = new ByteBound(48 * 1024);
        SimpleServer server = servers.start(() -> sending(total, part, bound));
        try (Client client = new Client(server, 4_096)) {
            Talk talk = servers.talk();
            Connection socket = talk.socket();
            await().until(() ->
                    box(server, "ConnectedSocket").full() > 0 && on(socket.loop(), bound::used) > bound.limit() / 2);
            assertThat(on(socket.loop(), () -> socket.inbox().bytes() - bound.used()))
                    .isZero();
            assertThat(box(server, "ConnectedSocket").bytes()).isBetween(1L, 48L * 1024 + part);

            byte[] expected = new byte[total];
            for (int i = 0; i < total; i++) {
                expected[i] = (byte) (i % 251);
            }
            assertThat(Arrays.mismatch(client.receive(total), expected))
                    .as("first wrong byte")
                    .isEqualTo(-1);
            assertThat(client.receiveAll()).isEmpty();
            client.leave();
            awaitClosed(server, CloseCause.COMPLETE);
            assertThat(bound.used()).isZero();
            assertThat(box(server, "ConnectedSocket").bytes()).isZero();
            assertThat(box(server, "ConnectedSocket").depth()).isZero();
        }
    }

    @Test
    @DisplayName("a client that reads nothing and goes away leaves nothing behind")
    void clientThatReadsNothingAndLeavesLeavesNothing() throws Exception {
        ByteBound bound = new ByteBound(48 * 1024);
        SimpleServer server = servers.start(() -> sending(Long.MAX_VALUE, 4_000, bound));
        Client client = new Client(server, 4_096);
        await().until(() -> box(server, "ConnectedSocket").full() > 0);
        client.reset();
        awaitClosed(server, CloseCause.RESET);
        assertThat(bound.used()).isZero();
        assertThat(box(server, "ConnectedSocket").bytes()).isZero();
        assertThat(box(server, "ConnectedSocket").capacity()).isZero();
    }

    @Test
    @DisplayName("a client that accepts nothing for too long is reset, and the protocol is told with Shutdown")
    void clientThatAcceptsNothingForTooLongIsReset() throws Exception {
        SimpleServer server = servers.server(() -> sending(Long.MAX_VALUE, 4_000, new ByteBound(48 * 1024)))
                .limits(SocketLimits.defaults().writeStall(Duration.ofMillis(100)))
                .start();
        try (Client client = new Client(server, 4_096)) {
            Talk talk = servers.talk();
            awaitClosed(server, CloseCause.TIMEOUT);
            await().until(() -> talk.shutdown != null);
            assertThat(client.isReset()).isTrue();
        }
    }
}
