package org.kamaelia.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Log;
import org.kamaelia.axon.StatisticsGroup;

/** One server on one event loop: the list of its connections there, and what is counted of them. */
final class ServerLoop {
    private static final Log LOG = Log.of(SimpleServer.class);

    final EventLoop loop;
    final StatisticsGroup boxes;
    final ConnectionStatistics statistics = new ConnectionStatistics();
    private final SimpleServer server;
    private @Nullable ConnectedSocket first;
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

    boolean isDraining() {
        return draining;
    }

    SocketLimits limits() {
        return server.limits();
    }

    /** Takes over an accepted channel; on the loop. */
    void connect(SocketChannel channel) {
        ConnectedSocket socket = new ConnectedSocket(channel, this);
        ConnectedSocket others = first;
        socket.next = others;
        if (others != null) {
            others.previous = socket;
        }
        first = socket;
        statistics.active(++active);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (limits().sendBuffer() > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, limits().sendBuffer());
            }
            socket.open();
        } catch (Throwable failure) { // whatever it is, the connection must not stay in the list for ever
            failed(failure);
            abandon(socket, channel);
        }
    }

    void failed(Throwable failure) {
        LOG.get().log(System.Logger.Level.ERROR, "A connection of " + serverName() + " could not be set up", failure);
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

    void closed(ConnectedSocket socket, CloseCause cause) {
        ConnectedSocket before = socket.previous;
        ConnectedSocket after = socket.next;
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

    /** Asks every connection to finish; on the loop. */
    void drain() {
        draining = true;
        for (ConnectedSocket one = first; one != null; ) {
            ConnectedSocket following = one.next;
            try {
                one.drain();
            } catch (Throwable failure) { // the other connections drain all the same
                LOG.get().log(System.Logger.Level.ERROR, "A connection of " + serverName() + " cannot drain", failure);
                one.abort(CloseCause.FAILED);
            }
            one = following;
        }
    }

    /** Resets every connection that is left; on the loop. */
    void cut() {
        for (ConnectedSocket one = first; one != null; ) {
            ConnectedSocket following = one.next;
            one.abort(CloseCause.STOPPED);
            one = following;
        }
    }
}
