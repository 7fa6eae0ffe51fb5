package org.kamaelia.net;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.Component;
import org.kamaelia.net.loop.EventLoop;

/**
 * Accepts the connections of one server: Kamaelia's {@code TCPServer}. Nothing ends it but the server's own stop. When
 * accepting fails, as it does without file descriptors, it tries again after 50 ms, then 100 ms, up to 1,600 ms, or 50 ms
 * after a connection has been closed. At the limit of connections it waits until one closes. In both cases those that
 * have been idle for longest are closed to make room.
 */
final class Listener extends Component implements EventLoop.Ready {
    private static final System.Logger LOG = BackgroundLog.of(Listener.class);
    private static final long FIRST_PAUSE = 50;
    private static final long LONGEST_PAUSE = 1_600;

    /**
     * As many as wait in a backlog of the default length. A turn may take long during an attack, and what comes before the
     * next one must not meet a full backlog: the kernel would drop it, and its client would wait for seconds.
     */
    private static final int ACCEPTS_A_TURN = 1_024;

    private static final int EVICTED_FOR_DESCRIPTORS = 8;

    /** Within a turn, connections are accepted again after so many other sockets have been worked off. */
    private static final int SOCKETS_BETWEEN = 128;

    private final Owner server;
    private final EventLoop loop;
    private final @Nullable ServerSocketChannel channel;
    private final Runnable betweenSockets = this::betweenSockets;
    private @Nullable SelectionKey key;
    private long pause = FIRST_PAUSE;
    private long resumeAt;
    private volatile boolean resting;
    private boolean listening;
    private int sockets;
    private long cutAt = Long.MAX_VALUE;

    /** What accepted connections belong to. Called on the loop of the listener. */
    interface Owner {
        /** The name of the server. */
        String name();

        /** Whether it may have another connection now. */
        boolean mayAccept();

        /** Takes a connection. */
        void accepted(SocketChannel channel);

        /** A client waits for a place: closes one idle connection now, or the next that becomes idle. */
        void wantPlace();

        /** Closes so many idle connections at the most, because descriptors are missing. */
        void freeDescriptors(int most);

        /** Whether the server stops. */
        boolean isStopping();

        /** The grace is over: resets every connection that is left. */
        void cut();
    }

    /**
     * A listener.
     *
     * @param channel null for a server that listens nowhere
     */
    Listener(Owner server, EventLoop loop, @Nullable ServerSocketChannel channel) {
        this.server = server;
        this.loop = loop;
        this.channel = channel;
    }

    void open() throws IOException {
        if (channel != null) {
            key = loop.register(channel, SelectionKey.OP_ACCEPT, this);
            listening = true;
            loop.afterTurns(betweenSockets);
        }
        loop.activate(this);
    }

    /** A turn with thousands of ready sockets takes long, and meanwhile the backlog would overflow. */
    private void betweenSockets() {
        if (++sockets >= SOCKETS_BETWEEN) {
            sockets = 0;
            if (listening && server.mayAccept()) {
                ready(SelectionKey.OP_ACCEPT);
            }
        }
    }

    @Override
    public void ready(int operations) {
        for (int i = 0; i < ACCEPTS_A_TURN && channel != null && channel.isOpen(); i++) {
            if (!server.mayAccept()) {
                if (i == 0) { // a client waits for certain
                    listen(false); // woken when a connection closes
                    server.wantPlace();
                }
                return;
            }
            if (!accept()) {
                return;
            }
        }
    }

    /** Accepts one connection; answers whether there may be another. */
    private boolean accept() {
        SocketChannel accepted;
        try {
            accepted = Objects.requireNonNull(channel).accept();
        } catch (IOException | RuntimeException | Error failure) {
            backOff(failure);
            return false;
        }
        if (accepted == null) {
            return false;
        }
        pause = FIRST_PAUSE;
        server.accepted(accepted);
        return true;
    }

    private void backOff(Throwable failure) {
        listen(false);
        resting = true;
        resumeAt = now() + Duration.ofMillis(pause).toNanos();
        stepAt(resumeAt);
        server.freeDescriptors(EVICTED_FOR_DESCRIPTORS);
        LOG.log(
                System.Logger.Level.WARNING,
                "Server {0} cannot accept a connection ({1}); it tries again in {2} ms",
                server.name(),
                failure.getMessage(),
                pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
    }

    private void listen(boolean on) {
        listening = on;
        if (key != null && key.isValid()) {
            key.interestOps(on ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    @Override
    protected void step() {
        if (server.isStopping()) {
            if (now() >= cutAt) {
                cutAt = Long.MAX_VALUE;
                server.cut();
            }
        } else if ((!resting || now() - resumeAt >= 0) && server.mayAccept()) {
            resting = false;
            listen(true);
        }
    }

    /** Whether it rests because accepting failed; asked from any thread. */
    boolean isResting() {
        return resting;
    }

    /** A connection has been closed, so there is a descriptor: tries again soon. */
    void resumeSoon() {
        if (resting) {
            resumeAt = Math.min(resumeAt, now() + Duration.ofMillis(FIRST_PAUSE).toNanos());
            stepAt(resumeAt);
        }
    }

    /** Closes the port; connections go on until the grace is over. On the loop. */
    void close(Duration grace) {
        closeChannel();
        cutAt = Math.min(cutAt, now() + grace.toNanos());
        stepAt(cutAt);
    }

    void closeChannel() {
        listening = false;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "The port of server {0} did not close: {1}", server.name(), failure);
        }
    }

    /** Ends the component when the server has stopped; on the loop. */
    void end() {
        loop.noMoreAfterTurns(betweenSockets);
        stop();
    }
}
