package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A round in which event loops decide together what is reset")
class SheddingRoundTest {
    private record Holder(long held, long client) implements MemoryHolder {
        @Override
        public long stalledNanos() {
            return 1;
        }

        @Override
        public void shed() {}
    }

    private static SheddingRound round(int connections) {
        SheddingRound round = new SheddingRound(1, 0);
        List<Victims.Candidate> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            all.add(new Victims.Candidate(new Holder(10, i), 0, i, 10, 1));
        }
        round.add(all);
        return round;
    }

    @Test
    @DisplayName("frees the excess")
    void freesTheExcess() {
        assertThat(round(10).decide(0, 30, 70).get(0)).hasSize(3);
    }

    @Test
    @DisplayName("resets nothing for memory of connections that have been reset before and have not let go of it yet")
    void resetsNothingForOthers() {
        assertThat(round(7).decide(0, 1_000, 70)).isEmpty();
        assertThat(round(8).decide(0, 1_000, 70).get(0)).hasSize(1);
    }
}
