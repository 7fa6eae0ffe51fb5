package org.kamaelia.net;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * Closes idle connections of one server to make places for new ones: those that have been idle for longest, on whichever
 * event loop they are. Thread-safe.
 */
final class IdleEvictor {
    private final List<? extends Shelf> shelves;
    private volatile boolean wanted;

    /** An evictor of the idle connections on these loops. */
    IdleEvictor(List<? extends Shelf> shelves) {
        this.shelves = shelves;
    }

    /** The idle connections of the server on one loop. */
    interface Shelf {
        /** Since when the oldest is idle, by the clock of the loops; {@link Long#MAX_VALUE} if none is. On any thread. */
        long idleSince();

        /** How many are idle. On any thread. */
        int idle();

        /** Runs a task on the loop. */
        Executor onLoop();

        /** Closes so many at the most, the oldest first; on the loop. */
        void evict(int most);
    }

    /** A client waits for a place: closes an idle connection, or the next one that becomes idle. */
    void want() {
        wanted = true;
        evict(1);
    }

    /** Whether a client waits, and no connection was idle so far. */
    boolean isWanted() {
        return wanted;
    }

    /** A place has become free. */
    void found() {
        wanted = false;
    }

    /** How many connections are idle. */
    int idle() {
        int sum = 0;
        for (Shelf shelf : shelves) {
            sum += shelf.idle();
        }
        return sum;
    }

    /** Closes so many connections at the most, if they are idle. */
    void evict(int most) {
        Shelf longest = null;
        for (Shelf shelf : shelves) {
            long since = shelf.idleSince();
            if (since != Long.MAX_VALUE && (longest == null || since - longest.idleSince() < 0)) {
                longest = shelf;
            }
        }
        if (longest != null) {
            Shelf there = longest;
            there.onLoop().execute(() -> there.evict(most));
        }
    }
}
