package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.EventLoops;

@DisplayName("Event loops")
@Timeout(30)
class EventLoopsTest {

    /** A component that does this in each step. */
    private static Component doing(Runnable action) {
        return new Component() {
            @Override
            protected void step() {
                action.run();
            }
        };
    }

    @Test
    @DisplayName("are one for each processor unless told otherwise, with a thread and a name each")
    void areOneForEachProcessorUnlessToldOtherwise() throws Exception {
        EventLoops all = EventLoops.create();
        EventLoops three = EventLoops.create(3);
        assertThat(all.all()).hasSize(Runtime.getRuntime().availableProcessors());
        assertThat(three.all()).hasSize(3);
        Set<String> names = new HashSet<>();
        all.all().forEach(loop -> names.add(loop.name()));
        three.all().forEach(loop -> names.add(loop.name()));
        assertThat(names).hasSize(all.all().size() + 3);
        assertThat(Servers.threads()).extracting(Thread::getName).containsAll(names);
        for (EventLoops loops : List.of(all, three)) {
            loops.close();
            loops.join();
        }
        assertThat(Servers.threads()).extracting(Thread::getName).doesNotContainAnyElementsOf(names);
        assertThatIllegalArgumentException().isThrownBy(() -> EventLoops.create(0));
    }

    @Test
    @DisplayName("never sleep through a task or a wake-up from another thread")
    void neverSleepThroughATaskOrAWakeUp() throws Exception {
        try (EventLoops loops = EventLoops.create(1)) {
            EventLoop loop = loops.all().get(0);
            Semaphore answer = new Semaphore(0);
            Component woken = doing(answer::release);
            loop.execute(() -> loop.activate(woken));
            assertThat(answer.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 20_000; i++) {
                if ((i & 1) == 0) {
                    woken.wake();
                } else {
                    loop.execute(answer::release);
                }
                assertThat(answer.tryAcquire(10, TimeUnit.SECONDS))
                        .as("round %d", i)
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("wake for a timer while nothing else happens")
    void wakeForATimerWhileNothingElseHappens() throws Exception {
        try (EventLoops loops = EventLoops.create(1)) {
            EventLoop loop = loops.all().get(0);
            CountDownLatch ticks = new CountDownLatch(6);
            Component ticking = new Component() {
                @Override
                protected void step() {
                    ticks.countDown();
                    stepAfter(Duration.ofMillis(10));
                }
            };
            loop.execute(() -> loop.activate(ticking));
            assertThat(ticks.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("go on when a channel fails, and say so")
    void goOnWhenAChannelFailsAndSaySo() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        try (EventLoops loops = EventLoops.create(1);
                LogCapture log = LogCapture.of(EventLoop.class)) {
            EventLoop loop = loops.all().get(0);
            AtomicInteger calls = new AtomicInteger();
            SelectionKey[] key = new SelectionKey[1];
            Servers.on(loop, () -> {
                try {
                    key[0] = loop.register(pipe.source(), SelectionKey.OP_READ, operations -> {
                        if (calls.incrementAndGet() == 3) {
                            key[0].cancel();
                        }
                        throw new IllegalStateException("test");
                    });
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return true;
            });
            pipe.sink().write(ByteBuffer.wrap(new byte[1]));
            await().until(() -> calls.get() == 3);
            assertThat(Servers.on(loop, loop::inThread)).isTrue();
            assertThat(log.thrown()).hasSize(3);
        } finally {
            pipe.sink().close();
            pipe.source().close();
        }
    }

    @Test
    @DisplayName("close every channel that is still open when they are closed")
    void closeEveryOpenChannelWhenTheyAreClosed() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        EventLoops loops = EventLoops.create(1);
        EventLoop loop = loops.all().get(0);
        Servers.on(loop, () -> {
            try {
                return loop.register(pipe.source(), SelectionKey.OP_READ, operations -> {});
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        loops.close();
        loops.close();
        loops.join();
        assertThat(pipe.source().isOpen()).isFalse();
        pipe.sink().close();
    }

    @Test
    @DisplayName("that are shared start with the first server and end with the last: no thread is left")
    void startWithTheFirstServerAndEndWithTheLast() throws Exception {
        Set<Thread> before = Servers.threads();
        SimpleServer first = SimpleServer.of(Talk::echo).port(0).start();
        SimpleServer second = SimpleServer.of(Talk::echo).port(0).start();
        assertThat(first.eventLoops()).isEqualTo(second.eventLoops());
        Set<Thread> shared = Servers.threads();

        first.stop(Duration.ZERO).get(10, TimeUnit.SECONDS);
        assertThat(Servers.threads()).isEqualTo(shared);
        try (Client client = new Client(second)) {
            assertThat(client.isEchoed("a")).isTrue();
        }
        second.close();
        await().until(() -> Servers.threads().equals(before));
    }

    @Test
    @DisplayName("leave no thread and no port behind when a server is started and stopped ten times")
    void leaveNothingBehindAfterTenRestarts() throws Exception {
        Set<Thread> before = Servers.threads();
        int port = 0;
        for (int i = 0; i < 10; i++) {
            try (SimpleServer server = SimpleServer.of(Talk::echo).port(port).start()) {
                port = server.localPort();
                try (Client client = new Client(server)) {
                    assertThat(client.isEchoed("hello")).isTrue();
                }
            }
        }
        await().until(() -> Servers.threads().equals(before));
    }

    @Test
    @DisplayName("that a server was given stay when the server stops, and share its connections evenly")
    void stayWhenAServerThatWasGivenThemStops() throws Exception {
        try (Servers servers = new Servers(2)) {
            SimpleServer server = servers.start(Talk::echo);
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Client client = new Client(server);
                assertThat(client.isEchoed("a")).isTrue();
                clients.add(client);
            }
            assertThat(server.connectionStatistics())
                    .extracting(ConnectionStatistics::active)
                    .containsExactly(4, 4);
            for (Client client : clients) {
                client.close();
            }
            server.stop(Duration.ofSeconds(10)).get(10, TimeUnit.SECONDS);
            assertThat(Servers.on(servers.loops.all().get(1), () -> true)).isTrue();
        }
    }
}
