package org.kamaelia.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.loop.MemoryLimits;

/**
 * The limits of a server's sockets.
 *
 * @param connections open at once, at least 1; more wait in the backlog
 * @param backlog connections that the kernel completes ahead of us
 * @param writeStall how long a client may accept no byte of an answer before it is reset
 * @param linger how long we wait, after our last byte, for the client to close; at most 256 KiB are read meanwhile
 * @param sendBuffer size of the kernel's send buffer of a connection in bytes; 0 leaves it to the kernel, except for clients
 *     of the loopback interface, whose connections get 256 KiB
 * @param connectionsEach of them that one client may have, a client being an IPv4 address or 64 bits of an IPv6 address;
 *     further ones are closed at once; 0 for a {@link org.kamaelia.axon.FairShare}: three quarters of all while it is alone,
 *     and less while others have many. Idle connections count as free
 */
public record SocketLimits(
        int connections, int backlog, Duration writeStall, Duration linger, int sendBuffer, int connectionsEach) {
    /** Connections unless told otherwise, where the heap has room for them. */
    static final int MOST_BY_DEFAULT = 16_384;

    /**
     * The send buffer of clients on this machine, in bytes, unless told otherwise. Segments of loopback have 64 KiB, and for
     * ten of them, which the kernel plans for, it takes 4 MB from a server although the client reads nothing. Elsewhere it
     * begins with less than 100 KB, and takes more only while the client reads.
     */
    private static final int LOOPBACK_SEND_BUFFER = 256 * 1024;

    private static final SocketLimits DEFAULTS = new SocketLimits(
            MemoryLimits.connections(MOST_BY_DEFAULT), 1_024, Duration.ofSeconds(30), Duration.ofSeconds(5), 0);

    /** Checks the limits. */
    public SocketLimits {
        if (connections < 1 || backlog < 1 || sendBuffer < 0 || connectionsEach < 0) {
            throw new IllegalArgumentException(
                    "connections and backlog are at least 1 and sendBuffer and connectionsEach"
                            + " at least 0, not " + connections + ", " + backlog + ", " + sendBuffer + " and "
                            + connectionsEach);
        }
        if (writeStall.isNegative() || writeStall.isZero() || linger.isNegative()) {
            throw new IllegalArgumentException(
                    "writeStall is positive and linger not negative, not " + writeStall + " and " + linger);
        }
    }

    /** Limits with the default share of connections for each client. */
    public SocketLimits(int connections, int backlog, Duration writeStall, Duration linger, int sendBuffer) {
        this(connections, backlog, writeStall, linger, sendBuffer, 0);
    }

    /**
     * 16,384 connections, or as many as a quarter of the heap has room for; a backlog of 1,024, 30 s, 5 s, the kernel's own
     * buffers, and a fair share of the connections for each client.
     */
    public static SocketLimits defaults() {
        return DEFAULTS;
    }

    /** The size of the send buffer for a client with this address; 0 for that of the kernel. */
    int sendBufferFor(@Nullable SocketAddress client) {
        boolean near = client instanceof InetSocketAddress ip
                && ip.getAddress() != null
                && ip.getAddress().isLoopbackAddress();
        return sendBuffer == 0 && near ? LOOPBACK_SEND_BUFFER : sendBuffer;
    }

    /** Whether there are fewer connections than usual, because the heap has no room for more. */
    boolean areFewForWantOfHeap() {
        return connections == DEFAULTS.connections && connections < MOST_BY_DEFAULT;
    }

    /** The same with another number of connections. */
    public SocketLimits connections(int most) {
        return new SocketLimits(most, backlog, writeStall, linger, sendBuffer, connectionsEach);
    }

    /** The same with another number of connections for each client; 0 for a fair share. */
    public SocketLimits connectionsEach(int most) {
        return new SocketLimits(connections, backlog, writeStall, linger, sendBuffer, most);
    }

    /** The same with another backlog. */
    public SocketLimits backlog(int length) {
        return new SocketLimits(connections, length, writeStall, linger, sendBuffer, connectionsEach);
    }

    /** The same with another patience for clients that accept nothing. */
    public SocketLimits writeStall(Duration patience) {
        return new SocketLimits(connections, backlog, patience, linger, sendBuffer, connectionsEach);
    }

    /** The same with another time to linger. */
    public SocketLimits linger(Duration patience) {
        return new SocketLimits(connections, backlog, writeStall, patience, sendBuffer, connectionsEach);
    }

    /** The same with another send buffer. */
    public SocketLimits sendBuffer(int bytes) {
        return new SocketLimits(connections, backlog, writeStall, linger, bytes, connectionsEach);
    }
}
