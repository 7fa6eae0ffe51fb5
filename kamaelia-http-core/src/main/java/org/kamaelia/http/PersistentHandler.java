package org.kamaelia.http;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;

/**
 * A component that answers many requests, one at a time: plain fields are enough for what it remembers. The runtime
 * guarantees it; Kamaelia's persistent resource handlers, whose busy flag is now kept by somebody who cannot forget it.
 *
 * <pre>{@code
 * class Counter extends PersistentHandler {
 *     private int n;
 *     protected void request(Request request) { respond(Response.text(++n + "\n")); }
 * }
 * }</pre>
 *
 * <p>For each request it gets fresh boxes and runs on the event loop of that request's connection; what it wrote during
 * one request is visible in the next. Between requests it belongs to no loop: a timer that it set ends with its request.
 * A client that goes away, and an exception, end that request and not the handler. Register one object once.
 */
public abstract class PersistentHandler extends Handler {
    /** For subclasses. */
    protected PersistentHandler() {}

    /** Called once for every request, before the first step for it. */
    protected abstract void request(Request request) throws Exception;

    @Override
    protected final void start() throws Exception {
        request(request());
    }

    /** Does what can be done now for the request at hand; nothing, unless overridden. */
    @Override
    protected void step() throws Exception {}

    /** Makes the handler ready for another request, by the thread to which the gate gave it. */
    final void next(Request request, @Nullable ByteAccount memory) {
        renew();
        serve(request, memory);
    }
}
