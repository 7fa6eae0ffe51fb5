package org.kamaelia.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rounds")
class RoundsTest {
    @Test
    @DisplayName("have the middle figure as their median, whatever their order")
    void medianIsTheMiddleFigure() {
        assertThat(new Rounds(3, 1, 100).median()).isEqualTo(3);
        assertThat(new Rounds(4, 1, 2, 100).median()).isEqualTo(3);
    }

    @Test
    @DisplayName("spread from the lowest figure to the highest, as a share of the median")
    void spreadIsAShareOfTheMedian() {
        assertThat(new Rounds(120, 100, 90).spread()).isEqualTo(0.3);
        assertThat(new Rounds(7).spread()).isZero();
    }
}
