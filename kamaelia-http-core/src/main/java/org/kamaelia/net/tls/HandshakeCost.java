package org.kamaelia.net.tls;

import org.kamaelia.net.transport.Connection;

/**
 * Counts what the engine of a connection holds, which cannot be seen from outside: while the handshake is under way, what
 * the client has sent of it, and as much as an engine needs then; afterwards the session. Used on the loop.
 */
final class HandshakeCost {
    /** What an engine holds besides what the client has sent, as measured with JDK 17 and 25; in bytes. */
    private static final int ENGINE = 12 * 1024;

    /** What an engine holds after the handshake, as measured with JDK 17; in bytes. */
    private static final int SESSION = 8 * 1024;

    private final Handshakes handshakes;
    private final Connection connection;
    private long client;
    private long counted;
    private boolean underWay;
    private boolean over;

    HandshakeCost(Handshakes handshakes, Connection connection) {
        this.handshakes = handshakes;
        this.connection = connection;
    }

    /** There is an engine; its client has sent nothing yet. */
    void open() {
        count(ENGINE);
    }

    /** The client has sent something: the handshake begins, unless it has begun. Answers false if there are too many. */
    boolean begin() {
        if (!underWay && !over) {
            client = connection.client();
            underWay = handshakes.begin(client);
        }
        return underWay || over;
    }

    /** So many bytes have been received in all. */
    void received(long bytes) {
        if (underWay) {
            count(ENGINE + bytes);
        }
    }

    /** The handshake is complete. */
    void established() {
        end();
        count(SESSION);
    }

    /** The connection is over; later calls do nothing. */
    void end() {
        count(0);
        over = true;
        if (underWay) {
            underWay = false;
            handshakes.end(client);
        }
    }

    private void count(long now) {
        connection.account().add(now - counted);
        counted = now;
    }
}
