package org.kamaelia.net;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.kamaelia.net.transport.CloseCause;

/** What one event loop counts of the connections of one server. Written by the loop, read by any thread. */
public final class ConnectionStatistics {
    private static final CloseCause[] CAUSES = CloseCause.values();

    private final AtomicLongArray closed = new AtomicLongArray(CAUSES.length);
    private volatile int active;

    ConnectionStatistics() {}

    void active(int now) {
        active = now;
    }

    void count(CloseCause cause) {
        closed.setOpaque(cause.ordinal(), closed.getPlain(cause.ordinal()) + 1);
    }

    /** Connections open now. */
    public int active() {
        return active;
    }

    /** Connections closed so far for a reason. */
    public long closed(CloseCause cause) {
        return closed.getOpaque(cause.ordinal());
    }

    /** Connections closed so far, by reason. */
    public Map<CloseCause, Long> closed() {
        Map<CloseCause, Long> all = new EnumMap<>(CloseCause.class);
        for (CloseCause cause : CAUSES) {
            all.put(cause, closed(cause));
        }
        return all;
    }
}
