package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** The free rings of a scheduler, by size. The pool keeps at most {@value #KEPT} rings of each size. */
final class RingPool {
    private static final int KEPT = 256;
    private static final int LARGEST = 1024;

    private final @Nullable Ring[] free = new Ring[Integer.numberOfTrailingZeros(LARGEST) + 1];
    private final int[] kept = new int[free.length];

    /** Returns an empty ring with at least this many places. */
    Ring borrow(int capacity) {
        int size = Integer.highestOneBit(Math.max(BoxSpec.DEFAULT_CAPACITY, capacity) * 2 - 1);
        if (size > LARGEST) {
            return new Ring(size);
        }
        int index = Integer.numberOfTrailingZeros(size);
        Ring ring = free[index];
        if (ring == null) {
            return new Ring(size);
        }
        free[index] = ring.nextFree;
        kept[index]--;
        ring.nextFree = null;
        return ring;
    }

    /** Takes back a ring, which must be empty. */
    void giveBack(Ring ring) {
        int size = ring.messages.length;
        int index = Integer.numberOfTrailingZeros(size);
        if (size <= LARGEST && kept[index] < KEPT) {
            ring.head = 0;
            ring.nextFree = free[index];
            free[index] = ring;
            kept[index]++;
        }
    }
}
