package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Transport;

/**
 * The answers of one connection that its client has not taken yet, in the order in which they were sent. An answer ends
 * when the socket has taken its last octet, or when the connection ends before that: so what is counted, timed and logged
 * is what left the server, and not what was queued.
 *
 * <pre>
 *   sent:   ...[ answer 1 ][ answer 2 ][ answer 3 ...
 *   taken:  .........^                  each answer ends when this mark has passed the place where it ends
 * </pre>
 *
 * <p>Answers are kept for the next requests, {@value #KEPT} at the most. Used on the event loop of the connection; the
 * transport holds it until the connection has ended, also when the protocol has ended before.
 */
public final class AnswerLedger implements Transport.Taken {
    private static final int KEPT = 16;

    private final HttpCounters counters;
    private final Request.Origin connection;
    private @Nullable Answer oldest;
    private @Nullable Answer newest;
    private @Nullable Answer free;
    private int kept;
    private boolean over;
    private @Nullable CloseCause cause;

    /**
     * A ledger without answers.
     *
     * @param counters where answers are counted
     * @param connection where requests come from, for those that are refused before they become one
     */
    public AnswerLedger(HttpCounters counters, Request.Origin connection) {
        this.counters = counters;
        this.connection = connection;
    }

    /** An answer that has not begun. */
    Answer fresh() {
        Answer known = free;
        if (known == null) {
            return new Answer(counters, connection);
        }
        free = known.next;
        known.next = null;
        kept--;
        return known;
    }

    /**
     * All of an answer has been sent.
     *
     * @param how how it ends if the client takes all of it
     * @param endsAt the octets that were sent on the connection up to its end
     * @param taken the octets that the client has taken up to now
     */
    public void sent(Answer answer, CloseReason how, long endsAt, long taken) {
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
    }

    private void take(Answer first) {
        oldest = first.next;
        if (oldest == null) {
            newest = null;
        }
        first.next = null;
    }

    private void end(Answer answer, CloseReason how, long octets) {
        answer.end(how, octets);
        if (kept < KEPT) {
            answer.next = free;
            free = answer;
            kept++;
        }
    }

    /** The connection has ended: what the client has not taken by now it never will. */
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

    /** How an exchange ends that was under way when its connection ended. */
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
