package org.kamaelia.net;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.StatisticsGroup;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.memory.MemoryConnection;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.net.proxy.ProxyProtocol;
import org.kamaelia.net.tls.TlsSettings;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.ProtocolFactory;
import org.kamaelia.net.transport.ProtocolFamily;
import org.kamaelia.net.transport.Transport;

/**
 * Listens on a port, or on a Unix domain socket, and makes one protocol component for each connection: Kamaelia's
 * {@code SimpleServer}.
 *
 * <pre>{@code
 * SimpleServer.of(() -> new HttpServer(routes)).port(8080).run();
 * }</pre>
 *
 * <p>Set it up, start it once, stop it once. A server that has been started, or stopped, cannot be set up any more: every
 * method that would change it throws {@link IllegalStateException}. Setting up is not thread-safe; everything else is.
 */
public final class SimpleServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration LONGEST_GRACE = Duration.ofDays(365);
    private static final String DEFAULT_PROTOCOL = "http/1.1"; // RFC 7301 section 6

    private final ProtocolFactory byDefault;
    private final List<ProtocolFactory> preferred = new ArrayList<>();
    private ProtocolFamily.@Nullable Maker family;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private String name = "default";
    private BindAddress bind = BindAddress.DEFAULT;
    private SocketLimits limits = SocketLimits.defaults();
    private @Nullable TlsSetup tls;
    private @Nullable AddressRanges proxies;
    private int mostProxyHeader = ProxyProtocol.DEFAULT_LIMIT;
    private @Nullable EventLoops givenLoops;
    private volatile @Nullable RunningServer running;
    private volatile boolean started;

    private SimpleServer(ProtocolFactory byDefault) {
        this.byDefault = byDefault;
    }

    /**
     * A server that speaks this protocol on every connection, unless others are {@linkplain #protocol added}. Over TLS its
     * name is {@code http/1.1}.
     *
     * @param protocols makes the protocol component of each connection, on any of the event loops, and again for one that
     *     comes back to life after it was {@linkplain Transport#park parked}
     */
    public static SimpleServer of(Supplier<? extends Protocol> protocols) {
        return of(ProtocolFactory.of(DEFAULT_PROTOCOL, protocols));
    }

    /**
     * The same for a protocol with relatives, which the server speaks too: with {@code HttpServer} that is HTTP/2.
     *
     * @param protocols also makes an object when the server starts, to ask it for its relatives
     */
    public static SimpleServer of(ProtocolFamily.Maker protocols) {
        SimpleServer made = of(ProtocolFactory.of(DEFAULT_PROTOCOL, protocols));
        made.family = protocols;
        return made;
    }

    /** A server whose default protocol has another name. */
    public static SimpleServer of(ProtocolFactory byDefault) {
        return new SimpleServer(byDefault);
    }

    /**
     * Speaks another protocol, too. Those that were added first are preferred, and all of them to the default. Over TLS the
     * client and this order decide (ALPN, RFC 7301); in plain text the first bytes of a connection do, where a protocol
     * can be {@linkplain ProtocolFactory#recogniser() told} by them.
     *
     * @throws IllegalArgumentException if there is one with this name
     */
    public SimpleServer protocol(ProtocolFactory another) {
        checkNotStarted();
        List<ProtocolFactory> all = new ArrayList<>(preferred);
        all.add(another);
        ProtocolChoice.of(all, byDefault);
        preferred.add(another);
        return this;
    }

    private void checkNotStarted() {
        if (started) {
            throw new IllegalStateException("Server " + name
                    + " has been started, or stopped, and cannot be changed any" + " more; make a new one");
        }
    }

    /** Names the server, for logs, metrics and requests; {@code default} unless set. */
    public SimpleServer name(String called) {
        checkNotStarted();
        name = called;
        return this;
    }

    /** The address to listen on; all local addresses unless set. */
    public SimpleServer address(@Nullable InetAddress local) {
        checkNotStarted();
        bind = bind.address(local);
        return this;
    }

    /**
     * The port to listen on, 8080 unless set; 0 takes a free one, see {@link #localPort()}.
     *
     * @throws IllegalArgumentException if it is not from 0 to 65535
     */
    public SimpleServer port(int number) {
        checkNotStarted();
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException("A port is from 0 to 65535, not " + number);
        }
        bind = bind.port(number);
        return this;
    }

    /**
     * Listens on a Unix domain socket instead of a port. A file that a dead server has left there is replaced; the file is
     * removed when the server stops. On such a connection nothing can be reset, so a response that ends with the connection
     * and breaks off looks complete.
     *
     * @param file at most about 100 bytes long; null for a port again
     * @param permissions of the file: clients that may write it may connect. Null leaves them to the umask
     */
    public SimpleServer socket(@Nullable Path file, @Nullable Set<PosixFilePermission> permissions) {
        checkNotStarted();
        bind = bind.file(file, permissions);
        return this;
    }

    /** The file of its Unix domain socket; null where it listens on a port. */
    public @Nullable Path socket() {
        return bind.file();
    }

    /**
     * Listens nowhere: clients come by {@link #connect()}, in this JVM and without a socket. For tests. TLS is spoken where
     * it is set, and the client exchanges its records; the PROXY protocol is left out.
     */
    public SimpleServer inMemory() {
        checkNotStarted();
        bind = bind.memory();
        return this;
    }

    /** Whether it listens nowhere. */
    public boolean isInMemory() {
        return bind.isMemory();
    }

    /**
     * A connection to a server that listens nowhere.
     *
     * @throws IllegalStateException if it listens somewhere, does not run, or has as many connections as it may
     */
    public MemoryConnection connect() {
        RunningServer server = running;
        if (!bind.isMemory() || server == null || !server.mayAccept()) {
            throw new IllegalStateException("Server " + name + " takes no connection in memory now");
        }
        return server.connect();
    }

    /** Uses these event loops, which the caller closes, instead of those that all servers share. */
    public SimpleServer loops(EventLoops shared) {
        checkNotStarted();
        givenLoops = shared;
        return this;
    }

    /** Sets the limits of its sockets. */
    public SimpleServer limits(SocketLimits sockets) {
        checkNotStarted();
        limits = sockets;
        return this;
    }

    /** Speaks TLS on every connection; plain unless set. Throws what {@link TlsSetup#verify()} throws. */
    public SimpleServer tls(@Nullable TlsSetup setup) {
        checkNotStarted();
        tls = setup == null ? null : setup.verify();
        return this;
    }

    /**
     * Expects the PROXY protocol, version 1 or 2, before anything else on every connection. Connections from other
     * addresses than these are closed. Null, which is the default, stands for no such protocol.
     */
    public SimpleServer proxyProtocol(@Nullable AddressRanges proxies) {
        checkNotStarted();
        this.proxies = proxies;
        return this;
    }

    /** Limits a header of the PROXY protocol, with its TLVs, to 4,096 to 65,551 bytes; 16,384 by default. */
    public SimpleServer proxyProtocolHeader(int bytes) {
        checkNotStarted();
        this.mostProxyHeader = ProxyProtocol.checkedLimit(bytes);
        return this;
    }

    /** The proxies that speak the PROXY protocol; null where none does. */
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
     * @throws IllegalStateException if it has been started or stopped before, or its event loops are closed
     */
    public synchronized SimpleServer start() {
        checkNotStarted();
        started = true;
        EventLoops given = givenLoops;
        if (given != null) {
            running = RunningServer.start(settings(), given, stopped, () -> {});
            return this;
        }
        EventLoops shared = EventLoops.acquireShared();
        boolean listening = false;
        try {
            running = RunningServer.start(settings(), shared, stopped, EventLoops::releaseShared);
            listening = true;
        } finally {
            if (!listening) {
                EventLoops.releaseShared();
            }
        }
        return this;
    }

    /** The protocols that were added, and the relatives of the default one that nobody has added. */
    private List<ProtocolFactory> preferred() {
        List<ProtocolFactory> all = new ArrayList<>(preferred);
        if (family != null) {
            for (ProtocolFactory relative : family.get().preferred(tls != null)) {
                if (all.stream().noneMatch(known -> known.name().equals(relative.name()))) {
                    all.add(relative);
                }
            }
        }
        return all;
    }

    private ServerSettings settings() {
        ProtocolChoice protocols = ProtocolChoice.of(preferred(), byDefault);
        TlsSettings secured = tls == null ? null : tls.settings(protocols.factories());
        Predicate<@Nullable SocketAddress> forMany = family == null ? peer -> false : family.get()::speaksForMany;
        return new ServerSettings(name, bind, limits, secured, proxies, mostProxyHeader, protocols, forMany);
    }

    /** Starts and then waits until the server has been stopped, or the thread is interrupted, which stops it. */
    public void run() {
        start();
        try {
            stopped.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            close();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The port that is listened on, even when 0 was asked for; -1 for a Unix domain socket and in memory.
     *
     * @throws IllegalStateException before the start
     */
    public int localPort() {
        return runningServer().port();
    }

    /**
     * The address and port that are listened on.
     *
     * @throws IllegalStateException before the start, for a Unix domain socket, and in memory
     */
    public InetSocketAddress localAddress() {
        return runningServer().address();
    }

    /** What runs; it is there after the start, also when it has stopped. */
    RunningServer runningServer() {
        RunningServer server = running;
        if (server == null) {
            throw new IllegalStateException("Server " + name + " has not been started");
        }
        return server;
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
        RunningServer server = running;
        return server != null && !server.isStopping();
    }

    /** Connections open now. */
    public int connections() {
        RunningServer server = running;
        return server == null ? 0 : server.connections();
    }

    /** What is counted of its connections, one object for each event loop; empty before the start. */
    public List<ConnectionStatistics> connectionStatistics() {
        RunningServer server = running;
        return server == null ? List.of() : server.connectionStatistics();
    }

    /** What is counted of the boxes of its components, one object for each event loop; empty before the start. */
    public List<StatisticsGroup> boxStatistics() {
        RunningServer server = running;
        return server == null ? List.of() : server.boxStatistics();
    }

    /**
     * The boxes between the sockets and the protocol of every connection, as far as the server is set up, for
     * statistics that begin before the first connection does.
     */
    public List<BoxSpec<?>> boxes() {
        return settings().boxes();
    }

    /** The event loops that it uses; empty before the start. */
    public List<EventLoop> eventLoops() {
        RunningServer server = running;
        return server == null ? List.of() : server.eventLoops();
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
        RunningServer server;
        synchronized (this) {
            started = true; // what has been stopped cannot be started
            server = running;
        }
        if (server == null) {
            stopped.complete(null);
        } else {
            server.stop(bounded);
        }
        return stopped;
    }

    /** Stops with a grace of 30 s and waits for it. Not to be called on an event loop. */
    @Override
    public void close() {
        stop(GRACE).join();
    }
}
