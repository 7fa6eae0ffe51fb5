package org.kamaelia.axon;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one {@link Broadcast} on one scheduler. Those that wait for the next message are woken together, by
 * one task of the scheduler. The others are behind: they are stepped already, or have no room and are stepped when there
 * is room. So a message costs nothing for a subscriber whose box is full, and the publisher does the same work for one
 * subscriber and for thousands.
 *
 * <p>A subscriber looks for a message again after it has begun to wait, and the publisher looks for those that wait after
 * it has published: one of the two sees the other.
 */
final class Subscribers implements Runnable {
    private static final int NONE_WAITS = 0;
    private static final int SOME_WAIT = 1;
    private static final int TOLD = 2; // the task has been given to the scheduler

    private final Scheduler scheduler;
    private final LongSupplier oldest;
    private final Subscriber.Queue waiting = new Subscriber.Queue();
    private final Subscriber.Queue behind = new Subscriber.Queue();
    private final AtomicInteger state = new AtomicInteger();
    private volatile int count;
    private volatile long needed = Long.MAX_VALUE; // no subscriber that is behind needs an older message

    /**
     * Declares the subscribers of a scheduler.
     *
     * @param oldest returns the number of the oldest message that is kept, if a subscriber that needs an older one is to
     *     be woken; 0 if not
     */
    Subscribers(Scheduler scheduler, LongSupplier oldest) {
        this.scheduler = scheduler;
        this.oldest = oldest;
    }

    // On any thread.

    int count() {
        return count;
    }

    /** Wakes those that wait for a message, and those that need a message that is no longer kept. */
    void published() {
        if (state.get() == SOME_WAIT || oldest.getAsLong() > needed) {
            tell();
        }
    }

    private void tell() {
        if (state.getAndSet(TOLD) == TOLD) {
            return;
        }
        if (scheduler.inThread()) {
            run();
        } else {
            scheduler.execute(this);
        }
    }

    // On the thread of the scheduler.

    boolean areOn(Scheduler other) {
        return scheduler == other;
    }

    void add(Subscriber one) {
        count = count + 1;
        behind.add(one);
        noteNeed(one);
    }

    void remove(Subscriber one) {
        count = count - 1;
        (one.waits ? waiting : behind).remove(one);
        one.waits = false;
    }

    /** Notes that there is no message for a subscriber. The caller looks again afterwards. */
    void await(Subscriber one) {
        behind.remove(one);
        waiting.add(one);
        one.waits = true;
        state.compareAndSet(NONE_WAITS, SOME_WAIT);
    }

    @Override
    public void run() {
        state.set(NONE_WAITS);
        for (Subscriber one; (one = waiting.first()) != null; ) {
            waiting.remove(one);
            one.waits = false;
            behind.add(one);
            noteNeed(one);
            one.component.wake();
        }
        long kept = oldest.getAsLong();
        if (kept > needed) {
            wakeLate(kept);
        }
    }

    private void noteNeed(Subscriber one) {
        if (one.needs() < needed) {
            needed = one.needs();
        }
    }

    private void wakeLate(long kept) {
        needed = Long.MAX_VALUE;
        for (@Nullable Subscriber one = behind.first(); one != null; one = one.following) {
            if (one.needs() < kept) {
                one.component.wake();
            } else {
                noteNeed(one);
            }
        }
    }
}
