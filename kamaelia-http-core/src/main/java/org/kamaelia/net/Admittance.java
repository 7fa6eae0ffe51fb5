package org.kamaelia.net;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.net.transport.AddressText;
import org.kamaelia.net.transport.ClientPlaces;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;

/**
 * Bounds the connections that one client has to a server, on all event loops together. What is past the bound is closed at
 * once. Thread-safe.
 */
final class Admittance {
    private static final System.Logger LOG = BackgroundLog.of(Admittance.class);
    private static final long BETWEEN_MESSAGES = 10_000_000_000L;

    private final String server;
    private final ClientPlaces places;
    private final IntSupplier free;
    private final AtomicLong silentUntil = new AtomicLong(Long.MIN_VALUE);

    /**
     * The bounds of a server.
     *
     * @param free connections that the server may still have, with the idle ones that it would close for others
     */
    Admittance(ServerSettings settings, IntSupplier free) {
        this.server = settings.name();
        this.free = free;
        this.places = new ClientPlaces(
                settings.limits().connections(), settings.limits().connectionsEach());
    }

    /** Gives a connection its place; on its loop. Answers false after it has closed one that has none. */
    boolean admits(Connection connection) {
        long client = connection.client();
        if (connection.hasPlace() && connection.place() == client) {
            return true;
        }
        if (!places.take(client, free.getAsInt())) {
            say(connection);
            connection.abort(CloseCause.REFUSED);
            return false;
        }
        left(connection);
        connection.place(client);
        return true;
    }

    /** A connection has been closed. */
    void left(Connection connection) {
        if (connection.hasPlace()) {
            places.giveBack(connection.place());
            connection.losePlace();
        }
    }

    /** Names the client in the log, not more often than every 10 s. */
    private void say(Connection connection) {
        long now = connection.loop().now();
        long until = silentUntil.get();
        if ((until == Long.MIN_VALUE || now - until >= 0) && silentUntil.compareAndSet(until, now + BETWEEN_MESSAGES)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Server {0} refuses further connections of {1}, which has {2}, as many as it may have now",
                    server,
                    AddressText.of(connection.remoteAddress()),
                    places.taken(connection.client()));
        }
    }
}
