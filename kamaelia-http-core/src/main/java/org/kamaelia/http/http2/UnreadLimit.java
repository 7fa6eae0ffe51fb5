package org.kamaelia.http.http2;

import org.kamaelia.net.transport.Transport;

/**
 * Finds a client that goes on sending, and reads nothing of what the server sends (CVE-2019-9517). A client whose network is
 * slow cannot send either; it has the time of every connection that takes nothing. Times are nanoseconds of the scheduler's
 * clock.
 */
final class UnreadLimit {
    private static final long MOST = 10_000_000_000L;
    private static final long NEVER = Long.MIN_VALUE;

    private final Transport transport;
    private long takenBefore = -1;
    private long since;
    private long firstHeard = NEVER;

    UnreadLimit(Transport transport) {
        this.transport = transport;
    }

    /**
     * Whether the client has read nothing for too long, and has been sending meanwhile. Called often while something waits to
     * be read.
     *
     * @param heard when the client has sent something last
     */
    boolean isExceeded(long now, long heard) {
        long taken = transport.taken();
        if (taken != takenBefore || transport.inbox().isEmpty()) {
            takenBefore = taken;
            since = now;
            firstHeard = NEVER;
        }
        if (firstHeard == NEVER && heard - since > 0) {
            firstHeard = heard; // after an interruption of the network, the client has its time from now on
        }
        return firstHeard != NEVER && heard - firstHeard >= MOST;
    }
}
