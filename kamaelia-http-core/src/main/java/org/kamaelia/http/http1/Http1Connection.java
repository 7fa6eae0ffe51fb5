package org.kamaelia.http.http1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.Answer;
import org.kamaelia.http.exchange.AnswerLedger;
import org.kamaelia.http.exchange.ExchangeContext;
import org.kamaelia.http.exchange.HttpExchange;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.exchange.RequestEvent;
import org.kamaelia.http.exchange.RequestMaker;
import org.kamaelia.http.syntax.Refusal;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.Transport;

/**
 * One connection of HTTP/1 (RFC 9112): the order of its requests, how long it persists, and how it ends. The
 * {@link HttpExchange} of the connection handles each request and its response.
 *
 * <pre>
 *   IDLE --request--> EXCHANGE --answered, request has ended--> IDLE         (idle too long: parked, then closed)
 *                        |  \--answered, body still comes--> DRAINING --it has ended--> IDLE
 *                        |                                       \--too much, too long--> CLOSED
 *                        \--the response says close, is broken, or the client has gone--> CLOSED
 *                        \--101--> the connection goes to another protocol: CLOSED here
 * </pre>
 *
 * <p>An event stays in the inbox until it can be handled. For example, a request waits for the end of the previous one.
 */
public final class Http1Connection extends Http1Output {
    private static final BoxSpec<RequestEvent> INBOX = box(16);

    /** A connection that has been idle for this time is parked: only its socket is kept. */
    private static final long PARK_NANOS = 500_000_000;

    private enum State {
        IDLE,
        EXCHANGE,
        DRAINING,
        CLOSED
    }

    private final Inbox<RequestEvent> inbox;
    private final HttpSetup setup;
    private final Transport transport;
    private final HttpParser parser;
    private final HttpExchange exchange;
    private final AnswerLedger ledger;
    private final ByteBound outgoing;
    private final long takenBefore;
    private State state = State.IDLE;
    private @Nullable Request request;
    private @Nullable Protocol next;
    private boolean stopping;
    private boolean idling;
    private boolean pumping;
    private long deadline = Long.MAX_VALUE;
    private long idleUntil;

    /**
     * Makes an idle connection. The caller must link {@link #fromClient()} and {@link #toClient()}, and activate all
     * {@link #parts()}.
     */
    public Http1Connection(HttpSetup setup, Transport transport) {
        super(transport.loop(), transport.account(), setup.serverField());
        this.setup = setup;
        this.transport = transport;
        Bounds bounds = transport.bounds(setup.limits().buffered());
        this.outgoing = bounds.outgoing();
        RequestMaker requests = new RequestMaker(setup, transport);
        var counters = setup.statistics().on(transport.loop());
        this.ledger = new AnswerLedger(
                transport, counters, requests.connection(), bounds.incoming().limit());
        this.exchange = new HttpExchange(
                this, new ExchangeContext(setup, counters, ledger, bounds.incoming(), outgoing, transport.account()));
        this.parser =
                new HttpParser(requests, setup.limits(), bounds.incoming(), transport.account(), exchange::wantsBody);
        this.takenBefore = transport.taken();
        int ahead = setup.limits().pipelined();
        this.inbox = new Inbox<>(this, ahead == INBOX.capacity() ? INBOX : box(ahead));
        inbox.boundBy(bounds.incoming(), false);
        parser.outbox().linkTo(inbox);
        transport.onTaken(ledger);
    }

    /** The component has this name in meters for compatibility. */
    private static BoxSpec<RequestEvent> box(int capacity) {
        return BoxSpec.of("HttpRequestHandler", "inbox", "an event of a request", capacity, RequestEvent::size);
    }

    /** The boxes of a connection, so that their statistics can be declared before the first connection. */
    public static List<BoxSpec<?>> boxes() {
        return List.of(HttpParser.INBOX, INBOX);
    }

    /** The components of this connection. */
    public List<Component> parts() {
        return List.of(parser, exchange, this);
    }

    /** The box that receives the bytes of the client. */
    public Inbox<IoBuffer> fromClient() {
        return parser.inbox();
    }

    /** The box that sends bytes to the client. */
    public Outbox<IoBuffer> toClient() {
        return outbox();
    }

    /** Called when the server stops: the current response is the last one. */
    public void drain() {
        stopping = true;
        exchange.stopping();
        again();
    }

    @Override
    protected void start() {
        idle();
    }

    @Override
    protected void step() {
        if (inbox.shutdown() != null) {
            close(CloseCause.RESET, AnswerLedger.reasonOf(transport.closeCause()));
            return;
        }
        if (inbox.control() != null) {
            exchange.inputEnded();
        }
        exchange.work();
        resume();
    }

    // The way in: requests and their bodies.

    @Override
    public void resume() {
        if (!pumping && isLive()) {
            pumping = true;
            try {
                pump();
            } finally {
                pumping = false;
            }
            if (isLive()) {
                rest();
                parser.exchangeWentOn();
            }
        }
    }

    private void pump() {
        RequestEvent event;
        do {
            event = isLive() ? inbox.peek() : null;
        } while (event != null && take(event));
    }

    /** Handles an event and takes it off the inbox. Returns false if the event must wait. */
    private boolean take(RequestEvent event) {
        if (event instanceof RequestEvent.Head head) {
            if (state != State.IDLE || !hasRoom() || !outgoing.hasRoom(outbox()) || !ledger.hasRoom(this)) {
                return false; // so that there is room for the first part of its response
            }
            inbox.poll();
            state = State.EXCHANGE;
            request = head.request();
            deadline = Long.MAX_VALUE;
            exchange.begin(head.request());
            exchange.work();
        } else if (event instanceof RequestEvent.Chunk chunk) {
            return take(chunk);
        } else if (event instanceof RequestEvent.End end) {
            inbox.poll();
            exchange.endBody(end.trailers());
            if (state == State.DRAINING) {
                nextRequest();
            }
        } else if (event instanceof RequestEvent.Refused refused) {
            if (state == State.EXCHANGE && exchange.hasWholeRequest()) {
                return false; // the refusal is for the bytes after the current request
            }
            inbox.poll();
            refuse(refused.refusal(), refused.line());
        }
        return true;
    }

    private boolean take(RequestEvent.Chunk chunk) {
        switch (exchange.offer(chunk)) {
            case TAKEN -> inbox.poll();
            case TOO_MUCH -> {
                inbox.poll();
                close(CloseCause.COMPLETE, CloseReason.FINISHED);
            }
            case WAIT -> {
                return false;
            }
        }
        return true;
    }

    /** Handles a refusal of the parser: for the current request, or for a request that is not complete. */
    private void refuse(Refusal refusal, String line) {
        boolean late = refusal.status() == 408;
        transport.closingBecause(late ? CloseCause.TIMEOUT : CloseCause.REFUSED);
        CloseReason how = late ? CloseReason.TIMEOUT : CloseReason.REFUSED;
        boolean answered = state == State.DRAINING;
        state = State.EXCHANGE;
        exchange.refuse(refusal, refusal == HttpParser.BROKEN_OFF ? CloseReason.CLIENT_GONE : how, line);
        if (answered) {
            close(CloseCause.REFUSED, how); // there is no way to report the refusal
        }
    }

    // The way out.

    @Override
    boolean isLast() {
        return stopping;
    }

    @Override
    public void answered(Answer answer, CloseReason how) {
        lost(answer, how);
        if (isClosing() || how != CloseReason.FINISHED && how != CloseReason.UNWANTED) {
            closeAfterAnswer(how);
        } else if (exchange.hasWholeRequest()) {
            nextRequest();
        } else {
            state = State.DRAINING;
            deadline = now() + setup.limits().drain().toNanos();
            stepAt(deadline);
        }
    }

    @Override
    public void upgraded(Answer answer, Protocol taking) {
        next = taking;
        answered(answer, CloseReason.FINISHED);
    }

    @Override
    public void broken(Answer answer, CloseReason how) {
        lost(answer, how);
        transport.closingBecause(causeOf(how));
        if (endsWithConnection()) {
            outbox().shutdown(new Shutdown("the response broke off")); // a normal end would look complete
        } else {
            outbox().finish(); // the client gets the data so far; the framing shows that it is not complete
        }
        end();
    }

    @Override
    public void lost(Answer answer, CloseReason how) {
        ledger.sent(answer, how, takenBefore + produced(), transport.taken());
    }

    // Between requests.

    /** Prepares for the next request. The connection becomes idle if no request begins in this step. */
    private void nextRequest() {
        exchange.release();
        if (next != null) {
            switchProtocol(next);
            return;
        }
        if (request != null) {
            parser.exchangeOver(headOf(request));
        }
        state = State.IDLE;
        request = null;
        idling = false;
        deadline = Long.MAX_VALUE;
    }

    /** Called when no event can be handled now: closes the connection if it is over, or waits. */
    private void rest() {
        if (state == State.IDLE && inbox.isEmpty()) {
            if (inbox.ended()) {
                close(CloseCause.CLIENT, CloseReason.CLIENT_GONE);
                return;
            }
            if (stopping && parser.isIdle()) {
                transport.expectNoMore();
                close(CloseCause.STOPPED, CloseReason.STOPPED);
                return;
            }
        }
        if (state == State.IDLE && !idling) {
            idle();
        } else if (now() >= deadline) {
            late();
        }
    }

    private void idle() {
        idling = true;
        idleUntil = now() + setup.limits().idle().toNanos();
        deadline = Math.min(idleUntil, now() + PARK_NANOS);
        stepAt(deadline);
    }

    /** Called when the deadline has passed. */
    private void late() {
        if (state == State.DRAINING) {
            close(CloseCause.TIMEOUT, CloseReason.FINISHED);
        } else if (state != State.IDLE) {
            deadline = Long.MAX_VALUE;
        } else if (!transport.inbox().isEmpty()) {
            idle(); // a client that still receives the last response is not idle
        } else if (parser.isIdle()) {
            nothingCame();
        } else {
            deadline = Long.MAX_VALUE; // the parser watches the time of a request that has begun
        }
    }

    /** Parks an idle connection, or closes it if it has been idle for too long. */
    private void nothingCame() {
        if (now() >= idleUntil) {
            close(CloseCause.IDLE, CloseReason.FINISHED);
        } else if (parser.isFresh() && transport.park(idleUntil - now())) {
            outbox().unlink();
            end();
        } else {
            deadline = idleUntil;
            stepAt(deadline);
        }
    }

    // The ends of a connection.

    private void closeAfterAnswer(CloseReason how) {
        if (exchange.hasWholeRequest() && request != null && !headOf(request).keepAlive() && parser.isIdle()) {
            transport.expectNoMore();
        }
        close(causeOf(how), how);
    }

    private static CloseCause causeOf(CloseReason how) {
        return switch (how) {
            case FINISHED, UNWANTED -> CloseCause.COMPLETE;
            case TIMEOUT -> CloseCause.TIMEOUT;
            case CLIENT_GONE -> CloseCause.CLIENT;
            case REFUSED -> CloseCause.REFUSED;
            case FAILED -> CloseCause.FAILED;
            case STOPPED -> CloseCause.STOPPED;
        };
    }

    /** Closes the connection when everything sent has been written. */
    private void close(CloseCause cause, CloseReason how) {
        transport.closingBecause(cause);
        exchange.abandon(how);
        outbox().finish();
        end();
    }

    /** Hands the connection over to the next protocol. Queued bytes are written before the bytes of that protocol. */
    private void switchProtocol(Protocol taking) {
        state = State.CLOSED;
        IoBuffer readAhead = parser.takeReadAhead();
        outbox().unlink();
        if (!transport.switchTo(taking, readAhead) && readAhead != null) {
            readAhead.release();
        }
        end();
    }

    /** Ends the components of this connection. */
    private void end() {
        state = State.CLOSED;
        Component.stop(exchange);
        Component.stop(parser);
        stop();
    }

    /** Names the request, for the log message of a watchdog that finds the event loop blocked in this component. */
    @Override
    public String toString() {
        return request == null ? super.toString() : "the handler of " + request;
    }
}
