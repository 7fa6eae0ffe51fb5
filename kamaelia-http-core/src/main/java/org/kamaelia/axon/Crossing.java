package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a box that crosses threads: a bounded queue with many producing threads and one consuming thread. It uses
 * no lock and allocates nothing per message. The queue wakes no thread; the boxes do that.
 *
 * <p>A message counts against the bounds from {@link #offer} until {@link #leave}, which may come later than
 * {@link #take}. Between {@code take} and {@code leave} the message lies in the box of a component. Messages of one
 * thread keep their order.
 *
 * <p>A closed queue accepts no message. A message that is in the queue when it is closed is taken out exactly once: by
 * the thread that drains the queue, or by the thread that was just putting the message in.
 */
final class Crossing<T> {
    private static final VarHandle INSIDE = handle("inside");
    private static final VarHandle CLAIMED = handle("claimed");
    private static final long CLOSED_BIT = Long.MIN_VALUE;
    private static final long BYTES = 0xffff_ffffL;

    private final int capacity;
    private final int maxBytes;
    private final AtomicReferenceArray<@Nullable T> places;
    private final int @Nullable [] weights; // by place; set before the message, kept until it leaves

    @SuppressWarnings("unused") // also written through its handle
    private volatile long inside; // closed bit, number of messages, and in the lower half their bytes

    @SuppressWarnings("unused") // by its handle
    private volatile long claimed; // the number of places claimed so far

    private long taken; // "taken" belongs to the thread that calls take(), "left" to the one that calls leave()
    private long left;

    /** The result of an offer. */
    enum Offered {
        TAKEN,
        FULL,
        CLOSED
    }

    /**
     * Makes an empty queue.
     *
     * @param capacity the most messages inside
     * @param maxBytes no message is accepted while at least this many bytes are inside
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

    /** Puts a message in if there is room and the queue is not closed. Otherwise the caller keeps the message. */
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
        int place =
                (int) ((long) CLAIMED.getAndAdd(this, 1L) % capacity); // free: fewer messages than places are inside
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

    /** Whether an offer would not return {@code FULL}. True for a closed queue. */
    boolean hasRoom() {
        long now = inside;
        return now < 0 || hasRoom(now);
    }

    /** Takes the oldest message; null if there is none or a thread is still putting it in. */
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

    /** The size in bytes of the message that leaves next. */
    int weightOfNext() {
        return weights == null ? 0 : weights[(int) (left % capacity)];
    }

    /**
     * Stops counting the oldest message that has been taken.
     *
     * @return whether to wake waiting senders: true when at most half of the byte limit is used, so that senders work
     *     in batches
     */
    boolean leave() {
        int weight = weightOfNext();
        left++;
        long now = (long) INSIDE.getAndAdd(this, -message(weight)) - message(weight) & ~CLOSED_BIT;
        return (now & BYTES) <= maxBytes / 2;
    }

    /**
     * Takes back the message that would leave next, if it has not been taken. {@link #leave} must still be called for
     * it.
     */
    @Nullable
    T takeBack() {
        return places.getAndSet((int) (left % capacity), null);
    }

    /** Accepts no further messages. */
    void close() {
        INSIDE.getAndBitwiseOr(this, CLOSED_BIT);
    }

    boolean isClosed() {
        return inside < 0;
    }

    /** Takes out the remaining messages. Call it after {@link #close()}. */
    void drain(Consumer<? super T> to) {
        for (int i = 0; i < capacity; i++) {
            T message = places.getAndSet((int) ((taken + i) % capacity), null);
            if (message != null) {
                to.accept(message);
            }
        }
    }
}
