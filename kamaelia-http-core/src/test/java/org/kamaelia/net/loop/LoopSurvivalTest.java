package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.LogCapture;

@DisplayName("Nothing ends an event loop")
@Timeout(60)
class LoopSurvivalTest {
    private final EventLoops loops = EventLoops.create(1);
    private final EventLoop loop = loops.all().get(0);
    private final LogCapture log = LogCapture.of(EventLoop.class);

    @AfterEach
    void end() throws Exception {
        loops.close();
        loops.join();
        log.close();
    }

    private void assertRuns() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        loop.execute(ran::countDown);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("also no lack of memory in what is done after a turn, nor a failure of the report of that")
    void noLackOfMemoryAfterATurn() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        CountDownLatch failed = new CountDownLatch(3);
        loop.execute(() -> loop.afterTurns(() -> {
            if (failures.getAndDecrement() > 0) {
                failed.countDown();
                throw new OutOfMemoryError("test");
            }
        }));
        while (failed.getCount() > 0) {
            assertRuns();
        }
        assertRuns();
        await().until(() -> !loop.memory().hasRunOut());
        assertThat(log.messages()).anyMatch(line -> line.contains("the loop goes on"));
    }

    @Test
    @DisplayName("also no lack of memory of a component, which ends, nor of a task")
    void noLackOfMemoryOfAComponent() throws Exception {
        Component failing = new Component() {
            @Override
            protected void step() {
                throw new OutOfMemoryError("test");
            }
        };
        loop.execute(() -> {
            loop.activate(failing);
            throw new OutOfMemoryError("test");
        });
        await().until(failing::hasEnded);
        assertRuns();
        await().until(() -> !loop.memory().hasRunOut());
    }

    @Test
    @DisplayName("a channel that fails for want of memory is told, so that it can close")
    void aChannelThatFailsIsTold() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        CountDownLatch told = new CountDownLatch(1);
        loop.call(() -> loop.register(pipe.source(), SelectionKey.OP_READ, new EventLoop.Ready() {
            @Override
            public void ready(int operations) {
                throw new OutOfMemoryError("test");
            }

            @Override
            public void failed(Throwable failure) {
                try {
                    pipe.source().close();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                told.countDown();
            }
        }));
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertRuns();
        pipe.sink().close();
    }

    /** A loop that nobody else watches, without a thread. */
    private static EventLoop lost() {
        EventLoop lost = new EventLoop("lost", System::nanoTime);
        lost.start();
        lost.loseThread();
        await().until(lost::isLost);
        return lost;
    }

    @Test
    @DisplayName("a loop whose thread has ended all the same gets another one, and the log says so")
    void aLoopWithoutAThreadGetsAnotherOne() throws Exception {
        EventLoop lost = lost();

        new Watchdog("test", List.of(lost), Duration.ofSeconds(1)).look(System.nanoTime());

        lost.call(() -> {});
        assertThat(lost.isLost()).isFalse();
        await().until(() -> log.messages().stream().anyMatch(line -> line.contains("Another thread goes on with it")));
        lost.close();
        lost.join();
    }

    @Test
    @DisplayName(
            "a loop that gets no thread ends the process, with a message; not before it has been tried for a while")
    void aLoopThatGetsNoThreadEndsTheProcess() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        EventLoop lost = lost();
        Watchdog watchdog = new Watchdog("test", List.of(lost), Duration.ofSeconds(1), ended::incrementAndGet, loop -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        for (int i = 0; i < 19; i++) {
            watchdog.look(i);
        }
        assertThat(ended).hasValue(0);
        watchdog.look(19);
        assertThat(ended).hasValue(1);
        lost.close();
    }
}
