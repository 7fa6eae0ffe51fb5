package org.kamaelia.http;

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
 */
public abstract class PersistentHandler extends Handler {
    /** For subclasses. */
    protected PersistentHandler() {}

    /** Called once for every request, before the first step for that request. */
    protected abstract void request(Request request) throws Exception;

    @Override
    protected final void start() throws Exception {
        request(request());
    }

    /** Does the work for the current request that is possible now. Does nothing, unless overridden. */
    @Override
    protected void step() throws Exception {}

    /** Prepares the handler for another request. Called on the thread of the turn that holds the gate. */
    final void next(Request request, @Nullable ByteAccount memory) {
        renew();
        serve(request, memory);
    }
}
