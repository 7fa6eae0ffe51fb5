package org.kamaelia.axon;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a box with their sizes. The first message is kept in the box object. A second message borrows a ring
 * from the scheduler, and the ring is given back when at most one message is left. So an idle box is one object.
 */
abstract sealed class MessageQueue<T> extends Entrance permits Inbox {
    final Component owner;
    private @Nullable T first;
    private int firstWeight;
    private @Nullable Ring rest;
    private int size;

    MessageQueue(Component owner) {
        this.owner = owner;
    }

    /** Returns the oldest message, which stays in the box; null if the box is empty. */
    public @Nullable T peek() {
        Confinement.check(owner, "Inbox.peek()");
        return first;
    }

    /** The oldest message as it was sent, also where a box overrides {@link #peek()}. */
    final @Nullable T first() {
        return first;
    }

    /**
     * Returns a queued message, which stays in the box.
     *
     * @param place 0 is the oldest
     * @throws IndexOutOfBoundsException if there is no message at that place
     */
    @SuppressWarnings("unchecked")
    public T peek(int place) {
        Confinement.check(owner, "Inbox.peek()");
        Objects.checkIndex(place, size);
        Ring ring = rest;
        T message = place == 0 || ring == null ? first : (T) ring.messages[ring.index(place - 1)];
        return Objects.requireNonNull(message);
    }

    /** Whether no message is queued. */
    public final boolean isEmpty() {
        return first == null;
    }

    /** The number of queued messages. */
    public final int size() {
        return size;
    }

    /** The size in bytes of the oldest message. */
    final int firstWeight() {
        return firstWeight;
    }

    final void append(T message, int weight, int capacity) {
        if (first == null) {
            first = message;
            firstWeight = weight;
        } else {
            Ring ring = rest;
            if (ring == null) {
                ring = owner.scheduler().borrowRing(capacity);
                rest = ring;
            }
            int index = ring.index(size - 1);
            ring.messages[index] = message;
            ring.weights[index] = weight;
        }
        size++;
    }

    /** Takes the oldest message out. */
    @SuppressWarnings("unchecked")
    final void removeFirst() {
        size--;
        Ring ring = rest;
        if (ring == null) {
            first = null;
            return;
        }
        int head = ring.head;
        first = (T) ring.messages[head];
        firstWeight = ring.weights[head];
        ring.messages[head] = null;
        ring.head = ring.index(1);
        if (size <= 1) {
            rest = null;
            owner.scheduler().giveBack(ring);
        }
    }

    final void firstShrunk(int bytes) {
        firstWeight -= bytes;
    }

    final void lastGrown(int bytes) {
        if (size == 1) {
            firstWeight += bytes;
        } else {
            Ring ring = Objects.requireNonNull(rest);
            ring.weights[ring.index(size - 2)] += bytes;
        }
    }
}
