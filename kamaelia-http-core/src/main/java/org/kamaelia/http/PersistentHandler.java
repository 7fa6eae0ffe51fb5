package org.kamaelia.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;

/**
 * A component that answers many requests, one at a time: Kamaelia's persistent resource handlers. The server guarantees
 * that only one request uses the handler at a time, so plain fields are enough for its state.
 *
 * <pre>{@code
 * class Counter extends PersistentHandler {
 *     private int n;
 *     protected void request(Request request) { respond(Response.text(++n + "\n")); }
 * }
 * }</pre>
 *
 * <p>For each request the handler gets empty boxes and runs on the event loop of the connection of that request.
 * Everything that it wrote during one request is visible during the next. Between requests it belongs to no event loop,
 * and a timer ends with its request. If the client disconnects or the handler throws an exception, only that request
 * ends. Register each object only once.
 *
 * <p>A turn begins when the body of the request is there, see {@link #bodyAhead()}. So a client that sends slowly delays no
 * other client. The clients that wait take turns. A client that delays the others during its turn, because it does not take
 * the response, is cut off, see {@link #patience()}. For large responses and for bodies that are processed while they arrive,
 * a {@link Handler} for each request fits better.
 */
public abstract class PersistentHandler extends Handler {
    private static final int BODY_AHEAD = 2 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For subclasses. */
    protected PersistentHandler() {}

    /**
     * How much of a request body is collected before the turn begins, in bytes: 2 MiB, unless overridden. The turn begins
     * when the body is complete, or when so much of it has come. The collected body counts against the budget of all
     * connections. With 0 the turn begins with the head of the request, and a slow client holds the handler while its body
     * arrives. A client that waits for 100 (RFC 9110 section 10.1.1) gets its turn with the head: only the handler can
     * decide whether it wants the body.
     */
    protected int bodyAhead() {
        return BODY_AHEAD;
    }

    /**
     * How long the handler may wait for the client during one turn while other requests wait for theirs: 10 s, unless
     * overridden. Then the request ends with 408, or breaks off if its response has begun. Time in which no other request
     * waits does not count.
     */
    protected Duration patience() {
        return PATIENCE;
    }

    /** Called once for every request, before the first step for that request. */
    protected abstract void request(Request request) throws Exception;

    @Override
    protected final void start() throws Exception {
        request(request());
    }

    /** Does the work for the current request that is possible now. Does nothing, unless overridden. */
    @Override
    protected void step() throws Exception {}

    /** Whether the handler has taken all of the body that has come, and more is to come. */
    final boolean waitsForBody() {
        return isLive()
                && inbox.isEmpty()
                && inbox.control() == null
                && request().hasBody();
    }

    /** Prepares the handler for another request. Called on the thread of the turn that holds the gate. */
    final void next(Request request, @Nullable ByteAccount memory) {
        renew();
        serve(request, memory);
    }
}
