package org.kamaelia.verification.faults;

/** Counts latencies in buckets that are 3 % wide. Not thread-safe. */
final class Latencies {
    private static final int LINEAR = 32;
    private static final int LINEAR_BITS = 5;
    private static final int BUCKETS = LINEAR * 32;

    private final long[] counts = new long[BUCKETS];
    private long total;

    void add(long nanos) {
        counts[index(Math.max(0, nanos / 1_000))]++;
        total++;
    }

    long count() {
        return total;
    }

    /** The latency, in milliseconds, that this share of all does not exceed; 0 if there are none. */
    double millis(double share) {
        long rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return micros(i) / 1_000.0;
            }
        }
        return 0;
    }

    private static int index(long micros) {
        if (micros < LINEAR) {
            return (int) micros;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(micros) - LINEAR_BITS;
        return Math.min(BUCKETS - 1, LINEAR * (exponent + 1) + (int) (micros >> exponent) - LINEAR);
    }

    private static long micros(int index) {
        if (index < LINEAR) {
            return index;
        }
        int exponent = index / LINEAR - 1;
        return ((index % LINEAR + LINEAR + 1L) << exponent) - 1;
    }
}
