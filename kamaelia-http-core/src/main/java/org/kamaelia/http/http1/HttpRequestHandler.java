package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.ExpectedFailure;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.exchange.Admission;
import org.kamaelia.http.exchange.BodyChunk;
import org.kamaelia.http.exchange.Exchange;
import org.kamaelia.http.exchange.HttpCounters;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.exchange.RequestBody;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Refusal;
import org.kamaelia.http.syntax.TargetForm;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Transport;

/**
 * Plugs in one handler for each request and frames what it produces: Kamaelia's {@code HTTPRequestHandler}.
 *
 * <pre>
 *   IDLE --request--> ANSWERING --answer complete, body read--> IDLE
 *                        |  \--answer complete, body unread--> DRAINING --body has ended--> IDLE
 *                        |                                        \--too much, too long--> closed
 *                        \--answer says close--> closed             (idle for too long, refused, broken --> closed)
 * </pre>
 *
 * <p>Messages are taken only when they can be worked off: a request when the one before has been answered, a chunk when
 * the handler has done with the one before, a part of the response when the socket has room.
 */
public final class HttpRequestHandler extends Component {
    private static final System.Logger LOG = BackgroundLog.of(HttpServer.class);
    private static final String NAME = "HttpRequestHandler";
    private static final String INBOX_MEANING = "a request, a piece of its body, its trailers, or a refusal";
    public static final BoxSpec<Object> INBOX = BoxSpec.of(NAME, "inbox", INBOX_MEANING, 16, HttpRequestHandler::size);
    public static final BoxSpec<ResponsePart> RESPONSES =
            BoxSpec.of(NAME, "responses", "a part of the response", 16, ResponsePart::size);

    /** How long a connection is idle before it is reduced to its socket. */
    private static final long PARK_NANOS = 500_000_000;

    /** What one part of a response puts into the transport's inbox at the most: head or chunk line, data, end of chunk. */
    private static final int ENTRIES_A_PART = 4;

    private final Inbox<Object> inbox;
    private final Inbox<ResponsePart> responses = new Responses(this);
    private final RequestBody body;
    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private final HttpServer connection;
    private final HttpSetup setup;
    private final Transport transport;
    private final ByteBound incoming;
    private final ByteBound outgoing;
    private final HttpCounters counters;
    private final ResponseWriter writer;
    private final Exchange exchange;
    private @Nullable Request request;
    private @Nullable Handler handler;
    private HttpLimits limits;
    private boolean stopping;
    private boolean idling;
    private boolean toldStopping;
    private boolean toldInputEnded;
    private long deadline;
    private long idleUntil;

    public HttpRequestHandler(
            HttpServer connection, HttpSetup setup, Transport transport, ByteBound incoming, ByteBound outgoing) {
        this.connection = connection;
        this.setup = setup;
        this.limits = setup.limits();
        this.transport = transport;
        this.incoming = incoming;
        this.outgoing = outgoing;
        int ahead = setup.limits().pipelined();
        this.inbox = new Inbox<>(
                this,
                ahead == INBOX.capacity()
                        ? INBOX
                        : BoxSpec.of(NAME, "inbox", INBOX_MEANING, ahead, HttpRequestHandler::size));
        this.counters = setup.statistics().on(transport.loop());
        this.writer = new ResponseWriter(outbox, transport.loop(), setup.serverField());
        this.exchange = new Exchange(writer, counters, connection);
        this.body = new RequestBody(new Outbox<>(this, "body"), setup.limits().drainBytes());
        inbox.boundBy(incoming, false);
        responses.boundBy(outgoing, true);
    }

    private static int size(Object message) {
        if (message instanceof BodyChunk chunk) {
            return chunk.size();
        }
        return message instanceof Request waiting ? waiting.head().size() : 0;
    }

    /** The box for parts of the response, which notices when the handler sends the very chunk that it was lent. */
    private static final class Responses extends Inbox<ResponsePart> {
        private final HttpRequestHandler owner;

        Responses(HttpRequestHandler owner) {
            super(owner, RESPONSES);
            this.owner = owner;
        }

        @Override
        protected void accepted(ResponsePart part) {
            owner.body.mayBeSent(part);
        }
    }

    public Inbox<Object> inbox() {
        return inbox;
    }

    public Outbox<IoBuffer> outbox() {
        return outbox;
    }

    /** The limits that hold for a request: those of its path once it has a handler. */
    public HttpLimits limitsOf(@Nullable Request asked) {
        return asked == request ? limits : setup.limits();
    }

    /** The server stops: the answer under way is the last. */
    public void drain() {
        stopping = true;
        again();
    }

    @Override
    protected void start() {
        idle();
    }

    @Override
    protected void step() {
        Shutdown broken = inbox.shutdown();
        if (broken != null) {
            close(CloseCause.RESET, reasonOf(transport.closeCause()));
            return;
        }
        if (handler != null && (stopping || inbox.control() != null)) {
            tell(handler);
        }
        boolean more;
        do {
            body.takeBack();
            more = respond();
            more |= isLive() && receive();
        } while (more && isLive());
        if (isLive()) {
            rest();
        }
    }

    /** Tells the handler, once it has started, that the server stops, or that the client has closed its side. */
    private void tell(Handler plugged) {
        if (!plugged.hasStarted()) {
            again();
            return;
        }
        if (stopping && !toldStopping) {
            toldStopping = true;
            plugged.tellStopping();
        }
        if (stopping && exchange.isEndless() && deadline == Long.MAX_VALUE) {
            deadline(setup.limits().streamGrace());
        }
        if (inbox.control() != null && !toldInputEnded) {
            toldInputEnded = true;
            plugged.tellInputEnded();
        }
        if (toldInputEnded && exchange.isEndless() && handler != null) {
            close(CloseCause.CLIENT, CloseReason.CLIENT_GONE); // nobody ends it but the client, and this is how
        }
    }

    private static CloseReason reasonOf(@Nullable CloseCause cause) {
        if (cause == CloseCause.TIMEOUT || cause == CloseCause.SHED) {
            return CloseReason.TIMEOUT;
        }
        if (cause == CloseCause.FAILED) {
            return CloseReason.FAILED;
        }
        return cause == CloseCause.STOPPED ? CloseReason.STOPPED : CloseReason.CLIENT_GONE;
    }

    private static CloseReason reasonOf(Refusal refusal) {
        if (refusal == HttpParser.BROKEN_OFF) {
            return CloseReason.CLIENT_GONE;
        }
        return refusal.status() == 408 ? CloseReason.TIMEOUT : CloseReason.REFUSED;
    }

    /** Nothing can be done now: closes what is over, or waits. */
    private void rest() {
        if (request == null && inbox.isEmpty()) {
            if (inbox.ended()) {
                close(CloseCause.CLIENT, CloseReason.CLIENT_GONE);
                return;
            }
            if (stopping && connection.isIdle()) {
                transport.expectNoMore();
                close(CloseCause.STOPPED, CloseReason.STOPPED);
                return;
            }
        }
        if (request == null && !idling) {
            idle();
        } else if (now() >= deadline) {
            late();
        }
    }

    // The way in: requests and their bodies.

    private boolean receive() {
        boolean progress = false;
        for (Object message; (message = inbox.peek()) != null && isLive(); progress = true) {
            if (message instanceof Request next) {
                if (request != null || !outgoing.hasRoom(outbox) || !outbox.hasRoom(ENTRIES_A_PART)) {
                    break; // so the first part of its answer has room for certain
                }
                inbox.poll();
                begin(next);
            } else if (message instanceof BodyChunk chunk) {
                if (!take(chunk)) {
                    break;
                }
            } else if (message instanceof Fields trailers) {
                inbox.poll();
                bodyEnded(trailers);
            } else {
                if (request != null && body.hasEnded()) {
                    break; // it refuses what comes after the request at hand
                }
                inbox.poll();
                Refusal refusal = (Refusal) message;
                refuse(refusal);
            }
        }
        return progress;
    }

    private void begin(Request next) {
        request = next;
        limits = setup.limits();
        exchange.begin(next, now());
        body.begin(next);
        if (next.head().form() == TargetForm.AUTHORITY) {
            counters.reject(405);
            // What a client sends behind CONNECT is meant for a tunnel and must not be read as requests.
            answer(page(405, "This server is no proxy").header("Allow", "").close()); // RFC 9110 section 9.3.6
            return;
        }
        try {
            Object chosen = Admission.choose(next, setup, counters);
            countStep();
            if (!(chosen instanceof Response atOnce)) {
                plug((Handler) chosen, next);
            } else if (exchange.first(atOnce, stopping) == Exchange.Outcome.IS_DONE) {
                done(CloseReason.FINISHED);
            } else {
                broken("finished without a response");
            }
        } catch (Throwable thrown) { // as out of a component: it ends this request and nothing else
            Throwable failure = AnswerException.of(thrown, next, setup.exceptions());
            if (!(failure instanceof ExpectedFailure)) {
                LOG.log(System.Logger.Level.ERROR, "There is no handler for " + next + ", or it failed", failure);
            }
            endWith(failure);
        }
    }

    private void plug(Handler made, Request next) {
        made.serve(next);
        made.countIn(transport.account());
        toldStopping = false;
        toldInputEnded = false;
        limits = setup.limits().of(made.limits());
        deadline(limits.firstPart());
        long own = made.bodyLimit();
        Inbox<ByteBuffer> box = made.bodyInbox();
        box.boundBy(incoming, false);
        body.connect(box, own < 0 ? limits.requestBody() : own);
        made.responseOutbox().linkTo(responses);
        handler = made;
        scheduler().activate(made, Objects.requireNonNull(group()));
        if (stopping || inbox.control() != null) {
            again(); // to tell it so
        }
        if (body.isTooLarge(next.contentLength())) {
            tooLarge();
        } else if (body.awaitsContinue()) {
            made.whenBodyWanted(this::proceed);
        }
    }

    /** The handler looks for the body: tells the client to send it (RFC 9110 section 10.1.1). */
    private void proceed() {
        if (body.awaitsContinue() && !exchange.hasBegun() && request != null) {
            writer.proceed();
        }
        body.goesOn();
    }

    /** Lends a chunk to the handler, or discards it where nobody wants it; answers false while it has to wait. */
    private boolean take(BodyChunk chunk) {
        body.goesOn();
        if (handler == null) {
            inbox.poll();
            if (!body.discard(chunk)) {
                close(CloseCause.COMPLETE, CloseReason.FINISHED);
            }
            return isLive();
        }
        if (body.isTooLarge(chunk.size())) {
            tooLarge();
            return false;
        }
        if (!body.lend(chunk)) {
            return false;
        }
        inbox.poll();
        firstPartDeadline();
        return true;
    }

    private void bodyEnded(Fields trailers) {
        if (request != null) {
            request.trailers(trailers);
        }
        body.end();
        if (handler != null) {
            firstPartDeadline();
        } else {
            nextRequest();
        }
    }

    // The way out: the response.

    private boolean respond() {
        boolean progress = false;
        while (handler != null && outbox.hasRoom(ENTRIES_A_PART)) {
            ResponsePart part = responses.peek();
            if (part == null) {
                return ending() || progress;
            }
            progress = true;
            Exchange.Outcome outcome = send(part);
            responses.poll();
            if (outcome == Exchange.Outcome.IS_BROKEN) {
                broken("sent a part that does not fit where it came");
            } else if (outcome == Exchange.Outcome.IS_DONE) {
                boolean whole = responses.ended() || part instanceof Response response && response.isComplete();
                done(whole ? CloseReason.FINISHED : CloseReason.UNWANTED);
            }
        }
        return progress;
    }

    private Exchange.Outcome send(ResponsePart part) {
        if (part instanceof Response response) {
            if (!response.isInterim()) {
                cancelDeadline();
            }
            return exchange.first(response, mustClose(response));
        }
        if (part instanceof ResponsePart.Data data) {
            return exchange.data(data);
        }
        if (part instanceof ResponsePart.FileData file) {
            return exchange.file(file.region());
        }
        exchange.trailers(((ResponsePart.Trailers) part).fields());
        return Exchange.Outcome.GOES_ON;
    }

    /**
     * Whether a response is the last one. A client that still waits for 100 may, or may not, send the body that it
     * announced: the stream is ambiguous. If a complete response leaves more of a body than is discarded, this is the
     * time to say so (RFC 9112 section 9.6).
     */
    private boolean mustClose(Response response) {
        return stopping
                || body.awaitsContinue()
                || response.isComplete() && request != null && body.leavesTooMuch(request.contentLength());
    }

    /** The handler has sent everything: looks how it ended. */
    private boolean ending() {
        Shutdown failed = responses.shutdown();
        if (failed != null) {
            failed(failed.cause());
        } else if (!responses.ended()) {
            return false;
        } else if (!exchange.hasBegun()) {
            broken("finished without a response");
        } else if (exchange.end() == Exchange.Outcome.IS_BROKEN) {
            broken(exchange.shortfall());
        } else {
            done(CloseReason.FINISHED);
        }
        return true;
    }

    /** Tells the observer of what was thrown, unless it is an answer and stands for nothing else. */
    private void noteFailure(@Nullable Throwable cause) {
        Throwable fault = cause instanceof AnswerException answer ? answer.getCause() : cause;
        if (fault != null && !(fault instanceof StatusException)) {
            exchange.failed(fault);
        }
    }

    /** The handler threw, which has been logged. */
    private void failed(@Nullable Throwable thrown) {
        Request asked = request;
        endWith(
                thrown == null || asked == null // graphs come here without a handler that could ask
                        ? thrown
                        : AnswerException.of(thrown, asked, setup.exceptions()));
    }

    /** Answers with what a failure stands for, or an error page, if nothing has been sent; else nothing can be saved. */
    private void endWith(@Nullable Throwable cause) {
        unplug(CloseReason.FAILED);
        noteFailure(cause);
        if (exchange.hasBegun()) {
            if (cause instanceof AnswerException answer && answer.getCause() != null) {
                LOG.log(System.Logger.Level.ERROR, "The answer to " + request + " broke off", answer.getCause());
            }
            abort(CloseReason.FAILED);
        } else if (cause instanceof StatusException status) {
            answer(status);
        } else if (cause instanceof AnswerException answer) {
            answer(answer.response());
        } else {
            answer(page(500, "The server failed to handle this request"));
        }
    }

    private void answer(StatusException status) {
        if (status.isOverload()) {
            counters.reject(status.status());
        }
        answer(status.on(page(status.status(), status.detail())));
    }

    private void broken(String how) {
        LOG.log(System.Logger.Level.WARNING, "The handler of {0} {1}", request, how);
        endWith(new IllegalStateException("The handler " + how));
    }

    /** The response cannot be completed, nor the connection be used again. */
    private void abort(CloseReason reason) {
        exchange.ended(reason);
        transport.closingBecause(CloseCause.FAILED);
        if (exchange.endsWithConnection()) {
            outbox.shutdown(new Shutdown("the response broke off")); // an orderly end would look like a complete answer
        } else {
            outbox.finish(); // the client gets what there is, and sees by the framing that it is not all
        }
        connection.end();
    }

    /** Answers without a handler. */
    private void answer(Response page) {
        exchange.first(page, mustClose(page));
        done(CloseReason.FINISHED);
    }

    private Response page(int status, String detail) {
        try {
            return setup.errorPages().page(status, detail, request);
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "The error page for " + status + " failed", failure);
            return Response.of(status);
        }
    }

    /** The answer is complete. */
    private void done(CloseReason reason) {
        unplug(reason);
        exchange.ended(reason);
        if (exchange.isClosing()) {
            closeAfterAnswer();
        } else if (body.hasEnded()) {
            nextRequest();
        } else {
            deadline(setup.limits().drain());
        }
    }

    private void unplug(CloseReason reason) {
        Handler plugged = handler;
        if (plugged == null) {
            return;
        }
        plugged.responseOutbox().unlink();
        body.disconnect();
        plugged.close(reason);
        handler = null;
        if (reason == CloseReason.FINISHED || reason == CloseReason.UNWANTED) {
            exchange.surplus(responses);
        }
        responses.nextFlow();
    }

    /** Nothing is under way; whether the connection is idle shows when there is nothing more to do in this step. */
    private void nextRequest() {
        request = null;
        idling = false;
        deadline = Long.MAX_VALUE;
    }

    private void idle() {
        request = null;
        idling = true;
        idleUntil = now() + setup.limits().idle().toNanos();
        deadline = Math.min(idleUntil, now() + PARK_NANOS);
        stepAt(deadline);
    }

    // The ends.

    /** The parser refuses what comes in: the request at hand, or one that never became one. */
    private void refuse(Refusal refusal) {
        if (request == null) {
            exchange.begin(refusal.toHead(), now());
        }
        reject(refusal.status(), refusal.reason(), reasonOf(refusal));
    }

    private void tooLarge() {
        reject(413, "The request body is larger than the " + body.limit() + " bytes allowed here", CloseReason.REFUSED);
    }

    /** Refuses what the client sends: with a page if nothing has been sent yet; closes in any case. */
    private void reject(int status, String detail, CloseReason reason) {
        counters.reject(status);
        transport.closingBecause(status == 408 ? CloseCause.TIMEOUT : CloseCause.REFUSED);
        body.breakOff(detail);
        unplug(reason);
        if (request != null && exchange.hasBegun()) {
            abort(reason);
            return;
        }
        exchange.first(page(status, detail), true);
        exchange.ended(reason);
        closeAfterAnswer();
    }

    /** Something took too long. */
    private void late() {
        if (request == null) {
            if (!transport.inbox().isEmpty()) {
                idle(); // a client that still receives, such as a large file, is not idle before its end
            } else if (connection.isIdle()) {
                nothingCame();
            } else {
                cancelDeadline(); // the parser watches what has begun to come in
            }
        } else if (handler == null) {
            close(CloseCause.TIMEOUT, CloseReason.FINISHED);
        } else if (exchange.isEndless()) {
            close(
                    CloseCause.STOPPED,
                    CloseReason.STOPPED); // its end is the end of the connection, so it is a proper one
        } else if (body.isUsedUp()) {
            firstPartDeadline(); // it is the client that we wait for
        } else {
            counters.reject(503);
            unplug(CloseReason.TIMEOUT);
            answer(page(503, "The resource did not answer in time"));
            again(); // another request may be waiting
        }
    }

    /** The connection is idle: waits with as little as possible for the rest of its time, and closes then. */
    private void nothingCame() {
        if (now() >= idleUntil) {
            close(CloseCause.IDLE, CloseReason.FINISHED);
        } else if (!connection.park(idleUntil - now())) {
            deadline = idleUntil;
            stepAt(deadline);
        }
    }

    private void closeAfterAnswer() {
        if (body.hasEnded() && request != null && !request.head().keepAlive() && connection.isIdle()) {
            transport.expectNoMore();
        }
        close(CloseCause.COMPLETE, CloseReason.FINISHED);
    }

    /** Closes the connection once everything sent has been written. */
    private void close(CloseCause cause, CloseReason reason) {
        transport.closingBecause(cause);
        if (handler != null) {
            body.breakOff(reason.toString());
            unplug(reason);
            exchange.ended(reason);
        }
        outbox.finish();
        connection.end();
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        CloseReason reason = failure == null ? CloseReason.STOPPED : CloseReason.FAILED;
        unplug(reason);
        exchange.ended(reason);
    }

    private void deadline(Duration fromNow) {
        deadline = now() + fromNow.toNanos();
        stepAt(deadline);
    }

    /** The handler has got something to answer to: it has so long for the first part of its answer. */
    private void firstPartDeadline() {
        if (!exchange.hasBegun()) {
            deadline(limits.firstPart());
        }
    }

    private void cancelDeadline() {
        deadline = Long.MAX_VALUE;
        cancelTimer();
    }

    /** Whose code runs, for a watchdog that finds the loop in this component. */
    @Override
    public String toString() {
        Request asked = request;
        return asked == null ? super.toString() : "the handler of " + asked;
    }
}
