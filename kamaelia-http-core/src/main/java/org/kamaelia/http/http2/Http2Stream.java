package org.kamaelia.http.http2;

import static org.kamaelia.http.http2.StreamState.HALF_CLOSED_LOCAL;
import static org.kamaelia.http.http2.StreamState.HALF_CLOSED_REMOTE;
import static org.kamaelia.http.http2.StreamState.OPEN;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.Answer;
import org.kamaelia.http.exchange.Carrier;
import org.kamaelia.http.exchange.ExchangeContext;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.exchange.HttpExchange;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.RequestEvent;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.transport.Protocol;

/**
 * One stream of a connection (RFC 9113 section 5): the carrier of one exchange. Its states are in {@link StreamState}. Used
 * for one stream after the other, on the event loop of the connection.
 *
 * <pre>
 *   DATA --> {@link StreamInput} --> HttpExchange --> {@link StreamOutput} --> HEADERS, DATA
 * </pre>
 */
final class Http2Stream implements Carrier, StreamTunnel.Stream {
    private final StreamOwner<Http2Stream> owner;
    private final HttpExchange exchange;
    private final StreamInput input;
    private final StreamOutput output;
    private StreamState state = StreamState.IDLE;
    private int id;
    private Priority priority = Priority.defaults();
    private boolean queued;
    private boolean blocked;
    private @Nullable Request request;
    private @Nullable Answer answer;
    private CloseReason how = CloseReason.FINISHED;
    private boolean stopsClient;
    private long drainUntil = Long.MAX_VALUE;
    private @Nullable StreamTunnel tunnel;
    private boolean stopping;

    /** Makes a stream that is idle; the caller activates its {@link #exchange()}. */
    Http2Stream(StreamOwner<Http2Stream> owner, ExchangeContext context, HttpLimits limits, int window) {
        this.owner = owner;
        this.output = new StreamOutput(context.account());
        this.exchange = new HttpExchange(this, context);
        this.input = new StreamInput(exchange, context.account(), limits, window);
    }

    HttpExchange exchange() {
        return exchange;
    }

    StreamInput input() {
        return input;
    }

    StreamOutput output() {
        return output;
    }

    int id() {
        return id;
    }

    StreamState state() {
        return state;
    }

    Priority priority() {
        return priority;
    }

    /** Sets the priority of the response. The stream is not in the queue. */
    void priority(Priority asked) {
        priority = asked;
    }

    /** Whether the client asks for its responses of this urgency one after the other. */
    boolean isSequential() {
        return !priority.incremental() && priority != Priority.defaults();
    }

    /** Notes whether the stream is in the queue. Returns whether that has changed. */
    boolean queued(boolean now) {
        boolean changed = queued != now;
        queued = now;
        return changed;
    }

    /** Notes whether the stream waits for the window of the connection. Returns whether that has changed. */
    boolean block(boolean now) {
        boolean changed = blocked != now;
        blocked = now;
        return changed;
    }

    // The request.

    /**
     * Opens the stream.
     *
     * @param number its number
     * @param asked how urgent the response is
     * @param wholeRequest whether the client has ended the stream
     * @param window the octets that the client accepts
     */
    void open(int number, Priority asked, boolean wholeRequest, int window) {
        id = number;
        priority = asked;
        state = wholeRequest ? HALF_CLOSED_REMOTE : OPEN;
        answer = null;
        stopsClient = false;
        drainUntil = Long.MAX_VALUE;
        output.begin(number, window);
        input.begin(!wholeRequest);
    }

    /** Begins the exchange. */
    void begin(Request next) {
        request = next;
        exchange.begin(next);
        exchange.work();
        pump();
    }

    /** Answers a request that was refused before it was complete. */
    void refuse(int status, String reason, boolean toHead) {
        exchange.refuse(status, reason, CloseReason.REFUSED, toHead);
    }

    /** The request; null if there is none yet. */
    @Nullable
    Request request() {
        return request;
    }

    /** Notes that the client has ended its side of the stream. */
    void endInput(Fields trailers) {
        state = state == HALF_CLOSED_LOCAL ? StreamState.CLOSED : HALF_CLOSED_REMOTE;
        input.end(trailers);
        pump();
    }

    /** Takes a piece of the body. */
    void data(RequestEvent.Chunk chunk) {
        input.add(chunk);
        pump();
    }

    /** Gives the handler what it can take, and the client credit for what the handler has taken. */
    void pump() {
        Request asked = request;
        if (asked == null) {
            return; // it has not begun, or it was refused before it was complete
        }
        StreamTunnel taking = tunnel;
        if (taking != null) {
            input.pump(taking);
        } else if (asked.connectProtocol() != null && exchange.isAtWork()) {
            return; // this data is for the protocol that the stream may become
        } else if (input.pump() == StreamInput.Result.TOO_MUCH) {
            stopsClient = true;
            owner.sends(this);
        }
        int taken = input.takeCredit();
        if (taken > 0) {
            owner.credit(taken);
        }
        int more = input.takeWindow();
        if (more > 0 && state == OPEN) {
            owner.credit(this, more);
        }
    }

    @Override
    public void resume() {
        if (state == OPEN || state == HALF_CLOSED_LOCAL || input.hasWork()) {
            pump();
        }
    }

    // The response.

    @Override
    public boolean hasRoom() {
        return output.hasRoom(owner.window()) && (!output.hasData() || owner.hasRoom());
    }

    @Override
    public void proceed() {
        output.proceed();
        owner.sends(this);
    }

    @Override
    public void interim(Response response, Request asked) {
        output.interim(response);
        owner.sends(this);
    }

    @Override
    public Framing head(Response response, @Nullable Request asked, boolean toHead, boolean bodyUnread) {
        int status = response.status();
        if (status == 101) { // only to an extended CONNECT, see UpgradeOffer
            output.head(ResponseHeads.opened(response), Response.UNKNOWN, false);
            owner.sends(this);
            return Framing.NONE;
        }
        boolean bodyless = toHead || status < 200 || status == 204 || status == 304;
        output.head(response, ResponseHeads.lengthToSay(response), bodyless);
        stopsClient = bodyUnread;
        if (response.isClosing() && asked != null && !asked.method().equals("CONNECT")) {
            owner.closeAfter();
        }
        owner.sends(this);
        return bodyless ? Framing.NONE : Framing.END_STREAM;
    }

    @Override
    public void content(ByteBuffer whole) {
        output.content(whole);
    }

    @Override
    public void data(ResponsePart.Data part, int octets) {
        output.data(part, octets);
        owner.sends(this);
    }

    @Override
    public void file(FileRegion region, long octets) {
        output.file(region, octets);
        owner.sends(this);
    }

    @Override
    public void end(Fields trailers) {
        output.trailers(trailers);
    }

    @Override
    public void answered(Answer complete, CloseReason reason) {
        answer = complete;
        how = reason;
        output.end();
        owner.sends(this);
    }

    /** Gives the stream to another protocol (RFC 8441 section 5). Only this stream changes: HTTP/2 has no 101. */
    @Override
    public void upgraded(Answer complete, Protocol next) {
        answer = complete;
        how = CloseReason.FINISHED;
        tunnel = new StreamTunnel(owner.transport(), this, output, stopping);
        tunnel.open(next);
        if (!input.isIncomplete() && !input.hasWork()) {
            tunnel.inputEnds();
        }
    }

    @Override
    public void sends() {
        owner.sends(this);
    }

    /** The protocol that has this stream; null if the stream carries an exchange. */
    @Nullable
    StreamTunnel tunnel() {
        return tunnel;
    }

    @Override
    public void broken(Answer incomplete, CloseReason reason) {
        answer = incomplete;
        how = reason;
        output.breakOff(reason == CloseReason.FAILED ? ErrorCode.INTERNAL_ERROR : ErrorCode.CANCEL);
        owner.sends(this);
    }

    @Override
    public void lost(Answer incomplete, CloseReason reason) {
        answer = incomplete;
        how = reason;
    }

    /**
     * Writes what may be sent, and no more than one frame of data.
     *
     * @return the octets of data
     */
    int write(FrameOutput out, ResponseHeads heads) throws IOException {
        int sent = output.write(out, heads, owner.window());
        if (output.isComplete() && output.sentReset() == null && stopsClient && state == OPEN) {
            output.resetAfterEnd();
            output.write(out, heads, 0);
        }
        return sent;
    }

    /** Whether there is something to send that the windows allow. */
    boolean canWrite() {
        return output.hasHead()
                || output.hasData() && output.window() > 0 && owner.window() > 0
                || stopsClient && state == HALF_CLOSED_LOCAL;
    }

    /** Lets the exchange go on after something was written. */
    void work() {
        if (exchange.isAtWork()) {
            exchange.work();
            resume();
        } else if (tunnel != null) {
            tunnel.goOn();
        }
    }

    /** Notes that the response has been sent while the client still sends its request, which is discarded until then. */
    void drain(long until) {
        state = HALF_CLOSED_LOCAL;
        drainUntil = until;
    }

    /** When discarding the rest of the request has taken too long; {@code Long.MAX_VALUE} if nothing is discarded. */
    long drainUntil() {
        return drainUntil;
    }

    /** Whether the rest of the request is too large to be discarded. */
    boolean stopsClient() {
        return stopsClient;
    }

    /** Takes the answer when the response has ended; null if it was taken or the response has not ended. */
    @Nullable
    Answer takeAnswer() {
        Answer taken = answer;
        answer = null;
        return taken;
    }

    /** How the answer ended. */
    CloseReason how() {
        return how;
    }

    /**
     * Ends the exchange and gives back everything that the stream holds.
     *
     * @param reason how the exchange ends if it has not ended
     */
    void close(CloseReason reason) {
        exchange.abandon(reason);
        if (tunnel != null) {
            tunnel.close();
            tunnel = null;
        }
        long unsent = output.discard();
        Answer ending = answer;
        if (ending != null) {
            ending.unsent(unsent);
            if (!output.isComplete() && (how == CloseReason.FINISHED || how == CloseReason.UNWANTED)) {
                how = reason;
            }
        }
        int left = input.discard();
        if (left > 0) {
            owner.credit(left);
        }
        exchange.release();
        request = null;
        state = StreamState.CLOSED;
    }

    /** Tells the handler, or the protocol that has this stream, that the server stops. */
    void stopping() {
        stopping = true;
        exchange.stopping();
        if (tunnel != null) {
            tunnel.drain();
        }
    }

    @Override
    public String toString() {
        return "stream " + id + (request == null ? "" : " of " + request);
    }
}
