package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("From other threads")
@Timeout(30)
class OtherThreadsTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 5_000;

    private final LoopThread loop = new LoopThread("other-threads-test");

    @AfterEach
    void close() {
        loop.close();
    }

    private interface Round {
        void run(int thread) throws InterruptedException;
    }

    /** Runs rounds on several threads; each round waits for its answer, so one lost wake-up stops everything. */
    private static void onThreads(Round round) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicLong done = new AtomicLong();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                try {
                    for (int j = 0; j < ROUNDS; j++) {
                        round.run(number);
                        done.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(20_000);
            thread.interrupt();
        }
        assertThat(done.get()).isEqualTo((long) THREADS * ROUNDS);
    }

    private static void await(Semaphore answer) throws InterruptedException {
        if (!answer.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new InterruptedException("no answer");
        }
    }

    @Test
    @DisplayName("wake() is never lost, and the step sees everything that was written before it")
    void wakeIsNeverLostAndTheStepSeesEarlierWrites() throws InterruptedException {
        long[] written = new long[THREADS];
        List<Semaphore> answers = new ArrayList<>();
        List<Actor> actors = new ArrayList<>();
        AtomicLong wrong = new AtomicLong();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            long[] seen = {0};
            Semaphore answer = new Semaphore(0);
            answers.add(answer);
            actors.add(Actor.doing(() -> {
                long now = written[number];
                if (now != seen[0]) {
                    wrong.addAndGet(now == seen[0] + 1 ? 0 : 1);
                    seen[0] = now;
                    answer.release();
                }
            }));
        }
        loop.run(actors.toArray(Component[]::new));

        onThreads(thread -> {
            written[thread]++;
            actors.get(thread).wake();
            await(answers.get(thread));
        });
        assertThat(wrong).hasValue(0);
        assertThat(loop.failures).isEmpty();
    }

    @Test
    @DisplayName("wake() of one component by many threads leaves no request unseen")
    void wakeOfOneComponentByManyThreadsLeavesNoneUnseen() throws InterruptedException {
        AtomicLong asked = new AtomicLong();
        AtomicLong answered = new AtomicLong();
        Actor actor = Actor.doing(() -> answered.set(asked.get()));
        loop.run(actor);

        onThreads(thread -> {
            long mine = asked.incrementAndGet();
            actor.wake();
            for (int i = 0; answered.get() < mine; i++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Thread.onSpinWait();
                if (i % 64 == 63) {
                    Thread.yield();
                }
            }
        });
        assertThat(answered).hasValue((long) THREADS * ROUNDS);
    }

    @Test
    @DisplayName("tasks are run once each, those of one thread in their order")
    void tasksRunOnceInTheOrderOfTheirThread() throws InterruptedException {
        long[] last = new long[THREADS];
        long[] next = new long[THREADS];
        AtomicLong wrong = new AtomicLong();
        List<Semaphore> answers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            answers.add(new Semaphore(0));
        }
        onThreads(thread -> {
            for (int i = 0; i < 3; i++) {
                long number = ++next[thread];
                loop.execute(() -> {
                    wrong.addAndGet(last[thread] + 1 == number && loop.inThread() ? 0 : 1);
                    last[thread] = number;
                });
            }
            loop.execute(answers.get(thread)::release);
            await(answers.get(thread));
        });
        assertThat(wrong).hasValue(0);
        assertThat(last).containsOnly(3L * ROUNDS);
    }

    @Test
    @DisplayName("waking a component that ends meanwhile does no harm")
    void wakingAComponentThatEndsDoesNoHarm() throws InterruptedException {
        onThreads(thread -> {
            Actor actor = new Actor();
            actor.onStep = actor::stop;
            loop.execute(() -> loop.activate(actor));
            actor.wake();
            Semaphore answer = new Semaphore(0);
            loop.execute(answer::release);
            actor.wake();
            await(answer);
        });
        assertThat(loop.call(loop::liveComponents)).isEmpty();
        assertThat(loop.failures).isEmpty();
    }

    @Test
    @DisplayName("statistics are read while they are written, and never go back")
    void statisticsReadWhileWrittenNeverGoBack() throws InterruptedException {
        StatisticsGroup group = loop.statistics("group");
        Receiver<Integer> receiver = Receiver.weighing(8);
        receiver.onStep = () -> {
            while (receiver.inbox.poll() != null) {
                // taken
            }
        };
        Sender<Integer> sender = Sender.to(receiver.inbox);
        Semaphore enough = new Semaphore(0);
        int[] left = {200_000};
        sender.onStep = () -> {
            while (left[0] > 0 && sender.outbox.hasRoom()) {
                sender.send(left[0]-- & 0xff);
            }
            if (left[0] == 0) {
                sender.outbox.finish();
                enough.release();
            }
        };
        loop.call(() -> {
            loop.activate(receiver, group);
            loop.activate(sender, group);
            return true;
        });

        BoxStatistics counted = group.boxes().get(0);
        long before = 0;
        while (!enough.tryAcquire()) {
            long sent = counted.sent();
            assertThat(sent).isGreaterThanOrEqualTo(before);
            assertThat(counted.depth()).isBetween(0L, 8L);
            assertThat(group.maxDepth(counted)).isBetween(0L, 8L);
            before = sent;
            Thread.onSpinWait();
        }
        assertThat(counted.sent()).isEqualTo(200_000);
        assertThat(counted.full()).isPositive();
    }
}
