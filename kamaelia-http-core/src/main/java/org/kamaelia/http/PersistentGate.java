package org.kamaelia.http;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lets one request at a time use a {@link PersistentHandler}, in the order of their arrival. The next holder of the
 * gate sees everything that the previous holder wrote. Thread-safe. The lock is held for a few instructions only and
 * never while a handler runs.
 */
final class PersistentGate {
    static final int DEFAULT_WAITING = 1024;

    private final PersistentHandler handler;
    private final int most;
    private final Deque<PersistentTurn> waiting = new ArrayDeque<>();
    private @Nullable PersistentTurn holder;

    PersistentGate(PersistentHandler handler, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("The limit of waiting requests is at least 0, not " + most);
        }
        this.handler = handler;
        this.most = most;
    }

    PersistentHandler handler() {
        return handler;
    }

    /**
     * Takes the gate or a place in the queue; returns false if the queue is full. A waiting turn is woken when it holds
     * the gate.
     */
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

    /** Gives back the gate or the place in the queue. Does nothing for a turn that has neither. */
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
