package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * What is known of the answer to one request: counted and told to the observer once when it begins, and once when the
 * client has taken it or never will. Used again for another request after that. Used on one event loop.
 */
public final class Answer implements ObservedExchange {
    private static final System.Logger LOG = BackgroundLog.of(Answer.class);

    private final HttpCounters counters;
    private final Request.Origin connection;
    private HttpObserver.@Nullable OnLoop observer;
    private @Nullable Request request;
    private @Nullable Response response;
    private @Nullable Throwable failure;
    private @Nullable CloseReason ending;
    private Framing framing = Framing.NONE;
    private boolean open;
    private long begunAt;
    private long sent;
    private long taken;

    // Links and marks of the ledger; touched by it alone.
    @Nullable
    Answer next;

    long endsAt;

    @Nullable
    CloseReason planned;

    Answer(HttpCounters counters, Request.Origin connection) {
        this.counters = counters;
        this.connection = connection;
    }

    /**
     * Begins.
     *
     * @param asked null for what was refused before it became a request
     * @param now the clock of the event loop, in nanoseconds
     */
    void begin(@Nullable Request asked, long now) {
        request = asked;
        response = null;
        failure = null;
        ending = null;
        open = true;
        begunAt = now;
        sent = 0;
        taken = 0;
        observer = counters.observer();
        if (observer != null) {
            tellBegun(observer);
        }
    }

    /** The head of the response has been sent. */
    void head(Response first, Framing how) {
        response = first;
        framing = how;
        counters.began(how);
    }

    /** Whether the head of the response has been sent. */
    boolean hasBegun() {
        return response != null;
    }

    /** Octets of the body have been sent. */
    void add(long octets) {
        sent += octets;
    }

    /** Octets of the body that have been sent so far, taken or not. */
    public long sent() {
        return sent;
    }

    /** Notes what a handler, or its factory, threw. */
    void failed(Throwable thrown) {
        failure = thrown;
    }

    /**
     * Ends: counts the answer and tells the observer. Does nothing the second time.
     *
     * @param how how it ended
     * @param octets of the body that the client has taken
     */
    void end(CloseReason how, long octets) {
        if (!open) {
            return;
        }
        open = false;
        ending = how;
        taken = octets;
        if (response != null) {
            counters.ended(framing, octets);
        }
        if (observer != null) {
            tellEnded(observer);
        }
        request = null;
        response = null;
        failure = null;
        observer = null;
    }

    private void tellBegun(HttpObserver.OnLoop told) {
        try {
            told.begun(this);
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "An observer of requests failed", broken);
        }
    }

    private void tellEnded(HttpObserver.OnLoop told) {
        try {
            told.ended(this);
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "An observer of requests failed", broken);
        }
    }

    @Override
    public @Nullable Request request() {
        return request;
    }

    @Override
    public Request.Origin origin() {
        return request == null ? connection : request.origin();
    }

    @Override
    public long begunAt() {
        return begunAt;
    }

    @Override
    public @Nullable Response response() {
        return response;
    }

    @Override
    public int status() {
        return response == null ? 0 : response.status();
    }

    @Override
    public @Nullable Framing framing() {
        return response == null ? null : framing;
    }

    @Override
    public long bodyBytes() {
        return taken;
    }

    @Override
    public @Nullable CloseReason ending() {
        return ending;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }
}
