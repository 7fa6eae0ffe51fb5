package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** The places of a box beyond its first: a power-of-two ring of messages and their sizes, lent by the scheduler. */
final class Ring {
    final @Nullable Object[] messages;
    final int[] weights;
    int head;

    @Nullable
    Ring nextFree;

    /** A ring of {@code size} places, a power of two. */
    Ring(int size) {
        messages = new Object[size];
        weights = new int[size];
    }

    int index(int place) {
        return (head + place) & (messages.length - 1);
    }
}
