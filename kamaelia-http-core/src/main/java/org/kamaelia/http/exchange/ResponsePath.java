package org.kamaelia.http.exchange;

import static org.kamaelia.http.exchange.ExchangeState.ANSWERED;
import static org.kamaelia.http.exchange.ExchangeState.FREE;
import static org.kamaelia.http.exchange.ExchangeState.STREAMING;
import static org.kamaelia.http.exchange.ExchangeState.WAITING;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.ResponsePromise.Outcome;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.net.transport.Protocol;

/**
 * Passes a response from the box {@code responses} to the carrier, and handles every end of a response. Owns the state
 * of its exchange.
 */
final class ResponsePath {
    private static final BackgroundLog LOG = BackgroundLog.of(ResponsePath.class);
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final Carrier carrier;
    private final HttpCounters counters;
    private final AnswerLedger ledger;
    private final ErrorReplies errors;
    private final LentBody body;
    private final HandlerSlot slot;
    private final Inbox<ResponsePart> responses;
    private final ResponsePromise promise;
    private ExchangeState state = FREE;
    private @Nullable Request request;
    private @Nullable Answer answer; // null between two requests

    ResponsePath(
            Carrier carrier, ExchangeContext context, LentBody body, HandlerSlot slot, Inbox<ResponsePart> responses) {
        this.carrier = carrier;
        this.counters = context.counters();
        this.ledger = context.ledger();
        this.errors = new ErrorReplies(context.setup());
        this.body = body;
        this.slot = slot;
        this.responses = responses;
        this.promise = new ResponsePromise(carrier, counters);
    }

    ExchangeState state() {
        return state;
    }

    /** The current request; null if there is none. */
    @Nullable
    Request request() {
        return request;
    }

    /** Whether the response, or the rest of it, must still be sent. */
    boolean isAtWork() {
        return state == WAITING || state == STREAMING;
    }

    /** Whether the first part of an endless response has been sent. */
    boolean isEndless() {
        return state == STREAMING && promise.isEndless();
    }

    /**
     * Begins a request.
     *
     * @param next the request; null if it is refused before it was complete
     * @param toHead whether the request is HEAD
     * @param now the clock of the event loop, in nanoseconds
     */
    void begin(@Nullable Request next, boolean toHead, long now) {
        state = WAITING;
        request = next;
        answer = ledger.begin(next, now);
        promise.begin(toHead);
    }

    /** Makes the exchange free, when the request and the response have ended. */
    void release() {
        state = FREE;
        request = null;
    }

    /** Puts a whole response into the box, like the parts of a handler. */
    void reply(Response whole) {
        responses.receive(whole);
    }

    /** Passes on the parts in the box while the carrier has room. */
    void respond() {
        while (isAtWork() && carrier.hasRoom()) {
            ResponsePart part = responses.peek();
            if (part == null) {
                ending();
                return;
            }
            Outcome outcome =
                    part instanceof Response response && response.status() >= 200 ? head(response) : send(part);
            responses.poll();
            if (outcome == Outcome.BROKEN) {
                broken("sent a part in the wrong place, such as data before the first part or a second Response");
            } else if (outcome == Outcome.DONE) {
                boolean whole = responses.ended() || part instanceof Response response && response.isComplete();
                done(whole ? CloseReason.FINISHED : CloseReason.UNWANTED);
            }
        }
    }

    private Outcome send(ResponsePart part) {
        if (part instanceof Response response) {
            return informational(response);
        }
        if (part instanceof ResponsePart.Data data) {
            return promise.data(data, current());
        }
        if (part instanceof ResponsePart.FileData file) {
            return promise.file(file.region(), current());
        }
        promise.trailers(((ResponsePart.Trailers) part).fields());
        return Outcome.GOES_ON;
    }

    private Outcome informational(Response response) {
        if (state != WAITING) {
            return Outcome.BROKEN;
        }
        if (response.isInterim()) {
            carrier.interim(response, Objects.requireNonNull(request));
            return Outcome.GOES_ON;
        }
        return upgrade(response);
    }

    /** Returns the response that the filters make of a final response. Called once for each request. */
    private Response filtered(Response response) {
        Request asked = request;
        if (asked == null) {
            return errors.unreadable(response);
        }
        return ACCESS.mapsResponse(asked) ? errors.mapped(response, asked) : response;
    }

    /**
     * Sends the head of a response. If what the client sends next must not be read, the connection must close. It must
     * also close if more of the body remains than the server discards. The head announces the close (RFC 9112 section
     * 9.6).
     */
    private Outcome head(Response response) {
        if (state != WAITING) {
            return Outcome.BROKEN; // a second response instead of data
        }
        Response last = filtered(response);
        boolean unread = body.endsReading()
                || last.isComplete() && request != null && body.leavesTooMuch(request.contentLength());
        state = STREAMING;
        return promise.first(last, request, unread, current());
    }

    /** Hands the connection over to another protocol if the client has offered that protocol (RFC 9110 section 7.8). */
    private Outcome upgrade(Response response) {
        Request asked = Objects.requireNonNull(request);
        Protocol next;
        try {
            String name = Objects.requireNonNull(response.fields().first("Upgrade"), "a 101 response needs Upgrade");
            if (!UpgradeOffer.names(asked, name)) {
                Response page = errors.page(426, "This resource is reached by the protocol " + name, asked);
                return head(page.header("Upgrade", name)); // RFC 9110 section 15.5.22
            }
            next = Objects.requireNonNull(ACCESS.upgrade(response), "the supplier of the protocol returned null");
        } catch (RuntimeException | Error thrown) {
            failed(thrown, asked);
            return Outcome.GOES_ON;
        }
        if (body.awaitsContinue()) {
            carrier.proceed(); // RFC 9110 section 7.8: 100 before 101
            body.goesOn();
        }
        Outcome outcome = head(response);
        if (current().status() != 101) {
            return outcome; // a filter has refused the upgrade
        }
        if (asked.connectProtocol() != null) {
            answer.opened();
        }
        unplug(CloseReason.FINISHED);
        carrier.upgraded(closed(), next);
        return Outcome.GOES_ON;
    }

    /** Called when the box is empty: handles the end of the response, if the handler has ended it. */
    private void ending() {
        Shutdown failed = responses.shutdown();
        if (failed != null) {
            Throwable cause = failed.cause();
            Request asked = request;
            // For a graph, no handler has applied the mapper before.
            endWith(cause == null || asked == null ? cause : errors.answerTo(cause, asked));
        } else if (responses.ended()) {
            if (state == WAITING) {
                broken("finished without a response");
            } else if (promise.end(current())) {
                done(CloseReason.FINISHED);
            } else {
                broken(promise.shortfall(current()));
            }
        }
    }

    // The ends of a response.

    /** Called when the factory or a one-shot function has thrown an exception. */
    void failed(Throwable thrown, Request asked) {
        Throwable failure = errors.answerTo(thrown, asked);
        errors.log(failure, asked);
        endWith(failure);
    }

    /** Sends the response to a failure if the first part has not been sent. Otherwise breaks the response off. */
    private void endWith(@Nullable Throwable cause) {
        unplug(CloseReason.FAILED);
        Throwable fault = errors.faultOf(cause);
        if (fault != null) {
            current().failed(fault);
        }
        if (state == STREAMING) {
            errors.logBroken(cause, request);
            carrier.broken(closed(), CloseReason.FAILED);
            return;
        }
        int overload = errors.overloadStatus(cause);
        if (overload != 0) {
            counters.reject(overload);
        }
        answerWith(errors.responseTo(cause, request));
    }

    private void broken(String how) {
        RequestScope scope = request == null ? null : ACCESS.scope(request);
        LOG.log(System.Logger.Level.WARNING, "The handler of " + request + ' ' + how, null, scope);
        endWith(new IllegalStateException("The handler " + how));
    }

    /** Sends a complete response without a handler. */
    void answerWith(Response page) {
        head(page.isComplete() && page.status() >= 200 ? page : errors.page(500, "The server has no answer", request));
        done(CloseReason.FINISHED);
    }

    /** Ends the response, because no further parts follow. */
    void done(CloseReason how) {
        if (how == CloseReason.CLIENT_GONE || how == CloseReason.STOPPED) {
            body.breakOff(how.toString());
        }
        unplug(how);
        carrier.answered(closed(), how);
    }

    /** Returns the answer, which moves to the ledger. */
    private Answer closed() {
        state = ANSWERED;
        Answer complete = current();
        answer = null;
        return complete;
    }

    private Answer current() {
        return Objects.requireNonNull(answer);
    }

    /** Ends the handler, if there is one, and empties the box: a part that was left would be sent for the next request. */
    private void unplug(CloseReason how) {
        boolean answered = how == CloseReason.FINISHED || how == CloseReason.UNWANTED;
        if (slot.unplug(how) && answered) {
            promise.surplus(responses);
        }
        responses.nextFlow();
    }

    /**
     * Refuses the request, with an error page if the first part has not been sent. The connection ends in any case.
     *
     * @param line the request line of a request that is not complete, for the log; null if it is not known
     */
    void reject(int status, String detail, CloseReason how, @Nullable String line) {
        counters.reject(status);
        Answer refused = current();
        refused.refused(request == null ? line : null, detail);
        RefusalLog.write(refused.origin(), request, line, status, detail, how);
        body.breakOff(detail);
        unplug(how);
        if (state == STREAMING) {
            carrier.broken(closed(), how);
            return;
        }
        promise.first(filtered(errors.page(status, detail, request)), request, true, current());
        carrier.answered(closed(), how);
    }

    /** Sends 503, because the handler has not sent its first part in time. */
    void tooLate() {
        counters.reject(503);
        unplug(CloseReason.TIMEOUT);
        answerWith(errors.page(503, "The resource did not answer in time", request));
    }

    /** Ends a guard that has decided. Its decision takes its place. */
    void passGuard() {
        slot.unplug(CloseReason.FINISHED);
        responses.nextFlow();
    }

    /** Ends the current request, if there is one, because the connection ends. */
    void abandon(CloseReason how) {
        if (isAtWork()) {
            body.breakOff(how.toString());
            unplug(how);
            carrier.lost(closed(), how);
        }
    }
}
