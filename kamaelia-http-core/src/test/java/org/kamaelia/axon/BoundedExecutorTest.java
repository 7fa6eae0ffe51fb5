package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A bounded executor")
@Timeout(20)
class BoundedExecutorTest {

    /** Threads that the test runs by hand. */
    private final ArrayDeque<Runnable> started = new ArrayDeque<>();

    private final BoundedExecutor executor = new BoundedExecutor(started::add, 2, 3);

    @Test
    @DisplayName(
            "runs a bounded number of tasks at once, lets a bounded number wait in order, and refuses the next at once with both numbers")
    void runsAndQueuesBoundedNumbersAndRefusesTheNextTask() {
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            executor.execute(() -> seen.add(number));
        }
        assertThat(started).hasSize(2);
        assertThat(executor.running()).isEqualTo(2);
        assertThat(executor.waiting()).isEqualTo(3);
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> executor.execute(() -> seen.add(99)))
                .withMessage("2 tasks already run and 3 wait");

        started.remove().run();
        assertThat(executor.waiting()).isEqualTo(2);
        executor.execute(() -> seen.add(5));
        while (!started.isEmpty()) {
            started.remove().run();
        }
        assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(executor.running()).isZero();
        assertThat(executor.waiting()).isZero();
    }

    @Test
    @DisplayName("can be told to let no task wait")
    void mayBeToldToLetNoTaskWait() {
        BoundedExecutor direct = new BoundedExecutor(started::add, 1, 0);
        direct.execute(() -> {});
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> direct.execute(() -> {}));
        started.remove().run();
        direct.execute(() -> {});
        assertThat(started).hasSize(1);
    }

    @Test
    @DisplayName("goes on with the next task when one throws")
    void goesOnWithTheNextTaskWhenOneThrows() {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            executor.execute(() -> {
                throw new IllegalStateException("test");
            });
        }
        executor.execute(ran::incrementAndGet);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> started.remove().run());
        }
        started.remove().run();
        assertThat(ran).hasValue(1);
        assertThat(executor.running()).isZero();
    }

    @Test
    @DisplayName("runs a waiting task on the thread that has become free, where its threads take no more")
    void runsWaitingTasksOnTheThreadThatBecameFree() {
        AtomicInteger ran = new AtomicInteger();
        BoundedExecutor full = new BoundedExecutor(
                task -> {
                    if (!started.isEmpty()) {
                        throw new RejectedExecutionException("test");
                    }
                    started.add(task);
                },
                1,
                9);
        for (int i = 0; i < 5; i++) {
            full.execute(ran::incrementAndGet);
        }
        Runnable first = started.element(); // still there, so that there is no room for another
        first.run();
        assertThat(ran).hasValue(5);
        assertThat(full.running()).isZero();
    }

    @Test
    @DisplayName("does not count a task that its threads refused")
    void doesNotCountATaskThatItsThreadsRefused() {
        BoundedExecutor refused = new BoundedExecutor(
                task -> {
                    throw new RejectedExecutionException("test");
                },
                1,
                1);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> refused.execute(() -> {}))
                    .withMessage("test");
        }
        assertThat(refused.running()).isZero();
    }

    @Test
    @DisplayName("lets tasks of others overtake the tasks of a client that runs as many as it may")
    void letsOthersOvertakeAClientAtItsLimit() {
        BoundedExecutor shared = new BoundedExecutor(started::add, 3, 9).each(2, 3);
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            shared.execute(() -> seen.add("a" + number), "a");
        }
        assertThat(shared.running()).isEqualTo(2);
        assertThat(shared.waiting()).isEqualTo(3);
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> shared.execute(() -> seen.add("a5"), "a"))
                .withMessage("This client has 2 running tasks, and 3 wait");
        for (String other : List.of("b", "c")) {
            shared.execute(() -> seen.add(other), other);
        }
        shared.execute(() -> seen.add("nobody"));
        assertThat(shared.running()).isEqualTo(3);
        while (!started.isEmpty()) {
            started.removeLast().run(); // b, then c and nobody, while two of a still run
        }
        assertThat(seen).containsExactly("b", "c", "nobody", "a1", "a2", "a3", "a4", "a0");
        assertThat(shared.running()).isZero();
        assertThat(shared.waiting()).isZero();
    }

    private static int accepted(BoundedExecutor shared, String client) {
        int count = 0;
        try {
            while (true) {
                shared.execute(() -> {}, client);
                count++;
            }
        } catch (RejectedExecutionException enough) {
            return count;
        }
    }

    @Test
    @DisplayName("gives each client a fair share, so that several that have many leave something to the next one")
    void givesEachClientAFairShare() {
        BoundedExecutor shared =
                new BoundedExecutor(started::add, 64, 64).each(BoundedExecutor.FAIR_SHARE, BoundedExecutor.FAIR_SHARE);
        assertThat(accepted(shared, "first")).isEqualTo(48 + 48);
        assertThat(accepted(shared, "second")).isEqualTo(12 + 12);
        assertThat(shared.running()).isEqualTo(60);
        shared.execute(() -> {}, "third");
        assertThat(shared.running()).isEqualTo(61);

        while (shared.running() > 0) { // and nothing that waits is forgotten
            started.remove().run();
        }
        assertThat(shared.waiting()).isZero();
        assertThat(shared.clients()).isZero();
    }

    @Test
    @DisplayName("forgets a client that has no task, and a task that has been removed takes no place")
    void forgetsClientsAndRemovedTasks() {
        BoundedExecutor shared = new BoundedExecutor(started::add, 1, 2).each(1, 1);
        Runnable removed = () -> {
            throw new IllegalStateException("removed");
        };
        for (int i = 0; i < 3; i++) {
            shared.execute(() -> {}, "a");
            shared.execute(removed, "b");
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> shared.execute(() -> {}, "b"));
            assertThat(shared.remove(removed)).isTrue();
            assertThat(shared.remove(removed)).isFalse();
            assertThat(shared.waiting()).isZero();
            started.remove().run();
            assertThat(shared.running()).isZero();
            assertThat(shared.clients()).isZero();
        }
    }

    @Test
    @DisplayName("needs at least one running task and no negative number of waiting tasks")
    void needsARunningTaskAndNoNegativeNumberOfWaitingOnes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundedExecutor(started::add, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundedExecutor(started::add, 1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> executor.each(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> executor.each(1, -1));
    }

    @Test
    @DisplayName(
            "never runs more tasks at once than it may, on real threads under load, and runs every task that it took")
    void keepsItsBoundAndRunsEveryTaskUnderLoad() throws InterruptedException {
        BoundedExecutor real = new BoundedExecutor("bounded-", 3, 1_000_000);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int tasks = 20_000;
        CountDownLatch done = new CountDownLatch(tasks);
        List<Thread> givers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread giver = new Thread(() -> {
                for (int j = 0; j < tasks / 4; j++) {
                    real.execute(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        running.decrementAndGet();
                        done.countDown();
                    });
                }
            });
            giver.start();
            givers.add(giver);
        }
        for (Thread giver : givers) {
            giver.join();
        }
        assertThat(done.await(15, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 3);
        await().until(() -> real.running() == 0);
        assertThat(real.waiting()).isZero();
    }
}
