package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one scheduler for all boxes of one declaration in one group. The scheduler's thread writes them. The
 * only exception is a message that another thread sends to a box whose owner has ended: that thread counts it. Any
 * thread may read the counters at any time, and reading takes no lock.
 *
 * <p>Each counter is exact at some moment during the read. Two counters that are read one after the other may belong to
 * different moments.
 */
public final class BoxStatistics {
    private static final VarHandle DEPTH = handle("depth");
    private static final VarHandle BYTES = handle("bytes");
    private static final VarHandle CAPACITY = handle("capacity");
    private static final VarHandle FULL = handle("full");
    private static final VarHandle SENT = handle("sent");
    private static final VarHandle DISCARDED = handle("discarded");
    private static final VarHandle REFUSED_ELSEWHERE = handle("refusedElsewhere");
    private static final VarHandle OCCUPIED = handle("occupied");
    private static final VarHandle WAITS = handle("waits");
    private static final VarHandle WAITED = handle("waited");
    private static final VarHandle MAX = handle("max");
    private static final VarHandle MAX_BEFORE = handle("maxBefore");

    private final String component;
    private final String box;
    private long depth;
    private long bytes;
    private long capacity;
    private long full;
    private long sent;
    private long discarded;
    private long refusedElsewhere;
    private long occupied;
    private long waits;
    private long waited;
    private long max;
    private long maxBefore;

    BoxStatistics(String component, String box) {
        this.component = component;
        this.box = box;
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(BoxStatistics.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    void opened(int messages) {
        CAPACITY.setOpaque(this, capacity + messages);
    }

    void closed(int messages) {
        CAPACITY.setOpaque(this, capacity - messages);
    }

    void put(int depthOfBox, int weight) {
        SENT.setOpaque(this, sent + 1);
        DEPTH.setOpaque(this, depth + 1);
        if (weight != 0) {
            BYTES.setOpaque(this, bytes + weight);
        }
        if (depthOfBox == 1) {
            OCCUPIED.setOpaque(this, occupied + 1);
        }
        if (depthOfBox > max) {
            MAX.setOpaque(this, depthOfBox);
        }
    }

    void taken(int depthOfBox, int weight) {
        DEPTH.setOpaque(this, depth - 1);
        if (weight != 0) {
            BYTES.setOpaque(this, bytes - weight);
        }
        if (depthOfBox == 0) {
            OCCUPIED.setOpaque(this, occupied - 1);
        } else if (depthOfBox >= max) {
            MAX.setOpaque(this, depthOfBox + 1L);
        }
    }

    void resized(int difference) {
        BYTES.setOpaque(this, bytes + difference);
    }

    /** Counts a message that was sent to a closed box. */
    void refused() {
        SENT.setOpaque(this, sent + 1);
        discard();
    }

    /** Counts a message that a thread other than the scheduler's sent to a closed box. */
    void refusedElsewhere() {
        REFUSED_ELSEWHERE.getAndAdd(this, 1L);
    }

    void discard() {
        DISCARDED.setOpaque(this, discarded + 1);
    }

    void foundFull() {
        FULL.setOpaque(this, full + 1);
    }

    void waited(long nanos) {
        WAITED.setOpaque(this, waited + nanos);
        WAITS.setOpaque(this, waits + 1);
    }

    /** Begins a new window for {@link #maxDepth()}. The window that ends now stays visible during the new one. */
    void nextWindow() {
        MAX_BEFORE.setOpaque(this, max);
        MAX.setOpaque(this, occupied == 0 ? 0 : (depth + occupied - 1) / occupied);
    }

    /** The role of the component that reads from these boxes. */
    public String component() {
        return component;
    }

    /** The name of the boxes. */
    public String box() {
        return box;
    }

    /** The number of messages that are now in all live boxes of this declaration. */
    public long depth() {
        return (long) DEPTH.getOpaque(this);
    }

    /** The number of bytes that are now in all live boxes of this declaration; 0 if the declaration counts no bytes. */
    public long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    /** The sum of the capacities of all live boxes of this declaration, in messages. */
    public long capacity() {
        return (long) CAPACITY.getOpaque(this);
    }

    /**
     * How often a box became full for a sender. Counts the changes from room to full, not the calls of
     * {@code hasRoom()}.
     */
    public long full() {
        return (long) FULL.getOpaque(this);
    }

    /** The number of messages sent to these boxes so far. */
    public long sent() {
        return (long) SENT.getOpaque(this) + (long) REFUSED_ELSEWHERE.getOpaque(this);
    }

    /**
     * The number of messages discarded because their box was closed or shut down; sent = received + discarded + depth.
     */
    public long discarded() {
        return (long) DISCARDED.getOpaque(this) + (long) REFUSED_ELSEWHERE.getOpaque(this);
    }

    /** The number of sampled waiting times. A scheduler samples one message in {@value Scheduler#SAMPLE_EVERY}. */
    public long waits() {
        return (long) WAITS.getOpaque(this);
    }

    /** The sum of the sampled waiting times, in nanoseconds. */
    public long waitedNanos() {
        return (long) WAITED.getOpaque(this);
    }

    /**
     * The largest depth of any single box of this declaration, in messages, during the current window and the previous
     * one. A window lasts {@value Scheduler#WINDOW_SECONDS} seconds. A box without any change for two windows counts
     * with the mean depth of the boxes that are not empty.
     */
    public long maxDepth() {
        long now = (long) MAX.getOpaque(this);
        return Math.max(Math.max(now, (long) MAX_BEFORE.getOpaque(this)), meanDepth());
    }

    /** The mean depth of the boxes that are not empty, rounded up; computed from the totals. */
    long meanDepth() {
        long boxes = (long) OCCUPIED.getOpaque(this);
        return boxes <= 0 ? 0 : (depth() + boxes - 1) / boxes;
    }
}
