package org.kamaelia.net.loop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;

/**
 * The memory of one event loop: the memory of its connections, the unused buffers of its pools, and a reserve. The reserve
 * is freed when memory has run out, so that there is enough to close connections. Used on the loop, except {@link #bytes}.
 */
final class LoopMemory {
    /** Unused buffers leave a pool after one to two of these, in nanoseconds. */
    static final long TRIM_NANOS = 1_000_000_000;

    /** Memory that has been freed is looked at again after this time, in nanoseconds. */
    static final long LOOK_NANOS = 10_000_000;

    private static final int RESERVE = 256 * 1024;

    /** After memory has run out, it is there again when this part of the heap is free. */
    private static final int FREE = 16;

    private final ByteAccount held = new ByteAccount();
    private final ByteAccount unused = new ByteAccount();
    private final List<BufferPool> pools = new ArrayList<>();
    private byte @Nullable [] reserve = new byte[RESERVE];
    private long trimAt = Long.MAX_VALUE;
    private boolean ranOut;
    private boolean lookAgain;

    /** What connections hold. */
    ByteAccount held() {
        return held;
    }

    /** What connections hold, and what the pools keep for them; any thread may ask. */
    long bytes() {
        return held.bytes() + unused.bytes();
    }

    BufferPool pool(int size, int kept) {
        BufferPool pool = new BufferPool(size, kept, held, unused);
        pools.add(pool);
        return pool;
    }

    // Pools shrink.

    /** Memory was freed, and has to be looked at again soon, also if nothing else happens. */
    void lookAgain(boolean soon) {
        lookAgain = soon;
    }

    /** Nanoseconds until something is to be done about memory; {@link Long#MAX_VALUE} if there is nothing. */
    long nanosToLook(long now) {
        return lookAgain || ranOut ? Math.min(LOOK_NANOS, nanosToTrim(now)) : nanosToTrim(now);
    }

    /** Nanoseconds until unused buffers are to be looked for; {@link Long#MAX_VALUE} if there are none. */
    long nanosToTrim(long now) {
        if (unused.bytes() == 0) {
            trimAt = Long.MAX_VALUE;
            return Long.MAX_VALUE;
        }
        if (trimAt == Long.MAX_VALUE) {
            trimAt = now + TRIM_NANOS;
        }
        return Math.max(0, trimAt - now);
    }

    /** Trims the pools when it is time. */
    void trim(long now) {
        if (trimAt != Long.MAX_VALUE && now - trimAt >= 0) {
            for (int i = 0; i < pools.size(); i++) {
                pools.get(i).trim();
            }
            trimAt = unused.bytes() == 0 ? Long.MAX_VALUE : now + TRIM_NANOS;
        }
    }

    /** Gives up every unused buffer. Needs no memory. */
    void clearPools() {
        for (int i = 0; i < pools.size(); i++) {
            pools.get(i).clear();
        }
    }

    // Memory runs out.

    /** There was no memory for something: lets the reserve go. Needs no memory. */
    void ranOut() {
        reserve = null;
        ranOut = true;
    }

    /** Whether memory has run out and was not there again since. */
    boolean hasRunOut() {
        return ranOut;
    }

    /**
     * Whether there is memory again: takes the reserve back and looks how much of the heap is free. Call it soon after
     * memory has run out, when the collector has just done all that it can.
     */
    boolean isThereAgain() {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        if (free < runtime.maxMemory() / FREE) {
            return false;
        }
        try {
            reserve = new byte[RESERVE];
        } catch (OutOfMemoryError stillShort) {
            return false;
        }
        ranOut = false;
        return true;
    }
}
