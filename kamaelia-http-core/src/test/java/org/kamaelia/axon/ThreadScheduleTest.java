package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same for boxes that cross threads: what a component on its scheduler and its work on another thread do to each
 * other in any order. Each round has a seed that decides how long either side takes between what it does, and when it is
 * cancelled; the rest is up to the machine. {@code -Dcrossings=n} runs so many rounds of 20 messages on average.
 */
@DisplayName("In 200,000 random crossings of a message from a scheduler to a thread and back")
class ThreadScheduleTest {
    private static final int ROUNDS = Integer.getInteger("crossings", 10_000);
    private static final int MOST = 40;

    /** A message that is either received by the end of the flow, or released by whoever drops it, once. */
    private static final class Numbered implements Releasable {
        private final int number;
        private final AtomicInteger released = new AtomicInteger();

        Numbered(int number) {
            this.number = number;
        }

        @Override
        public void release() {
            released.incrementAndGet();
        }
    }

    private static void dawdle(Random random) {
        int how = random.nextInt(40);
        if (how == 0) {
            Thread.yield();
        } else if (how < 20) {
            for (int i = 0; i < how * 20; i++) {
                Thread.onSpinWait();
            }
        }
    }

    /** Passes on what it gets, on its thread, and may fail on the way. */
    private static final class Echo extends ThreadedComponent<Numbered, Numbered> {
        private static final BoxSpec<Numbered> INBOX = BoxSpec.of("Echo", "inbox", "messages", 2);
        private final Random random;

        Echo(ExecutorService threads, Random random) {
            super(threads, INBOX);
            this.random = random;
        }

        @Override
        protected void main() throws Exception {
            for (Numbered message; (message = receive()) != null; ) {
                dawdle(random);
                boolean sent = false;
                try {
                    send(message);
                    sent = true;
                } finally {
                    if (!sent) {
                        message.release();
                    }
                }
            }
        }
    }

    private final TestScheduler scheduler = new TestScheduler();

    private void round(long seed, ExecutorService threads) {
        Random random = new Random(seed);
        StatisticsGroup group = scheduler.statistics("round");
        Echo echo = new Echo(threads, new Random(seed + 1));
        Sender<Numbered> sender = Sender.to(echo.inbox());
        Receiver<Numbered> receiver = Receiver.of(1 + random.nextInt(3));
        echo.outbox().linkTo(receiver.inbox);
        List<Numbered> messages = new ArrayList<>();
        for (int i = random.nextInt(MOST); i > 0; i--) {
            messages.add(new Numbered(messages.size()));
        }
        int[] next = {0};
        sender.onStep = () -> {
            while (next[0] < messages.size() && sender.outbox.hasRoom()) {
                sender.send(messages.get(next[0]++));
            }
            if (next[0] == messages.size()) {
                sender.outbox.finish();
            }
        };
        receiver.onStep = () -> receiver.take(1 + random.nextInt(2));
        List.of(sender, echo, receiver).forEach(one -> scheduler.activate(one, group));
        int cancelAt = random.nextInt(3) == 0 ? random.nextInt(100) : Integer.MAX_VALUE;
        for (int turn = 0; !receiver.inbox.ended() && receiver.inbox.shutdown() == null; turn++) {
            if (turn == cancelAt) {
                Component.stop(echo);
            }
            dawdle(random);
            if (!receiver.inbox.isEmpty()) {
                receiver.again();
            }
            scheduler.turn();
        }
        finish(messages, next[0], receiver, cancelAt != Integer.MAX_VALUE);
        Component.stop(sender);
        Component.stop(receiver);
        check(group);
        scheduler.forget(group);
    }

    /** Waits until every message has been received or released: nobody wakes anybody for that, so it must come by itself. */
    private void finish(List<Numbered> messages, int sent, Receiver<Numbered> receiver, boolean cancelled) {
        receiver.takeAll();
        List<Numbered> arrived = receiver.received;
        while (messages.subList(0, sent).stream()
                                .mapToInt(one -> one.released.get())
                                .sum()
                        + arrived.size()
                < sent) {
            assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
            scheduler.turn();
        }
        for (int i = 0; i < arrived.size(); i++) {
            assertThat(arrived.get(i).number).isEqualTo(i);
            assertThat(arrived.get(i).released).hasValue(0);
        }
        for (Numbered dropped : messages.subList(arrived.size(), sent)) {
            assertThat(dropped.released).hasValue(1);
        }
        assertThat(cancelled || arrived.size() == messages.size()).isTrue();
    }

    private static void check(StatisticsGroup group) {
        for (BoxStatistics counted : group.boxes()) {
            assertThat(counted.depth()).isZero();
            assertThat(counted.discarded()).isLessThanOrEqualTo(counted.sent());
        }
    }

    @Test
    @Timeout(300)
    @DisplayName("each arrives once and in order; each that is cut off is given back once; no side sleeps for ever")
    void eachMessageArrivesOnceInOrderOrIsGivenBackOnce() throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "far-side");
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
            assertThat(scheduler.failures).allMatch(failure -> failure instanceof ShutdownException);
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
