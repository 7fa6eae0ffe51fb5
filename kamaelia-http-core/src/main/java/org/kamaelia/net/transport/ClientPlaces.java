package org.kamaelia.net.transport;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.kamaelia.axon.FairShare;

/**
 * Places of one kind, of which each client may have so many: connections, handshakes, subscriptions. A client is a
 * {@link ClientKey}. Only clients that have a place are known, so this is bounded as the places are. Thread-safe.
 */
public final class ClientPlaces {
    private final int all;
    private final int each;
    private final AtomicInteger used = new AtomicInteger();
    private final ConcurrentHashMap<Long, Integer> taken = new ConcurrentHashMap<>();

    /**
     * Places that nobody has.
     *
     * @param all places, at least 1
     * @param each places that one client may have; 0 for a {@link FairShare}
     */
    public ClientPlaces(int all, int each) {
        if (all < 1 || each < 0) {
            throw new IllegalArgumentException(
                    "There is at least 1 place, and each client may have 0 (a fair share) or more, not " + all + " and "
                            + each);
        }
        this.all = all;
        this.each = each;
    }

    /** Gives a client a place; false if all are taken, or it has as many as it may have. */
    public boolean take(long client) {
        int free = all - used.getAndIncrement();
        boolean given = free > 0 && takeShare(client, free);
        if (!given) {
            used.decrementAndGet();
        }
        return given;
    }

    /**
     * Gives a client a place, where others bound how many there are in all; false if the client has as many as it may have.
     *
     * @param free places that nobody has, or that can be taken from a client that does not need them
     */
    public boolean take(long client, int free) {
        boolean given = takeShare(client, free);
        if (given) {
            used.incrementAndGet();
        }
        return given;
    }

    private boolean takeShare(long client, int free) {
        if (client == ClientKey.UNKNOWN) {
            return true;
        }
        boolean[] given = new boolean[1];
        taken.compute(client, (key, count) -> {
            int had = count == null ? 0 : count;
            given[0] = each > 0 ? had < each : FairShare.allows(had, free, all);
            return given[0] ? (Integer) (had + 1) : count;
        });
        return given[0];
    }

    /** Takes back a place that the client had been given. */
    public void giveBack(long client) {
        used.decrementAndGet();
        if (client != ClientKey.UNKNOWN) {
            taken.computeIfPresent(client, (key, count) -> count == 1 ? null : (Integer) (count - 1));
        }
    }

    /** Whether all places are taken. */
    public boolean areTaken() {
        return used.get() >= all;
    }

    /** How many places are taken. */
    public int taken() {
        return used.get();
    }

    /** The places that a client has now. */
    public int taken(long client) {
        return taken.getOrDefault(client, 0);
    }

    /** How many clients have a place. */
    public int clients() {
        return taken.size();
    }
}
