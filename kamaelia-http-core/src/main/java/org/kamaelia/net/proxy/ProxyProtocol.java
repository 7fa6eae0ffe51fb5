package org.kamaelia.net.proxy;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.AddressText;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.Transport;

/**
 * Receives the PROXY protocol header with which a connection from a trusted proxy begins, tells the connection where it
 * really came from, and then makes way: what follows goes straight from the connection to TLS or to the
 * protocol. A connection that begins otherwise is closed.
 */
public final class ProxyProtocol extends Component implements Transport.User {
    /** The beginning of the connection. */
    public static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("ProxyProtocol", "inbox", "the beginning of the connection", 1, IoBuffer::remaining);

    private static final System.Logger LOG = BackgroundLog.of(ProxyProtocol.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Connection connection;
    private final BiConsumer<? super Connection, @Nullable IoBuffer> then;
    private @Nullable IoBuffer begun;
    private long deadline;

    /**
     * What waits for the header on a connection.
     *
     * @param then is given the connection when it is known for whom it speaks, with what came behind the header, if
     *     anything did, and gives the connection to the next user
     */
    public ProxyProtocol(Connection connection, BiConsumer<? super Connection, @Nullable IoBuffer> then) {
        this.connection = connection;
        this.then = then;
    }

    @Override
    public void connected(Transport transport) {
        transport.outbox().linkTo(inbox);
        transport.loop().activate(this, java.util.Objects.requireNonNull(transport.group()));
    }

    /** Nobody knows yet for whom the connection speaks, so nobody can be told that it ends. */
    @Override
    public void drain() {
        connection.abort(CloseCause.STOPPED);
    }

    @Override
    protected void start() {
        deadline = now() + PATIENCE.toNanos();
        stepAt(deadline);
    }

    @Override
    protected void step() {
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

    private void received(IoBuffer buffer) {
        IoBuffer before = begun;
        IoBuffer all = before == null ? buffer : IoBuffer.join(before, buffer);
        begun = null;
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
            begun = all.unpooled();
        }
    }

    private void makeWay(ProxyHeader header, IoBuffer rest) {
        connection.cameThrough(header.source(), header.destination());
        if (rest.bytes().hasRemaining()) {
            then.accept(connection, rest);
        } else {
            rest.release();
            then.accept(connection, null);
        }
        stop();
    }

    private void close(CloseCause cause, @Nullable String why) {
        LOG.log(System.Logger.Level.DEBUG, "Connection from {0} was closed: {1}", AddressText.of(connection.remoteAddress()), why);
        connection.abort(cause);
        stop();
    }
}
