package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;

/**
 * A component in front of a handler of any kind. It receives the parts of that handler's response and may change them.
 *
 * <pre>
 *   connection -> inbox  --copy--> body      -> the handler behind
 *   connection &lt;- outbox &lt;-- {@link #part} &lt;-- responses &lt;- the handler behind
 * </pre>
 *
 * <p>The filter takes parts only while there is room towards the client. At most 4 KiB and one further part wait in the
 * filter, so a slow client slows the handler behind the filter as if there were no filter. The body limit of the
 * handler behind the filter applies. A filter runs on the event loop of the connection and must not block.
 */
public abstract class HandlerFilter extends Handler {
    private static final BoxSpec<ResponsePart> RESPONSES =
            BoxSpec.of("HandlerFilter", "responses", "a part of the response", 16, ResponsePart::size);

    /** The handler behind waits while at least this many bytes wait in the filter. */
    private static final int BETWEEN = 4 * 1024;

    private Handler behind;
    private final Inbox<ResponsePart> responses = new Inbox<>(this, RESPONSES);
    private final Outbox<ByteBuffer> body = new Outbox<>(this, "body");
    private boolean activated;

    /**
     * For subclasses.
     *
     * @param behind the reply of the wrapped factory. A handler must not be used elsewhere, and ends with this filter
     */
    protected HandlerFilter(Reply behind) {
        this.behind = component(behind);
        responses.boundBy(new ByteBound(BETWEEN), true);
    }

    private static Handler component(Reply reply) {
        return reply instanceof Response ready ? OneShotHandler.of(ready) : (Handler) reply;
    }

    @Override
    @Nullable
    GuardHandler guard() {
        return behind.guard();
    }

    @Override
    Reply behindGuard(Reply decided) {
        behind = component(behind.behindGuard(decided));
        return this;
    }

    /** Takes the next part of the response of the handler behind. {@code outbox} has room for one part. */
    protected abstract void part(ResponsePart part) throws Exception;

    /**
     * Called when the response of the handler behind has ended. {@code outbox} has room for one part. Calls
     * {@link #finish()}, unless overridden.
     */
    protected void complete() throws Exception {
        finish();
    }

    /**
     * Does one piece of work; {@code outbox} has room for one part. Overridden by filters that may send more than one
     * part for each part that they take.
     *
     * @return whether to call this method again while there is room; false if the next part must arrive first
     */
    protected boolean work() throws Exception {
        ResponsePart next = responses.poll();
        if (next != null) {
            part(next);
            return true;
        }
        Shutdown shutdown = responses.shutdown();
        if (shutdown != null) {
            outbox.shutdown(shutdown); // with its cause, which was logged where it was thrown
            return false;
        }
        if (responses.ended()) {
            complete();
            return true;
        }
        return false;
    }

    @Override
    protected final long maxBody() {
        return behind.maxBody();
    }

    @Override
    protected final void start() {
        behind.serve(request(), account());
        behind.whenBodyWanted(this::askForBody);
        body.linkTo(behind.bodyInbox());
        behind.responseOutbox().linkTo(responses);
        activated = true;
        scheduler().activate(behind, Objects.requireNonNull(group()));
    }

    @Override
    protected final void step() throws Exception {
        passBody(body);
        boolean more = true;
        while (more && !outbox.isFinished() && outbox.hasRoom()) {
            more = work();
        }
    }

    @Override
    protected final void stopping() {
        tell(Handler::tellStopping);
    }

    @Override
    protected final void inputEnded() {
        tell(Handler::tellInputEnded);
    }

    private void tell(Consumer<Handler> what) {
        if (behind.hasStarted()) {
            what.accept(behind);
        } else if (isLive() && behind.isLive()) {
            scheduler().execute(() -> tell(what)); // the handler will have started by then
        }
    }

    @Override
    protected void closed(CloseReason how) {
        if (!activated) {
            scheduler().activate(behind, Objects.requireNonNull(group())); // so that its closed() is called
        }
        behind.close(how);
    }
}
