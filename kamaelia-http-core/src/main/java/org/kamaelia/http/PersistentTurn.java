package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.net.transport.ClientKey;

/**
 * The turn of one request with a persistent handler. It collects the request body, as far as the handler wants it
 * collected, waits at the gate, then runs the handler on the event loop of the connection and passes messages in both
 * directions.
 *
 * <pre>
 *   connection -> inbox -> ahead -> body      -> PersistentHandler.inbox
 *   connection &lt;- outbox &lt;--------- responses &lt;- PersistentHandler.outbox
 * </pre>
 */
final class PersistentTurn extends Handler {
    private static final BoxSpec<ResponsePart> RESPONSES =
            BoxSpec.of("PersistentTurn", "responses", "a part of the response", 1, ResponsePart::size);

    /** How often a turn looks whether its handler waits for the client while others wait for their turns. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final PersistentGate gate;
    private final Inbox<ResponsePart> responses = new Inbox<>(this, RESPONSES);
    private final Outbox<ByteBuffer> body = new Outbox<>(this, "body");
    private final BodyAhead ahead;
    private boolean entered;
    private boolean running;
    private boolean delays;
    private long lookedAt;
    private long delay;

    PersistentTurn(PersistentGate gate) {
        this.gate = gate;
        this.ahead = new BodyAhead(gate.handler().bodyAhead());
    }

    /** The client, see {@link ClientKey}. */
    long client() {
        return ClientKey.of(request().remoteAddress());
    }

    @Override
    protected long maxBody() {
        return gate.handler().maxBody();
    }

    @Override
    protected void start() {
        enterIfReady();
    }

    /** Enters the gate once the body is there, so that a client that sends slowly holds nobody up. */
    private void enterIfReady() {
        if (!entered && isReady()) {
            if (!gate.enter(this)) {
                throw Unavailable.tooManyWaiting();
            }
            entered = true;
        }
    }

    /** Collects what has come, and answers whether this is enough. Only the handler asks for a body that waits for 100. */
    private boolean isReady() {
        if (!request().hasBody()
                || ahead.most() == 0
                || ServerAccess.get().head(request()).expectsContinue()) {
            return true;
        }
        for (ByteBuffer chunk; !ahead.isFull() && (chunk = pollLent()) != null; ) {
            ahead.add(chunk);
            keeping(ahead.bytes());
        }
        return ahead.isFull() || inbox.ended();
    }

    @Override
    protected void step() throws Exception {
        if (outbox.isFinished()) {
            return;
        }
        enterIfReady();
        if (entered && !running && gate.isHeldBy(this)) {
            running = true;
            PersistentHandler handler = gate.handler();
            handler.next(request(), account());
            handler.whenBodyWanted(this::askForBody);
            body.linkTo(handler.inbox);
            handler.outbox.linkTo(responses);
            scheduler().activate(handler, Objects.requireNonNull(group()));
        }
        if (running) {
            passCollected();
            passResponse();
            checkDelay();
        }
    }

    /**
     * Ends the request if its client has kept others waiting for too long: by a body that does not come, or a response that
     * it does not take. Time counts only while other requests wait.
     */
    private void checkDelay() {
        if (delays) {
            delay += now() - lookedAt;
        }
        boolean waitsForClient =
                !outbox.isFinished() && (!responses.isEmpty() || gate.handler().waitsForBody());
        delays = waitsForClient && gate.hasWaiting();
        lookedAt = now();
        if (delay >= gate.handler().patience().toNanos()) {
            throw new StatusException(408, "This request has kept others waiting for too long");
        }
        if (!outbox.isFinished()) {
            stepAfter(LOOK);
        }
    }

    private void passCollected() {
        while (!ahead.isEmpty() && body.hasRoom()) {
            body.send(ahead.next());
            keeping(ahead.bytes());
        }
        if (ahead.isEmpty()) {
            passBody(body);
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
