package org.kamaelia.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.StatisticsGroup;

/** One server on one event loop: the list of its connections there, and what is counted of them. */
final class ServerLoop {
    private static final System.Logger LOG = BackgroundLog.of(SimpleServer.class);

    final EventLoop loop;
    final StatisticsGroup boxes;
    final ConnectionStatistics statistics = new ConnectionStatistics();
    final IdleList idle = new IdleList();
    private final SimpleServer server;
    private @Nullable Connection first;
    private int active;
    private boolean draining;

    ServerLoop(SimpleServer server, EventLoop loop) {
        this.server = server;
        this.loop = loop;
        this.boxes = loop.statistics(server.name());
    }

    String serverName() {
        return server.name();
    }

    @Nullable
    TlsSetup tls() {
        return server.tls();
    }

    @Nullable
    AddressRanges proxies() {
        return server.proxyProtocol();
    }

    /** The server starts. */
    void begin() {
        loop.serves(this);
    }

    /** The server has stopped, or has never started. */
    void end() {
        loop.servesNoMore(this);
    }

    boolean isDraining() {
        return draining;
    }

    SocketLimits limits() {
        return server.limits();
    }

    /** The one with the fewest connections. */
    static ServerLoop least(List<ServerLoop> loops) {
        ServerLoop least = loops.get(0);
        for (ServerLoop loop : loops) {
            if (loop.statistics.active() < least.statistics.active()) {
                least = loop;
            }
        }
        return least;
    }

    /** Takes over an accepted channel; on the loop. */
    void connect(SocketChannel channel) {
        ConnectedSocket socket;
        try {
            socket = new ConnectedSocket(channel, this);
        } catch (Throwable failure) {
            reject(channel, failure);
            return;
        }
        add(socket);
        try {
            channel.configureBlocking(false);
            if (server.socket() == null) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            if (limits().sendBuffer() > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, limits().sendBuffer());
            }
            socket.open();
        } catch (Throwable failure) { // whatever it is, the connection must not stay in the list for ever
            failed(failure);
            abandon(socket, channel);
        }
    }

    /** Takes over a connection in memory; on the loop. */
    void connect(MemorySocket socket) {
        add(socket);
        try {
            socket.open();
        } catch (Throwable failure) { // as above
            failed(failure);
            socket.abort(CloseCause.FAILED);
        }
    }

    private void add(Connection connection) {
        Connection others = first;
        connection.next = others;
        if (others != null) {
            others.previous = connection;
        }
        first = connection;
        statistics.active(++active);
    }

    void failed(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "A connection of " + serverName() + " could not be set up", failure);
    }

    /** Closes a channel for which there was no room, not even in memory; on any thread. */
    void reject(SocketChannel channel, Throwable failure) {
        failed(failure);
        try {
            channel.close();
        } catch (IOException e) {
            // gone in any case
        }
        server.connectionClosed();
    }

    Protocol newProtocol() {
        return server.newProtocol();
    }

    private void abandon(ConnectedSocket socket, SocketChannel channel) {
        if (socket.hasEnded()) {
            return;
        }
        if (socket.isLive()) {
            socket.abort(CloseCause.FAILED);
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // gone in any case
        }
        closed(socket, CloseCause.FAILED);
    }

    void closed(Connection socket, CloseCause cause) {
        Connection before = socket.previous;
        Connection after = socket.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        statistics.count(cause);
        statistics.active(--active);
        server.connectionClosed();
    }

    /** A connection has become idle: it goes at once if there is another for which there is no room. */
    void idles(ConnectedSocket socket) {
        idle.add(socket);
        if (server.room().isWanted()) {
            server.room().make(1);
        }
    }

    /** Closes those connections that have been idle for longest; on the loop. */
    void evict(int most) {
        ConnectedSocket oldest = idle.oldest();
        if (oldest == null && server.room().isWanted()) {
            server.room().make(most); // it was here and has got something to do; perhaps there is another elsewhere
        }
        for (int i = 0; i < most && oldest != null; i++) {
            server.room().isThere();
            oldest.evict();
            oldest = idle.oldest();
        }
    }

    /** Adds those connections that hold memory; on the loop. */
    void addHolding(List<ConnectedSocket> to) {
        for (Connection one = first; one != null; one = one.next) {
            if (one instanceof ConnectedSocket socket && socket.held() > 0) {
                to.add(socket);
            }
        }
    }

    /** Asks every connection to finish; on the loop. */
    void drain() {
        draining = true;
        for (Connection one = first; one != null; ) {
            Connection following = one.next;
            try {
                one.drain();
            } catch (Throwable failure) { // the other connections drain all the same
                LOG.log(System.Logger.Level.ERROR, "A connection of " + serverName() + " cannot drain", failure);
                one.abort(CloseCause.FAILED);
            }
            one = following;
        }
    }

    /** Resets every connection that is left; on the loop. */
    void cut() {
        for (Connection one = first; one != null; ) {
            Connection following = one.next;
            one.abort(CloseCause.STOPPED);
            one = following;
        }
    }
}
