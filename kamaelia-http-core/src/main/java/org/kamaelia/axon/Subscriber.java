package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** One subscriber of a {@link Broadcast}: an entry in one of the lists of its {@link Subscribers}. */
abstract class Subscriber {
    final Component component;
    boolean waits; // for the next message, which is not there yet

    @Nullable
    Subscriber previous;

    @Nullable
    Subscriber following;

    Subscriber(Component component) {
        this.component = component;
    }

    /** The number of the oldest message that must still be kept for it. */
    abstract long needs();

    /** Subscribers in the order in which they were added. */
    static final class Queue {
        private @Nullable Subscriber first;
        private @Nullable Subscriber last;

        @Nullable
        Subscriber first() {
            return first;
        }

        void add(Subscriber one) {
            Subscriber end = last;
            one.previous = end;
            one.following = null;
            last = one;
            if (end == null) {
                first = one;
            } else {
                end.following = one;
            }
        }

        void remove(Subscriber one) {
            Subscriber previous = one.previous;
            Subscriber next = one.following;
            if (previous == null) {
                first = next;
            } else {
                previous.following = next;
            }
            if (next == null) {
                last = previous;
            } else {
                next.previous = previous;
            }
            one.previous = null;
            one.following = null;
        }
    }
}
