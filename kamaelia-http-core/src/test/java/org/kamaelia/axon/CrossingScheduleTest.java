package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many senders on threads of their own and one box. Each round has a seed that decides how many there are, how each of them
 * sends, how large the box is and when its owner ends; the rest is up to the machine. {@code -Drounds=n} runs so many.
 */
@DisplayName("In many random schedules of several threads that send to one box")
class CrossingScheduleTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 3_000);
    private static final int MOST_SENDERS = 4;
    private static final int MOST = 40;

    /** A message that is received, or released by whoever drops it, once. */
    private static final class Numbered implements Releasable {
        private final int sender;
        private final int number;
        private final AtomicInteger ends = new AtomicInteger();

        Numbered(int sender, int number) {
            this.sender = sender;
            this.number = number;
        }

        @Override
        public void release() {
            ends.incrementAndGet();
        }
    }

    private static final class Owner extends Actor {
        private final CrossingInbox<Numbered> inbox;
        private final List<Numbered> received = new ArrayList<>();

        Owner(Random random) {
            BoxSpec<Numbered> spec =
                    BoxSpec.of("Raced", "inbox", "numbers", 1 + random.nextInt(5), one -> one.number % 7);
            inbox = new CrossingInbox<>(this, spec, 1 + random.nextInt(20));
            onStep = () -> {
                for (int i = random.nextInt(4); i > 0 && !inbox.isEmpty(); i--) {
                    received.add(inbox.poll());
                }
                if (!inbox.isEmpty()) {
                    again();
                }
            };
        }
    }

    /** One that never waits: it offers while there is room, and goes on when it is told that there is some. */
    private static final class Polite {
        private final List<Numbered> messages;
        private final CrossingOutbox<Numbered> outbox;
        private final AtomicInteger calls = new AtomicInteger();
        private int next;

        Polite(Owner owner, List<Numbered> messages) {
            this.messages = messages;
            outbox = new CrossingOutbox<>(owner.inbox, this::goOn);
        }

        /** On whichever thread; one at a time, and none is forgotten. */
        void goOn() {
            if (calls.getAndIncrement() == 0) {
                int seen = 1;
                do {
                    sendWhatFits();
                    seen = calls.addAndGet(-seen);
                } while (seen > 0);
            }
        }

        private void sendWhatFits() {
            while (next < messages.size() && outbox.hasRoom()) {
                if (outbox.offer(messages.get(next))) {
                    next++;
                }
            }
            if (next == messages.size()) {
                outbox.finish();
            }
        }
    }

    private final TestScheduler scheduler = new TestScheduler();

    private void round(long seed, ExecutorService threads) throws Exception {
        Random random = new Random(seed);
        StatisticsGroup group = scheduler.statistics("round");
        Owner owner = new Owner(random);
        List<Numbered> all = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        scheduler.activate(owner, group);
        List<Runnable> senders = new ArrayList<>();
        for (int i = 1 + random.nextInt(MOST_SENDERS); i > 0; i--) {
            senders.add(sender(owner, i, random, all));
        }
        senders.forEach(sender -> running.add(threads.submit(sender)));
        int stopAt = random.nextInt(3) == 0 ? random.nextInt(60) : Integer.MAX_VALUE;
        for (int turn = 0; !owner.inbox.ended() && !owner.hasEnded(); turn++) {
            assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
            if (turn == stopAt) {
                Component.stop(owner);
            }
            scheduler.turn();
        }
        for (Future<?> one : running) {
            one.get(20, TimeUnit.SECONDS);
        }
        boolean stopped = owner.hasEnded();
        Component.stop(owner);
        check(owner, all, stopped, group);
        scheduler.forget(group);
    }

    private static Runnable sender(Owner owner, int number, Random random, List<Numbered> all) {
        List<Numbered> messages = new ArrayList<>();
        for (int i = random.nextInt(MOST); i > 0; i--) {
            messages.add(new Numbered(number, messages.size()));
        }
        all.addAll(messages);
        if (random.nextBoolean()) {
            return new Polite(owner, messages)::goOn;
        }
        CrossingOutbox<Numbered> outbox = new CrossingOutbox<>(owner.inbox);
        return () -> {
            for (Numbered message : messages) {
                try {
                    outbox.send(message);
                } catch (ShutdownException ended) {
                    message.release();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            outbox.finish();
        };
    }

    private static void check(Owner owner, List<Numbered> all, boolean stopped, StatisticsGroup group) {
        int[] next = new int[MOST_SENDERS + 1];
        for (Numbered one : owner.received) {
            assertThat(one.number).isEqualTo(next[one.sender]++);
            assertThat(one.ends.getAndIncrement()).as("released and received").isZero();
        }
        assertThat(all).allSatisfy(one -> assertThat(one.ends).hasValue(1));
        assertThat(stopped || owner.received.size() == all.size()).isTrue();
        for (BoxStatistics counted : group.boxes()) {
            assertThat(counted.depth()).isZero();
            assertThat(counted.bytes()).isZero();
            assertThat(counted.sent() - counted.discarded()).isEqualTo(owner.received.size());
        }
    }

    @Test
    @Timeout(300)
    @DisplayName(
            "each message arrives once, those of one sender in order, or is given back once; no thread waits for ever")
    void eachMessageArrivesOnceOrIsGivenBackOnce() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "sender");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (int round = 0; round < ROUNDS; round++) {
                try {
                    round(round, threads);
                } catch (AssertionError | RuntimeException failure) {
                    throw new AssertionError("round " + round + ": " + failure.getMessage(), failure);
                }
            }
            scheduler.runUntilIdle();
            assertThat(scheduler.failures).isEmpty();
            assertThat(scheduler.hasWork()).isFalse();
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
