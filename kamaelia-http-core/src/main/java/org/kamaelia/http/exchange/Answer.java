package org.kamaelia.http.exchange;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.spi.ServerAccess;

/**
 * The response to one request, for counters and observers. The observer is called once when the request begins, and
 * once when the client has taken the response or the response cannot be completed. After that the object is reused for
 * another request. Used on one event loop.
 */
public final class Answer implements ObservedExchange {
    private static final System.Logger LOG = BackgroundLog.of(Answer.class);

    private static final ServerAccess ACCESS = ServerAccess.get();

    private @Nullable HttpCounters counters; // null, like the connection, while the answer belongs to no request
    private Request.@Nullable Origin connection;
    private HttpObserver.@Nullable OnLoop observer;
    private @Nullable Request request;
    private @Nullable Response response;
    private @Nullable Throwable failure;
    private @Nullable CloseReason ending;
    private @Nullable String refusedLine;
    private @Nullable String refusal;
    private Framing framing = Framing.NONE;
    private int status; // 0 while there is no response
    private boolean open;
    private long begunAt;
    private long sent;
    private long taken;

    // Links and marks of the ledger. Only the ledger uses them.
    @Nullable
    Answer next;

    long endsAt;

    @Nullable
    CloseReason planned;

    /**
     * Begins with a request, and calls the observer.
     *
     * @param of counts the response
     * @param from the connection, as the origin of a request that is refused before it is complete
     * @param asked the request; null if it was refused before it was complete
     * @param now the clock of the event loop, in nanoseconds
     */
    void begin(HttpCounters of, Request.Origin from, @Nullable Request asked, long now) {
        counters = of;
        connection = from;
        status = 0;
        ending = null;
        open = true;
        begunAt = now;
        refusedLine = null;
        refusal = null;
        sent = 0;
        taken = 0;
        observer = of.observer();
        if (observer != null) { // only an observer needs the request, which may be large, after its end
            request = asked;
            tellBegun(observer);
        }
    }

    /**
     * Notes that the server refuses the request.
     *
     * @param line the request line, see {@link #refusedLine()}; null if it is not known apart from the request
     */
    void refused(@Nullable String line, String reason) {
        refusedLine = line;
        refusal = reason;
    }

    /** Notes that the head of the response has been sent. */
    void head(Response first, Framing how) {
        status = first.status();
        framing = how;
        if (observer != null) {
            response = first;
        }
        Objects.requireNonNull(counters).began(how);
    }

    /** Notes that 101 has been sent as 200: in HTTP/2 a stream is opened for another protocol (RFC 8441 section 5). */
    void opened() {
        status = 200;
    }

    /** The octets of the head of the request that this answer keeps. */
    int kept() {
        Request asked = request;
        return asked == null ? 0 : ACCESS.head(asked).size();
    }

    /** Adds octets of the body that have been sent. */
    void add(long octets) {
        sent += octets;
    }

    /** Subtracts octets of the body that the carrier has taken but not sent, because the response ends early. */
    public void unsent(long octets) {
        sent -= octets;
    }

    /** The octets of the body that have been sent to the transport so far, whether or not the socket has taken them. */
    public long sent() {
        return sent;
    }

    /** Notes the exception of a handler or its factory. */
    void failed(Throwable thrown) {
        failure = thrown;
    }

    /**
     * Counts the response and calls the observer. Later calls do nothing.
     *
     * @param how how the response ended
     * @param octets the octets of the body that the socket has taken
     */
    void end(CloseReason how, long octets) {
        if (!open) {
            return;
        }
        open = false;
        ending = how;
        taken = octets;
        if (status != 0) {
            Objects.requireNonNull(counters).ended(framing, octets);
        }
        if (observer != null) {
            tellEnded(observer);
        }
        request = null;
        response = null;
        failure = null;
        observer = null;
        counters = null;
        connection = null;
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
    public @Nullable String refusedLine() {
        return refusedLine;
    }

    @Override
    public @Nullable String refusal() {
        return refusal;
    }

    @Override
    public Request.Origin origin() {
        return request == null ? Objects.requireNonNull(connection) : request.origin();
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
        return status;
    }

    @Override
    public @Nullable Framing framing() {
        return status == 0 ? null : framing;
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
