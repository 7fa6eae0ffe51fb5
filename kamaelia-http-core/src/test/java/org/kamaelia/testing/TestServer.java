package org.kamaelia.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxStatistics;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.SocketLimits;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.transport.CloseCause;

/**
 * A server on a free port of loopback with event loops of its own. Closing it cuts what is left, ends the loops and
 * waits until their threads are gone. Thread-safe, but for closing.
 */
public final class TestServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final List<RawClient> clients = new ArrayList<>();
    private final HttpSetup setup;
    private final @Nullable TestClock clock;
    private final EventLoops loops;
    private final SimpleServer server;
    private boolean closed;

    private TestServer(Setup with) {
        this.setup = with.setup;
        this.clock = with.clock;
        this.loops = EventLoops.create(with.loopCount, clock == null ? System::nanoTime : clock, with.budget);
        this.server = with.server
                .apply(SimpleServer.of(() -> new HttpServer(setup)))
                .name("test")
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .limits(with.sockets)
                .loops(loops)
                .start();
    }

    /** A server with default limits, running. */
    public static TestServer serve(HandlerFactory handlers) {
        return with(handlers).start();
    }

    /** A server to be set up further and then started. */
    public static Setup with(HandlerFactory handlers) {
        return new Setup(HttpSetup.of(handlers));
    }

    /** A server that has not been started. */
    public static final class Setup {
        private HttpSetup setup;
        private SocketLimits sockets = SocketLimits.defaults();
        private UnaryOperator<SimpleServer> server = UnaryOperator.identity();
        private int loopCount = 2;
        private long budget = EventLoops.defaultBudget();
        private @Nullable TestClock clock;

        private Setup(HttpSetup setup) {
            this.setup = setup;
        }

        /** Changes the set-up. */
        public Setup setup(UnaryOperator<HttpSetup> change) {
            setup = change.apply(setup);
            return this;
        }

        /** Changes the limits of HTTP. */
        public Setup limits(UnaryOperator<HttpLimits> change) {
            return setup(before -> before.limits(change.apply(before.limits())));
        }

        /** Changes the limits of sockets. */
        public Setup sockets(UnaryOperator<SocketLimits> change) {
            sockets = change.apply(sockets);
            return this;
        }

        /** Changes the server. */
        public Setup server(UnaryOperator<SimpleServer> change) {
            server = change;
            return this;
        }

        /** Speaks TLS. */
        public Setup tls(TlsSetup how) {
            return server(plain -> plain.tls(how));
        }

        /** Uses so many event loops instead of 2. */
        public Setup loops(int count) {
            loopCount = count;
            return this;
        }

        /** Lets all connections together hold so many bytes. */
        public Setup budget(long bytes) {
            budget = bytes;
            return this;
        }

        /** Lets time stand still, but for {@link TestServer#pass}. */
        public Setup timeless() {
            clock = new TestClock();
            return this;
        }

        /** Binds a port. */
        public TestServer start() {
            return new TestServer(this);
        }
    }

    /** The port. */
    public int port() {
        return server.localPort();
    }

    /** The server itself. */
    public SimpleServer server() {
        return server;
    }

    /** A new connection, closed with the server at the latest. */
    public RawClient client() {
        return client(0);
    }

    /** A new connection with a small receive buffer. */
    public RawClient client(int receiveBuffer) {
        RawClient client = RawClient.connect(port(), receiveBuffer);
        synchronized (clients) {
            clients.add(client);
        }
        return client;
    }

    /** Responses counted with this framing. */
    public long responses(Framing framing) {
        return setup.statistics().responses(framing);
    }

    /** Requests that the server itself refused with this status. */
    public long rejected(int status) {
        return setup.statistics().rejected(status);
    }

    /** Bytes that handlers sent in vain. */
    public long surplusBytes() {
        return setup.statistics().surplusBytes();
    }

    /** Connections closed for this reason. */
    public long closed(CloseCause cause) {
        return server.connectionStatistics().stream()
                .mapToLong(one -> one.closed(cause))
                .sum();
    }

    /** Connections open now. */
    public int connections() {
        return server.connections();
    }

    /** Bytes that all connections hold, of their budget. */
    public long heldBytes() {
        return loops.heldBytes();
    }

    /** Messages queued in all boxes of this role. */
    public long depth(String component, String box) {
        return boxes().stream()
                .filter(one -> one.component().equals(component) && one.box().equals(box))
                .mapToLong(BoxStatistics::depth)
                .sum();
    }

    /** Messages queued in all boxes of all components. */
    public long depth() {
        return boxes().stream().mapToLong(BoxStatistics::depth).sum();
    }

    /** Bytes queued in all boxes of all components. */
    public long queuedBytes() {
        return boxes().stream().mapToLong(BoxStatistics::bytes).sum();
    }

    /** Messages that all boxes of live components could hold together. */
    public long capacity() {
        return boxes().stream().mapToLong(BoxStatistics::capacity).sum();
    }

    private List<BoxStatistics> boxes() {
        return server.boxStatistics().stream()
                .flatMap(group -> group.boxes().stream())
                .toList();
    }

    /** Waits until the event loops have worked off what was ready when this was called. */
    public void settle() {
        for (EventLoop loop : loops.all()) {
            CompletableFuture<Void> settled = new CompletableFuture<>();
            loop.execute(() -> loop.execute(() -> loop.execute(() -> settled.complete(null)))); // one in each turn
            settled.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    /** Lets time pass for a {@linkplain Setup#timeless() timeless} server, once it has worked off what came before. */
    public void pass(Duration time) {
        settle();
        Objects.requireNonNull(clock, "not a timeless server").advance(time);
        settle();
    }

    /** Waits until all connections are closed, and whatever that leads to has happened. */
    public void awaitEmpty() {
        awaitConnections(0);
    }

    /** Waits until so many connections are open, and whatever that leads to has happened. */
    public void awaitConnections(int open) {
        eventually(() -> assertThat(connections()).isEqualTo(open));
        settle();
    }

    /** Closes the connections of all clients. */
    public void closeClients() {
        synchronized (clients) {
            clients.forEach(RawClient::close);
        }
    }

    /** Stops the server and leaves the loops to {@link #close()}. */
    public CompletableFuture<Void> stop(Duration grace) {
        return server.stop(grace);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            closeClients();
            CompletableFuture<Void> stopped = server.stop(Duration.ZERO);
            if (clock != null) {
                pass(Duration.ofSeconds(1));
            }
            stopped.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            loops.close();
            loops.join();
        } catch (Exception failure) {
            throw new AssertionError("The server does not stop", failure);
        }
    }
}
