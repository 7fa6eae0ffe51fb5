package org.kamaelia.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rounds")
class RoundsTest {
    @Test
    @DisplayName("have the middle figure as their median, whatever their order")
    void median() {
        assertThat(Rounds.median(3, 1, 100)).isEqualTo(3);
        assertThat(Rounds.median(4, 1, 2, 100)).isEqualTo(3);
    }

    @Test
    @DisplayName("are compared round by round: what slows both of a round leaves the ratio as it is")
    void ratio() {
        assertThat(Rounds.ratio(new double[] {20, 2, 40}, new double[] {10, 1, 10}))
                .isEqualTo(2);
    }
}
