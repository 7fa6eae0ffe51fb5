package org.kamaelia.net;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;

/**
 * Receives the PROXY protocol header with which a connection from a trusted proxy begins, tells the socket where the
 * connection really came from, and then makes way: what follows goes straight from the socket to TLS or to the
 * protocol. A connection from anywhere else, or one that begins otherwise, is closed, since anybody could write such a
 * header.
 */
final class ProxyProtocol extends Component {
    static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("ProxyProtocol", "inbox", "the beginning of the connection", 1, IoBuffer::remaining);

    private static final System.Logger LOG = BackgroundLog.of(SimpleServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final ConnectedSocket socket;
    private @Nullable ByteBuffer begun;
    private long deadline;

    private ProxyProtocol(ConnectedSocket socket) {
        this.socket = socket;
    }

    /** Waits for the header on a socket. */
    static void precede(ConnectedSocket socket) {
        ProxyProtocol waiting = new ProxyProtocol(socket);
        socket.outbox().linkTo(waiting.inbox);
        socket.loop().activate(waiting, java.util.Objects.requireNonNull(socket.group()));
    }

    @Override
    protected void start() {
        deadline = now() + PATIENCE.toNanos();
        stepAt(deadline);
    }

    @Override
    protected void step() throws Exception {
        IoBuffer buffer = inbox.poll();
        if (buffer != null) {
            received(buffer);
        } else if (inbox.shutdown() != null) {
            stop();
        } else if (inbox.ended()) {
            close(CloseCause.CLIENT, "it was closed before its PROXY header was whole");
        } else if (now() >= deadline) {
            close(CloseCause.TIMEOUT, "its PROXY header did not come within " + PATIENCE.toSeconds() + " s");
        }
    }

    private void received(IoBuffer buffer) throws Exception {
        IoBuffer all = begun == null ? buffer : join(begun, buffer);
        ProxyHeader header;
        try {
            header = ProxyHeader.parse(all.bytes());
        } catch (ProxyHeader.Malformed fault) {
            all.release();
            close(CloseCause.REFUSED, fault.getMessage());
            return;
        }
        if (header != null) {
            all.bytes().position(all.bytes().position() + header.length());
            makeWay(header, all);
        } else {
            begun = all.isPooled() ? join(ByteBuffer.allocate(0), all).bytes() : all.bytes();
        }
    }

    /** What came before and what has come now, in memory of its own; an incomplete header is short. */
    private static IoBuffer join(ByteBuffer before, IoBuffer now) {
        ByteBuffer both = ByteBuffer.allocate(before.remaining() + now.remaining());
        both.put(before).put(now.bytes()).flip();
        now.release();
        return IoBuffer.wrap(both);
    }

    private void makeWay(ProxyHeader header, IoBuffer rest) throws Exception {
        socket.outbox().unlink();
        socket.cameThrough(header.source(), header.destination());
        socket.speak();
        if (rest.bytes().hasRemaining()) {
            socket.outbox().send(rest);
        } else {
            rest.release();
        }
        if (inbox.ended()) {
            socket.outbox().finish();
        }
        stop();
    }

    private void close(CloseCause cause, @Nullable String why) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "Connection from {0} was closed: {1}",
                AddressText.of(socket.remoteAddress()),
                why);
        socket.abort(cause);
        stop();
    }
}
