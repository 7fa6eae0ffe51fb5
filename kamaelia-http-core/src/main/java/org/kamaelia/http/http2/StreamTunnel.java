package org.kamaelia.http.http2;

import java.net.SocketAddress;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.exchange.RequestEvent;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.AbstractTransport;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.Transport;

/**
 * A stream as the transport of another protocol, such as WebSocket (RFC 8441 section 5): the data of the stream, both ways.
 *
 * <pre>
 *   DATA --> {@link StreamInput} --> outbox --> the protocol
 *   DATA <-- {@link StreamOutput} <-- inbox <-- the protocol
 *
 *   END_STREAM is the end of data. RST_STREAM is a connection that broke, in both directions.
 * </pre>
 *
 * <p>The windows of the stream are the bounds: the client may send more when the protocol has room for it, and the protocol
 * has room while the client takes what it sends.
 */
final class StreamTunnel extends AbstractTransport {
    /** The declaration of the box for the octets of the protocol. */
    static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("StreamTunnel", "inbox", "bytes to be sent as data", 16, IoBuffer::remaining);

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Transport connection;
    private final Stream stream;
    private final StreamOutput output;
    private final boolean draining;
    private @Nullable CloseCause cause;
    private boolean outputEnded;
    private boolean closed;

    /** The stream, as far as its tunnel needs it. */
    interface Stream {
        /** Whether more may be added to the output. */
        boolean hasRoom();

        /** The stream has something to send. */
        void sends();

        /** Data of the client may be passed on. */
        void resume();
    }

    /**
     * Makes the transport of one stream.
     *
     * @param connection the transport of the connection
     * @param output takes what the protocol sends
     * @param draining whether the server stops
     */
    StreamTunnel(Transport connection, Stream stream, StreamOutput output, boolean draining) {
        this.connection = connection;
        this.stream = stream;
        this.output = output;
        this.draining = draining;
    }

    /** Gives the stream to a protocol. If the protocol fails at once, the stream is reset. */
    void open(Protocol protocol) {
        loop().activate(this, Objects.requireNonNull(connection.group()));
        try {
            handOver(protocol, null);
        } catch (RuntimeException
                | Error failure) { // the response has been sent: nothing else can be told to the client
            closingBecause(CloseCause.FAILED);
            giveUp();
        }
    }

    @Override
    protected void step() {
        send();
        if (isLive()) {
            stream.resume();
        }
    }

    // From the client to the protocol.

    /** Whether the protocol has room for more; if not, the stream is pumped when it has. */
    boolean hasRoomForChunk() {
        return outputEnded || hasRoomForInput();
    }

    /** Passes data on. A protocol that has ended gets nothing more. */
    void pass(RequestEvent.Chunk chunk) {
        if (outputEnded) {
            chunk.release();
        } else {
            outbox().send(IoBuffer.holding(chunk.bytes(), chunk));
        }
    }

    /** The client has ended its side of the stream. */
    void inputEnds() {
        if (!outputEnded) {
            endInput();
        }
    }

    // From the protocol to the client.

    /** Has more sent, because the stream has room. */
    void goOn() {
        if (!inbox.isEmpty() || inbox.control() != null) {
            again();
        }
    }

    private void send() {
        Shutdown broken = inbox.shutdown();
        if (broken != null) {
            giveUp();
            return;
        }
        boolean more = false;
        while (!outputEnded && stream.hasRoom()) {
            IoBuffer next = inbox.poll();
            if (next == null) {
                break;
            }
            took(next.remaining());
            output.octets(next);
            more = true;
        }
        if (!outputEnded && inbox.ended()) {
            outputEnded = true;
            output.end();
            more = true;
        }
        if (more) {
            stream.sends();
        }
    }

    // The end.

    /** Tells the protocol that the server stops. */
    void drain() {
        drainUser();
    }

    /** The stream has closed. */
    void close() {
        if (!closed) {
            closed = true;
            closingBecause(outputEnded ? CloseCause.COMPLETE : CloseCause.RESET);
            if (!outputEnded && outbox().isLinked()) {
                outbox().shutdown(new Shutdown("the stream was reset"));
            }
            inbox.discardAll();
            tellEnded();
            Component.stop(this);
        }
    }

    /** Resets the stream (RFC 8441 section 5: CANCEL stands for the reset of a connection). */
    @Override
    protected void giveUp() {
        if (!outputEnded) {
            outputEnded = true;
            output.discard(); // a reset waits for no window
            output.breakOff(cause == CloseCause.FAILED ? ErrorCode.INTERNAL_ERROR : ErrorCode.CANCEL);
            stream.sends();
        }
    }

    // What a transport says about itself.

    @Override
    public Inbox<IoBuffer> inbox() {
        return inbox;
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    protected boolean isOpen() {
        return !closed && !outputEnded;
    }

    @Override
    protected boolean hasClosed() {
        return closed;
    }

    @Override
    protected void bind(Bounds made) {
        inbox.boundBy(made.outgoing(), false);
    }

    @Override
    public void closingBecause(CloseCause why) {
        if (cause == null) {
            cause = why;
        }
    }

    @Override
    public @Nullable CloseCause closeCause() {
        return cause;
    }

    /** Does nothing: a stream ends without a wait. */
    @Override
    public void expectNoMore() {}

    @Override
    public ByteAccount account() {
        return connection.account();
    }

    @Override
    public EventLoop loop() {
        return connection.loop();
    }

    @Override
    public String serverName() {
        return connection.serverName();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public boolean isClientKnown() {
        return connection.isClientKnown();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return connection.localAddress();
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return connection.tlsSession();
    }

    @Override
    public String toString() {
        return "the tunnel of " + stream;
    }
}
