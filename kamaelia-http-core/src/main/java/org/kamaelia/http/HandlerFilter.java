package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;

/**
 * A component in front of a handler of any kind, which sees the parts of its response on their way and may change them.
 *
 * <pre>
 *   connection -> inbox  --copy--> body      -> the handler behind
 *   connection &lt;- outbox &lt;-- {@link #part} &lt;-- responses &lt;- the handler behind
 * </pre>
 *
 * <p>Parts are taken only while the way to the client has room, and a part more than 4 KiB are in between at the most:
 * the handler behind is held back as if it stood there alone. Its limits hold for both. Runs on the event loop of the
 * connection and must not block.
 */
public abstract class HandlerFilter extends Handler {
    private static final BoxSpec<ResponsePart> RESPONSES =
            BoxSpec.of("HandlerFilter", "responses", "a part of the response", 16, ResponsePart::size);

    /** Bytes in between: once there are so many, the handler behind waits. */
    private static final int BETWEEN = 4 * 1024;

    private final Handler behind;
    private final Inbox<ResponsePart> responses = new Inbox<>(this, RESPONSES);
    private final Outbox<ByteBuffer> body = new Outbox<>(this, "body");
    private boolean activated;

    /**
     * For subclasses.
     *
     * @param behind the reply of the factory behind; a handler must not be used otherwise, and ends with this one
     */
    protected HandlerFilter(Reply behind) {
        this.behind = behind instanceof Response ready ? OneShotHandler.of(ready) : (Handler) behind;
        responses.boundBy(new ByteBound(BETWEEN), true);
    }

    /** Takes the next part of the response behind; {@code outbox} has room for one. */
    protected abstract void part(ResponsePart part) throws Exception;

    /** The response behind is complete, and there is room for one part more; ends this one, unless overridden. */
    protected void complete() throws Exception {
        finish();
    }

    /**
     * Does one thing that needs room for one part in {@code outbox}, which there is. Overridden by filters that have more
     * to send than one part for each that they take.
     *
     * @return whether to call again while there is room; false if nothing can be done before the next part arrives
     */
    protected boolean work() throws Exception {
        ResponsePart next = responses.poll();
        if (next != null) {
            part(next);
            return true;
        }
        Shutdown shutdown = responses.shutdown();
        if (shutdown != null) {
            outbox.shutdown(shutdown); // with its cause, which has been logged where it was thrown
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
            scheduler().execute(() -> tell(what)); // it will have started by then
        }
    }

    @Override
    protected void closed(CloseReason how) {
        if (!activated) {
            scheduler().activate(behind, Objects.requireNonNull(group())); // it is told of its end however early
        }
        behind.close(how);
    }
}
