package org.kamaelia.http.exchange;

import static org.kamaelia.http.exchange.ExchangeState.ANSWERED;
import static org.kamaelia.http.exchange.ExchangeState.FREE;
import static org.kamaelia.http.exchange.ExchangeState.WAITING;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.TargetForm;

/**
 * One request and its answer, whatever carries them: asks the factory for a reply, plugs in the handler, lends it the
 * body, passes on what it sends, and maps failures to error pages; Kamaelia's {@code HTTPRequestHandler}. Its states are
 * those of {@link ExchangeState}.
 *
 * <p>One component for each {@link Carrier}, used for one request after the other. Parts are taken only while the carrier
 * has room. A whole {@link Response} goes through the box {@code responses} like the parts of a handler.
 */
public final class HttpExchange extends Component {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final Carrier carrier;
    private final HttpSetup setup;
    private final HttpCounters counters;
    private final LentBody body;
    private final HandlerSlot slot;
    private final ResponsePath path;
    private long deadline = Long.MAX_VALUE;
    private boolean stopping;
    private boolean inputEnded;
    private boolean graceBegun;

    /** An exchange that is free. */
    public HttpExchange(Carrier carrier, ExchangeContext context) {
        this.carrier = carrier;
        this.setup = context.setup();
        this.counters = context.counters();
        this.body = new LentBody(new Outbox<>(this, "body"), setup.limits().drainBytes());
        Inbox<ResponsePart> responses = new ResponsesBox(this, body, context.outgoing());
        this.slot = new HandlerSlot(body, responses, context.incoming(), context.account());
        this.path = new ResponsePath(carrier, context, body, slot, responses);
    }

    /** The boxes that an exchange has, for statistics that begin before the first exchange does. */
    public static BoxSpec<?> box() {
        return ResponsesBox.SPEC;
    }

    // What the carrier tells and asks.

    /** Whether there is no request, so that another one may begin. */
    public boolean isFree() {
        return path.state() == FREE;
    }

    /** Whether the response is still to be sent, or a part of it. */
    public boolean isAtWork() {
        return path.isAtWork();
    }

    /** Whether the end of the request body has been received; true while there is no request. */
    public boolean hasWholeRequest() {
        return body.hasEnded();
    }

    /** A request begins; the exchange is free. The response may be complete when this returns. */
    public void begin(Request next) {
        path.begin(next, next.method().equals("HEAD"), now());
        body.begin(next);
        if (ACCESS.head(next).form() == TargetForm.AUTHORITY) {
            path.refuseTunnel();
            return;
        }
        try {
            take(Admission.reply(next, setup, counters), next);
        } catch (Throwable thrown) { // as out of a component: it ends this request and nothing else
            path.failed(thrown, next);
        }
    }

    private void take(Reply reply, Request asked) {
        countStep();
        if (reply instanceof Handler made) {
            plug(made, asked);
        } else if (asked.hasBody()) { // the body is held against its limit before the response is sent
            plug(new ReadyHandler(ErrorReplies.complete((Response) reply)), asked);
        } else {
            path.reply(ErrorReplies.complete((Response) reply));
        }
    }

    private void plug(Handler made, Request asked) {
        slot.plug(made, asked, setup.limits().requestBody());
        firstPartDeadline();
        scheduler().activate(made, Objects.requireNonNull(group()));
        if (stopping || inputEnded) {
            again(); // to tell it so
        }
        if (body.isTooLarge(asked.contentLength())) {
            tooLarge();
        } else if (body.awaitsContinue()) {
            slot.whenBodyWanted(this::proceed);
        }
    }

    /** The handler looks for the body: tells the client to send it (RFC 9110 section 10.1.1). */
    private void proceed() {
        if (body.awaitsContinue() && path.state() == WAITING) {
            carrier.proceed();
        }
        body.goesOn();
    }

    /** Takes a piece of the body: lends it to the handler, or discards it where nobody wants it. */
    public Taking offer(RequestEvent.Chunk chunk) {
        body.goesOn();
        if (slot.isEmpty()) {
            return body.discard(chunk) ? Taking.TAKEN : Taking.TOO_MUCH;
        }
        if (body.isTooLarge(chunk.size())) {
            tooLarge();
            return Taking.WAIT; // for the carrier, which closes
        }
        if (!body.lend(chunk)) {
            return Taking.WAIT;
        }
        firstPartDeadline();
        return Taking.TAKEN;
    }

    /** The request body has ended. */
    public void endBody(Fields trailers) {
        Request asked = path.request();
        if (asked != null) {
            ACCESS.trailers(asked, trailers);
        }
        body.end();
        if (!slot.isEmpty()) {
            firstPartDeadline();
        }
    }

    /** The request has ended and has been answered: the exchange is free for another one. */
    public void release() {
        path.release();
    }

    /** The server begins to stop. */
    public void stopping() {
        stopping = true;
        again();
    }

    /** The client has closed its sending side. */
    public void inputEnded() {
        if (!inputEnded) {
            inputEnded = true;
            again();
        }
    }

    /**
     * What the client sends is refused: the request at hand, or one that never became one.
     *
     * @param toHead whether the response answers HEAD, where there is no request that says so
     */
    public void refuse(int status, String detail, CloseReason how, boolean toHead) {
        if (path.state() == ANSWERED) {
            counters.reject(status); // the response has left; there is nothing to say it with
            return;
        }
        if (path.request() == null) {
            path.begin(null, toHead, now());
        }
        path.reject(status, detail, how);
    }

    /** The connection is over: ends what is under way, if anything is. */
    public void abandon(CloseReason how) {
        path.abandon(how);
    }

    // The way out: the response.

    @Override
    protected void step() {
        work();
    }

    /** Does what can be done now; for the carrier when it has room, or when something came in. */
    public void work() {
        if (stopping || inputEnded) {
            tell();
        }
        body.takeBack();
        path.respond();
        if (isLive()) {
            carrier.resume();
        }
        if (isLive() && now() >= deadline) {
            late();
        }
    }

    /** Tells the handler, once it has started, that the server stops, or that the client has closed its side. */
    private void tell() {
        Handler plugged = slot.handler();
        if (plugged == null) {
            return;
        }
        if (!plugged.hasStarted()) {
            again();
            return;
        }
        if (stopping) {
            slot.tellStopping();
            if (path.isEndless() && !graceBegun) {
                graceBegun = true;
                deadline(setup.limits().streamGrace());
            }
        }
        if (inputEnded) {
            slot.tellInputEnded();
            if (path.isEndless()) {
                path.done(CloseReason.CLIENT_GONE); // nobody ends it but the client, and this is how
            }
        }
    }

    private void tooLarge() {
        path.reject(
                413,
                "The request body is larger than the " + body.limit() + " bytes allowed here",
                CloseReason.REFUSED);
    }

    /** Something took too long. */
    private void late() {
        deadline = Long.MAX_VALUE;
        if (graceBegun && path.isEndless()) {
            path.done(CloseReason.STOPPED); // the grace of a stop is over: the end of the connection is a proper one
        } else if (path.state() == WAITING && body.isUsedUp()) {
            firstPartDeadline(); // the handler waits for the client
        } else if (path.state() == WAITING) {
            path.tooLate();
            again(); // another request may be waiting
        }
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        abandon(failure == null ? CloseReason.STOPPED : CloseReason.FAILED);
    }

    private void deadline(Duration fromNow) {
        deadline = now() + fromNow.toNanos();
        stepAt(deadline);
    }

    /** The handler has got something to answer to: it has so long for the first part of its response. */
    private void firstPartDeadline() {
        Request asked = path.request();
        if (path.state() == WAITING && asked != null) {
            Duration own = ACCESS.limits(asked).firstPart();
            deadline(own != null ? own : setup.limits().firstPart());
        }
    }

    /** Whose code runs, for a watchdog that finds the loop in this component. */
    @Override
    public String toString() {
        Request asked = path.request();
        return asked == null ? super.toString() : "the handler of " + asked;
    }
}
