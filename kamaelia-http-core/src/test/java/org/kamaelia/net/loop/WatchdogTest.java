package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.LogCapture;

@DisplayName("The watchdog of event loops")
@Timeout(30)
class WatchdogTest {
    private static final long MILLI = 1_000_000;

    private final EventLoops loops = EventLoops.create(1);
    private final EventLoop loop = loops.all().get(0);
    private final LogCapture log = LogCapture.of(EventLoop.class);
    private final Watchdog watchdog = new Watchdog("watchdog-of-test", loops.all(), Duration.ofMillis(20));

    @AfterEach
    void end() throws Exception {
        loops.close();
        loops.join();
        log.close();
    }

    /** Blocks the loop that steps it. */
    private static final class Sleeper extends Component {
        private final CountDownLatch awake = new CountDownLatch(1);

        @Override
        protected void step() throws InterruptedException {
            awake.await();
        }
    }

    @Test
    @DisplayName("names the component that blocks a loop and shows where, once, and says when the loop goes on")
    void namesTheComponent() {
        Sleeper sleeper = new Sleeper();
        loop.execute(() -> loop.activate(sleeper));
        await().until(() -> loop.running() == sleeper);
        watchdog.look(0);
        watchdog.look(19 * MILLI);
        assertThat(log.messages()).isEmpty();
        watchdog.look(20 * MILLI);
        watchdog.look(80 * MILLI);

        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().get(0)).contains(loop.name(), "Sleeper", "20 ms", "blocking handler");
        assertThat(log.thrown().get(0).getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Sleeper.class.getName()));

        sleeper.awake.countDown();
        await().until(() -> loop.running() == null && loop.isSleeping());
        watchdog.look(90 * MILLI);
        watchdog.look(200 * MILLI);
        assertThat(log.messages()).hasSize(2);
        assertThat(log.messages().get(1)).contains(loop.name(), "goes on after 90 ms");
    }

    @Test
    @DisplayName("names a task as a task")
    void namesATask() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch awake = new CountDownLatch(1);
        loop.execute(() -> {
            begun.countDown();
            try {
                awake.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> begun.getCount() == 0);
        watchdog.look(0);
        watchdog.look(20 * MILLI);
        awake.countDown();
        assertThat(log.messages()).singleElement().asString().contains("by a task");
    }

    @Test
    @DisplayName("is silent about a loop that waits for its channels, and one that has made a turn since")
    void isSilentAboutLoopsThatWaitOrGoOn() {
        await().until(loop::isSleeping);
        watchdog.look(0);
        watchdog.look(3600_000 * MILLI);

        Sleeper first = new Sleeper();
        Sleeper second = new Sleeper();
        loop.execute(() -> loop.activate(first));
        await().until(() -> loop.running() == first);
        watchdog.look(3600_001 * MILLI);
        loop.execute(() -> loop.activate(second));
        first.awake.countDown();
        await().until(() -> loop.running() == second);
        watchdog.look(3600_040 * MILLI);
        watchdog.look(3600_050 * MILLI);
        second.awake.countDown();
        assertThat(log.messages()).isEmpty();
    }
}
