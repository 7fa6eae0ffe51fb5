package org.kamaelia.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A child process")
@Timeout(60)
class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private static ChildProcess start(String script) throws IOException {
        return ChildProcess.start(new ProcessBuilder("sh", "-c", script));
    }

    @Test
    @DisplayName("is ready when the probe says so; an exception of the probe means that it is not ready yet")
    void readyWhenTheProbeSaysSo() throws Exception {
        AtomicInteger probes = new AtomicInteger();
        try (ChildProcess child = start("read line")) {
            boolean ready = child.awaitReady(
                    () -> {
                        if (probes.incrementAndGet() < 3) {
                            throw new IOException("not yet");
                        }
                        return true;
                    },
                    LONG);

            assertThat(ready).isTrue();
            assertThat(probes).hasValue(3);
        }
    }

    @Test
    @DisplayName("is not waited for longer than it lives")
    void notReadyOnceItHasEnded() throws Exception {
        try (ChildProcess child = start("exit 3")) {
            assertThat(child.awaitReady(() -> false, LONG)).isFalse();
            assertThat(child.process().exitValue()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("is not waited for longer than was said")
    void notReadyInTime() throws Exception {
        try (ChildProcess child = start("read line")) {
            assertThat(child.awaitReady(() -> false, Duration.ZERO)).isFalse();
            assertThat(child.process().isAlive()).isTrue();
        }
    }

    @Test
    @DisplayName("has ended when it is closed")
    void closedMeansEnded() throws Exception {
        ChildProcess child = start("read line");
        child.close();

        assertThat(child.process().isAlive()).isFalse();
    }
}
