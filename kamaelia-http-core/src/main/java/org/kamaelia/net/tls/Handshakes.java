package org.kamaelia.net.tls;

import java.util.concurrent.atomic.AtomicInteger;
import org.kamaelia.net.loop.MemoryLimits;
import org.kamaelia.net.transport.ClientPlaces;

/**
 * Bounds the TLS handshakes of a server that are under way at once: in all, and for each client, which may have three
 * quarters of them. Thread-safe.
 */
public final class Handshakes {
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ClientPlaces places;

    /**
     * A bound.
     *
     * @param most handshakes under way, at least 0; 0 for as many as an eighth of the heap has room for, and at most 8,192
     */
    public Handshakes(int most) {
        this.most = most == 0 ? MemoryLimits.handshakes() : most;
        this.places = new ClientPlaces(ClientPlaces.share(this.most));
    }

    /** Begins one; false if there are as many under way as there may be. */
    boolean begin(long client) {
        if (!places.take(client)) {
            return false;
        }
        if (underWay.incrementAndGet() > most) {
            end(client);
            return false;
        }
        return true;
    }

    /** One that had begun has ended, in whatever way. */
    void end(long client) {
        underWay.decrementAndGet();
        places.giveBack(client);
    }

    /** How many are under way. */
    public int underWay() {
        return underWay.get();
    }
}
