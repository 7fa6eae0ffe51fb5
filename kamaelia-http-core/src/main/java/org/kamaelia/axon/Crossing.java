package org.kamaelia.axon;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded one-way queue between two threads, one that only offers and one that only polls, without a lock: the part of
 * a linkage that crosses threads. It wakes nobody; {@link ThreadBridge} does.
 */
final class Crossing<T> {
    private final AtomicReferenceArray<@Nullable T> places;
    private volatile long polled;
    private volatile long offered;
    private volatile @Nullable Signal end;

    Crossing(int capacity) {
        places = new AtomicReferenceArray<>(capacity);
    }

    boolean hasRoom() {
        return offered - polled < places.length();
    }

    boolean isEmpty() {
        return offered == polled;
    }

    boolean offer(T message) {
        long at = offered;
        if (at - polled == places.length()) {
            return false;
        }
        places.setPlain((int) (at % places.length()), message);
        offered = at + 1;
        return true;
    }

    @Nullable
    T poll() {
        long at = polled;
        if (at == offered) {
            return null;
        }
        int place = (int) (at % places.length());
        T message = places.getPlain(place);
        places.setPlain(place, null);
        polled = at + 1;
        return message;
    }

    /** Ends the flow; {@link Shutdown} replaces {@link ProducerFinished}. */
    void end(Signal signal) {
        if (!(end instanceof Shutdown)) {
            end = signal;
        }
    }

    @Nullable
    Signal end() {
        return end;
    }
}
