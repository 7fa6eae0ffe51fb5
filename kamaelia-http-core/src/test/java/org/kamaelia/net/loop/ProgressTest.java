package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The time without progress")
class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final Progress progress = new Progress(0);

    @Test
    @DisplayName("is none at a steady rate, and grows below it")
    void isNoneAtASteadyRate() {
        for (int second = 1; second <= 100; second++) {
            progress.moved(1_024, second * SECOND, 1_024, 0);
        }
        assertThat(progress.stalled(100 * SECOND)).isZero();
        for (int second = 101; second <= 200; second++) {
            progress.moved(10, second * SECOND, 1_024, 0);
        }
        assertThat(progress.stalled(200 * SECOND)).isBetween(98 * SECOND, 100 * SECOND);
    }

    @Test
    @DisplayName("does not become less by a burst in times to come")
    void isNotLessAfterABurst() {
        progress.moved(Long.MAX_VALUE, SECOND, 1, 0);
        assertThat(progress.stalled(SECOND)).isZero();
        assertThat(progress.stalled(11 * SECOND)).isEqualTo(10 * SECOND);
    }

    @Test
    @DisplayName("is paid ahead no further than allowed")
    void isPaidAheadNoFurtherThanAllowed() {
        progress.moved(1_000_000, SECOND, 100, 5 * SECOND);
        assertThat(progress.stalled(SECOND)).isEqualTo(-5 * SECOND);
        progress.skip(3 * SECOND);
        assertThat(progress.paidUntil()).isEqualTo(9 * SECOND);
    }
}
