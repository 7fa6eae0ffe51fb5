package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Component;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Transport;

/**
 * The responses of one connection that have been sent but not yet taken by the socket, in order. A response ends when
 * the socket has taken its last octet, or when the connection ends before that. So counters, timers and logs show what
 * has left the server, not what was queued.
 *
 * <pre>
 *   sent:   ...[ response 1 ][ response 2 ][ response 3 ...
 *   taken:  .........^      a response ends when this mark has reached its last octet
 * </pre>
 *
 * <p>A ledger is used on the event loop of the connection. The transport refers to it until the connection has ended,
 * even if the protocol has ended before.
 */
public final class AnswerLedger implements Transport.Taken {
    private final HttpCounters counters;
    private final Request.Origin connection;
    private final int limit;
    private final ByteAccount account;
    private final AnswerPool pool;
    private @Nullable Answer oldest;
    private @Nullable Answer newest;
    private int heads;
    private @Nullable Component waiting;
    private boolean over;
    private @Nullable CloseCause cause;

    /**
     * Makes an empty ledger.
     *
     * @param transport the connection, whose account counts the octets of these heads
     * @param counters counts the responses
     * @param connection the connection, as the origin of requests that are refused before they are complete
     * @param limit octets of request heads that the answers may keep; then the connection takes no further request
     */
    public AnswerLedger(Transport transport, HttpCounters counters, Request.Origin connection, int limit) {
        this.pool = AnswerPool.of(transport.loop());
        this.account = transport.account();
        this.limit = limit;
        this.counters = counters;
        this.connection = connection;
    }

    /**
     * Begins the answer to a request, and calls the observer.
     *
     * @param request the request; null if it was refused before it was complete
     * @param now the clock of the event loop, in nanoseconds
     */
    Answer begin(@Nullable Request request, long now) {
        Answer answer = pool.take();
        answer.begin(counters, connection, request, now);
        return answer;
    }

    /**
     * Adds an answer whose last octet has been sent to the transport.
     *
     * @param how how the answer ends if the socket takes all of it
     * @param endsAt the number of octets that were sent on the connection up to the end of this answer
     * @param taken the number of octets that the socket has taken so far
     */
    public void sent(Answer answer, CloseReason how, long endsAt, long taken) {
        int head = answer.kept();
        if (head > 0) {
            keep(head);
        }
        answer.planned = how;
        answer.endsAt = endsAt;
        if (newest == null) {
            oldest = answer;
        } else {
            newest.next = answer;
        }
        newest = answer;
        taken(taken);
        if (over) {
            endAll(taken);
        }
    }

    @Override
    public void taken(long total) {
        for (Answer first; (first = oldest) != null && first.endsAt - total <= 0; ) {
            take(first);
            end(first, first.planned == null ? CloseReason.FINISHED : first.planned, first.sent());
        }
        if (waiting != null) {
            wakeWaiting();
        }
    }

    private void keep(int octets) {
        heads += octets;
        account.add(octets);
    }

    /**
     * Whether another request may begin; if not, the component is woken when it may. Only observers have answers keep
     * requests.
     */
    public boolean hasRoom(Component asking) {
        if (heads < limit) {
            return true;
        }
        waiting = asking;
        return false;
    }

    private void wakeWaiting() {
        Component asking = waiting;
        if (asking != null && heads <= limit / 2) {
            waiting = null;
            asking.wake();
        }
    }

    private void take(Answer first) {
        oldest = first.next;
        if (oldest == null) {
            newest = null;
        }
        first.next = null;
    }

    private void end(Answer answer, CloseReason how, long octets) {
        int head = answer.kept();
        if (head > 0) {
            keep(-head);
        }
        answer.end(how, octets);
        pool.give(answer);
    }

    /** Ends all answers, because the connection has ended and the socket will take no further octets. */
    @Override
    public void ended(CloseCause why, long total) {
        over = true;
        cause = why;
        taken(total);
        endAll(total);
    }

    private void endAll(long total) {
        for (Answer first; (first = oldest) != null; ) {
            take(first);
            CloseReason planned = first.planned;
            boolean whole = planned == null || planned == CloseReason.FINISHED || planned == CloseReason.UNWANTED;
            end(first, whole ? reasonOf(cause) : planned, Math.max(0, first.sent() - (first.endsAt - total)));
        }
    }

    /** Returns how an exchange ends that was in progress when its connection ended. */
    public static CloseReason reasonOf(@Nullable CloseCause cause) {
        if (cause == CloseCause.TIMEOUT || cause == CloseCause.SHED) {
            return CloseReason.TIMEOUT;
        }
        if (cause == CloseCause.FAILED) {
            return CloseReason.FAILED;
        }
        return cause == CloseCause.STOPPED ? CloseReason.STOPPED : CloseReason.CLIENT_GONE;
    }
}
