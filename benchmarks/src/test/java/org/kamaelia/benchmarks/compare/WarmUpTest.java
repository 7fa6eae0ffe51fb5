package org.kamaelia.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A warm-up")
class WarmUpTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final IntToDoubleFunction IDLE_COMPILER = window -> 0.01;

    private long seconds;

    /** Runs a warm-up whose windows take a second each, with the figures of a window by its number, from 0 on. */
    private Optional<String> warmUp(IntToDoubleFunction throughput, IntToDoubleFunction compiling) throws IOException {
        return new WarmUp(() -> seconds * 1_000_000_000)
                .run(
                        () -> {
                            int window = (int) seconds++;
                            return new Load(throughput.applyAsDouble(window), compiling.applyAsDouble(window));
                        },
                        MINUTE);
    }

    @Test
    @DisplayName("ends when ten windows show that the throughput does not rise")
    void endsWhenThroughputIsLevel() throws IOException {
        assertThat(warmUp(window -> 10_000, IDLE_COMPILER)).isEmpty();
        assertThat(seconds).isEqualTo(10);
    }

    @Test
    @DisplayName("goes on while the throughput rises, and ends when it has stopped rising")
    void goesOnWhileThroughputRises() throws IOException {
        assertThat(warmUp(window -> Math.min(window, 30) * 1_000 + 1_000, IDLE_COMPILER))
                .isEmpty();
        assertThat(seconds).isGreaterThan(30).isLessThan(45);
    }

    @Test
    @DisplayName("notices a slow rise, of 2 per cent from one window to the next")
    void noticesASlowRise() throws IOException {
        assertThat(warmUp(window -> 1_000 * Math.pow(1.02, window), IDLE_COMPILER))
                .hasValue(
                        "after 60 s of warm-up its throughput still rose by 10 % in 5 windows, less than 5 % is allowed");
    }

    @Test
    @DisplayName("is not deceived by one fast window among level ones")
    void ignoresOneFastWindow() throws IOException {
        assertThat(warmUp(window -> window == 7 ? 50_000 : 10_000, IDLE_COMPILER))
                .isEmpty();
        assertThat(seconds).isEqualTo(10);
    }

    @Test
    @DisplayName("goes on at a level throughput while the compiler is busy: the server can become faster later")
    void goesOnWhileTheCompilerIsBusy() throws IOException {
        assertThat(warmUp(window -> window < 40 ? 3_000 : 12_000, window -> window < 40 ? 0.5 : 0))
                .isEmpty();
        assertThat(seconds).isGreaterThanOrEqualTo(45);
    }

    @Test
    @DisplayName("says that the compiler was still busy when the time was over")
    void saysThatTheCompilerWasBusy() throws IOException {
        assertThat(warmUp(window -> 3_000, window -> 0.23))
                .hasValue(
                        "after 60 s of warm-up the compiler of its JVM still took 23 % of its CPU time, 5 % are allowed");
        assertThat(seconds).isEqualTo(60);
    }

    @Test
    @DisplayName("does not take a server for warm that answers nothing")
    void serverWithoutAnswersIsNotWarm() throws IOException {
        assertThat(warmUp(window -> 0, IDLE_COMPILER)).isPresent();
    }

    @Test
    @DisplayName("does not take a server for warm for which there was no time to compare windows")
    void tooFewWindowsAreNotWarm() throws IOException {
        Optional<String> complaint = new WarmUp(() -> seconds * 1_000_000_000)
                .run(
                        () -> {
                            seconds += 20;
                            return new Load(10_000, 0);
                        },
                        MINUTE);

        assertThat(complaint).hasValue("after 60 s of warm-up there were only 3 of the 10 windows that are compared");
    }
}
