package org.kamaelia.net.transport;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Places of one kind, of which each client may have so many: connections, threads, subscriptions. A client is a
 * {@link ClientKey}. Only clients that have a place are known, so this is bounded as the places are. Thread-safe.
 */
public final class ClientPlaces {
    private static final int SMALL = 64;

    private final int each;
    private final ConcurrentHashMap<Long, Integer> taken = new ConcurrentHashMap<>();

    /**
     * Places that nobody has.
     *
     * @param each places that one client may have, at least 1
     */
    public ClientPlaces(int each) {
        if (each < 1) {
            throw new IllegalArgumentException("A client may have at least 1 place, not " + each);
        }
        this.each = each;
    }

    /**
     * What one client may have of a number of places, unless told otherwise: three quarters, so that there is always room
     * for others; all of them where there are fewer than 64.
     */
    public static int share(int all) {
        return all < SMALL ? Math.max(1, all) : all - all / 4;
    }

    /** Places that one client may have. */
    public int each() {
        return each;
    }

    /** Gives a client a place; false if it has as many as it may have. */
    public boolean take(long client) {
        if (client == ClientKey.UNKNOWN) {
            return true;
        }
        boolean[] given = new boolean[1];
        taken.compute(client, (key, count) -> {
            int had = count == null ? 0 : count;
            given[0] = had < each;
            return given[0] ? (Integer) (had + 1) : count;
        });
        return given[0];
    }

    /** Takes a place back from a client that had been given it. */
    public void giveBack(long client) {
        if (client != ClientKey.UNKNOWN) {
            taken.computeIfPresent(client, (key, count) -> count == 1 ? null : (Integer) (count - 1));
        }
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
