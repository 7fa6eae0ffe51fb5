package org.kamaelia.net.loop;

/**
 * Measures for how long something has made no real progress. Each byte pays for the time that it may take at the least
 * rate. Time that is not paid for is time without progress. So a byte now and then is not progress, a steady rate is, and a
 * burst pays only for a limited time to come. Not thread-safe.
 *
 * <pre>
 *   paid for .................|<------ stalled ------>| now
 *                             |--- each byte moves it -->
 * </pre>
 */
public final class Progress {
    private static final long SECOND = 1_000_000_000L;

    private long paidUntil;

    /** Begins now, in nanoseconds. */
    public Progress(long now) {
        paidUntil = now;
    }

    /**
     * Counts bytes.
     *
     * @param bytes that moved
     * @param rate bytes that pay for a second, at least 1
     * @param ahead nanoseconds to come that bytes may pay for at the most
     */
    public void moved(long bytes, long now, long rate, long ahead) {
        long most = now + ahead;
        long bought = bytes >= Long.MAX_VALUE / SECOND ? Long.MAX_VALUE : bytes * SECOND / rate;
        paidUntil = most - paidUntil <= bought ? most : paidUntil + bought;
    }

    /** Time that does not count has passed. */
    public void skip(long nanos) {
        paidUntil += nanos;
    }

    /** Nanoseconds without progress; negative for what is paid ahead. */
    public long stalled(long now) {
        return now - paidUntil;
    }

    /** Until when it is paid for, in nanoseconds. */
    public long paidUntil() {
        return paidUntil;
    }
}
