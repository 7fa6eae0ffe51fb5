package org.kamaelia.net;

import org.jspecify.annotations.Nullable;

/** The idle connections of one server on one event loop, those that have been idle for longest first. Used on the loop. */
final class IdleList {
    private @Nullable ConnectedSocket oldest;
    private @Nullable ConnectedSocket newest;

    /** Since when the oldest is idle, by the clock of the loops; {@link Long#MAX_VALUE} if none is. Read by any thread. */
    private volatile long since = Long.MAX_VALUE;

    @Nullable
    ConnectedSocket oldest() {
        return oldest;
    }

    long since() {
        return since;
    }

    void add(ConnectedSocket socket) {
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

    void remove(ConnectedSocket socket) {
        ConnectedSocket before = socket.previousIdle;
        ConnectedSocket after = socket.nextIdle;
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

    private void publish() {
        since = oldest == null ? Long.MAX_VALUE : oldest.lastMoved();
    }
}
