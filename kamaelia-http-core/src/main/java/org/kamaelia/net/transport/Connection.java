package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.StatisticsGroup;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.MemoryHolder;

/**
 * The server's end of a connection, over whatever carries its bytes: the inbox of what is to be sent, the facts of the
 * connection, and why it is closed.
 */
public abstract class Connection extends AbstractTransport implements MemoryHolder {
    /** What is to be written: up to 64 buffers, which one system call gathers. */
    public static final BoxSpec<IoBuffer> INBOX =
            BoxSpec.of("ConnectedSocket", "inbox", "bytes to be written", 64, IoBuffer::remaining);

    private final Host host;
    private final Inbox<IoBuffer> inbox = new Inbox<>(this, INBOX);
    private @Nullable SocketAddress remote;
    private boolean clientUnknown;
    private @Nullable SocketAddress local;
    private @Nullable CloseCause cause;
    private long client = ClientKey.UNKNOWN;
    private long place = ClientKey.UNKNOWN;
    private boolean hasPlace;
    private boolean left;

    /** Links of the list of connections; touched by {@link ConnectionList} alone. */
    @Nullable
    Connection next;

    @Nullable
    Connection previous;

    /** Links of the {@link IdleList}; touched by it alone. */
    @Nullable
    Connection nextIdle;

    @Nullable
    Connection previousIdle;

    /** A connection of a server. */
    protected Connection(Host host) {
        this.host = host;
    }

    /** The server on the loop of a connection, as far as a connection needs to know it. Used on the loop. */
    public interface Host {
        /** The loop. */
        EventLoop loop();

        /** The group in which the boxes of its connections are counted. */
        StatisticsGroup boxes();

        /** The name of the server. */
        String serverName();

        /** Whether the server stops. */
        boolean isDraining();

        /** How long a client may accept no byte of what is sent before it is reset, in nanoseconds. */
        long writeStallNanos();

        /** How long a client may take to close its side after our last byte, in nanoseconds. */
        long lingerNanos();

        /** Nothing is under way on a connection: it may be closed to make room for another. */
        void becameIdle(Connection connection);

        /** Something is under way again, or the connection has ended. */
        void idleNoMore(Connection connection);

        /** A connection could not be set up. */
        void failed(Throwable failure);

        /** A connection has ended. */
        void closed(Connection connection, CloseCause cause);
    }

    /** Activates itself; it has no user yet. */
    public abstract void open() throws IOException;

    /** The server stops: finish what is under way, and then close. */
    public abstract void drain() throws IOException;

    /** Closes at once whatever is under way; on the loop. */
    public abstract void abort(CloseCause why);

    /**
     * Makes room for another connection, idle as this one is, unless the client has sent something that has not been read
     * yet. Answers whether it has closed.
     */
    public abstract boolean evict();

    @Override
    public abstract void idles();

    /** When it last took or gave a byte, in nanoseconds of the clock of the loop. */
    public abstract long lastMoved();

    /** Resets it, whatever was about to become of it: it counts as shed even if a response was to close it. */
    @Override
    public final void shed() {
        closesBecause(CloseCause.SHED);
        abort(CloseCause.SHED);
    }

    @Override
    public final long client() {
        return client;
    }

    /** Whether a client was given a place for this connection. */
    public final boolean hasPlace() {
        return hasPlace;
    }

    /** The client that was given a place for this connection. */
    public final long place() {
        return place;
    }

    /** This client was given a place for this connection. */
    public final void place(long of) {
        place = of;
        hasPlace = true;
    }

    /** The place was given back. */
    public final void losePlace() {
        hasPlace = false;
    }

    /** The server that this connection belongs to. */
    protected final Host host() {
        return host;
    }

    @Override
    public final boolean isDraining() {
        return host.isDraining();
    }

    /** The connection has opened: these are its addresses. */
    protected final void opened(@Nullable SocketAddress from, @Nullable SocketAddress here) {
        remote = from;
        local = here;
        client = ClientKey.of(from);
    }

    @Override
    public final void actsFor(long of) {
        client = of;
    }

    /** A proxy has said for whom it speaks; null where it does not know, or speaks for itself. */
    public final void cameThrough(@Nullable SocketAddress from, @Nullable SocketAddress destination) {
        clientUnknown = from == null;
        local = destination == null ? local : destination;
        if (from != null) {
            remote = from;
            client = ClientKey.of(from);
        }
    }

    /** The connection is being closed for this reason, whatever was said before. */
    protected final void closesBecause(CloseCause why) {
        cause = why;
    }

    /** Tells everybody that the connection has ended; the last thing that it does. */
    protected final void leave() {
        left = true;
        closingBecause(CloseCause.FAILED);
        try {
            tellEnded();
        } finally {
            host.closed(this, java.util.Objects.requireNonNull(cause));
        }
    }

    @Override
    protected final boolean hasClosed() {
        return left;
    }

    @Override
    protected boolean isOpen() {
        return isLive() && inbox.control() == null;
    }

    @Override
    protected final void giveUp() {
        abort(CloseCause.FAILED);
    }

    @Override
    protected final void bind(Bounds made) {
        inbox.boundBy(made.outgoing(), false);
    }

    @Override
    public final Inbox<IoBuffer> inbox() {
        return inbox;
    }

    @Override
    public final EventLoop loop() {
        return host.loop();
    }

    @Override
    public final String serverName() {
        return host.serverName();
    }

    @Override
    public final @Nullable SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public final boolean isClientKnown() {
        return !clientUnknown;
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return local;
    }

    @Override
    public final void closingBecause(CloseCause why) {
        if (cause == null) {
            cause = why;
        }
    }

    @Override
    public final @Nullable CloseCause closeCause() {
        return cause;
    }
}
