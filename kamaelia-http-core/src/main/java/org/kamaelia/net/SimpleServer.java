package org.kamaelia.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.StatisticsGroup;

/**
 * Listens on a port, or on a Unix domain socket, and makes one protocol component for each connection: Kamaelia's {@code SimpleServer}.
 *
 * <pre>{@code
 * SimpleServer.of(() -> new HttpServer(routes)).port(8080).run();
 * }</pre>
 *
 * <p>Set it up, start it once, stop it once. Setting up is not thread-safe; everything else is.
 */
public final class SimpleServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration LONGEST_GRACE = Duration.ofDays(365);
    private static final AtomicInteger NEXT_LOOP = new AtomicInteger();

    private final Supplier<? extends Protocol> protocols;
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private String name = "default";
    private final Place place = new Place();
    private SocketLimits limits = SocketLimits.defaults();
    private @Nullable TlsSetup tls;
    private @Nullable AddressRanges proxies;
    private @Nullable EventLoops givenLoops;
    private volatile List<ServerLoop> loops = List.of();
    private volatile Room room = new Room(List.of());
    private volatile @Nullable Listener listener;
    private volatile @Nullable EventLoop listenerLoop;
    private volatile boolean stopping;
    private boolean started;
    private boolean portClosed; // touched on the listener's loop only

    private SimpleServer(Supplier<? extends Protocol> protocols) {
        this.protocols = protocols;
    }

    /**
     * A server.
     *
     * @param protocols makes the protocol component of each connection, on any of the event loops, and again for one
     *     that comes back to life after it was {@linkplain Transport#park parked}
     */
    public static SimpleServer of(Supplier<? extends Protocol> protocols) {
        return new SimpleServer(protocols);
    }

    /** Names the server, for logs, metrics and requests; {@code default} unless set. */
    public SimpleServer name(String called) {
        name = called;
        return this;
    }

    /** The address to listen on; all local addresses unless set. */
    public SimpleServer address(@Nullable InetAddress local) {
        place.address(local);
        return this;
    }

    /** The port to listen on, 8080 unless set; 0 takes a free one, see {@link #localPort()}. */
    public SimpleServer port(int number) {
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException("A port is from 0 to 65535, not " + number);
        }
        place.port(number);
        return this;
    }

    /**
     * Listens on a Unix domain socket instead of a port. A file that a dead server has left there is replaced; this one is
     * removed when the server stops. On such a connection nothing can be reset, so a response that ends with the connection
     * and breaks off looks complete.
     *
     * @param file at most about 100 bytes long; null for a port again
     * @param permissions who may connect, which is who may write; null leaves it to the umask. A client may connect in
     *     the instant before they are set: where that matters, let the directory keep others out
     */
    public SimpleServer socket(@Nullable Path file, @Nullable Set<PosixFilePermission> permissions) {
        place.file(file == null ? null : new UnixSocket(file, permissions));
        return this;
    }

    /** The file of its Unix domain socket; null where it listens on a port. */
    public @Nullable Path socket() {
        UnixSocket file = place.file();
        return file == null ? null : file.file();
    }

    /**
     * Listens nowhere: clients come by {@link #connect()}, in this JVM and without a socket. For tests; TLS and the PROXY
     * protocol are left out.
     */
    public SimpleServer inMemory() {
        place.inMemory();
        return this;
    }

    /** Whether it listens nowhere. */
    public boolean isInMemory() {
        return place.isMemory();
    }

    /**
     * A connection to a server that listens nowhere.
     *
     * @throws IllegalStateException if it listens somewhere, does not run, or has as many connections as it may
     */
    public MemoryConnection connect() {
        if (!place.isMemory() || !isRunning() || !mayAccept()) {
            throw new IllegalStateException("Server " + name + " takes no connection in memory now");
        }
        MemoryConnection client = new MemoryConnection();
        open.incrementAndGet();
        ServerLoop chosen = ServerLoop.least(loops);
        chosen.loop.execute(() -> chosen.connect(new MemorySocket(client, chosen)));
        return client;
    }

    /** Uses these event loops, which the caller closes, instead of those that all servers share. */
    public SimpleServer loops(EventLoops shared) {
        givenLoops = shared;
        return this;
    }

    /** Sets the limits of its sockets. */
    public SimpleServer limits(SocketLimits sockets) {
        limits = sockets;
        return this;
    }

    /**
     * Speaks TLS on every connection; plain unless set.
     *
     * @throws IllegalArgumentException if a version or a cipher suite is not known here
     */
    public SimpleServer tls(@Nullable TlsSetup setup) {
        tls = setup == null ? null : setup.verify();
        return this;
    }

    /**
     * Expects the PROXY protocol, version 1 or 2, before anything else on every connection: the proxy in front of the
     * server says where a connection came from. Connections from other addresses than these are closed.
     *
     * @param proxies the addresses of the proxies; null, which is the default, for no such protocol
     */
    public SimpleServer proxyProtocol(@Nullable AddressRanges proxies) {
        this.proxies = proxies;
        return this;
    }

    /** The proxies that speak the PROXY protocol; null where nobody does. */
    public @Nullable AddressRanges proxyProtocol() {
        return proxies;
    }

    /** How it speaks TLS; null for a plain server. */
    public @Nullable TlsSetup tls() {
        return tls;
    }

    /**
     * Binds the port and accepts from now on. All or nothing: if this throws, nothing is left behind.
     *
     * @throws UncheckedIOException if the port cannot be bound
     * @throws IllegalStateException if it has been started before, or its event loops are closed
     */
    public synchronized SimpleServer start() {
        if (started) {
            throw new IllegalStateException("Server " + name + " has been started before; make a new one");
        }
        started = true;
        EventLoops all = givenLoops != null ? givenLoops : EventLoops.acquireShared();
        try {
            listen(place.bind(name, limits.backlog()), all);
        } catch (RuntimeException | Error failure) {
            loops.forEach(ServerLoop::end);
            if (givenLoops == null) {
                EventLoops.releaseShared();
            }
            throw failure;
        }
        return this;
    }

    private void listen(@Nullable ServerSocketChannel channel, EventLoops all) {
        try {
            List<ServerLoop> mine = new ArrayList<>();
            for (EventLoop loop : all.all()) {
                mine.add(new ServerLoop(this, loop));
            }
            loops = List.copyOf(mine);
            room = new Room(loops);
            loops.forEach(ServerLoop::begin);
            EventLoop loop = all.all().get(Math.floorMod(NEXT_LOOP.getAndIncrement(), mine.size()));
            Listener accepting = new Listener(this, loop, channel);
            loop.call(accepting::open);
            listenerLoop = loop;
            listener = accepting;
        } catch (IOException failure) {
            throw new UncheckedIOException("Server " + name + " cannot listen", failure);
        } finally {
            if (listener == null) {
                place.unbind(name, channel);
            }
        }
    }

    /** Starts and then waits until the server has been stopped, or the thread is interrupted, which stops it. */
    public void run() {
        start();
        try {
            stopped.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            close();
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The port that is listened on, even when 0 was asked for; -1 for a Unix domain socket. */
    public int localPort() {
        return place.port(name);
    }

    /**
     * The address and port that are listened on.
     *
     * @throws IllegalStateException before the start, and for a Unix domain socket
     */
    public InetSocketAddress localAddress() {
        return place.address(name);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The limits of its sockets. */
    public SocketLimits limits() {
        return limits;
    }

    /** Whether connections are accepted. */
    public boolean isRunning() {
        return place.isBound() && !stopping;
    }

    /** Connections open now. */
    public int connections() {
        return open.get();
    }

    /** What is counted of its connections, one object for each event loop. */
    public List<ConnectionStatistics> connectionStatistics() {
        return loops.stream().map(loop -> loop.statistics).toList();
    }

    /** What is counted of the boxes of its components, one object for each event loop. */
    public List<StatisticsGroup> boxStatistics() {
        return loops.stream().map(loop -> loop.boxes).toList();
    }

    /**
     * The boxes between the sockets and the protocol of every connection, as far as the server is set up, for
     * statistics that begin before the first connection does.
     */
    public List<BoxSpec<?>> boxes() {
        return Connection.boxes(proxies != null, tls != null);
    }

    /** The event loops that it uses, once started. */
    public List<EventLoop> eventLoops() {
        return loops.stream().map(loop -> loop.loop).toList();
    }

    /**
     * Stops: closes the port, lets requests under way finish, and resets what is left after the grace. Returns at once.
     * A second call can only shorten the grace.
     *
     * @param grace how long requests under way may take
     * @return completed when the last connection has been closed
     */
    public CompletableFuture<Void> stop(Duration grace) {
        Duration bounded = grace.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : grace;
        boolean first;
        synchronized (this) {
            if (listener == null) {
                started = true; // what has been stopped cannot be started
                stopped.complete(null);
                return stopped;
            }
            first = !stopping;
            stopping = true;
        }
        runOnListenersLoop(accepting -> {
            accepting.close(bounded);
            place.leave(name);
            if (first) {
                loops.forEach(loop -> loop.loop.execute(loop::drain));
            }
            runOnListenersLoop(this::portClosed);
        });
        return stopped;
    }

    private void runOnListenersLoop(java.util.function.Consumer<Listener> action) {
        EventLoop loop = listenerLoop;
        Listener accepting = listener;
        if (loop != null && accepting != null) {
            loop.execute(() -> action.accept(accepting));
        }
    }

    /** Stops with a grace of 30 s and waits for it. Not to be called on an event loop. */
    @Override
    public void close() {
        stop(GRACE).join();
    }

    // What follows is called by the listener and the loops.

    Protocol newProtocol() {
        return protocols.get();
    }

    Room room() {
        return room;
    }

    boolean isStopping() {
        return stopping;
    }

    boolean mayAccept() {
        return open.get() < limits.connections() && !stopping;
    }

    /** Gives an accepted connection to the loop with the fewest. */
    void accepted(SocketChannel channel) {
        open.incrementAndGet();
        ServerLoop chosen = ServerLoop.least(loops);
        if (chosen.loop.inThread()) {
            chosen.connect(channel);
            return;
        }
        try {
            chosen.loop.execute(() -> chosen.connect(channel));
        } catch (Throwable failure) { // no memory: the connection must not count for ever
            chosen.reject(channel, failure);
        }
    }

    void connectionClosed() {
        int left = open.decrementAndGet();
        if (stopping) {
            runOnListenersLoop(accepting -> completeIfEmpty());
        } else if (left == limits.connections() - 1) {
            runOnListenersLoop(Listener::wake);
        } else if (listener != null && listener.isResting()) {
            runOnListenersLoop(Listener::resumeSoon);
        }
    }

    void cut() {
        for (ServerLoop loop : loops) {
            loop.loop.execute(loop::cut);
        }
    }

    /** One turn after the channel was closed: the selector has let go of it, so that the port is free. */
    private void portClosed(Listener accepting) {
        portClosed = true;
        completeIfEmpty();
    }

    private void completeIfEmpty() {
        Listener accepting = listener;
        if (portClosed && open.get() == 0 && accepting != null && accepting.isLive()) {
            accepting.end();
            loops.forEach(ServerLoop::end);
            if (givenLoops == null) {
                EventLoops.releaseShared();
            }
            stopped.complete(null);
        }
    }
}
