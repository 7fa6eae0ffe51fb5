package org.kamaelia.http.spring.webflux;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The signals of one request that other threads have sent, until its event loop handles them, in their order. The demand
 * that the loop has given bounds them: a publisher sends one signal for each item that was requested, and one at its
 * end. A signal that comes after the request has ended is discarded by the thread that sends it.
 */
final class LoopSignals {
    private static final Signal CLOSED = new Signal() {
        @Override
        void run() {}
    };

    private final AtomicReference<@Nullable Signal> latest = new AtomicReference<>();
    private @Nullable Signal taken; // the oldest first; for the loop only

    /** Work for the event loop of a request. */
    abstract static class Signal {
        private @Nullable Signal next;

        /** Does the work, on the loop. */
        abstract void run();

        /** Gives up what the signal holds, on any thread, because the request has ended. */
        void discard() {}
    }

    /**
     * Adds a signal, from any thread.
     *
     * @return whether the loop has to be woken
     */
    boolean add(Signal signal) {
        Signal before;
        do {
            before = latest.get();
            if (before == CLOSED) {
                signal.discard();
                return false;
            }
            signal.next = before;
        } while (!latest.compareAndSet(before, signal));
        return before == null;
    }

    /** Handles the signals that are there. Within a signal that is being handled, it handles those behind it. */
    void handle() {
        for (Signal next; (next = take()) != null; ) {
            next.run();
        }
    }

    private @Nullable Signal take() {
        Signal oldest = taken;
        if (oldest == null) {
            Signal newest = latest.get();
            oldest = newest == null || newest == CLOSED ? null : inOrder(latest.getAndSet(null));
        }
        if (oldest != null) {
            taken = oldest.next;
            oldest.next = null;
        }
        return oldest;
    }

    private static @Nullable Signal inOrder(@Nullable Signal newest) {
        Signal oldest = null;
        for (Signal one = newest; one != null; ) {
            Signal before = one.next;
            one.next = oldest;
            oldest = one;
            one = before;
        }
        return oldest;
    }

    /** Discards the signals that are there, and all that will come. */
    void close() {
        Signal left = taken;
        taken = null;
        discard(left);
        Signal newest = latest.getAndSet(CLOSED);
        if (newest != CLOSED) {
            discard(inOrder(newest));
        }
    }

    private static void discard(@Nullable Signal oldest) {
        for (Signal one = oldest; one != null; one = one.next) {
            one.discard();
        }
    }
}
