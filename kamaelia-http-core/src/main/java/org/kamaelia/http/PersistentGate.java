package org.kamaelia.http;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lets one request at a time into a {@link PersistentHandler}, in the order in which they came. Handing over the gate
 * hands over the memory: what one holder wrote, the next one sees. Thread-safe; the lock is held for a few instructions
 * and never while a handler runs.
 */
final class PersistentGate {
    static final int DEFAULT_WAITING = 1024;

    private final PersistentHandler handler;
    private final int most;
    private final Deque<PersistentTurn> waiting = new ArrayDeque<>();
    private @Nullable PersistentTurn holder;

    PersistentGate(PersistentHandler handler, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("At least 0 requests wait, not " + most);
        }
        this.handler = handler;
        this.most = most;
    }

    PersistentHandler handler() {
        return handler;
    }

    /** Asks for the handler; false when too many wait. The turn is woken when it holds the gate. */
    synchronized boolean enter(PersistentTurn turn) {
        if (holder == null) {
            holder = turn;
            return true;
        }
        return waiting.size() < most && waiting.add(turn);
    }

    synchronized boolean isHeldBy(PersistentTurn turn) {
        return holder == turn;
    }

    /** Gives the handler back, or the place in the queue; does nothing for a turn that has neither. */
    synchronized void leave(PersistentTurn turn) {
        if (holder != turn) {
            waiting.remove(turn);
            return;
        }
        holder = waiting.poll();
        if (holder != null) {
            holder.wake();
        }
    }
}
