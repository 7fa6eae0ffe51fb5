package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** A place with a limit, and the list of the outboxes that wait there for room. */
abstract sealed class Entrance permits MessageQueue, ByteBound {
    private @Nullable Outbox<?> waiting; // the latest first, linked through the outboxes

    /** For the two kinds. */
    Entrance() {}

    final boolean hasWaiting() {
        return waiting != null;
    }

    /**
     * Adds an outbox whose owner is stepped when there is room. Returns whether it is the first outbox that waits here.
     */
    final boolean add(Outbox<?> outbox) {
        if (!outbox.waitAt(this)) {
            return false;
        }
        boolean first = waiting == null;
        outbox.nextWaiting = waiting;
        waiting = outbox;
        return first;
    }

    /** Removes a waiting outbox. */
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
     * Lets the owners of all waiting outboxes be stepped, in the order in which they began to wait, but the earliest
     * last. The earliest outbox was the last one that sent before there was no room, so this order lets senders take
     * turns.
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
