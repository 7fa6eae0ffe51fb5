package org.kamaelia.http.http2;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.util.LinkedList;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.Answer;
import org.kamaelia.http.exchange.AnswerLedger;
import org.kamaelia.http.exchange.Http2Counters;
import org.kamaelia.http.exchange.HttpCounters;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.exchange.RequestMaker;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.Transport;

/**
 * The open streams of a connection: opens and closes them, and shares the way to the socket among them.
 *
 * <pre>
 *   open --> Http2Stream --has something to send--> {@link SendQueue} --room and window--> {@link FrameOutput}
 *                                                       ^  \--no window of the connection--> blocked
 *                                                       '------------- WINDOW_UPDATE -----------'
 * </pre>
 */
final class Streams implements StreamOwner<Http2Stream> {
    private static final System.Logger LOG = BackgroundLog.of(Streams.class);

    private final Component connection;
    private final Runnable step;
    private final Http2Session session;
    private final StreamTable table;
    private final HttpSetup setup;
    private final Transport transport;
    private final Outbox<IoBuffer> outbox;
    private final FrameOutput out;
    private final ResponseHeads heads;
    private final Bounds bounds;
    private final StreamPool pool;
    private final Http2Counters counted;
    private final AnswerLedger ledger;
    private final long takenBefore;
    private final SendQueue queue = new SendQueue();
    private final Queue<Waiting> waiting = new LinkedList<>(); // hardly ever used
    private boolean closingAfter;

    /** A request that waits until the client has taken some of the responses before it. */
    private record Waiting(int id, Http2Stream stream, Request request) {}

    /**
     * Makes the streams of a connection.
     *
     * @param connection owns the outbox
     * @param step has the connection stepped
     */
    Streams(
            HttpSetup setup,
            Transport transport,
            Http2Session session,
            Component connection,
            Outbox<IoBuffer> outbox,
            FrameOutput out,
            RequestMaker requests,
            Runnable step) {
        this.connection = connection;
        this.step = step;
        this.session = session;
        this.table = session.streams;
        this.setup = setup;
        this.transport = transport;
        this.outbox = outbox;
        this.out = out;
        this.heads = new ResponseHeads(session.block, session.encoder, transport.loop(), setup.serverField());
        this.bounds = transport.bounds(setup.limits().buffered());
        HttpCounters counters = setup.statistics().on(transport.loop());
        this.counted = counters.http2();
        this.ledger = new AnswerLedger(
                transport, counters, requests.connection(), bounds.incoming().limit());
        this.pool = new StreamPool(setup, transport, bounds, counters, ledger);
        this.takenBefore = transport.taken();
        transport.onTaken(ledger);
    }

    /** The bound for what was received and not used yet. */
    ByteBound incoming() {
        return bounds.incoming();
    }

    boolean isEmpty() {
        return table.size() == 0;
    }

    int size() {
        return table.size();
    }

    /** Returns an open stream; null if the stream is not open. */
    @Nullable
    Http2Stream get(int id) {
        return table.get(id);
    }

    /** Returns the state of any stream. */
    StreamState stateOf(int id) {
        Http2Stream open = table.get(id);
        return open == null ? table.stateOf(id) : open.state();
    }

    /** Opens a stream. */
    Http2Stream open(int id, Priority priority, boolean wholeRequest) {
        Http2Stream stream = pool.take(this);
        stream.open(id, priority, wholeRequest, session.initialWindow);
        table.add(stream);
        counted.opened();
        return stream;
    }

    /** Begins a request, or has it wait while the client has not taken the responses before it. */
    void begin(Http2Stream stream, Request request) {
        if (waiting.isEmpty() && ledger.hasRoom(connection)) {
            stream.begin(request);
        } else {
            waiting.add(new Waiting(stream.id(), stream, request));
        }
    }

    private void beginWaiting() {
        while (!waiting.isEmpty() && ledger.hasRoom(connection)) {
            Waiting first = waiting.remove();
            if (table.get(first.id) == first.stream) { // it may have been reset, and used again
                first.stream.begin(first.request);
            }
        }
    }

    @Override
    public boolean hasRoom() {
        return out.hasRoom() && bounds.outgoing().hasRoom(outbox);
    }

    @Override
    public long window() {
        return session.window;
    }

    /** Widens the window of the connection. Returns false if it exceeds its largest size (RFC 9113 section 6.9.1). */
    boolean widen(int octets) {
        session.window += octets;
        if (session.window > Integer.MAX_VALUE) {
            return false;
        }
        if (session.window > 0) {
            queue.unblock();
        }
        return true;
    }

    /** Widens the window of a stream. Returns false if it exceeds its largest size. */
    boolean widen(Http2Stream stream, int octets) {
        if (!stream.output().widen(octets)) {
            return false;
        }
        queueOrBlock(stream);
        return true;
    }

    /** Queues a stream that can write. One that only the window of the connection stops waits for that window. */
    private void queueOrBlock(Http2Stream stream) {
        if (stream.canWrite()) {
            queue.add(stream);
        } else if (stream.output().hasData() && stream.output().window() > 0) {
            queue.block(stream);
        }
    }

    /** Changes the windows of all streams (RFC 9113 section 6.9.2). Returns false if one exceeds its largest size. */
    boolean initialWindow(int octets) {
        int difference = octets - session.initialWindow;
        session.initialWindow = octets;
        boolean valid = true;
        for (Http2Stream stream : table.all()) {
            valid &= widen(stream, difference);
        }
        return valid;
    }

    @Override
    public void credit(int octets) {
        session.credit += octets;
        if (session.credit >= setup.http2().connectionWindow() / 2 && out.hasRoomForControl()) {
            out.windowUpdate(0, session.credit);
            session.receivable += session.credit;
            session.credit = 0;
            step.run(); // what is written leaves after the step of the connection
        }
    }

    @Override
    public void credit(Http2Stream stream, int octets) {
        if (out.hasRoomForControl()) {
            out.windowUpdate(stream.id(), octets);
        }
    }

    // Sending.

    @Override
    public void sends(Http2Stream stream) {
        queue.add(stream);
        step.run();
    }

    @Override
    public void closeAfter() {
        closingAfter = true;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    /** Whether a response has asked to close the connection. */
    boolean isClosingAfter() {
        return closingAfter;
    }

    /** Gives a response another priority. */
    void prioritize(Http2Stream stream, Priority priority) {
        boolean queued = queue.remove(stream);
        stream.priority(priority);
        if (queued) {
            queue.add(stream);
        }
    }

    /** Begins requests that wait, and writes what the windows and the room allow. */
    void flush() {
        beginWaiting();
        while (!queue.isEmpty() && hasRoom()) {
            write(Objects.requireNonNull(queue.next()));
        }
    }

    private void write(Http2Stream stream) {
        if (stream.canWrite()) {
            try {
                int sent = stream.write(out, heads);
                session.window -= sent;
                if (sent > 0) {
                    session.controls.earn(4); // the client answers data with PING and WINDOW_UPDATE
                }
            } catch (IOException failure) {
                LOG.log(WARNING, "A response of {0} broke off: {1}", transport.serverName(), failure);
                reset(stream, ErrorCode.INTERNAL_ERROR, CloseReason.FAILED);
                return;
            }
        }
        if (settle(stream)) {
            return;
        }
        if (stream.tunnel() != null) {
            tellLedger(stream); // the exchange is over, although the stream goes on
        }
        stream.work();
        if (table.get(stream.id()) != stream) {
            return;
        }
        queueOrBlock(stream);
        if (stream.output().hasData() && !stream.canWrite()) {
            counted.windowAtZero();
        }
    }

    /** Closes a stream if both sides have ended. Returns whether it has closed. */
    boolean settle(Http2Stream stream) {
        StreamOutput output = stream.output();
        if (!output.isComplete()) {
            return false;
        }
        tellLedger(stream);
        ErrorCode reset = output.sentReset();
        if (reset != null) {
            counted.resetSent(reset.code());
            close(stream, StreamState.RESET_BY_SERVER, CloseReason.FINISHED);
            return true;
        }
        switch (stream.state()) {
            case OPEN ->
                stream.drain(transport.loop().now() + setup.limits().drain().toNanos());
            case HALF_CLOSED_LOCAL -> {
                if (stream.stopsClient()) {
                    reset(stream, ErrorCode.NO_ERROR, CloseReason.FINISHED);
                    return true;
                }
            }
            default -> {
                session.resets.earn(1);
                close(stream, StreamState.CLOSED, CloseReason.FINISHED);
                return true;
            }
        }
        return false;
    }

    private void tellLedger(Http2Stream stream) {
        Answer answer = stream.takeAnswer();
        if (answer != null) {
            ledger.sent(answer, stream.how(), takenBefore + out.produced(), transport.taken());
        }
    }

    // Closing.

    /** Resets a stream. */
    void reset(Http2Stream stream, ErrorCode code, CloseReason reason) {
        if (out.hasRoomForControl()) {
            out.reset(stream.id(), code);
        }
        counted.resetSent(code.code());
        close(stream, StreamState.RESET_BY_SERVER, reason);
    }

    /** Refuses a stream that is not open. */
    void refuse(int id, ErrorCode code) {
        if (out.hasRoomForControl()) {
            out.reset(id, code);
        }
        counted.resetSent(code.code());
        table.remember(id, StreamState.RESET_BY_SERVER);
    }

    /** Closes a stream that the client has reset. */
    void resetByClient(Http2Stream stream) {
        close(stream, StreamState.RESET_BY_CLIENT, CloseReason.CLIENT_GONE);
    }

    private void close(Http2Stream stream, StreamState end, CloseReason reason) {
        queue.forget(stream);
        table.remove(stream, end);
        stream.close(reason);
        tellLedger(stream);
        counted.closed();
        pool.giveBack(stream);
    }

    /** Gives up the streams that are kept for reuse, and what only open streams need. */
    void rest() {
        pool.clear();
        queue.rest();
        heads.rest();
    }

    /** Tells all handlers that the server stops. */
    void stopping() {
        pool.stopping();
        for (Http2Stream stream : table.all()) {
            stream.stopping();
        }
    }

    /** Tells all handlers that the client has closed its sending side; requests that are not complete end. */
    void inputEnded() {
        for (Http2Stream stream : table.all()) {
            if (stream.input().isIncomplete() || stream.request() == null) {
                close(stream, StreamState.RESET_BY_CLIENT, CloseReason.CLIENT_GONE);
            } else {
                stream.exchange().inputEnded();
            }
        }
    }

    /** Ends all streams, because the connection ends, and stops their exchanges. */
    void end(CloseReason reason) {
        for (Http2Stream stream : table.all()) {
            close(stream, StreamState.RESET_BY_SERVER, reason);
        }
        rest();
        waiting.clear();
    }

    /** The streams for which time limits are checked, in no order. */
    Http2Stream[] all() {
        return table.all();
    }
}
