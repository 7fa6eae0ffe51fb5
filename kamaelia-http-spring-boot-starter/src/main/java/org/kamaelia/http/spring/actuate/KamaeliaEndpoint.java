package org.kamaelia.http.spring.actuate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Introspector;
import org.kamaelia.http.spring.AccessLogs;
import org.kamaelia.http.spring.KamaeliaServers;
import org.kamaelia.http.spring.ServerState;
import org.kamaelia.net.loop.EventLoop;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The actuator endpoint {@code kamaelia}. It shows the servers with their ports, routes, limits and queues, and their
 * running components. No event loop stops for the endpoint. A blocked loop delays the endpoint by at most {@value
 * #PATIENCE_SECONDS} s.
 *
 * <p>Each loop describes at most {@value #MOST_COMPONENTS} components of a server and counts the others. One snapshot is
 * taken at a time: requests that arrive meanwhile share it.
 */
@Endpoint(id = "kamaelia")
public final class KamaeliaEndpoint {
    /** The largest number of components that are shown for a server. */
    static final int MOST_COMPONENTS = 1_000;

    private static final int PATIENCE_SECONDS = 2;

    private final KamaeliaServers servers;
    private final AccessLogs accessLogs;
    private final SharedFuture<Introspector.Snapshot> snapshots = new SharedFuture<>(this::newSnapshot);

    KamaeliaEndpoint(KamaeliaServers servers, AccessLogs accessLogs) {
        this.servers = servers;
        this.accessLogs = accessLogs;
    }

    /** All servers. */
    public record Servers(List<Server> servers) implements OperationResponseBody {}

    /**
     * One server.
     *
     * @param state the state of the server
     * @param accessLog the access log of the server; null if there is none
     * @param graph the running components
     */
    public record Server(ServerState state, @Nullable Lines accessLog, Graph graph) implements OperationResponseBody {}

    /** The number of lines of an access log: written lines and dropped lines. */
    public record Lines(long written, long dropped) {}

    /**
     * The live components and their linkages.
     *
     * @param complete whether every event loop has reported its components, and all of them are shown
     * @param total the number of components
     */
    public record Graph(
            boolean complete,
            int total,
            List<Introspector.ComponentState> components,
            List<Introspector.Linkage> linkages) {}

    /** All servers. */
    @ReadOperation
    public Servers servers() {
        Introspector.Snapshot snapshot = snapshot();
        return new Servers(
                servers.states().stream().map(state -> server(state, snapshot)).toList());
    }

    /**
     * One server.
     *
     * @param server the name of the server
     * @return null, which becomes 404, if there is no such server
     */
    @ReadOperation
    public @Nullable Server server(@Selector String server) {
        for (ServerState state : servers.states()) {
            if (state.name().equals(server)) {
                return server(state, snapshot());
            }
        }
        return null;
    }

    private Server server(ServerState state, Introspector.@Nullable Snapshot snapshot) {
        var log = accessLogs.log(state.name());
        return new Server(
                state, log == null ? null : new Lines(log.written(), log.dropped()), graph(state.name(), snapshot));
    }

    private CompletableFuture<Introspector.Snapshot> newSnapshot() {
        Set<EventLoop> loops = servers.servers().values().stream()
                .flatMap(server -> server.eventLoops().stream())
                .collect(Collectors.toSet());
        return Introspector.snapshot(loops, MOST_COMPONENTS);
    }

    private Introspector.@Nullable Snapshot snapshot() {
        try {
            return snapshots.get().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException blocked) {
            return null;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static Graph graph(String server, Introspector.@Nullable Snapshot snapshot) {
        if (snapshot == null) {
            return new Graph(false, 0, List.of(), List.of());
        }
        List<Introspector.ComponentState> shown = snapshot.components().stream()
                .filter(component -> component.group().equals(server))
                .limit(MOST_COMPONENTS)
                .toList();
        int total = snapshot.totals().getOrDefault(server, 0);
        return new Graph(shown.size() >= total, total, shown, between(shown, snapshot.linkages()));
    }

    private static List<Introspector.Linkage> between(
            Collection<Introspector.ComponentState> shown, List<Introspector.Linkage> linkages) {
        Set<String> ids = new HashSet<>();
        shown.forEach(component -> ids.add(component.id()));
        List<Introspector.Linkage> between = new ArrayList<>();
        for (Introspector.Linkage linkage : linkages) {
            if (ids.contains(linkage.from()) && ids.contains(linkage.to())) {
                between.add(linkage);
            }
        }
        return between;
    }
}
