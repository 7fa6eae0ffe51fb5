package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The log of event loops")
@Timeout(30)
class BackgroundLogTest {
    private static final int MOST_WAITING = 1_024;

    private final Logger sink = Logger.getLogger(BackgroundLogTest.class.getName());
    private final System.Logger log = BackgroundLog.of(BackgroundLogTest.class);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);
    private boolean blocks;

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            reached.countDown();
            if (blocks) {
                try {
                    open.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            written.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        BackgroundLog.await();
        sink.setUseParentHandlers(false);
        sink.addHandler(handler);
    }

    @AfterEach
    void stop() {
        open.countDown();
        BackgroundLog.await();
        sink.removeHandler(handler);
        sink.setUseParentHandlers(true);
    }

    @Test
    @DisplayName(
            "does not wait for a sink that blocks: 1,024 messages wait, further ones are counted, and the count is written")
    void doesNotWaitForASinkThatBlocks() throws InterruptedException {
        blocks = true;
        log.log(System.Logger.Level.ERROR, "first");
        reached.await();
        for (int i = 0; i < MOST_WAITING + 7; i++) {
            log.log(System.Logger.Level.ERROR, "message " + i);
        }
        assertThat(written).isEmpty();

        open.countDown();
        await().until(() -> written.contains("message " + (MOST_WAITING - 1)));
        assertThat(written)
                .contains("first", "message 0", "7 log messages were dropped: the log did not keep up")
                .doesNotContain("message " + MOST_WAITING);
    }

    @Test
    @DisplayName("fills parameters in when it is called, and keeps the order")
    void fillsParametersInWhenCalledAndKeepsOrder() {
        StringBuilder changing = new StringBuilder("before");
        log.log(System.Logger.Level.ERROR, "it was {0}", changing);
        changing.replace(0, changing.length(), "after");
        log.log(System.Logger.Level.ERROR, "{0} is not filled in where nothing is given");
        BackgroundLog.await();

        assertThat(written).containsExactly("it was before", "{0} is not filled in where nothing is given");
    }

    @Test
    @DisplayName("does not fail when a parameter throws")
    void doesNotFailByAParameterThatThrows() {
        log.log(System.Logger.Level.ERROR, "about {0}", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("test");
            }
        });
        BackgroundLog.await();

        assertThat(written).containsExactly("about {0}");
    }

    @Test
    @DisplayName("writes nothing below the level of the system's log")
    void writesNothingBelowTheLevelOfTheSystemLog() {
        log.log(System.Logger.Level.TRACE, "too detailed");
        BackgroundLog.await();

        assertThat(written).isEmpty();
    }

    @Test
    @DisplayName("leaves no thread behind when there is nothing to write")
    void leavesNoThreadWhenThereIsNothingToWrite() {
        log.log(System.Logger.Level.ERROR, "one");

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("kamaelia-log")));
    }
}
