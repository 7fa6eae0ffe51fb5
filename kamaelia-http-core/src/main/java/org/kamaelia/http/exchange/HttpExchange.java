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
import org.kamaelia.http.syntax.Refusal;

/**
 * One request and its response, independent of the protocol that carries them: Kamaelia's {@code HTTPRequestHandler}.
 * The exchange calls the factory, links the handler, lends it the request body, passes on its response, and maps
 * failures to error pages. Its states are in {@link ExchangeState}.
 *
 * <p>There is one component for each {@link Carrier}, used for one request after the other, on the event loop of the
 * connection. The exchange takes parts only while the carrier has room. A whole {@link Response} goes through the box
 * {@code responses} like the parts of a handler.
 */
public final class HttpExchange extends Component {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final Carrier carrier;
    private final HttpSetup setup;
    private final HttpCounters counters;
    private final Admission admission;
    private final LentBody body;
    private final HandlerSlot slot;
    private final ResponsePath path;
    private long deadline = Long.MAX_VALUE;
    private boolean stopping;
    private boolean inputEnded;
    private boolean graceBegun;

    /** Makes an exchange that is free. */
    public HttpExchange(Carrier carrier, ExchangeContext context) {
        this.carrier = carrier;
        this.setup = context.setup();
        this.counters = context.counters();
        this.admission = new Admission(setup, counters);
        this.body = new LentBody(new Outbox<>(this, "body"), setup.limits().drainBytes());
        Inbox<ResponsePart> responses = new ResponsesBox(this, body, context.outgoing());
        this.slot = new HandlerSlot(body, responses, context.incoming(), context.account());
        this.path = new ResponsePath(carrier, context, body, slot, responses);
    }

    /** The box {@code responses}, so that its statistics can be declared before the first exchange. */
    public static BoxSpec<?> box() {
        return ResponsesBox.SPEC;
    }

    // Methods for the carrier.

    /** Whether there is no request, so that another request may begin. */
    public boolean isFree() {
        return path.state() == FREE;
    }

    /** Whether the response, or the rest of it, must still be sent. */
    public boolean isAtWork() {
        return path.isAtWork();
    }

    /** Whether the end of the request body has been received; true while there is no request. */
    public boolean hasWholeRequest() {
        return body.hasEnded();
    }

    /** Whether the client is to send the body now: not while a guard decides, nor while the client waits for 100. */
    public boolean wantsBody() {
        return !slot.isGuarded() && !body.awaitsContinue();
    }

    /** Whether the client is to send the body of this request now: not before the exchange has come to the request. */
    public boolean wantsBody(@Nullable Request asked) {
        return asked == path.request() && wantsBody();
    }

    /** The octets of the request body that the handler has taken so far, or that were discarded. */
    public long bodyTaken() {
        return body.taken();
    }

    /**
     * Begins a request. The exchange must be free. A whole response waits in the box until the carrier calls
     * {@link #work()}.
     */
    public void begin(Request next) {
        path.begin(next, next.method().equals("HEAD"), now());
        body.begin(next);
        try {
            take(admission.enter(next), next);
        } catch (Throwable thrown) { // as for a component: the exception ends this request only
            path.failed(thrown, next);
        }
    }

    private void take(Reply reply, Request asked) {
        countStep();
        if (reply instanceof Handler made) {
            Handler guard = ACCESS.guard(made);
            if (guard == null) {
                plug(made, asked);
            } else {
                plugGuard(guard, made, asked);
            }
        } else if (asked.hasBody() && ((Response) reply).status() < 400) {
            // The size of the body is checked before the response is sent. An error needs no check: a client without
            // credentials gets 401 for a body of any size.
            plug(new ReadyHandler(ErrorReplies.complete((Response) reply)), asked);
        } else {
            path.reply(ErrorReplies.complete((Response) reply));
        }
    }

    /** Waits for the decision of a guard. Meanwhile the body waits in the carrier, and no 100 is sent. */
    private void plugGuard(Handler guard, Handler guarded, Request asked) {
        slot.plugGuard(guard, asked);
        ACCESS.whenDecided(guard, () -> scheduler().execute(() -> decided(guard, guarded, asked)));
        firstPartDeadline();
        scheduler().activate(guard, Objects.requireNonNull(group()));
    }

    /** Lets the decision of a guard take the place of the guard, unless the request has ended meanwhile. */
    private void decided(Handler guard, Handler guarded, Request asked) {
        if (slot.handler() != guard) {
            return;
        }
        path.passGuard();
        try {
            take(ACCESS.behindGuard(guarded, guard), asked);
        } catch (Throwable thrown) {
            path.failed(thrown, asked);
        }
        again();
    }

    private void plug(Handler made, Request asked) {
        slot.plug(made, asked, setup.limits().requestBody());
        firstPartDeadline();
        scheduler().activate(made, Objects.requireNonNull(group()));
        if (stopping || inputEnded) {
            again(); // to tell the handler
        }
        if (body.isTooLarge(asked.contentLength())) {
            tooLarge();
        } else if (body.awaitsContinue()) {
            slot.whenBodyWanted(this::proceed);
        }
    }

    /** Called when the handler polls for the body: sends 100 if the client expects it (RFC 9110 section 10.1.1). */
    private void proceed() {
        if (body.awaitsContinue() && path.state() == WAITING) {
            carrier.proceed();
            again(); // the carrier learns that the body is wanted
        }
        body.goesOn();
    }

    /** Takes a chunk of the body: lends it to the handler, or discards it if there is no handler. */
    public Taking offer(RequestEvent.Chunk chunk) {
        body.goesOn();
        if (slot.isEmpty()) {
            return body.discard(chunk) ? Taking.TAKEN : Taking.TOO_MUCH;
        }
        if (slot.isGuarded()) {
            body.keepWaiting(chunk);
            return Taking.WAIT;
        }
        if (body.isTooLarge(chunk.size())) {
            tooLarge();
            return Taking.WAIT; // the carrier closes the connection
        }
        if (!body.lend(chunk)) {
            return Taking.WAIT;
        }
        firstPartDeadline();
        return Taking.TAKEN;
    }

    /** Ends the request body. */
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

    /** Makes the exchange free for another request, when the request and the response have ended. */
    public void release() {
        path.release();
    }

    /** Called when the server begins to stop. */
    public void stopping() {
        stopping = true;
        again();
    }

    /** Called when the client has closed its sending side. */
    public void inputEnded() {
        if (!inputEnded) {
            inputEnded = true;
            again();
        }
    }

    /**
     * Refuses the current request, or a request that was refused before it was complete.
     *
     * @param line the request line of a request that was refused before it was complete, for the log; empty if unknown
     */
    public void refuse(Refusal refusal, CloseReason how, String line) {
        if (path.state() == ANSWERED) {
            counters.reject(refusal.status()); // the response has been sent, so there is no way to report the refusal
            return;
        }
        if (path.request() == null) {
            path.begin(null, refusal.toHead(), now());
        }
        path.reject(refusal.status(), refusal.reason(), how, line);
    }

    /** Refuses as above, without a request line. */
    public void refuse(int status, String detail, CloseReason how, boolean toHead) {
        refuse(new Refusal(status, detail, toHead), how, "");
    }

    /** Ends the current request, if there is one, because the connection ends. */
    public void abandon(CloseReason how) {
        path.abandon(how);
    }

    // The response.

    @Override
    protected void step() {
        work();
        if (isLive()) {
            carrier.resume();
        }
        if (isLive() && now() >= deadline) {
            late();
        }
    }

    /**
     * Does the work that is possible now. Called by the carrier after it has begun a request, and when it has room or
     * has received data. The request may be over when this method returns.
     */
    public void work() {
        if (stopping || inputEnded) {
            tell();
        }
        body.takeBack();
        path.respond();
        if ((stopping || inputEnded) && path.isEndless()) {
            tell(); // the response may have begun just now
        }
    }

    /** Tells the handler, once it has started, that the server stops or that the client has closed its sending side. */
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
                path.done(CloseReason.CLIENT_GONE); // only the client can end an endless response, in this way
            }
        }
    }

    private void tooLarge() {
        path.reject(
                413,
                "The request body is larger than the " + body.limit() + " bytes allowed here",
                CloseReason.REFUSED,
                null);
    }

    /** Called when the deadline has passed. */
    private void late() {
        deadline = Long.MAX_VALUE;
        if (graceBegun && path.isEndless()) {
            path.done(CloseReason.STOPPED); // the grace period is over; a close ends this response properly
        } else if (path.state() == WAITING && body.isUsedUp() && !slot.isGuarded()) {
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

    /** Starts the time limit for the first part. Called again when the handler gets more of the request. */
    private void firstPartDeadline() {
        Request asked = path.request();
        if (path.state() == WAITING && asked != null) {
            Duration own = ACCESS.limits(asked).firstPart();
            deadline(own != null ? own : setup.limits().firstPart());
        }
    }

    /** Names the request, for the log message of a watchdog that finds the event loop blocked in this component. */
    @Override
    public String toString() {
        Request asked = path.request();
        return asked == null ? super.toString() : "the handler of " + asked;
    }
}
