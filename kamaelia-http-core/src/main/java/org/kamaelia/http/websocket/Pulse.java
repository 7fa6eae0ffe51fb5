package org.kamaelia.http.websocket;

import org.kamaelia.net.transport.Transport;

/**
 * Watches whether a client is still there, and whether a connection closes in time. The times are looked at when the
 * timer is due, so a message costs no more than noting the time.
 */
final class Pulse {
    /** A client that takes a little now and then keeps a closing connection for at most this many times the limit. */
    private static final int MOST_EXTENSIONS = 12;

    private static final int PING_OCTETS = 2;

    /** Then the handshake is over for good. */
    private static final long SETTLED_NANOS = 1_000_000_000;

    private final WebSocketSettings settings;
    private final Transport transport;
    private long lastReceived;
    private long lastMessage;
    private long pinged; // when the ping was sent
    private boolean awaitsPong;
    private boolean pingWanted;
    private boolean closing;
    private long closeUntil;
    private int extensions;
    private long takenBefore;
    private long due;
    private boolean rescheduled;
    private boolean settled;

    /** What has to be done. */
    enum Verdict {
        /** Nothing. */
        WELL,
        /** A ping is to be sent. */
        PING,
        /** The connection was idle for too long. */
        IDLE,
        /** The client does not answer. */
        GONE
    }

    Pulse(WebSocketSettings settings, Transport transport, long now) {
        this.settings = settings;
        this.transport = transport;
        this.lastReceived = now;
        this.lastMessage = now;
        this.due = now + Math.min(SETTLED_NANOS, Math.min(settings.ping().toNanos(), idleNanos()));
    }

    private long idleNanos() {
        return settings.idle().isZero() ? Long.MAX_VALUE / 4 : settings.idle().toNanos();
    }

    /** Octets came from the client. */
    void received(long now) {
        lastReceived = now;
        awaitsPong = false;
    }

    /** A message was received or sent. */
    void message(long now) {
        lastMessage = now;
    }

    /** The connection is closing; the first call counts. */
    void closing(long now) {
        if (!closing) {
            closing = true;
            closeUntil = now + settings.close().toNanos();
            takenBefore = transport.taken();
            reschedule(closeUntil);
        }
    }

    /** Whether a ping is to be sent now; it counts as sent from then on. */
    boolean takePing() {
        boolean wanted = pingWanted;
        pingWanted = false;
        return wanted;
    }

    /** Whether the first look has just passed, a second after the handshake. */
    boolean isSettled() {
        boolean first = rescheduled && !settled;
        settled |= rescheduled;
        return first;
    }

    /** When to look next. */
    long due() {
        rescheduled = false;
        return due;
    }

    /** Whether {@link #due} has changed since it was asked for. */
    boolean isRescheduled() {
        return rescheduled;
    }

    private void reschedule(long when) {
        due = when;
        rescheduled = true;
    }

    /**
     * Looks whether something is due.
     *
     * @param isAlive whether the client has sent something that was not looked at
     */
    Verdict look(long now, boolean isAlive) {
        if (now - due < 0) {
            return Verdict.WELL;
        }
        if (closing) {
            return lookAtClose(now);
        }
        if (isAlive) {
            received(now);
        }
        long idleAt = lastMessage + idleNanos();
        if (now - idleAt >= 0) {
            closing(now);
            return Verdict.IDLE;
        }
        if (awaitsPong) {
            return lookForPong(now, idleAt);
        }
        long pingAt = lastReceived + settings.ping().toNanos();
        if (now - pingAt < 0) {
            reschedule(Math.min(pingAt, idleAt));
            return Verdict.WELL;
        }
        pingWanted = true;
        awaitsPong = true;
        pinged = now;
        takenBefore = transport.taken();
        reschedule(Math.min(now + settings.pong().toNanos(), idleAt));
        return Verdict.PING;
    }

    /** A ping may wait behind much data: a client that takes this data is there. */
    private Verdict lookForPong(long now, long idleAt) {
        long pongAt = pinged + settings.pong().toNanos();
        if (now - pongAt < 0) {
            reschedule(Math.min(pongAt, idleAt));
            return Verdict.WELL;
        }
        if (transport.taken() - takenBefore <= PING_OCTETS) {
            return Verdict.GONE;
        }
        pinged = now;
        takenBefore = transport.taken();
        reschedule(Math.min(now + settings.pong().toNanos(), idleAt));
        return Verdict.WELL;
    }

    private Verdict lookAtClose(long now) {
        boolean takes = transport.taken() != takenBefore && !transport.inbox().isEmpty();
        if (now - closeUntil < 0 || takes && extensions < MOST_EXTENSIONS) {
            extensions++;
            takenBefore = transport.taken();
            reschedule(now + settings.close().toNanos());
            return Verdict.WELL;
        }
        return Verdict.GONE;
    }
}
