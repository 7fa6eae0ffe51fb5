package org.kamaelia.http.spring;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.SimpleServer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The servers of the application. All servers start with the context, or none does. They stop gracefully with the
 * context.
 *
 * <pre>
 *   context refreshed   -> paths are collected and checked -> every server is bound -> local.kamaelia.NAME.port is set
 *                       -> KamaeliaServerInitializedEvent for each server
 *   context closed      -> readiness is REFUSING_TRAFFIC   -> after the pre-drain delay the ports are closed,
 *                          requests under way finish, and connections left after the grace period are reset
 * </pre>
 *
 * <p>The servers start and stop in the phase in which Spring Boot drains its own web servers. Beans of lower phases,
 * which handlers may need, start before the servers and stop after them. Beans of {@link SmartLifecycle#DEFAULT_PHASE}
 * start after the servers, when the ports are known, and stop before them. A restarted context gets new servers with
 * the same meters.
 */
public final class KamaeliaServers
        implements SmartLifecycle, SmartInitializingSingleton, ApplicationListener<ContextClosedEvent>, DisposableBean {
    /** The phase of Spring Boot's graceful shutdown of web servers. */
    public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

    private static final Log LOG = LogFactory.getLog(KamaeliaServers.class);

    private final ConfigurableApplicationContext context;
    private final KamaeliaHttpProperties properties;
    private final ServerFactory factory;
    private final Duration longestGrace;
    private final Duration delay;
    private final Map<String, ServerStatistics> statistics = new LinkedHashMap<>();
    private @Nullable ServerRoutes routes;
    private final Map<String, SimpleServer> led = new ConcurrentHashMap<>();
    private volatile Map<String, SimpleServer> servers = Map.of();
    private volatile boolean running;
    private volatile CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);

    /**
     * The servers.
     *
     * @param phaseTimeout the time that the context allows for the stop of a phase
     */
    KamaeliaServers(
            ConfigurableApplicationContext context,
            KamaeliaHttpProperties properties,
            ServerFactory factory,
            Duration phaseTimeout) {
        this.context = context;
        this.properties = properties;
        this.factory = factory;
        // The connections are reset before the context goes on. Duration divides by way of BigDecimal, which is slow to
        // load.
        Duration usable = Duration.ofMillis(phaseTimeout.toMillis() / 10 * 9);
        this.delay = ServerLimits.preDrainDelay(properties, usable);
        this.longestGrace = usable.minus(delay);
        properties.servers().keySet().forEach(name -> statistics.put(name, new ServerStatistics(name)));
    }

    /** Collects the handlers when all of them exist. */
    @Override
    public void afterSingletonsInstantiated() {
        ServerRoutes.checkManagement(
                properties.servers().keySet(), properties.management().server());
        factory.findFilters();
        ClassLoader loader = context.getClassLoader();
        routes = ServerRoutes.of(
                properties.servers(),
                WebSocketDefaults.on(new HandlerBeans(context.getBeanFactory()).find(), properties.websocket()),
                ServerFiles.of(properties.servers(), loader == null ? KamaeliaServers.class.getClassLoader() : loader));
        context.getBeanProvider(ServerObserverFactory.class).orderedStream().forEach(this::observe);
    }

    private void observe(ServerObserverFactory factory) {
        statistics.forEach((name, counted) -> {
            HttpObserver observer = factory.observer(name);
            if (observer != null) {
                counted.http()
                        .observe(
                                factory.isForNativeHandlers()
                                        ? new NativeRequests(observer, routes(name), () -> led.containsKey(name))
                                        : observer);
            }
        });
    }

    /** The running servers by name, in the order of the configuration. */
    public Map<String, SimpleServer> servers() {
        return servers;
    }

    /** The names of the configured servers, running or not, in the order of the configuration. */
    public Set<String> names() {
        return Collections.unmodifiableSet(statistics.keySet());
    }

    /** The current state of each configured server, running or not, in the order of the configuration. */
    public List<ServerState> states() {
        Map<String, SimpleServer> now = servers;
        return statistics.values().stream()
                .map(counted -> ServerState.of(
                        counted, now.get(counted.name()), routes(counted.name()).patterns()))
                .toList();
    }

    /** The paths of all servers with their handlers, in the order of their registration. */
    public List<HandlerMapping> mappings() {
        return routes == null ? List.of() : routes.mappings();
    }

    /**
     * The port on which a server listens; -1 if it listens on a Unix domain socket.
     *
     * @throws IllegalStateException if no server of this name runs
     */
    public int port(String name) {
        SimpleServer server = servers.get(name);
        if (server == null) {
            throw new IllegalStateException(
                    "No server '" + name + "' runs. The running servers are " + servers.keySet());
        }
        return server.localPort();
    }

    /** The statistics of each server; the same objects as long as the context lives. */
    Collection<ServerStatistics> statistics() {
        return statistics.values();
    }

    @Override
    public void start() {
        if (running) {
            return;
        }
        String web = properties.webflux().server();
        if (web != null && led.isEmpty()) {
            LOG.warn(
                    KamaeliaHttpProperties.PREFIX + ".webflux.server=" + web + " has no effect: WebFlux runs on another"
                            + " server, or not at all. Add kamaelia-http-webflux-spring-boot-starter.");
        }
        Map<String, SimpleServer> started = startAll();
        servers = inOrder(started);
        running = true;
        started.forEach((name, server) -> LocalPorts.set(context.getEnvironment(), name, server.localPort()));
        started.forEach(this::announce);
    }

    private void announce(String name, SimpleServer server) {
        LOG.info("Server '" + name + "' listens on " + place(server) + " (" + scheme(server) + ") with "
                + routes(name).patterns().size() + " paths");
        context.publishEvent(new KamaeliaServerInitializedEvent(this, name, server.localPort()));
    }

    /** These servers and those that are led, in the order of the configuration. */
    private Map<String, SimpleServer> inOrder(Map<String, SimpleServer> own) {
        Map<String, SimpleServer> all = new LinkedHashMap<>();
        for (String name : statistics.keySet()) {
            SimpleServer server = led.getOrDefault(name, own.get(name));
            if (server != null) {
                all.put(name, server);
            }
        }
        return Collections.unmodifiableMap(all);
    }

    /**
     * Starts a server for the web server of Spring Boot, which stops it, and after that tells {@link #forget}. The web
     * server starts before the other servers do.
     *
     * @throws HttpStartupException if the server is not configured, or a property is out of its range
     * @throws UncheckedIOException if the port cannot be bound
     */
    public SimpleServer lead(String name, LedServer lead) {
        ServerStatistics counted = statistics.get(name);
        if (counted == null) {
            throw new IllegalArgumentException("There is no server '" + name + "'");
        }
        SimpleServer server = factory.create(name, routes(name), counted, lead);
        server.start();
        counted.attach(server);
        led.put(name, server);
        servers = inOrder(servers);
        LocalPorts.set(context.getEnvironment(), name, server.localPort());
        announce(name, server);
        return server;
    }

    /** The web server of Spring Boot has stopped a server that it had started. */
    public void forget(String name, SimpleServer server) {
        Objects.requireNonNull(statistics.get(name)).retire(server);
        if (led.remove(name, server)) {
            Map<String, SimpleServer> rest = new LinkedHashMap<>(servers);
            rest.remove(name);
            servers = Collections.unmodifiableMap(rest);
        }
    }

    /** The time before the drain in which load balancers notice that this application stops. */
    public Duration preDrainDelay() {
        return delay;
    }

    private static String place(SimpleServer server) {
        if (server.isInMemory()) {
            return "memory only";
        }
        return server.socket() == null ? "port " + server.localPort() : String.valueOf(server.socket());
    }

    /** {@code https} for a server with TLS, else {@code http}. */
    static String scheme(@Nullable SimpleServer server) {
        return server != null && server.tls() != null ? "https" : "http";
    }

    private ResourceGlue routes(String name) {
        return routes == null ? ResourceGlue.of() : routes.glue(name);
    }

    private Map<String, SimpleServer> startAll() {
        Map<String, SimpleServer> started = new LinkedHashMap<>();
        try {
            statistics.forEach((name, counted) -> {
                if (led.containsKey(name)) {
                    return;
                }
                SimpleServer server = factory.create(name, routes(name), counted, null);
                bind(name, server);
                started.put(name, server);
                counted.attach(server);
            });
            return started;
        } catch (RuntimeException | Error failure) {
            stop(started, Duration.ZERO).join();
            throw failure;
        }
    }

    private void bind(String name, SimpleServer server) {
        try {
            server.start();
        } catch (UncheckedIOException failure) {
            String said = String.valueOf(failure.getMessage());
            int end = said.indexOf(". ");
            throw new HttpStartupException(
                    (end < 0 ? said : said.substring(0, end)) + ".",
                    server.socket() != null
                            ? "Stop the program that listens there, or set "
                                    + KamaeliaHttpProperties.key(name, "socket")
                                    + " to another file, of at most about 100 bytes, in a directory that exists."
                            : "Stop the program that listens there, or set " + KamaeliaHttpProperties.key(name, "port")
                                    + " to another port; 0 takes a free one. "
                                    + KamaeliaHttpProperties.key(name, "address")
                                    + " must be an address of this machine.",
                    failure);
        }
    }

    /** Stops the servers gracefully and waits until they have stopped. Must not be called on an event loop. */
    @Override
    public void stop() {
        stopGracefully().join();
    }

    /** Stops the servers gracefully. Returns at once, and calls back when the last connection is closed. */
    @Override
    public void stop(Runnable callback) {
        stopGracefully().whenComplete((done, failure) -> callback.run());
    }

    private CompletableFuture<Void> stopGracefully() {
        if (!running) {
            return stopped;
        }
        running = false;
        Map<String, SimpleServer> stopping = own();
        CompletableFuture<Void> begin = new CompletableFuture<>();
        stopped = begin.thenCompose(now -> drain(stopping)).thenRun(() -> LOG.info("Stopped"));
        if (delay.isZero()) {
            begin.complete(null);
        } else {
            LOG.info("Stopping in " + delay.toMillis() + " ms: load balancers should send no more requests");
            begin.completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
        return stopped;
    }

    /** The running servers that nobody else starts and stops. */
    private Map<String, SimpleServer> own() {
        Map<String, SimpleServer> own = new LinkedHashMap<>(servers);
        own.keySet().removeAll(led.keySet());
        return own;
    }

    private CompletableFuture<Void> drain(Map<String, SimpleServer> stopping) {
        if (!running) {
            servers = inOrder(Map.of());
        }
        if (!stopping.isEmpty()) {
            LOG.info("Stopping: requests under way may finish");
        }
        return stop(stopping, null);
    }

    /** Stops servers. If the caller gives no grace period, each server uses its own. */
    private CompletableFuture<Void> stop(Map<String, SimpleServer> stopping, @Nullable Duration grace) {
        return CompletableFuture.allOf(stopping.entrySet().stream()
                .map(entry -> stop(entry.getKey(), entry.getValue(), grace))
                .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> stop(String name, SimpleServer server, @Nullable Duration grace) {
        return server.stop(grace == null ? grace(name) : grace)
                .thenRun(() -> Objects.requireNonNull(statistics.get(name)).retire(server));
    }

    /** The grace period of a server, or the rest of the time that the context allows. */
    private Duration grace(String name) {
        Duration own = factory.shutdownGrace(name);
        return own.compareTo(longestGrace) < 0 ? own : longestGrace;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** Sets readiness to refusing traffic before the connections are drained. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context && running) {
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        }
    }

    /** Closes the ports if the context fails while it starts. */
    @Override
    public void destroy() {
        running = false;
        Map<String, SimpleServer> left = own(); // also servers of a stop that the context did not wait for
        servers = inOrder(Map.of());
        stop(left, Duration.ZERO);
    }
}
