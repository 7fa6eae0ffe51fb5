package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.kamaelia.net.Servers.on;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.axon.BoxStatistics;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.net.Wire.Carrier;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Transport;

@DisplayName("A connection that is switched to another protocol")
@Timeout(60)
class SwitchTest {
    private static final int REQUEST = "SWITCH\n".length();

    private final Servers servers = new Servers();
    private final AtomicInteger drained = new AtomicInteger();

    @AfterEach
    void close() {
        servers.close();
    }

    /** Answers {@code SWITCH\n} with {@code 101\n}, and hands the connection over with what came behind it. */
    private Talk switching(Supplier<Talk> next) {
        return new Talk(self -> {
                    IoBuffer buffer = self.inbox.poll();
                    if (buffer != null) {
                        buffer.bytes().position(buffer.bytes().position() + REQUEST);
                        hand(self, next.get(), buffer);
                    } else if (self.inbox.control() != null) {
                        self.bye();
                    }
                })
                .onDrain(self -> drained.addAndGet(100));
    }

    private static void hand(Talk from, Talk to, IoBuffer buffer) {
        from.say("101\n");
        from.outbox.unlink();
        boolean rest = buffer.bytes().hasRemaining();
        assertThat(from.transport().switchTo(to, rest ? buffer : null)).isTrue();
        if (!rest) {
            buffer.release();
        }
        from.bye();
    }

    @DisplayName(
            "sends the output of the old protocol first, and gives the next one the bytes that came behind the request")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void handsBytesOverInOrder(Carrier carrier) throws Exception {
        SimpleServer server =
                carrier.on(servers.server(() -> switching(Talk::echo))).start();
        try (Wire client = carrier.connect(server)) {
            assertThat(client.send("SWITCH\nabc").receive(7)).isEqualTo("101\nabc");
            assertThat(client.send("def").receive(3)).isEqualTo("def");
            assertThat(client.send("ghi").receive(3)).isEqualTo("ghi");
        }
        assertThat(servers.talk().stops).hasValue(1);
    }

    @DisplayName("tells the next protocol the end of input that had come before")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void tellsTheEndThatHadCome(Carrier carrier) throws Exception {
        IoBuffer[] held = new IoBuffer[1];
        SimpleServer server = carrier.on(servers.server(() -> new Talk(self -> {
                    IoBuffer more = self.inbox.poll();
                    held[0] = more == null ? held[0] : more;
                    if (self.inbox.ended()) {
                        IoBuffer all = Objects.requireNonNull(held[0]);
                        all.bytes().position(all.bytes().position() + REQUEST);
                        hand(self, Talk.echo(), all);
                    }
                })))
                .start();
        try (Wire client = carrier.connect(server)) {
            client.send("SWITCH\nabc").finish();
            assertThat(client.receiveAll()).isEqualTo("101\nabc");
        }
    }

    @DisplayName("is drained by its next protocol when the server stops, also when it is switched later than that")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void drainReachesTheNext(Carrier carrier) throws Exception {
        SimpleServer server = carrier.on(servers.server(() ->
                        switching(() -> Talk.echo().onDrain(self -> {
                            drained.incrementAndGet();
                            self.bye();
                        }))))
                .start();
        try (Wire switched = carrier.connect(server);
                Wire late = carrier.connect(server)) {
            servers.talk();
            Talk waiting = servers.talk();
            switched.send("SWITCH\na").receive(5);
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(30));
            assertThat(switched.receiveAll()).isEmpty();
            await().until(() -> drained.get() == 101);
            late.send("SWITCH\n");
            assertThat(late.receiveAll()).isEqualTo("101\n");
            assertThat(drained).hasValue(102);
            assertThat(waiting.stops).hasValue(1);
            switched.leave();
            late.leave();
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @DisplayName("is read under the same bounds as before, and no faster than the next protocol reads")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void isReadUnderTheSameBoundsAsBefore(Carrier carrier) throws Exception {
        int total = 12_000_000;
        AtomicLong received = new AtomicLong();
        boolean[] open = {false};
        @Nullable Bounds[] bounds = new @Nullable Bounds[2];
        Talk next =
                new Talk(self -> {
                    while (open[0] && !self.inbox.isEmpty()) {
                        IoBuffer some = Objects.requireNonNull(self.inbox.poll());
                        received.addAndGet(some.remaining());
                        some.release();
                    }
                    if (self.inbox.ended()) {
                        self.bye();
                    }
                }) {
                    @Override
                    public void connected(Transport transport) {
                        Bounds same = transport.bounds(7);
                        bounds[1] = same;
                        inbox.boundBy(same.incoming(), true);
                        super.connected(transport);
                    }
                };
        SimpleServer server = carrier.on(servers.server(() -> new Talk(self -> {
                    IoBuffer buffer = self.inbox.poll();
                    if (buffer != null) {
                        bounds[0] = self.transport().bounds(48 * 1024);
                        buffer.bytes().position(buffer.bytes().position() + REQUEST);
                        hand(self, next, buffer);
                    }
                })))
                .start();
        try (Wire client = carrier.connect(server)) {
            client.send("SWITCH\n");
            assertThat(client.receive(4)).isEqualTo("101\n");
            assertThat(bounds[1]).isSameAs(bounds[0]);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client, total));
            await().until(() -> on(
                    next.transport().loop(),
                    () -> !next.inbox.isEmpty() && !next.transport().outbox().hasRoom()));
            assertThat(received).hasValue(0);
            assertThat(on(next.transport().loop(), () -> next.inbox.bytes())).isLessThan(3 * 68 * 1024);
            assertThat(sending).isNotDone();
            Servers.run(next, () -> open[0] = true);
            next.wake();
            await().until(() -> received.get() == total);
            sending.get(10, TimeUnit.SECONDS);
        }
    }

    private static void send(Wire client, int total) {
        try {
            client.out().write(new byte[total]);
            client.out().flush();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    @DisplayName("is parked only by a protocol that says which protocol comes next, and comes back with that one")
    void isParkedByTheNextProtocolAndComesBackWithItsNext() throws Exception {
        AtomicInteger resumed = new AtomicInteger();
        Supplier<Talk> again = () -> {
            resumed.incrementAndGet();
            return Talk.echo();
        };
        Talk next = new Talk(self -> {});
        SimpleServer server = servers.start(() -> switching(() -> next));
        try (Client client = new Client(server)) {
            assertThat(client.send("SWITCH\n").receiveText(4)).isEqualTo("101\n");
            await().until(() -> next.transport != null
                    && on(
                            next.transport().loop(),
                            () -> next.transport().inbox().isEmpty()));
            Servers.run(next, () -> {
                assertThat(next.transport().park(1_000_000_000_000L)).isFalse();
                assertThat(next.transport().park(1_000_000_000_000L, again)).isTrue();
                next.outbox.unlink();
                next.bye();
            });
            assertThat(resumed).hasValue(0);
            assertThat(client.isEchoed("first")).isTrue();
            assertThat(client.isEchoed("second")).isTrue();
            assertThat(resumed).hasValue(1);
        }
    }

    @Test
    @DisplayName("is not switched while the old protocol is still linked to it, nor once it has ended")
    void isNotSwitchedWhileLinkedOrAfterItsEnd() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(self -> {}));
        IoBuffer kept = IoBuffer.wrap(ByteBuffer.wrap("abc".getBytes(StandardCharsets.US_ASCII)));
        Talk next = Talk.echo();
        try (Client client = new Client(server)) {
            Talk talk = servers.talk();
            Servers.run(
                    talk,
                    () -> assertThatIllegalStateException()
                            .isThrownBy(() -> talk.transport().switchTo(next, kept))
                            .withMessageContaining("unlinks its outbox"));
            client.reset();
            await().until(() -> server.connections() == 0);
            Servers.run(talk, () -> {
                talk.outbox.unlink();
                assertThat(talk.transport().switchTo(next, kept)).isFalse();
            });
        }
        assertThat(next.transport).isNull();
        assertThat(kept.remaining()).isEqualTo(3);
    }

    @DisplayName("is reset when the next protocol fails while it is connected")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void isResetWhenTheNextFails(Carrier carrier) throws Exception {
        SimpleServer server = carrier.on(servers.server(() -> switching(() -> new Talk(self -> {}) {
                    @Override
                    public void connected(Transport transport) {
                        throw new IllegalStateException("test");
                    }
                })))
                .start();
        try (Wire client = carrier.connect(server);
                LogCapture log = LogCapture.of(Scheduler.class)) {
            client.send("SWITCH\nabc");
            await().until(() -> Servers.closed(server, CloseCause.FAILED) == 1);
            await().until(() -> log.thrown().size() == 1);
        }
    }

    @Test
    @DisplayName("is counted with the boxes of the next protocol")
    void isCountedWithTheBoxesOfTheNextProtocol() throws Exception {
        SimpleServer server = servers.start(() -> switching(Talk::echo));
        try (Client client = new Client(server)) {
            assertThat(client.send("SWITCH\nabc").receiveText(7)).isEqualTo("101\nabc");
            long capacity = server.boxStatistics().stream()
                    .flatMap(group -> group.boxes().stream())
                    .filter(box -> box.component().equals("Talk"))
                    .mapToLong(BoxStatistics::capacity)
                    .sum();
            assertThat(capacity).isEqualTo(Talk.CAPACITY);
        }
    }
}
