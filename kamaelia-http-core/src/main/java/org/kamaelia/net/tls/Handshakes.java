package org.kamaelia.net.tls;

import org.kamaelia.net.loop.MemoryLimits;
import org.kamaelia.net.transport.ClientPlaces;

/**
 * Bounds the TLS handshakes of a server that are under way at once: in all, and for each client, which may have a {@link
 * org.kamaelia.axon.FairShare} of them. Thread-safe.
 */
public final class Handshakes {
    private final ClientPlaces places;

    /**
     * A bound.
     *
     * @param most handshakes under way, at least 0; 0 for as many as an eighth of the heap has room for, and at most 8,192
     */
    public Handshakes(int most) {
        this.places = new ClientPlaces(most == 0 ? MemoryLimits.handshakes() : most, 0);
    }

    /** Begins one; false if there are as many under way as there may be, in all or of this client. */
    boolean begin(long client) {
        return places.take(client);
    }

    /** One that had begun has ended, in whatever way. */
    void end(long client) {
        places.giveBack(client);
    }

    /** How many are under way. */
    public int underWay() {
        return places.taken();
    }
}
