package org.kamaelia.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.StatisticsGroup;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.memory.MemoryConnection;

/**
 * A server from its start until its last connection has been closed: the listener, its connections on each loop, and how
 * it stops. Thread-safe.
 */
final class RunningServer implements Listener.Owner {
    private static final System.Logger LOG = BackgroundLog.of(RunningServer.class);
    private static final AtomicInteger NEXT_LOOP = new AtomicInteger();

    private final ServerSettings settings;
    private final CompletableFuture<Void> stopped;
    private final Runnable releaseLoops;
    private final AtomicInteger open = new AtomicInteger();
    private final BoundAddress bound;
    private final List<ServerLoop> loops;
    private final IdleEvictor evictor;
    private final EventLoop listenerLoop;
    private final Listener listener;
    private volatile boolean stopping;
    private boolean portClosed; // touched on the listener's loop only

    private RunningServer(
            ServerSettings settings, List<EventLoop> all, CompletableFuture<Void> stopped, Runnable releaseLoops) {
        this.settings = settings;
        this.stopped = stopped;
        this.releaseLoops = releaseLoops;
        this.bound = BoundAddress.bind(
                settings.name(), settings.bind(), settings.limits().backlog());
        try {
            Admittance admittance = new Admittance(settings, this::places);
            List<ServerLoop> mine = new ArrayList<>();
            for (EventLoop loop : all) {
                mine.add(new ServerLoop(settings, admittance, loop, this::connectionClosed));
            }
            loops = List.copyOf(mine);
            evictor = new IdleEvictor(loops);
            listenerLoop = all.get(Math.floorMod(NEXT_LOOP.getAndIncrement(), all.size()));
            listener = new Listener(this, listenerLoop, bound.channel());
        } catch (RuntimeException | Error failure) {
            bound.unbind();
            throw failure;
        }
    }

    /**
     * Binds the address and accepts from now on. All or nothing: if this throws, nothing is left behind.
     *
     * @param loops that the server uses
     * @param stopped is completed when the server has stopped and its last connection has been closed
     * @param releaseLoops is run once, when the server uses its loops no more; not if this throws
     * @throws UncheckedIOException if the address cannot be bound
     * @throws IllegalStateException if the event loops are closed
     */
    static RunningServer start(
            ServerSettings settings, EventLoops loops, CompletableFuture<Void> stopped, Runnable releaseLoops) {
        RunningServer server = new RunningServer(settings, loops.all(), stopped, releaseLoops);
        boolean listening = false;
        try {
            server.loops.forEach(loop -> loop.begin(server.evictor));
            server.listenerLoop.call(server.listener::open);
            listening = true;
            server.sayLimits();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException("Server " + settings.name() + " cannot listen", failure);
        } finally {
            if (!listening) {
                server.bound.unbind();
                server.loops.forEach(ServerLoop::end);
            }
        }
    }

    private void sayLimits() {
        if (settings.limits().areFewForWantOfHeap()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Server {0} takes {1} connections at once, for which a heap of {2} MiB has room, instead of {3}. Set"
                            + " another number to take as many, or give the JVM a larger heap",
                    settings.name(),
                    settings.limits().connections(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    SocketLimits.MOST_BY_DEFAULT);
        }
    }

    int port() {
        return bound.port();
    }

    InetSocketAddress address() {
        return bound.address();
    }

    int connections() {
        return open.get();
    }

    List<ConnectionStatistics> connectionStatistics() {
        return loops.stream().map(ServerLoop::statistics).toList();
    }

    List<StatisticsGroup> boxStatistics() {
        return loops.stream().map(ServerLoop::boxes).toList();
    }

    List<EventLoop> eventLoops() {
        return loops.stream().map(ServerLoop::loop).toList();
    }

    /** A connection in memory. */
    MemoryConnection connect() {
        MemoryConnection client = new MemoryConnection();
        open.incrementAndGet();
        ServerLoop chosen = ServerLoop.least(loops);
        chosen.loop().execute(() -> chosen.connect(client));
        return client;
    }

    /** Closes the port, lets what is under way finish, and resets what is left after the grace. Can be called again. */
    void stop(Duration grace) {
        boolean first;
        synchronized (this) {
            first = !stopping;
            stopping = true;
        }
        onListenersLoop(accepting -> {
            accepting.close(grace);
            bound.removeFile();
            if (first) {
                loops.forEach(loop -> loop.loop().execute(loop::drain));
            }
            onListenersLoop(this::portClosed);
        });
    }

    private void onListenersLoop(Consumer<Listener> action) {
        listenerLoop.execute(() -> action.accept(listener));
    }

    /** One turn after the channel was closed: the selector has let go of it, so that the port is free. */
    private void portClosed(Listener accepting) {
        portClosed = true;
        completeIfEmpty(accepting);
    }

    private void completeIfEmpty(Listener accepting) {
        if (portClosed && open.get() == 0 && accepting.isLive()) {
            accepting.end();
            loops.forEach(ServerLoop::end);
            releaseLoops.run();
            stopped.complete(null);
        }
    }

    /** Called on the loop of the connection. */
    private void connectionClosed() {
        int left = open.decrementAndGet();
        if (stopping) {
            onListenersLoop(this::completeIfEmpty);
        } else if (left == settings.limits().connections() - 1) {
            onListenersLoop(Listener::wake);
        } else if (listener.isResting()) {
            onListenersLoop(Listener::resumeSoon);
        }
    }

    // What the listener asks.

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public boolean mayAccept() {
        return open.get() < settings.limits().connections() && !stopping;
    }

    /** Places for the connection that asks: those that are free, and those of idle connections, which would be closed. */
    private int places() {
        return settings.limits().connections() - open.get() + 1 + evictor.idle();
    }

    @Override
    public void wantPlace() {
        evictor.want();
    }

    @Override
    public void freeDescriptors(int most) {
        evictor.evict(most);
    }

    /** Gives an accepted connection to the loop with the fewest. */
    @Override
    public void accepted(SocketChannel channel) {
        open.incrementAndGet();
        ServerLoop chosen = ServerLoop.least(loops);
        if (chosen.loop().inThread()) {
            chosen.connect(channel);
            return;
        }
        try {
            chosen.loop().execute(() -> chosen.connect(channel));
        } catch (Throwable failure) { // no memory: the connection must not count for ever
            chosen.reject(channel, failure);
        }
    }

    @Override
    public void cut() {
        for (ServerLoop loop : loops) {
            loop.loop().execute(loop::cut);
        }
    }
}
