package org.kamaelia.net.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Some event loops, one for each core unless told otherwise, shared by any number of servers. Thread-safe.
 *
 * <p>A turn of a loop that takes longer than 2 s is reported in the log, with what is being stepped and where.
 *
 * <p>Their threads keep the JVM alive until {@link #close()}. The {@linkplain #shared() shared} loops start with the
 * first server that uses them and end with the last.
 */
public final class EventLoops implements AutoCloseable {
    private static final AtomicInteger GROUPS = new AtomicInteger();
    private static @Nullable EventLoops shared;
    private static int sharedUsers;

    /** A turn that takes longer is reported. */
    private static final Duration BLOCKED = Duration.ofSeconds(2);

    private final List<EventLoop> loops;
    private final Watchdog watchdog;

    private EventLoops(String name, int count, LongSupplier clock, long budget) {
        List<EventLoop> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new EventLoop(name + "-" + i, clock));
        }
        loops = List.copyOf(made);
        Shedder.Group shedders = new Shedder.Group(
                new ByteBudget(budget, loops.stream().map(EventLoop::memory).toList()));
        loops.forEach(loop -> Shedder.install(loop, shedders));
        watchdog = new Watchdog("watchdog-of-" + name, loops, BLOCKED);
        loops.forEach(EventLoop::start);
        watchdog.start();
    }

    /** One loop for each processor that the JVM may use. */
    public static EventLoops create() {
        return create(Runtime.getRuntime().availableProcessors());
    }

    /**
     * So many loops.
     *
     * @param count at least 1
     */
    public static EventLoops create(int count) {
        return create(count, System::nanoTime);
    }

    /**
     * So many loops that go by a clock of the caller's, for tests that own the time. A loop that waits for a timer learns
     * that the clock was moved when it is given something to {@link EventLoop#execute execute}.
     *
     * @param count at least 1
     * @param clock nanoseconds from any origin that never go back; read from several threads
     */
    public static EventLoops create(int count, LongSupplier clock) {
        return create(count, clock, MemoryLimits.budget());
    }

    /**
     * So many loops with another budget.
     *
     * @param count at least 1
     * @param clock as above
     * @param budget bytes that all connections may hold together, at least 1: in boxes, in buffers that were lent to
     *     them, in heads and handshakes, and in what handlers keep of requests. Once it is spent, connections are reset:
     *     of the client that holds most, those that hold most without progress. {@link #defaultBudget()} unless given
     */
    public static EventLoops create(int count, LongSupplier clock, long budget) {
        if (count < 1 || budget < 1) {
            throw new IllegalArgumentException(
                    "At least 1 event loop, and 1 byte, is needed, not " + count + " and " + budget);
        }
        int group = GROUPS.getAndIncrement();
        return new EventLoops(group == 0 ? "event-loop" : "event-loop-" + group, count, clock, budget);
    }

    /**
     * So many loops with another budget, going by the clock of the system.
     *
     * @param count at least 1
     * @param budget as above
     */
    public static EventLoops create(int count, long budget) {
        return create(count, System::nanoTime, budget);
    }

    /**
     * The budget unless another is given, in bytes: a quarter of the largest heap, and of the direct memory that the JVM
     * may have, and at least 4 MiB.
     */
    public static long defaultBudget() {
        return MemoryLimits.budget();
    }

    /** The bytes that all connections hold now, of the budget that they have. */
    public long heldBytes() {
        return loops.stream().mapToLong(loop -> loop.held().bytes()).sum();
    }

    /** The loops of all servers that were given none, for one more user, who {@linkplain #releaseShared() releases} them. */
    public static synchronized EventLoops acquireShared() {
        EventLoops all = shared;
        if (all == null) {
            all = create();
            shared = all;
        }
        sharedUsers++;
        return all;
    }

    /** One user of the shared loops less; they end with the last user. */
    public static synchronized void releaseShared() {
        if (--sharedUsers == 0 && shared != null) {
            shared.close();
            shared = null;
        }
    }

    /** The loops. */
    public List<EventLoop> all() {
        return loops;
    }

    /** Ends the threads and closes what is still open; returns at once. Stop the servers first. */
    @Override
    public void close() {
        watchdog.end();
        loops.forEach(EventLoop::close);
    }

    /** Waits until the threads have ended after {@link #close()}. */
    public void join() throws InterruptedException {
        for (EventLoop loop : loops) {
            loop.join();
        }
        watchdog.join();
    }
}
