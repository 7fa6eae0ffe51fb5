package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.Inbox;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.http1.ResponseWriter;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.FileRegion;

/**
 * How far the answer to the request at hand has come: its framing, what was promised and what has been sent. Checks each
 * part against the promise, so that a handler that is wrong about its length cannot corrupt the connection. One for each
 * connection, used for one request after the other.
 */
public final class Exchange implements ObservedExchange {
    private static final System.Logger LOG = BackgroundLog.of(HttpServer.class);

    private final ResponseWriter writer;
    private final HttpCounters counters;
    private final Request.Origin origin;
    private @Nullable Request request;
    private @Nullable Response response;
    private HttpObserver.@Nullable OnLoop observer;
    private @Nullable Throwable failure;
    private @Nullable CloseReason ending;
    private long begunAt;
    private Framing framing = Framing.NONE;
    private Fields trailers = Fields.empty();
    private boolean open;
    private boolean toHead;
    private boolean begun;
    private boolean closing;
    private long promised;
    private long sent;

    public Exchange(ResponseWriter writer, HttpCounters counters, Request.Origin origin) {
        this.writer = writer;
        this.counters = counters;
        this.origin = origin;
    }

    /** What a part of the response leads to. */
    public enum Outcome {
        /** More parts may follow. */
        GOES_ON,
        /** Nobody wants more parts. */
        IS_DONE,
        /** The answer cannot be completed; the connection is no good any more. */
        IS_BROKEN
    }

    /**
     * Begins.
     *
     * @param now the clock of the event loop
     */
    public void begin(Request toAnswer, long now) {
        begin(toAnswer, toAnswer.method().equals("HEAD"), now);
    }

    /** To what never became a request. */
    public void begin(boolean head, long now) {
        begin(null, head, now);
    }

    private void begin(@Nullable Request toAnswer, boolean head, long now) {
        request = toAnswer;
        begunAt = now;
        open = true;
        ending = null;
        toHead = head;
        begun = false;
        closing = false;
        trailers = Fields.empty();
        sent = 0;
        promised = Response.UNKNOWN;
        observer = counters.observer();
        if (observer != null) {
            tellBegun(observer);
        }
    }

    public boolean hasBegun() {
        return begun;
    }

    /** Whether the connection closes after this answer. */
    public boolean isClosing() {
        return closing;
    }

    /**
     * The first part, or an interim response before it.
     *
     * @param mustClose whether the connection cannot serve another request in any case
     */
    public Outcome first(Response response, boolean mustClose) {
        if (begun) {
            return Outcome.IS_BROKEN; // a second answer where data should be
        }
        int minor = request == null ? 1 : request.head().minorVersion();
        if (response.isInterim()) {
            if (minor > 0 && response.status() != 101) {
                writer.interim(response); // RFC 9110 section 15.2: not towards HTTP/1.0
            }
            return Outcome.GOES_ON;
        }
        begun = true;
        this.response = response;
        boolean lengthKnown = response.contentLength() >= 0;
        framing = Framing.of(response.status(), toHead, minor, lengthKnown, response.isEndless());
        promised = response.status() == 205 ? 0 : response.contentLength();
        boolean keep = request != null && request.head().keepAlive();
        closing = mustClose || !keep || response.isClosing() || framing == Framing.CLOSE;
        counters.began(framing);
        writer.head(response, framing, lengthToSay(response), persistence(minor));
        return body(response);
    }

    private Outcome body(Response response) {
        if (!response.isComplete()) {
            return toHead ? Outcome.IS_DONE : Outcome.GOES_ON;
        }
        int size = response.size();
        if (framing == Framing.CONTENT_LENGTH && response.status() != 205) {
            writer.body(java.util.Objects.requireNonNull(response.content()));
            sent = size;
        }
        return Outcome.IS_DONE;
    }

    /** Content-Length where a body, or the one that GET would have had, is known (RFC 9110 section 8.6). */
    private long lengthToSay(Response response) {
        int status = response.status();
        if (framing == Framing.CONTENT_LENGTH) {
            return promised;
        }
        if (status < 200 || status == 204 || status == 304 && response.isComplete()) {
            return Response.UNKNOWN; // a complete 304 says nothing of the body that it stands for
        }
        return toHead || status == 304 ? promised : Response.UNKNOWN;
    }

    private ResponseWriter.Persistence persistence(int minor) {
        if (closing) {
            return ResponseWriter.Persistence.CLOSE;
        }
        return minor == 0 ? ResponseWriter.Persistence.KEEP_ALIVE : ResponseWriter.Persistence.AS_USUAL;
    }

    /** Some data: sent as far as it was promised. */
    public Outcome data(ResponsePart.Data part) {
        int size = part.size();
        if (!begun) {
            part.release();
            return Outcome.IS_BROKEN;
        }
        int some = (int) allowed(size);
        writer.data(part, framing, some);
        return passed(some, size);
    }

    /** A region of a file: sent as far as it was promised. */
    public Outcome file(FileRegion region) {
        long size = region.remaining();
        if (!begun) {
            region.release();
            return Outcome.IS_BROKEN;
        }
        long some = allowed(size);
        writer.file(region, framing, some);
        return passed(some, size);
    }

    /** How many of so many bytes may leave. */
    private long allowed(long size) {
        return switch (framing) {
            case NONE -> 0;
            case CONTENT_LENGTH -> Math.min(size, promised - sent);
            case CHUNKED, CLOSE -> size;
        };
    }

    private Outcome passed(long some, long size) {
        sent += some;
        if (some < size) {
            counters.surplus(size - some);
            return Outcome.IS_DONE;
        }
        return Outcome.GOES_ON;
    }

    public void trailers(Fields fields) {
        trailers = fields;
    }

    /** The handler has finished: IS_DONE, or IS_BROKEN if it has not kept its promise. */
    public Outcome end() {
        if (framing == Framing.CONTENT_LENGTH && sent < promised) {
            return Outcome.IS_BROKEN;
        }
        if (framing == Framing.CHUNKED) {
            writer.lastChunk(trailers);
        }
        return Outcome.IS_DONE;
    }

    /** Whether nothing but the end of the connection marks the end of the answer. */
    public boolean endsWithConnection() {
        return framing == Framing.CLOSE;
    }

    /** Whether the handler has begun an answer that has no end but that of the connection. */
    public boolean isEndless() {
        return framing == Framing.CLOSE && response != null && response.isEndless();
    }

    /** Counts what the handler has sent in vain, as far as it still lies in the box. */
    public void surplus(Inbox<ResponsePart> box) {
        long bytes = 0;
        for (int i = 0; i < box.size(); i++) {
            ResponsePart part = box.peek(i);
            bytes += part instanceof ResponsePart.FileData file ? file.region().remaining() : part.size();
        }
        if (bytes > 0) {
            counters.surplus(bytes);
        }
    }

    /** Notes what a handler, or its factory, threw. */
    public void failed(Throwable thrown) {
        failure = thrown;
    }

    /** The answer, if there is one, has ended: counts it and tells the observer. Does nothing the second time. */
    public void ended(CloseReason how) {
        if (!open) {
            return;
        }
        open = false;
        ending = how;
        if (begun) {
            counters.ended(framing, sent);
        }
        if (observer != null) {
            tellEnded(observer);
        }
        response = null;
        failure = null;
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
        return request == null ? origin : request.origin();
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
        return begun ? framing : null;
    }

    @Override
    public long bodyBytes() {
        return sent;
    }

    @Override
    public @Nullable CloseReason ending() {
        return ending;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    /** What is wrong with an answer that broke off, for the log. */
    public String shortfall() {
        return "promised " + promised + " bytes and sent " + sent;
    }
}
