package org.kamaelia.http.filter;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The rates of many keys in a table of fixed size. Each key has one number: the time at which all its requests will be
 * restored (the generic cell rate algorithm). Keys are found by a hash with a random seed, in sets of four places. A new
 * key takes the place of the key in its set whose requests were, or will be, restored first. Thread-safe without locks.
 */
final class RateTable {
    private static final int PLACES = 4;
    private static final int MOST = 1 << 24;

    private final long seed = ThreadLocalRandom.current().nextLong();
    private final AtomicLongArray hashes;
    private final AtomicLongArray restored;
    private final long start;
    private final long window;
    private final long step;

    /**
     * Makes an empty table.
     *
     * @param keys the most keys, rounded up to a power of two
     * @param requests the most requests at once
     * @param window the time in which these are restored, in nanoseconds
     */
    RateTable(int keys, int requests, long window) {
        if (keys < 1 || keys > MOST) {
            throw new IllegalArgumentException("The number of clients is from 1 to " + MOST + ", not " + keys);
        }
        int places = Math.max(PLACES, Integer.highestOneBit(2 * keys - 1));
        this.hashes = new AtomicLongArray(places);
        this.restored = new AtomicLongArray(places);
        this.window = window;
        this.step = window / requests;
        this.start = Long.MIN_VALUE / 2;
        for (int i = 0; i < places; i++) {
            restored.setPlain(i, start);
        }
    }

    /**
     * Takes one request of a key.
     *
     * @param now the time in nanoseconds, from any origin
     * @return the requests that are left, at least 0; or, if there is none, the negative time until there is one, in
     *     nanoseconds
     */
    long take(String key, long now) {
        long hash = hash(key);
        int place = place(hash, now);
        while (true) {
            long before = restored.get(place);
            long full = before == start || before - now < 0 ? now : before;
            long after = full + step;
            long ahead = after - now;
            if (ahead > window) {
                return Math.min(-1, window - ahead);
            }
            if (restored.compareAndSet(place, before, after)) {
                return (window - ahead) / step;
            }
        }
    }

    private int place(long hash, long now) {
        int first = (int) (hash >>> 32 & hashes.length() - 1) & -PLACES;
        int oldest = first;
        for (int i = first; i < first + PLACES; i++) {
            if (hashes.get(i) == hash) {
                return i;
            }
            if (age(i, now) > age(oldest, now)) {
                oldest = i;
            }
        }
        hashes.set(oldest, hash);
        restored.set(oldest, start);
        return oldest;
    }

    private long age(int place, long now) {
        long at = restored.get(place);
        return at == start ? Long.MAX_VALUE : now - at;
    }

    private long hash(String key) {
        long hash = seed;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 29;
        }
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }
}
