package org.kamaelia.http.http2;

/**
 * How much a client may do that costs the server work and is of no use: an amount that is used up by such frames, and that
 * comes back with time and with useful work. Bounds every kind of flood (RFC 9113 section 10.5). Times are nanoseconds of
 * the scheduler's clock. Not thread-safe.
 */
final class Allowance {
    private final int most;
    private final long nanosForOne;
    private int left;
    private long countedAt;

    /**
     * Makes an allowance that is not used.
     *
     * @param most the largest amount
     * @param recovery the time in nanoseconds in which the whole amount comes back
     */
    Allowance(int most, long recovery) {
        this.most = most;
        this.left = most;
        this.nanosForOne = Math.max(1, recovery / most);
    }

    /** Uses one of the amount. Returns false if nothing is left. */
    boolean use(long now) {
        if (left == most) {
            countedAt = now;
        } else {
            long back = (now - countedAt) / nanosForOne;
            left = (int) Math.min(most, left + back);
            countedAt += back * nanosForOne;
        }
        left--;
        return left >= 0;
    }

    /** Gives back a part of the amount, because of useful work. */
    void earn(int amount) {
        left = Math.min(most, left + amount);
    }

    /** Whether none of the amount is used. */
    boolean isWhole() {
        return left == most;
    }
}
