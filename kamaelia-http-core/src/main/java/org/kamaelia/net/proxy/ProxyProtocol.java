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
 *
 * <p>Holds no more than the addresses of a header, at most 107 bytes. What follows them in a header of version 2 is
 * discarded as it arrives.
 */
public final class ProxyProtocol extends Component implements Transport.User {
    /** The beginning of the connection. */
    public static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("ProxyProtocol", "inbox", "the beginning of the connection", 1, IoBuffer::remaining);

    /** The largest header of version 2 that its length field can announce, in bytes. */
    public static final int LARGEST_HEADER = 16 + 65_535;

    /** The limit of the size of a header unless another is set, in bytes. */
    public static final int DEFAULT_LIMIT = 16 * 1024;

    /** The least limit of the size of a header: proxies add TLVs, such as the names of a client certificate. */
    public static final int LEAST_LIMIT = 4 * 1024;

    private static final System.Logger LOG = BackgroundLog.of(ProxyProtocol.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private final Connection connection;
    private final BiConsumer<? super Connection, @Nullable IoBuffer> then;
    private final int mostHeader;
    private @Nullable IoBuffer begun;
    private int toSkip; // bytes of the header behind its addresses that have not arrived
    private long deadline;

    /**
     * What waits for the header on a connection.
     *
     * @param mostHeader the largest header in bytes, {@value #LEAST_LIMIT} to {@value #LARGEST_HEADER}
     * @param then is given the connection when it is known for whom it speaks, with what came behind the header, if
     *     anything did, and gives the connection to the next user
     */
    public ProxyProtocol(
            Connection connection, int mostHeader, BiConsumer<? super Connection, @Nullable IoBuffer> then) {
        this.connection = connection;
        this.mostHeader = mostHeader;
        this.then = then;
    }

    /**
     * Returns the limit of a header if it is possible.
     *
     * @throws IllegalArgumentException if it is not {@value #LEAST_LIMIT} to {@value #LARGEST_HEADER} bytes
     */
    public static int checkedLimit(int bytes) {
        if (bytes < LEAST_LIMIT || bytes > LARGEST_HEADER) {
            throw new IllegalArgumentException(
                    "The limit of a PROXY header is " + LEAST_LIMIT + " to " + LARGEST_HEADER + " bytes, not " + bytes);
        }
        return bytes;
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
        if (buffer != null && toSkip > 0) {
            skip(buffer);
        } else if (buffer != null) {
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
            header = ProxyHeader.parse(all.bytes(), mostHeader);
        } catch (ProxyHeader.Malformed fault) {
            all.release();
            close(CloseCause.REFUSED, fault.getMessage());
            return;
        }
        if (header != null) {
            connection.cameThrough(header.source(), header.destination());
            toSkip = header.length();
            skip(all);
        } else {
            begun = all.unpooled();
        }
    }

    /** Discards what belongs to the header, and makes way when the whole header has arrived. */
    private void skip(IoBuffer from) {
        int some = Math.min(toSkip, from.remaining());
        from.bytes().position(from.bytes().position() + some);
        toSkip -= some;
        if (toSkip == 0) {
            makeWay(from);
        } else {
            from.release();
            again(); // the inbox may have ended
        }
    }

    private void makeWay(IoBuffer rest) {
        if (rest.bytes().hasRemaining()) {
            then.accept(connection, rest);
        } else {
            rest.release();
            then.accept(connection, null);
        }
        stop();
    }

    private void close(CloseCause cause, @Nullable String why) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "Connection from {0} was closed: {1}",
                AddressText.of(connection.remoteAddress()),
                why);
        connection.abort(cause);
        stop();
    }
}
