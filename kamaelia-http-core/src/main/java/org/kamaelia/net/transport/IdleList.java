package org.kamaelia.net.transport;

import org.jspecify.annotations.Nullable;

/** The idle connections of one server on one event loop, those that have been idle for longest first. Used on the loop. */
public final class IdleList {
    private @Nullable Connection oldest;
    private @Nullable Connection newest;

    /** Since when the oldest is idle, by the clock of the loops; {@link Long#MAX_VALUE} if none is. Read by any thread. */
    private volatile long since = Long.MAX_VALUE;

    /** Written on the loop, read by any thread. */
    private volatile int size;

    /** The one that has been idle for longest; null if none is idle. */
    public @Nullable Connection oldest() {
        return oldest;
    }

    /**
     * Since when the oldest is idle, in nanoseconds of the clock of the loops; {@link Long#MAX_VALUE} if none is idle. Any
     * thread may call it.
     */
    public long since() {
        return since;
    }

    /** How many are idle. Any thread may call it. */
    public int size() {
        return size;
    }

    /** Adds a connection that has become idle. */
    public void add(Connection socket) {
        resize(1);
        socket.previousIdle = newest;
        socket.nextIdle = null;
        if (newest == null) {
            oldest = socket;
            publish();
        } else {
            newest.nextIdle = socket;
        }
        newest = socket;
    }

    /** Takes a connection off. */
    public void remove(Connection socket) {
        resize(-1);
        Connection before = socket.previousIdle;
        Connection after = socket.nextIdle;
        if (after == null) {
            newest = before;
        } else {
            after.previousIdle = before;
        }
        if (before == null) {
            oldest = after;
            publish();
        } else {
            before.nextIdle = after;
        }
        socket.previousIdle = null;
        socket.nextIdle = null;
    }

    private void resize(int by) {
        size += by;
    }

    private void publish() {
        since = oldest == null ? Long.MAX_VALUE : oldest.lastMoved();
    }
}
