package org.kamaelia.net;

import java.time.Duration;

/**
 * The limits of a server's sockets.
 *
 * @param connections open at once, at least 1; more wait in the backlog
 * @param backlog connections that the kernel completes ahead of us
 * @param writeStall how long a client may accept no byte of an answer before it is reset
 * @param linger how long we wait, after our last byte, for the client to close; at most 256 KiB are read meanwhile
 * @param sendBuffer size of the kernel's send buffer of a connection in bytes; 0 leaves it to the kernel, which may hold
 *     megabytes for each slow client
 */
public record SocketLimits(int connections, int backlog, Duration writeStall, Duration linger, int sendBuffer) {
    private static final SocketLimits DEFAULTS =
            new SocketLimits(16_384, 1_024, Duration.ofSeconds(30), Duration.ofSeconds(5), 0);

    /** Checks the limits. */
    public SocketLimits {
        if (connections < 1 || backlog < 1 || sendBuffer < 0) {
            throw new IllegalArgumentException("connections and backlog are at least 1 and sendBuffer at least 0, not "
                    + connections + ", " + backlog + " and " + sendBuffer);
        }
        if (writeStall.isNegative() || writeStall.isZero() || linger.isNegative()) {
            throw new IllegalArgumentException(
                    "writeStall is positive and linger not negative, not " + writeStall + " and " + linger);
        }
    }

    /** 16,384 connections, a backlog of 1,024, 30 s, 5 s, and the kernel's own buffers. */
    public static SocketLimits defaults() {
        return DEFAULTS;
    }

    /** The same with another number of connections. */
    public SocketLimits connections(int most) {
        return new SocketLimits(most, backlog, writeStall, linger, sendBuffer);
    }

    /** The same with another backlog. */
    public SocketLimits backlog(int length) {
        return new SocketLimits(connections, length, writeStall, linger, sendBuffer);
    }

    /** The same with another patience for clients that accept nothing. */
    public SocketLimits writeStall(Duration patience) {
        return new SocketLimits(connections, backlog, patience, linger, sendBuffer);
    }

    /** The same with another time to linger. */
    public SocketLimits linger(Duration patience) {
        return new SocketLimits(connections, backlog, writeStall, patience, sendBuffer);
    }

    /** The same with another send buffer. */
    public SocketLimits sendBuffer(int bytes) {
        return new SocketLimits(connections, backlog, writeStall, linger, bytes);
    }
}
