package org.kamaelia.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Some event loops, one for each core unless told otherwise, shared by any number of servers. Thread-safe.
 *
 * <p>Their threads keep the JVM alive until {@link #close()}. The {@linkplain #shared() shared} loops start with the
 * first server that uses them and end with the last.
 */
public final class EventLoops implements AutoCloseable {
    private static final AtomicInteger GROUPS = new AtomicInteger();
    private static @Nullable EventLoops shared;
    private static int sharedUsers;

    private final List<EventLoop> loops;

    private EventLoops(String name, int count) {
        List<EventLoop> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new EventLoop(name + "-" + i));
        }
        loops = List.copyOf(made);
        loops.forEach(EventLoop::start);
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
        if (count < 1) {
            throw new IllegalArgumentException("At least 1 event loop is needed, not " + count);
        }
        int group = GROUPS.getAndIncrement();
        return new EventLoops(group == 0 ? "event-loop" : "event-loop-" + group, count);
    }

    /** The loops of all servers that were given none, for one more user. */
    static synchronized EventLoops acquireShared() {
        EventLoops all = shared;
        if (all == null) {
            all = create();
            shared = all;
        }
        sharedUsers++;
        return all;
    }

    static synchronized void releaseShared() {
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
        loops.forEach(EventLoop::close);
    }

    /** Waits until the threads have ended after {@link #close()}. */
    public void join() throws InterruptedException {
        for (EventLoop loop : loops) {
            loop.join();
        }
    }
}
