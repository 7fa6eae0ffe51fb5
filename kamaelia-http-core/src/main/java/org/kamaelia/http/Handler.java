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
import org.kamaelia.axon.Surrounding;
import org.kamaelia.http.spi.LentSink;
import org.kamaelia.http.syntax.Fields;

/**
 * The component that answers one request, step by step: Kamaelia's resource handlers. A {@link HandlerFactory} makes
 * it. The server links it to the connection and ends it with the request.
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
 * <p>A handler runs on the event loop of its connection and must not block. It is stepped when a chunk of the body
 * arrives, when the body ends, when room appears after {@code outbox.hasRoom()} returned false, when its timer is due,
 * and after {@link #wake()}. A chunk polled from {@code inbox} is valid until the next poll or the end of the step, and
 * is empty afterwards. Slices and duplicates of it stay as they are: the memory of a polled chunk serves no other
 * request. A buffer that was sent belongs to the server. If the handler does not read the body, flow control of TCP
 * stops the client. An exception before the first part gives 500. A later exception aborts the connection.
 */
public abstract non-sealed class Handler extends Component implements Reply {
    private static final Surrounding NOTHING = () -> RequestScope.Open.NOTHING;

    /** The declaration of the inbox: one chunk of the request body at a time. */
    static final BoxSpec<ByteBuffer> INBOX =
            BoxSpec.of("Handler", "inbox", "a chunk of the request body", 1, ByteBuffer::remaining);

    /** Receives the request body; {@code inbox.ended()} is true once the whole body has been polled. */
    protected final Inbox<ByteBuffer> inbox;

    /** Sends the response: first a {@link Response}, then its data. */
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

    /** The request that this handler answers. Throws {@link IllegalStateException} in the constructor. */
    protected final Request request() {
        if (request == null) {
            throw new IllegalStateException("The handler has no request yet; use start() instead of the constructor");
        }
        return request;
    }

    @Override
    protected final String fromElsewhere() {
        return "Use HandlerFactory.async or HandlerFactory.blocking for a response that another thread makes, or"
                + " scheduler().execute(task) to run a task on the event loop, or wake() to ask for a step.";
    }

    /** Sends the first part. Parts of the body follow through {@link #outbox}, and {@link #finish()} ends the body. */
    protected final void begin(Response response) {
        outbox.send(response);
    }

    /** Sends a complete response and finishes. */
    protected final void respond(Response response) {
        outbox.send(complete(response));
        outbox.finish();
    }

    static Response complete(Response response) {
        if (!response.isComplete()) {
            throw new IllegalArgumentException(
                    "respond() takes a complete response; call begin() for a response with parts to follow");
        }
        return response;
    }

    /** Ends the response: {@code ProducerFinished} on {@code signal}. Later calls do nothing. */
    protected final void finish() {
        outbox.finish();
    }

    /** Ends the response with trailer fields, which are sent only with chunked framing. The outbox must have room. */
    protected final void finish(Fields trailers) {
        if (!outbox.isFinished()) {
            outbox.send(new ResponsePart.Trailers(trailers));
            outbox.finish();
        }
    }

    /**
     * Sends the next chunk of the request body as the next part of the response, in the memory into which it was read:
     * the way to send a body back or on without a copy. The outbox must have room.
     *
     * @return false if there is no chunk now
     */
    protected final boolean passChunkOn() {
        BodyInbox from = (BodyInbox) inbox;
        if (from.isLent() && !(outbox.target() instanceof LentSink)) {
            from.peek(); // a filter receives the part: it gets the chunk in memory of its own
        }
        ByteBuffer chunk = from.pollLent();
        if (chunk == null) {
            return false;
        }
        outbox.send(ResponsePart.of(chunk));
        return true;
    }

    /**
     * Appends the next chunk of the request body to a collected body, which saves a copy of the chunk.
     *
     * @return false if there is no chunk now
     */
    protected final boolean collectChunk(CollectedBody into) {
        ByteBuffer chunk = pollLent();
        if (chunk == null) {
            return false;
        }
        into.add(chunk);
        return true;
    }

    /** Polls a chunk in the memory into which it was read. The caller keeps no view of it. */
    final @Nullable ByteBuffer pollLent() {
        return ((BodyInbox) inbox).pollLent();
    }

    /**
     * The largest request body in bytes that this handler accepts; 0 for no limit, a negative number for the limit of
     * the path or the server. Called once, before the first chunk.
     */
    protected long maxBody() {
        return -1;
    }

    /**
     * Called when the server begins to stop. A response that ends soon may continue. A response without a foreseeable
     * end should finish now, because the server cuts it off when the grace period of the stop is over. Called at most
     * once, between two steps, while the request is in progress. Does nothing, unless overridden.
     */
    protected void stopping() throws Exception {}

    /**
     * Called when the client has closed its sending side. The client may still wait for the response, so the server
     * ends only {@linkplain Response#endless() endless} responses. But most clients that close their side during a
     * stream have disconnected. When the server detects that a client has disconnected, the request ends with
     * {@link CloseReason#CLIENT_GONE}. Called at most once, between two steps. Does nothing, unless overridden.
     */
    protected void inputEnded() throws Exception {}

    /**
     * Reports how much memory this handler keeps for its request, such as a collected body. The memory counts against
     * the budget of all connections until the handler reports less or the request has ended.
     *
     * @param bytes all memory that the handler keeps now, in bytes
     */
    protected final void keeping(long bytes) {
        if (account != null) {
            checkThread("keeping()");
            account.add(bytes - kept);
            kept = bytes;
        }
    }

    /**
     * Called exactly once after the last step, for every kind of end. Does nothing, unless overridden.
     *
     * @param how how the request ended
     */
    protected void closed(CloseReason how) {}

    /** Applies the {@link HandlerExceptionMapper} of the server. */
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
    protected final Surrounding surrounding() {
        RequestScope scope = request().scope();
        return scope == null ? NOTHING : scope;
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

    /** Called at the end. Overridden by handlers of this package that hold resources. */
    void ended(CloseReason how, @Nullable Throwable failure) {
        closed(how);
    }

    /** Polls the empty inbox, so that a client that waits for 100 sends the body. Does nothing if a chunk is there. */
    final void askForBody() {
        if (inbox.isEmpty()) {
            inbox.poll();
        }
    }

    /** Passes received chunks to a handler behind this one while there is room, and then the end of the body. */
    final void passBody(Outbox<ByteBuffer> behind) {
        while (!inbox.isEmpty() && behind.hasRoom()) {
            ByteBuffer lent = Objects.requireNonNull(pollLent());
            behind.send(ByteBuffer.allocate(lent.remaining()).put(lent).flip());
        }
        Shutdown shutdown = inbox.shutdown();
        if (shutdown != null) {
            behind.shutdown(shutdown);
        } else if (inbox.ended()) {
            behind.finish();
        }
    }

    // Methods for the server, which it calls through org.kamaelia.http.spi.

    /** The guard that must decide before this handler may begin; null if there is none. */
    @Nullable
    GuardHandler guard() {
        return null;
    }

    /**
     * Returns this handler with the decision of its guard in place of the guard. Called once, before the handler is
     * activated.
     */
    Reply behindGuard(Reply decided) {
        return this;
    }

    /** The box that receives the body. */
    Inbox<ByteBuffer> bodyInbox() {
        return inbox;
    }

    /** The box that sends the response. */
    Outbox<ResponsePart> responseOutbox() {
        return outbox;
    }

    /**
     * Sets a callback for the first time that the handler polls its inbox and the inbox is empty. At that time the
     * server sends 100 to a client that expects it.
     */
    void whenBodyWanted(Runnable callback) {
        ((BodyInbox) inbox).whenWanted(callback);
    }

    /**
     * Gives the handler its request, before the handler is activated.
     *
     * @param memory the account for the memory that the handler keeps; null for none
     */
    final void serve(Request toAnswer, @Nullable ByteAccount memory) {
        request = toAnswer;
        reason = null;
        account = memory;
        kept = 0;
        surrounded(toAnswer.scope() != null);
    }

    /** The account for the memory that the handler keeps; null for none. */
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

    /** Ends the handler if it is live. */
    final void close(CloseReason how) {
        if (isLive()) {
            reason = how;
            stop();
        }
    }

    /** Returns the class of the handler and its current request, for log messages. */
    @Override
    public String toString() {
        String name = getClass().getSimpleName();
        return (name.isEmpty() ? getClass().getName() : name) + (request == null ? "" : " of " + request);
    }
}
