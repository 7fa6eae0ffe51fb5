package org.kamaelia.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "Checks of blocking guards that compute leave a processor to the event loops; checks that wait run in any number")
class CheckThreadsTest {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CountDownLatch latch = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Set<Thread> computing = ConcurrentHashMap.newKeySet();
    private final Map<Thread, AtomicLong> times = new ConcurrentHashMap<>();

    @AfterEach
    void endAll() {
        stop.set(true);
        latch.countDown();
    }

    /** A processor time that does not depend on what else the machine does: each look at a check that computes adds. */
    private long processorTime(Thread thread) {
        AtomicLong time = times.computeIfAbsent(thread, any -> new AtomicLong());
        return computing.contains(thread) ? time.addAndGet(20_000_000) : time.get();
    }

    private CheckThreads threadsWithOnePlace() {
        return new CheckThreads(1, this::processorTime);
    }

    private boolean compute() {
        computing.add(Thread.currentThread());
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        processorTime(Thread.currentThread());
        Thread.yield(); // so that another one that runs at the same time is seen
        running.decrementAndGet();
        computing.remove(Thread.currentThread());
        ended.incrementAndGet();
        return true;
    }

    private boolean await() {
        running.incrementAndGet();
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        return true;
    }

    private boolean computeUntilStopped() {
        computing.add(Thread.currentThread());
        running.incrementAndGet();
        processorTime(Thread.currentThread());
        while (!stop.get()) {
            Thread.yield();
        }
        running.decrementAndGet();
        computing.remove(Thread.currentThread());
        return true;
    }

    @Test
    @DisplayName(
            "of 50 checks that compute, only as many run at once as there are places, also the first ones of a guard")
    void checksThatComputeTakeTurns() {
        compute(); // loads its classes: threads that wait for a class to be loaded are not runnable
        ended.set(0);
        most.set(0);
        CheckThreads threads = threadsWithOnePlace();
        CheckThreads.Kind kind = new CheckThreads.Kind();
        threads.execute(kind, this::computeUntilStopped, "client");
        for (int i = 0; i < 50; i++) {
            threads.execute(kind, this::compute, "client");
        }
        eventually(() -> assertThat(running).hasValue(1));
        stop.set(true);
        eventually(() -> assertThat(ended).hasValue(50));
        assertThat(kind.waits()).isFalse();
        assertThat(most).hasValue(1);
    }

    @Test
    @DisplayName("checks that wait take no place, before the first of them has ended and afterwards")
    void checksThatWaitTakeNoPlace() {
        CheckThreads threads = threadsWithOnePlace();
        CheckThreads.Kind kind = new CheckThreads.Kind();
        for (int i = 0; i < 50; i++) {
            threads.execute(kind, this::await, "client");
        }
        eventually(() -> assertThat(running).hasValue(50));
        latch.countDown();
        eventually(() -> assertThat(kind.waits()).isTrue());
    }

    @Test
    @DisplayName("a guard whose checks wait is not held up by one whose checks compute")
    void guardThatWaitsIsNotHeldUp() {
        CheckThreads threads = threadsWithOnePlace();
        CheckThreads.Kind waits = new CheckThreads.Kind();
        waits.took(1_000);
        threads.execute(new CheckThreads.Kind(), this::computeUntilStopped, "client");
        threads.execute(new CheckThreads.Kind(), this::compute, "client");
        threads.execute(waits, this::await, "client");
        threads.execute(waits, this::await, "client");
        eventually(() -> assertThat(running).hasValue(3));
        assertThat(ended).hasValue(0);
    }

    @Test
    @DisplayName("clients take turns: a client with one check does not wait for all checks of another")
    void clientsTakeTurns() {
        CheckThreads threads = threadsWithOnePlace();
        CheckThreads.Kind kind = new CheckThreads.Kind();
        kind.took(250_000_000);
        Queue<String> order = new ConcurrentLinkedQueue<>();
        threads.execute(kind, this::computeUntilStopped, "many");
        for (String client : List.of("many", "many", "many", "one")) {
            threads.execute(kind, () -> order.add(client), client);
        }
        stop.set(true);
        eventually(() -> assertThat(order).containsExactly("many", "one", "many", "many"));
    }

    @Test
    @DisplayName("1,024 checks wait at most, and 768 of one client")
    void waitingChecksAreBounded() {
        CheckThreads threads = threadsWithOnePlace();
        CheckThreads.Kind kind = new CheckThreads.Kind();
        threads.execute(kind, this::computeUntilStopped, "one");
        for (int i = 0; i < 768; i++) {
            threads.execute(kind, this::compute, "one");
        }
        assertThatThrownBy(() -> threads.execute(kind, this::compute, "one"))
                .isInstanceOf(RejectedExecutionException.class);
        for (int i = 0; i < 256; i++) {
            threads.execute(kind, () -> true, "client " + i);
        }
        assertThatThrownBy(() -> threads.execute(kind, this::compute, "another"))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    @DisplayName("checks that are left out do not make a guard seem to wait, and cheap checks do so only slowly")
    void cheapChecksDoNotHideDearOnes() {
        CheckThreads.Kind kind = new CheckThreads.Kind();
        kind.took(250_000_000);
        for (int i = 0; i < 100; i++) {
            kind.took(0);
        }
        assertThat(kind.waits()).isFalse();
        CheckThreads threads = threadsWithOnePlace();
        AtomicInteger leftOut = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            threads.execute(kind, () -> leftOut.incrementAndGet() < 0, "client");
        }
        eventually(() -> assertThat(leftOut).hasValue(500));
        assertThat(kind.waits()).isFalse();
    }

    @Test
    @DisplayName("of a kind that waits, one check of 64 is looked at, so that a kind is noticed that begins to compute")
    void aKindThatBeginsToComputeIsNoticed() {
        CheckThreads.Kind kind = new CheckThreads.Kind();
        assertThat(kind.isLookedAt()).isTrue();
        kind.took(0);
        int lookedAt = 0;
        for (int i = 0; i < 640; i++) {
            lookedAt += kind.isLookedAt() ? 1 : 0;
        }
        assertThat(lookedAt).isEqualTo(10);
        kind.took(10_000_000);
        assertThat(kind.waits()).isFalse();
    }
}
