package org.kamaelia.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.StatisticsGroup;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.MemoryHolder;
import org.kamaelia.net.loop.Shedder;
import org.kamaelia.net.memory.MemoryConnection;
import org.kamaelia.net.memory.MemorySocket;
import org.kamaelia.net.socket.ConnectedSocket;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.ConnectionList;
import org.kamaelia.net.transport.IdleList;

/** One server on one event loop: its connections there, and what is counted of them. */
final class ServerLoop implements Connection.Host, MemoryHolder.Source, IdleEvictor.Shelf {
    private static final System.Logger LOG = BackgroundLog.of(ServerLoop.class);

    private final ServerSettings settings;
    private final Layers layers;
    private final Admittance admittance;
    private final EventLoop loop;
    private final Runnable onClosed;
    private final StatisticsGroup boxes;
    private final ConnectionStatistics statistics = new ConnectionStatistics();
    private final IdleList idle = new IdleList();
    private final ConnectionList open = new ConnectionList();
    private final long writeStallNanos;
    private final long lingerNanos;
    private IdleEvictor evictor = new IdleEvictor(List.of());
    private boolean draining;

    /**
     * A server on a loop.
     *
     * @param admittance bounds the connections of each client, on all loops
     * @param onClosed is run on the loop each time after a connection has been closed
     */
    ServerLoop(ServerSettings settings, Admittance admittance, EventLoop loop, Runnable onClosed) {
        this.settings = settings;
        this.admittance = admittance;
        this.layers = new Layers(settings, admittance, this::failed);
        this.loop = loop;
        this.onClosed = onClosed;
        this.boxes = loop.statistics(settings.name());
        this.writeStallNanos = settings.limits().writeStall().toNanos();
        this.lingerNanos = settings.limits().linger().toNanos();
    }

    /** The server starts; called before there is a connection. */
    void begin(IdleEvictor idleEvictor) {
        evictor = idleEvictor;
        loop.execute(() -> Shedder.of(loop).add(this));
    }

    /** The server has stopped, or has never started. */
    void end() {
        loop.execute(() -> Shedder.of(loop).remove(this));
        loop.forget(boxes);
    }

    ConnectionStatistics statistics() {
        return statistics;
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
            if (settings.bind().file() == null) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            socket.open();
            int sendBuffer = settings.limits().sendBufferFor(socket.remoteAddress());
            if (sendBuffer > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
            }
            layers.over(socket);
        } catch (Throwable failure) { // whatever it is, the connection must not stay in the list for ever
            failed(failure);
            abandon(socket, channel);
        }
    }

    /** Takes over a connection in memory; on the loop. */
    void connect(MemoryConnection client) {
        MemorySocket socket = new MemorySocket(client, this);
        add(socket);
        try {
            socket.open();
            layers.over(socket);
        } catch (Throwable failure) { // as above
            failed(failure);
            socket.abort(CloseCause.FAILED);
        }
    }

    private void add(Connection connection) {
        open.add(connection);
        statistics.active(open.size());
    }

    @Override
    public void failed(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "A connection of " + serverName() + " could not be set up", failure);
    }

    /** Closes a channel for which there was no memory; on any thread. */
    void reject(SocketChannel channel, Throwable failure) {
        failed(failure);
        try {
            channel.close();
        } catch (IOException e) {
            // gone in any case
        }
        onClosed.run();
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

    @Override
    public void closed(Connection connection, CloseCause cause) {
        open.remove(connection);
        admittance.left(connection);
        statistics.count(cause);
        statistics.active(open.size());
        onClosed.run();
    }

    @Override
    public void becameIdle(Connection connection) {
        idle.add(connection);
        if (evictor.isWanted()) {
            evictor.evict(1);
        }
    }

    @Override
    public void idleNoMore(Connection connection) {
        idle.remove(connection);
    }

    @Override
    public long idleSince() {
        return idle.since();
    }

    @Override
    public int idle() {
        return idle.size();
    }

    @Override
    public Executor onLoop() {
        return loop::execute;
    }

    @Override
    public void evict(int most) {
        Connection oldest = idle.oldest();
        if (oldest == null && evictor.isWanted()) {
            evictor.evict(most); // it was here and has got something to do; perhaps there is another elsewhere
        }
        for (int closed = 0; closed < most && oldest != null; ) {
            if (oldest.evict()) {
                closed++;
                evictor.found();
            }
            oldest = idle.oldest();
        }
    }

    @Override
    public void forEachHolder(Consumer<? super MemoryHolder> action) {
        open.forEach(action);
    }

    /** Asks every connection to finish; on the loop. */
    void drain() {
        draining = true;
        open.forEach(this::drain);
    }

    private void drain(Connection connection) {
        try {
            connection.drain();
        } catch (Throwable failure) { // the other connections drain all the same
            LOG.log(System.Logger.Level.ERROR, "A connection of " + serverName() + " cannot drain", failure);
            connection.abort(CloseCause.FAILED);
        }
    }

    /** Resets every connection that is left; on the loop. */
    void cut() {
        open.forEach(connection -> connection.abort(CloseCause.STOPPED));
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public StatisticsGroup boxes() {
        return boxes;
    }

    @Override
    public String serverName() {
        return settings.name();
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public long writeStallNanos() {
        return writeStallNanos;
    }

    @Override
    public long lingerNanos() {
        return lingerNanos;
    }
}
