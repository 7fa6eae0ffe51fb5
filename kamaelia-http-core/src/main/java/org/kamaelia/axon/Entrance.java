package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** A place with a bound, at which outboxes wait for room, and the list of those that wait. */
abstract sealed class Entrance permits MessageQueue, ByteBound {
    private @Nullable Outbox<?> waiting; // the latest first, linked through the outboxes

    /** For the two kinds. */
    Entrance() {}

    final boolean hasWaiting() {
        return waiting != null;
    }

    /** Has the owner of an outbox stepped when there is room; answers whether it is the first that waits here. */
    final boolean add(Outbox<?> outbox) {
        if (!outbox.waitAt(this)) {
            return false;
        }
        boolean first = waiting == null;
        outbox.nextWaiting = waiting;
        waiting = outbox;
        return first;
    }

    /** Forgets an outbox that waits. */
    final void forget(Outbox<?> gone) {
        if (waiting == gone) {
            waiting = gone.nextWaiting;
            gone.nextWaiting = null;
            return;
        }
        for (Outbox<?> one = waiting; one != null; one = one.nextWaiting) {
            if (one.nextWaiting == gone) {
                one.nextWaiting = gone.nextWaiting;
                gone.nextWaiting = null;
                return;
            }
        }
    }

    /**
     * Has the owners of all that wait stepped: in the order in which they began to wait, but the earliest of them last. It
     * is the one that sent last before there was no room, so senders take turns.
     */
    final void wakeWaiting() {
        Outbox<?> latest = waiting;
        if (latest == null) {
            return;
        }
        waiting = null;
        Outbox<?> earliest = reversed(latest);
        Outbox<?> next = earliest.nextWaiting;
        while (next != null) {
            Outbox<?> following = next.nextWaiting;
            next.stopWaitingAndStep();
            next = following;
        }
        earliest.stopWaitingAndStep();
    }

    private static Outbox<?> reversed(Outbox<?> list) {
        Outbox<?> head = list;
        Outbox<?> rest = list.nextWaiting;
        list.nextWaiting = null;
        while (rest != null) {
            Outbox<?> following = rest.nextWaiting;
            rest.nextWaiting = head;
            head = rest;
            rest = following;
        }
        return head;
    }
}
