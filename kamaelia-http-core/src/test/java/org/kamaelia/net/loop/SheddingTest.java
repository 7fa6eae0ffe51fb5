package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Event loops that share a budget decide together what is reset")
class SheddingTest {
    private static final long BUDGET = 1_000_000;

    private final EventLoops loops = EventLoops.create(2, BUDGET);

    @AfterEach
    void close() throws InterruptedException {
        loops.close();
        loops.join();
    }

    /** A connection of a client on a loop. */
    private final class Held implements MemoryHolder {
        private final EventLoop loop;
        private final long client;
        private final long bytes;
        private volatile boolean shed;

        Held(int loop, long client, long bytes) {
            this.loop = loops.all().get(loop);
            this.client = client;
            this.bytes = bytes;
        }

        @Override
        public long held() {
            return shed ? 0 : bytes;
        }

        @Override
        public long stalledNanos() {
            return 1;
        }

        @Override
        public long client() {
            return client;
        }

        @Override
        public void shed() {
            assertThat(loop.inThread()).isTrue();
            shed = true;
            loop.held().add(-bytes);
        }
    }

    /** The loops learn of all connections before either of them looks at the budget. */
    private void hold(List<Held> all) {
        loops.all()
                .forEach(loop -> loop.execute(() -> {
                    List<Held> own =
                            all.stream().filter(one -> one.loop == loop).toList();
                    Shedder.of(loop).add(own::forEach);
                    loop.held().add(own.stream().mapToLong(one -> one.bytes).sum());
                }));
    }

    @Test
    @DisplayName("a client on one loop that holds most is cut down, and small clients on a full loop lose nothing")
    void clientOnAnotherLoopIsFound() {
        List<Held> attacker = new ArrayList<>();
        List<Held> honest = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            attacker.add(new Held(0, 1, 10_000));
            honest.add(new Held(1, 100 + i, 10_000));
        }
        List<Held> all = new ArrayList<>(honest);
        all.addAll(attacker);
        hold(all);

        eventually(() -> assertThat(attacker).filteredOn(one -> one.shed).hasSizeBetween(20, 40));
        assertThat(loops.heldBytes()).isLessThanOrEqualTo(BUDGET);
        assertThat(honest).noneMatch(one -> one.shed);
    }

    @Test
    @DisplayName("the connections of one client on all loops count together")
    void connectionsOfOneClientCountTogether() {
        List<Held> attacker = new ArrayList<>();
        List<Held> honest = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            attacker.add(new Held(i % 2, 1, 10_000));
        }
        for (int i = 0; i < 2; i++) {
            honest.add(new Held(i, 100 + i, 150_000)); // more than any connection of the attacker
        }
        List<Held> all = new ArrayList<>(honest);
        all.addAll(attacker);
        hold(all);

        eventually(() -> assertThat(attacker).filteredOn(one -> one.shed).isNotEmpty());
        eventually(() -> assertThat(loops.heldBytes()).isLessThanOrEqualTo(BUDGET));
        assertThat(honest).noneMatch(one -> one.shed);
    }

    @Test
    @DisplayName("a loop that is blocked does not keep the others from freeing memory")
    void blockedLoopIsLeftOut() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        loops.all().get(1).execute(() -> {
            blocked.countDown();
            try {
                release.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        blocked.await();
        Held large = new Held(0, 1, 2_000_000);
        hold(List.of(large));

        eventually(() -> assertThat(large.shed).isTrue());
        release.countDown();
    }
}
