package org.kamaelia.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.FairShare;
import org.kamaelia.net.transport.ClientKey;

/**
 * Lets one request at a time use a {@link PersistentHandler}. The clients that wait take turns; the requests of one client
 * have their turns in the order of their arrival. So a client with many requests delays another client by one turn. The next
 * holder of the gate sees everything that the previous holder wrote. Thread-safe. The lock is held for a few instructions
 * only and never while a handler runs.
 */
final class PersistentGate {
    static final int DEFAULT_WAITING = 1024;

    private final PersistentHandler handler;
    private final int most;
    private final int each; // negative for a fair share
    private final Map<Long, Deque<PersistentTurn>> waiting = new LinkedHashMap<>(); // of clients that wait
    private int count;
    private @Nullable PersistentTurn holder;

    /**
     * A gate that nobody holds.
     *
     * @param most requests that may wait, at least 0
     * @param each requests of one client that may wait, at least 0
     */
    PersistentGate(PersistentHandler handler, int most, int each) {
        this(most, each, handler);
        if (each < 0) {
            throw new IllegalArgumentException("The limit of waiting requests of a client is at least 0, not " + each);
        }
    }

    /** A gate where each client may have a {@link FairShare} of the places. */
    PersistentGate(PersistentHandler handler, int most) {
        this(most, -1, handler);
    }

    private PersistentGate(int most, int each, PersistentHandler handler) {
        if (most < 0) {
            throw new IllegalArgumentException("The limit of waiting requests is at least 0, not " + most);
        }
        this.handler = handler;
        this.most = most;
        this.each = each;
    }

    PersistentHandler handler() {
        return handler;
    }

    /**
     * Takes the gate or a place in the queue; returns false if the queue is full, or the part of it that the client may
     * have. A waiting turn is woken when it holds the gate.
     */
    synchronized boolean enter(PersistentTurn turn) {
        if (holder == null) {
            holder = turn;
            return true;
        }
        long client = turn.client();
        Deque<PersistentTurn> own = waiting.get(client);
        int had = own == null || client == ClientKey.UNKNOWN ? 0 : own.size();
        if (count == most || !(each < 0 ? FairShare.allows(had, most - count, most) : had < each)) {
            return false;
        }
        count++;
        return waiting.computeIfAbsent(client, key -> new ArrayDeque<>()).add(turn);
    }

    synchronized boolean isHeldBy(PersistentTurn turn) {
        return holder == turn;
    }

    /** Whether a request waits. */
    synchronized boolean hasWaiting() {
        return count > 0;
    }

    /** Gives back the gate or the place in the queue. Does nothing for a turn that has neither. */
    synchronized void leave(PersistentTurn turn) {
        if (holder != turn) {
            Deque<PersistentTurn> own = waiting.get(turn.client());
            if (own != null && own.remove(turn)) {
                count--;
                if (own.isEmpty()) {
                    waiting.remove(turn.client());
                }
            }
            return;
        }
        holder = next();
        if (holder != null) {
            holder.wake();
        }
    }

    /** The first request of the client that has waited longest for a turn; then this client comes last. */
    private @Nullable PersistentTurn next() {
        Iterator<Map.Entry<Long, Deque<PersistentTurn>>> clients =
                waiting.entrySet().iterator();
        if (!clients.hasNext()) {
            return null;
        }
        Map.Entry<Long, Deque<PersistentTurn>> first = clients.next();
        Deque<PersistentTurn> own = first.getValue();
        long client = first.getKey();
        clients.remove();
        PersistentTurn next = Objects.requireNonNull(own.poll());
        count--;
        if (!own.isEmpty()) {
            waiting.put(client, own);
        }
        return next;
    }
}
