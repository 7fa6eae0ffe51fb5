package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue into which any number of threads put messages and from which one takes them, without a lock and without
 * an allocation for a message: the part of a box that crosses threads. It wakes nobody; the boxes do.
 *
 * <p>A message counts from the moment it is let in until {@link #leave}, which may come later than {@link #take}: between
 * the two it lies in the box of a component. Messages of one thread keep their order.
 *
 * <p>Once the queue is closed nothing is let in. What lies in it then is taken out by the one who closes it, or by the
 * thread that was just putting it in: by exactly one of them.
 */
final class Crossing<T> {
    private static final VarHandle INSIDE = handle("inside");
    private static final VarHandle CLAIMED = handle("claimed");
    private static final long CLOSED_BIT = Long.MIN_VALUE;
    private static final long BYTES = 0xffff_ffffL;

    private final int capacity;
    private final int maxBytes;
    private final AtomicReferenceArray<@Nullable T> places;
    private final int @Nullable [] weights; // of each place, from before the message is there until it leaves

    @SuppressWarnings("unused") // by its handle, too
    private volatile long inside; // whether closed, the messages, and in the lower half their bytes

    @SuppressWarnings("unused") // by its handle
    private volatile long claimed; // places ever given to a message

    private long taken; // these two belong to the thread that takes, and to the one that lets leave
    private long left;

    /** What became of a message that was put in. */
    enum Offered {
        TAKEN,
        FULL,
        CLOSED
    }

    /**
     * A queue.
     *
     * @param capacity messages inside at the most
     * @param maxBytes nothing is let in while so many bytes are inside
     * @param weighs whether messages have a size
     */
    Crossing(int capacity, int maxBytes, boolean weighs) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
        this.places = new AtomicReferenceArray<>(capacity);
        this.weights = weighs ? new int[capacity] : null;
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Crossing.class, field, long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Puts a message in, if there is room and the queue is not closed; otherwise it stays the caller's. */
    Offered offer(T message, int weight) {
        long now;
        do {
            now = inside;
            if (now < 0) {
                return Offered.CLOSED;
            }
            if (!hasRoom(now)) {
                return Offered.FULL;
            }
        } while (!INSIDE.compareAndSet(this, now, now + message(weight)));
        int place = (int) ((long) CLAIMED.getAndAdd(this, 1L) % capacity); // free: so many have left
        if (weights != null) {
            weights[place] = weight;
        }
        places.set(place, message);
        boolean late = inside < 0 && places.compareAndSet(place, message, null);
        return late ? Offered.CLOSED : Offered.TAKEN;
    }

    private static long message(int weight) {
        return (1L << 32) + weight;
    }

    private boolean hasRoom(long now) {
        return (now >>> 32) < capacity && (now & BYTES) < maxBytes;
    }

    /** Whether a message would not be turned away for want of room; a closed queue turns none away for that. */
    boolean hasRoom() {
        long now = inside;
        return now < 0 || hasRoom(now);
    }

    /** The oldest message that is there; null if there is none, or a thread is still putting it in. */
    @Nullable
    T take() {
        int place = (int) (taken % capacity);
        T message = places.get(place);
        if (message == null || !places.compareAndSet(place, message, null)) {
            return null;
        }
        taken++;
        return message;
    }

    /** Whether {@link #take} would find nothing. */
    boolean isEmpty() {
        return places.get((int) (taken % capacity)) == null;
    }

    /** The size of the message that leaves next. */
    int weightOfNext() {
        return weights == null ? 0 : weights[(int) (left % capacity)];
    }

    /**
     * Lets the oldest message leave that has been taken.
     *
     * @return whether those that wait for room are worth waking: at most half of the bytes are left, so that work is done in
     *     batches
     */
    boolean leave() {
        int weight = weightOfNext();
        left++;
        long now = (long) INSIDE.getAndAdd(this, -message(weight)) - message(weight) & ~CLOSED_BIT;
        return (now & BYTES) <= maxBytes / 2;
    }

    /** Takes back the message that would leave next, if nobody has taken it; it still has to {@link #leave}. */
    @Nullable
    T takeBack() {
        return places.getAndSet((int) (left % capacity), null);
    }

    /** Lets nothing in any more. */
    void close() {
        INSIDE.getAndBitwiseOr(this, CLOSED_BIT);
    }

    boolean isClosed() {
        return inside < 0;
    }

    /** Takes out what is left, after {@link #close()}. */
    void drain(Consumer<? super T> to) {
        for (int i = 0; i < capacity; i++) {
            T message = places.getAndSet((int) ((taken + i) % capacity), null);
            if (message != null) {
                to.accept(message);
            }
        }
    }
}
