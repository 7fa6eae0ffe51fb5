package org.kamaelia.net;

import java.util.List;

/**
 * Makes room for new connections of one server where there is none: has those closed that have been idle for longest, on
 * whichever event loop they are. Thread-safe.
 */
final class Room {
    private final List<ServerLoop> loops;
    private volatile boolean wanted;

    Room(List<ServerLoop> loops) {
        this.loops = loops;
    }

    /** Somebody waits for a place: closes one that is idle, or the next that becomes so. */
    void want() {
        wanted = true;
        make(1);
    }

    /** Whether somebody waits, and nobody was idle so far. */
    boolean isWanted() {
        return wanted;
    }

    /** A place has become free. */
    void isThere() {
        wanted = false;
    }

    /** Has so many at the most closed, if they are idle. */
    void make(int most) {
        ServerLoop longest = null;
        for (ServerLoop loop : loops) {
            long since = loop.idle.since();
            if (since != Long.MAX_VALUE && (longest == null || since - longest.idle.since() < 0)) {
                longest = loop;
            }
        }
        if (longest != null) {
            ServerLoop there = longest;
            there.loop.execute(() -> there.evict(most));
        }
    }
}
