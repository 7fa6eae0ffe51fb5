package org.kamaelia.http.http2;

import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.exchange.AnswerLedger;
import org.kamaelia.http.exchange.Http2Counters;
import org.kamaelia.http.exchange.Http2Settings;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.exchange.RequestMaker;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Transport;

/**
 * One connection of HTTP/2 (RFC 9113): how it begins, how long it persists, and how it ends. Its streams are in
 * {@link Streams}, and what each frame of the client does is in {@link ClientFrames}.
 *
 * <pre>
 *   OPEN --the server stops--> LEAVING (GOAWAY for all numbers; new streams are still served)
 *     |                           \--PING answered, or 1 s--> LAST (GOAWAY with the last number) --no stream--> CLOSED
 *     |--the client sends GOAWAY, a response says close--> LAST
 *     |--idle for too long--> CLOSED (GOAWAY)
 *     \--a fault of the client, a flood, a time limit--> CLOSED (GOAWAY with an error code)
 * </pre>
 *
 * <p>Everything that is received is handled at once: data waits in its stream, which its window bounds. So a handler or a
 * client that is slow on one stream never stops the frames of the others.
 */
public final class Http2Connection extends Component implements ClientFrames.Connection {
    private static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("Http2Connection", "inbox", "bytes from the client", 1, IoBuffer::remaining);

    /** A connection that has been idle for this time rests: it keeps no streams for reuse and may be closed for others. */
    private static final long REST_NANOS = 500_000_000;

    private static final long SECOND = 1_000_000_000;
    private static final long SETTINGS_NANOS = 10 * SECOND;
    private static final long ROUND_TRIP = 0x6b616d61656c6961L;

    private enum State {
        OPEN,
        LEAVING,
        LAST,
        CLOSED
    }

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private final HttpSetup setup;
    private final Transport transport;
    private final Http2Session session;
    private final FrameOutput out;
    private final Streams streams;
    private final ClientFrames frames;
    private final TimeLimits limits;
    private final UnreadLimit unread;
    private final Http2Counters counted;
    private State state = State.OPEN;
    private boolean inputEnded;
    private int latestSeen = -1;
    private long restAt = Long.MAX_VALUE;
    private long idleUntil = Long.MAX_VALUE;
    private long settingsUntil = Long.MAX_VALUE;
    private long frameUntil = Long.MAX_VALUE;
    private long leaveAt = Long.MAX_VALUE;
    private int lastStream = Integer.MAX_VALUE;
    private long timer = Long.MAX_VALUE;
    private long heard;

    /** Makes a connection. The caller links {@link #fromClient()} and {@link #toClient()}, and activates it. */
    public Http2Connection(HttpSetup setup, Transport transport) {
        this.setup = setup;
        this.transport = transport;
        this.session = new Http2Session(setup, transport.loop());
        this.out = new FrameOutput(outbox, transport.loop());
        this.counted = setup.statistics().on(transport.loop()).http2();
        RequestMaker requests = new RequestMaker(setup, transport);
        this.streams = new Streams(setup, transport, session, this, outbox, out, requests, this::again);
        this.frames = new ClientFrames(this, transport.loop(), session, setup.http2(), streams, out, requests, counted);
        this.limits = new TimeLimits(setup, streams);
        this.unread = new UnreadLimit(transport);
        inbox.boundBy(streams.incoming(), false);
    }

    /** The boxes of a connection, so that their statistics can be declared before the first connection. */
    public static List<BoxSpec<?>> boxes() {
        return List.of(INBOX, StreamTunnel.INBOX);
    }

    /** The box that receives the bytes of the client. */
    public Inbox<IoBuffer> fromClient() {
        return inbox;
    }

    /** The box that sends bytes to the client. */
    public Outbox<IoBuffer> toClient() {
        return outbox;
    }

    @Override
    protected void start() {
        settingsUntil = now() + SETTINGS_NANOS;
        Http2Settings own = setup.http2();
        out.settings(
                new Setting(Setting.MAX_CONCURRENT_STREAMS, own.streams()),
                new Setting(Setting.INITIAL_WINDOW_SIZE, own.streamWindow()),
                new Setting(Setting.MAX_FRAME_SIZE, own.frameSize()),
                new Setting(
                        Setting.MAX_HEADER_LIST_SIZE,
                        HeadReader.headerList(setup.limits().parser())),
                new Setting(Setting.ENABLE_CONNECT_PROTOCOL, 1),
                new Setting(Setting.NO_RFC7540_PRIORITIES, 1));
        int more = own.connectionWindow() - Http2Session.FIRST_WINDOW;
        if (more > 0) {
            out.windowUpdate(0, more);
        }
        SSLSession secured = transport.tlsSession();
        if (secured != null && !TlsAdequacy.isAdequate(secured)) { // a server that speaks nothing but HTTP/2
            fault(Http2Fault.TLS_SESSION);
        }
    }

    @Override
    protected void step() {
        if (inbox.shutdown() != null) {
            close(CloseCause.RESET, AnswerLedger.reasonOf(transport.closeCause()));
            return;
        }
        IoBuffer buffer = inbox.poll();
        if (buffer != null) {
            heard = now();
            try {
                frames.read(buffer);
            } finally {
                buffer.release();
            }
        }
        if (isLive() && inbox.ended() && !inputEnded) {
            inputEnded = true;
            streams.inputEnded();
        }
        if (isLive()) {
            streams.flush();
            rest();
        }
    }

    // What the frames of the client do to the connection.

    @Override
    public void fault(Http2Fault fault) {
        leave(fault.code(), fault.reason(), CloseCause.REFUSED, CloseReason.REFUSED);
    }

    @Override
    public boolean accepts(int stream) {
        return stream <= lastStream && !session.clientLeaves;
    }

    @Override
    public void clientLeaves() {
        session.clientLeaves = true;
    }

    @Override
    public void settingsAcknowledged() {
        settingsUntil = Long.MAX_VALUE;
    }

    @Override
    public void pong(long opaque) {
        if (opaque == ROUND_TRIP && state == State.LEAVING) {
            leaveAt = now();
        }
    }

    // How it ends.

    /** Called when the server stops: the client is told, and the open streams end. */
    public void drain() {
        if (state == State.OPEN) {
            state = State.LEAVING;
            streams.stopping();
            if (out.hasRoomForControl()) {
                out.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "The server stops");
                out.ping(false, ROUND_TRIP);
            }
            leaveAt = now() + SECOND; // RFC 9113 section 6.8: at least one round trip later
            again();
        }
    }

    /** Tells the client which stream is the last one. */
    private void last(String reason) {
        state = State.LAST;
        leaveAt = Long.MAX_VALUE;
        lastStream = session.streams.latest();
        if (out.hasRoomForControl()) {
            out.goAway(lastStream, ErrorCode.NO_ERROR, reason);
        }
    }

    /** Called when everything that is possible now has been done: ends the connection if it is over, or waits. */
    private void rest() {
        if (state == State.LEAVING && now() >= leaveAt) {
            last("The server stops");
        } else if (state == State.OPEN && streams.isClosingAfter()) {
            last("A response closes the connection");
        }
        if (!streams.isEmpty() || !isOver()) {
            late();
        }
    }

    /** Closes a connection without streams that nobody wants to go on. */
    private boolean isOver() {
        if (inputEnded) {
            close(CloseCause.CLIENT, CloseReason.CLIENT_GONE);
        } else if (state == State.LAST) {
            close(streams.isClosingAfter() ? CloseCause.COMPLETE : CloseCause.STOPPED, CloseReason.STOPPED);
        } else if (session.clientLeaves) {
            leave(ErrorCode.NO_ERROR, "", CloseCause.CLIENT, CloseReason.CLIENT_GONE);
        }
        return !isLive();
    }

    /** Applies the time limits, and sets the timer for the next one. */
    private void late() {
        long now = now();
        idle(now);
        watchFrame(now);
        Http2Fault fault = null;
        if (now >= idleUntil) {
            leave(ErrorCode.NO_ERROR, "The connection was idle", CloseCause.IDLE, CloseReason.FINISHED);
            return;
        } else if (now >= settingsUntil) {
            fault = Http2Fault.SETTINGS_LATE;
        } else if (now >= frameUntil) {
            fault = Http2Fault.FRAME_LATE;
        } else if (unread.isExceeded(now, heard)) {
            fault = Http2Fault.UNREAD;
        } else {
            fault = limits.check(now);
        }
        if (fault != null) {
            leave(fault.code(), fault.reason(), CloseCause.TIMEOUT, CloseReason.TIMEOUT);
            return;
        }
        if (now >= restAt) {
            restAt = Long.MAX_VALUE;
            streams.rest();
            session.rest();
            transport.idles();
        }
        long next = Math.min(
                Math.min(Math.min(settingsUntil, frameUntil), Math.min(leaveAt, limits.next())),
                Math.min(restAt, idleUntil));
        if (next != timer) {
            timer = next;
            stepAt(next);
        }
    }

    /** Begins to be idle when the last stream has closed. */
    private void idle(long now) {
        if (!streams.isEmpty() || session.reader.inFieldBlock()) {
            latestSeen = -1;
            idleUntil = Long.MAX_VALUE;
            restAt = Long.MAX_VALUE;
        } else if (latestSeen != session.streams.latest()) {
            latestSeen = session.streams.latest();
            idleUntil = now + setup.limits().idle().toNanos();
            restAt = now + REST_NANOS;
        } else if (now >= idleUntil && !transport.inbox().isEmpty()) {
            latestSeen = -1; // a client that still receives the last response is not idle
            idle(now);
        }
    }

    /** Watches how long a field block takes to arrive, or the first frame after a time without streams. */
    private void watchFrame(long now) {
        if (session.reader.inFieldBlock() || streams.isEmpty() && session.reader.midFrame()) {
            if (frameUntil == Long.MAX_VALUE) {
                frameUntil = now + setup.limits().head().toNanos();
            }
        } else {
            frameUntil = Long.MAX_VALUE;
        }
    }

    /**
     * Tells the client why the connection ends, and closes it when that has been written. A client that does not read cannot
     * be told, and its connection is reset.
     */
    private void leave(ErrorCode code, String reason, CloseCause cause, CloseReason how) {
        if (code == ErrorCode.ENHANCE_YOUR_CALM) {
            counted.flood();
        }
        boolean reads = out.hasRoomForControl() && !unread.isExceeded(now(), heard);
        if (reads) {
            out.goAway(session.streams.latest(), code, reason);
        }
        end(reads ? null : new Shutdown(reason), cause, how);
    }

    /** Closes the connection when everything sent has been written. */
    private void close(CloseCause cause, CloseReason how) {
        end(null, cause, how);
    }

    private void end(@Nullable Shutdown reset, CloseCause cause, CloseReason how) {
        state = State.CLOSED;
        frames.end();
        transport.closingBecause(cause);
        streams.end(how);
        if (reset == null) {
            outbox.finish();
        } else {
            outbox.shutdown(reset);
        }
        stop();
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        streams.end(CloseReason.FAILED);
    }
}
