package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.syntax.Fields;

/**
 * The component that answers one request, stepwise. It is made by a {@link HandlerFactory}, linked to its connection,
 * and ended with the request; Kamaelia's resource handlers.
 *
 * <pre>{@code
 * class Countdown extends Handler {
 *     private int n = 1_000;
 *     protected void start() { begin(Response.ok("text/plain; charset=utf-8")); }
 *     protected void step() {
 *         while (n > 0 && outbox.hasRoom()) outbox.send(ResponsePart.text(n-- + "\n"));
 *         if (n == 0) finish();
 *     }
 * }
 * }</pre>
 *
 * <p>It runs on the event loop of its connection and must not block. It is stepped when a chunk of the body arrives or
 * the body ends, when room appears after {@code outbox.hasRoom()} said no, when its timer is due and after
 * {@link #wake()}. A chunk polled from {@code inbox} is lent until the next poll or the end of the step; a buffer once
 * sent belongs to the server. Not reading the body stops the client by TCP's own flow control. An exception before the
 * first part gives 500, one after it aborts the connection.
 */
public abstract non-sealed class Handler extends Component implements Reply {
    /** The body of the request: one chunk is lent at a time. */
    public static final BoxSpec<ByteBuffer> INBOX =
            BoxSpec.of("Handler", "inbox", "a chunk of the request body", 1, ByteBuffer::remaining);

    /** The body of the request; {@code inbox.ended()} once all of it has been polled. */
    protected final Inbox<ByteBuffer> inbox;

    /** The response: a {@link Response}, then its data. */
    protected final Outbox<ResponsePart> outbox;

    private @Nullable Request request;
    private @Nullable CloseReason reason;
    private @Nullable ByteAccount account;
    private long kept;

    /** For subclasses. */
    protected Handler() {
        inbox = new BodyInbox(this, INBOX);
        outbox = new Outbox<>(this, "outbox");
    }

    /** The request that this handler answers. */
    protected final Request request() {
        if (request == null) {
            throw new IllegalStateException("The handler has no request yet; use start() instead of the constructor");
        }
        return request;
    }

    /** Sends the first part; parts of the body follow through {@link #outbox} and {@link #finish()} ends them. */
    protected final void begin(Response response) {
        outbox.send(response);
    }

    /** Answers with a complete response. */
    protected final void respond(Response response) {
        outbox.send(complete(response));
        outbox.finish();
    }

    static Response complete(Response response) {
        if (!response.isComplete()) {
            throw new IllegalArgumentException("respond() takes a complete response; begin() one with parts to follow");
        }
        return response;
    }

    /** Ends the response: {@code ProducerFinished} on {@code signal}. Later calls do nothing. */
    protected final void finish() {
        outbox.finish();
    }

    /** Ends the response with trailer fields, which leave if the framing is chunked. The outbox must have room. */
    protected final void finish(Fields trailers) {
        if (!outbox.isFinished()) {
            outbox.send(new ResponsePart.Trailers(trailers));
            outbox.finish();
        }
    }

    /**
     * The largest body, in bytes, that this handler takes; 0 is no limit, a negative number the limit of the server.
     * Asked once, before the first chunk.
     */
    protected long maxBody() {
        return -1;
    }

    /**
     * The server begins to stop: what comes to an end by itself goes on, what does not should end soon, since it is cut
     * off when the grace of the stop is over. Called at most once, between two steps, and only while the request is under
     * way. Does nothing, unless overridden.
     */
    protected void stopping() throws Exception {}

    /**
     * The client has closed its sending side. It may still wait for its answer, so this ends nothing but answers that are
     * {@linkplain Response#endless() endless}; most of those who do it in the middle of a stream have left, though. One
     * that has really gone ends the request with {@link CloseReason#CLIENT_GONE} as soon as this can be known. Called at
     * most once, between two steps. Does nothing, unless overridden.
     */
    protected void inputEnded() throws Exception {}

    /**
     * Says how much memory this handler keeps for its request, such as a body that it collects, so that it counts against
     * the budget of all connections. What is not given back counts until the request has ended.
     *
     * @param bytes all that it keeps now
     */
    protected final void keeping(long bytes) {
        if (account != null) {
            account.add(bytes - kept);
            kept = bytes;
        }
    }

    /**
     * Runs exactly once, however the request ended, after the last step.
     *
     * @param how how it ended
     */
    protected void closed(CloseReason how) {}

    /** What the exceptions of the server say of it; see {@link HandlerExceptionMapper}. */
    @Override
    protected final Throwable failing(Throwable thrown) {
        Request asked = request;
        if (asked == null) {
            return thrown;
        }
        RequestScope.Open open = RequestScope.open(asked.scope());
        try {
            return AnswerException.of(thrown, asked, asked.support().exceptions());
        } finally {
            open.close();
        }
    }

    @Override
    protected final AutoCloseable surrounding() {
        return Objects.requireNonNull(request().scope()).open();
    }

    @Override
    protected final void stopped(@Nullable Throwable failure) {
        RequestScope.Open open = RequestScope.open(request == null ? null : request.scope());
        try {
            stopped(failure, reason);
        } finally {
            open.close();
        }
    }

    private void stopped(@Nullable Throwable failure, @Nullable CloseReason told) {
        keeping(0);
        CloseReason how = told;
        if (how == null) {
            how = failure != null ? CloseReason.FAILED : CloseReason.FINISHED;
        }
        ended(how, failure);
    }

    /** What happens at the end, for the handlers of this package that have something of their own to give back. */
    void ended(CloseReason how, @Nullable Throwable failure) {
        closed(how);
    }

    /** Looks for a chunk in vain, which tells the client to go on; one that is there already stays. */
    final void askForBody() {
        if (inbox.isEmpty()) {
            inbox.poll();
        }
    }

    /** Passes on what has come of the body, as far as there is room, and how it ended; for those in front of others. */
    final void passBody(Outbox<ByteBuffer> behind) {
        while (!inbox.isEmpty() && behind.hasRoom()) {
            ByteBuffer lent = Objects.requireNonNull(inbox.poll());
            behind.send(ByteBuffer.allocate(lent.remaining()).put(lent).flip());
        }
        Shutdown shutdown = inbox.shutdown();
        if (shutdown != null) {
            behind.shutdown(shutdown);
        } else if (inbox.ended()) {
            behind.finish();
        }
    }

    // What the server does with a handler, by way of org.kamaelia.http.spi.

    /** The box that takes the body. */
    Inbox<ByteBuffer> bodyInbox() {
        return inbox;
    }

    /** The box that gives the response. */
    Outbox<ResponsePart> responseOutbox() {
        return outbox;
    }

    /**
     * Calls back when the handler first looks for a chunk and there is none, which is when a client that expects 100 is
     * told to send the body.
     */
    void whenBodyWanted(Runnable callback) {
        ((BodyInbox) inbox).whenWanted(callback);
    }

    /**
     * Gives the handler its request, before it is activated.
     *
     * @param memory where the memory that the handler keeps is counted; null for nowhere
     */
    final void serve(Request toAnswer, @Nullable ByteAccount memory) {
        request = toAnswer;
        reason = null;
        account = memory;
        kept = 0;
        surrounded(toAnswer.scope() != null);
    }

    /** The account that was given with the request. */
    final @Nullable ByteAccount account() {
        return account;
    }

    /** Calls {@link #stopping()}. */
    final void tellStopping() {
        within(this, this::stopping);
    }

    /** Calls {@link #inputEnded()}. */
    final void tellInputEnded() {
        within(this, this::inputEnded);
    }

    /** Ends the handler, if it has not ended. */
    final void close(CloseReason how) {
        if (isLive()) {
            reason = how;
            stop();
        }
    }

    /** The class of the handler and the request at hand, as log messages name it. */
    @Override
    public String toString() {
        String name = getClass().getSimpleName();
        return (name.isEmpty() ? getClass().getName() : name) + (request == null ? "" : " of " + request);
    }
}
