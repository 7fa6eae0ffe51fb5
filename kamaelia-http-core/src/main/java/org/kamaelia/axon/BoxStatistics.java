package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one scheduler counts for all boxes of one declaration in one group. Written by the scheduler's thread, where the
 * thing happens, but for messages that other threads send to a box whose owner has ended; read by any thread at any time, without stopping anything.
 *
 * <p>Each figure by itself is exact at some moment of the read; two figures read one after the other need not belong to
 * the same moment.
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

    /** A message that was sent to a box which takes no more. */
    void refused() {
        SENT.setOpaque(this, sent + 1);
        discard();
    }

    /** The same on a thread other than the scheduler's. */
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

    /** Begins a new window for {@link #maxDepth()}; what was the current window stays visible for one more. */
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

    /** Messages now in all live boxes of this declaration. */
    public long depth() {
        return (long) DEPTH.getOpaque(this);
    }

    /** Bytes now in all live boxes of this declaration; 0 where messages have no size. */
    public long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    /** Messages that all live boxes of this declaration can hold together. */
    public long capacity() {
        return (long) CAPACITY.getOpaque(this);
    }

    /** How often a sender found no room: changes from room to full, not questions asked. */
    public long full() {
        return (long) FULL.getOpaque(this);
    }

    /** Messages ever sent to these boxes. */
    public long sent() {
        return (long) SENT.getOpaque(this) + (long) REFUSED_ELSEWHERE.getOpaque(this);
    }

    /** Messages thrown away because their box had been closed or shut down; sent = received + discarded + depth. */
    public long discarded() {
        return (long) DISCARDED.getOpaque(this) + (long) REFUSED_ELSEWHERE.getOpaque(this);
    }

    /** How many waiting times were sampled, one message in {@value Scheduler#SAMPLE_EVERY} per scheduler. */
    public long waits() {
        return (long) WAITS.getOpaque(this);
    }

    /** The sum of the sampled waiting times, in nanoseconds. */
    public long waitedNanos() {
        return (long) WAITED.getOpaque(this);
    }

    /**
     * The deepest that any single box of this declaration has been in this window and the one before, a window being
     * {@value Scheduler#WINDOW_SECONDS} seconds. A box that neither takes nor gives for two windows counts with the
     * mean depth of the boxes that hold something.
     */
    public long maxDepth() {
        long now = (long) MAX.getOpaque(this);
        return Math.max(Math.max(now, (long) MAX_BEFORE.getOpaque(this)), meanDepth());
    }

    /** The deepest that boxes are known to be at this moment, from totals alone. */
    long meanDepth() {
        long boxes = (long) OCCUPIED.getOpaque(this);
        return boxes <= 0 ? 0 : (depth() + boxes - 1) / boxes;
    }
}
