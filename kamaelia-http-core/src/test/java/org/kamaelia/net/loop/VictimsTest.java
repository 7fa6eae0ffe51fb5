package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Connections that are reset to free memory")
class VictimsTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<Held> all = new ArrayList<>();
    private final List<MemoryHolder.Source> sources = List.of(action -> all.forEach(action));

    /** A connection of a client. */
    private static final class Held implements MemoryHolder {
        private final long client;
        private final long held;
        private final long stalled;
        private boolean shed;

        Held(long client, long held, long stalled) {
            this.client = client;
            this.held = held;
            this.stalled = stalled;
        }

        @Override
        public long held() {
            return held;
        }

        @Override
        public long stalledNanos() {
            return stalled;
        }

        @Override
        public long client() {
            return client;
        }

        @Override
        public void shed() {
            shed = true;
        }
    }

    private Held add(long client, long held, long seconds) {
        Held made = new Held(client, held, seconds * SECOND);
        all.add(made);
        return made;
    }

    private int shed(long excess) {
        List<Victims.Candidate> chosen = Victims.choose(Victims.of(sources, 0), excess);
        chosen.forEach(one -> one.holder().shed());
        return chosen.size();
    }

    private long shedOf(long client) {
        return all.stream().filter(one -> one.client == client && one.shed).count();
    }

    @Test
    @DisplayName("are those of the client that holds most together, although each of them moves and others stand still")
    void areOfTheClientThatHoldsMost() {
        for (int i = 0; i < 31; i++) {
            add(1, 1_000_000, 1); // an octet now and then, each in a buffer of its own
        }
        for (int i = 0; i < 265; i++) {
            add(2 + i, 60_000, 25); // paused downloads of clients of their own
        }

        int count = shed(5_000_000);

        assertThat(count).isEqualTo(5);
        assertThat(shedOf(1)).isEqualTo(5);
    }

    @Test
    @DisplayName("of one client are those with most memory for the longest time without progress")
    void areThoseThatStandStillLongestWithMost() {
        Held moving = add(1, 100, 0);
        Held small = add(1, 10, 20);
        Held stalled = add(1, 90, 20);
        Held fresh = add(1, 100, 1);

        shed(91);

        assertThat(stalled.shed).isTrue();
        assertThat(small.shed).isTrue().isNotEqualTo(fresh.shed && moving.shed);
        assertThat(moving.shed).isFalse();
    }

    @Test
    @DisplayName("bring clients down to equal shares: one that holds less loses nothing")
    void bringClientsDownToEqualShares() {
        for (int i = 0; i < 100; i++) {
            add(1, 10, i);
            add(2, 5, i);
            if (i < 20) {
                add(3, 5, 1_000);
            }
        }

        shed(900);

        assertThat(1_000 - 10 * shedOf(1)).isCloseTo(300, org.assertj.core.data.Offset.offset(10L));
        assertThat(500 - 5 * shedOf(2)).isCloseTo(300, org.assertj.core.data.Offset.offset(10L));
        assertThat(shedOf(3)).isZero();
    }

    @Test
    @DisplayName("are no more than needed, and never those that hold nothing")
    void areNoMoreThanNeeded() {
        Held nothing = add(1, 0, 1_000);
        add(1, 10, 1);
        add(2, 10, 1);

        assertThat(shed(1)).isEqualTo(1);
        assertThat(shed(1_000)).isEqualTo(2);
        assertThat(nothing.shed).isFalse();
        assertThat(Victims.of(sources, 0).size()).isEqualTo(2);
    }
}
