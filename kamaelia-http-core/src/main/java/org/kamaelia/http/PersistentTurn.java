package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;

/**
 * The turn of one request with a persistent handler. It waits at the gate, then runs the handler on the event loop of
 * the connection and passes messages in both directions.
 *
 * <pre>
 *   connection -> inbox  --copy--> body      -> PersistentHandler.inbox
 *   connection &lt;- outbox &lt;-------- responses &lt;- PersistentHandler.outbox
 * </pre>
 */
final class PersistentTurn extends Handler {
    private static final BoxSpec<ResponsePart> RESPONSES =
            BoxSpec.of("PersistentTurn", "responses", "a part of the response", 1, ResponsePart::size);

    private final PersistentGate gate;
    private final Inbox<ResponsePart> responses = new Inbox<>(this, RESPONSES);
    private final Outbox<ByteBuffer> body = new Outbox<>(this, "body");
    private boolean running;

    PersistentTurn(PersistentGate gate) {
        this.gate = gate;
    }

    @Override
    protected long maxBody() {
        return gate.handler().maxBody();
    }

    @Override
    protected void start() {
        if (!gate.enter(this)) {
            throw Unavailable.tooManyWaiting();
        }
    }

    @Override
    protected void step() throws Exception {
        if (!running && !outbox.isFinished() && gate.isHeldBy(this)) {
            running = true;
            PersistentHandler handler = gate.handler();
            handler.next(request(), account());
            handler.whenBodyWanted(this::askForBody);
            body.linkTo(handler.inbox);
            handler.outbox.linkTo(responses);
            scheduler().activate(handler, Objects.requireNonNull(group()));
        }
        if (running) {
            passBody(body);
            passResponse();
        }
    }

    @Override
    protected void stopping() {
        tell(Handler::tellStopping);
    }

    @Override
    protected void inputEnded() {
        tell(Handler::tellInputEnded);
    }

    private void tell(Consumer<Handler> what) {
        if (running) {
            what.accept(gate.handler());
        }
    }

    private void passResponse() {
        while (!responses.isEmpty() && outbox.hasRoom()) {
            outbox.send(Objects.requireNonNull(responses.poll()));
        }
        Shutdown shutdown = responses.shutdown();
        if (shutdown != null) {
            outbox.shutdown(shutdown); // with its cause, which was logged where it was thrown
        } else if (responses.ended()) {
            finish();
        }
    }

    @Override
    void ended(CloseReason how, @Nullable Throwable failure) {
        if (running) {
            gate.handler().close(how);
        }
        gate.leave(this);
    }
}
