package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** The messages of a box after its first message, with their sizes: a ring of a power of two, lent by the scheduler. */
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
