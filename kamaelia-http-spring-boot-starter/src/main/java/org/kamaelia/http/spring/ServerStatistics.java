package org.kamaelia.http.spring;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxStatistics;
import org.kamaelia.axon.StatisticsGroup;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.ConnectionStatistics;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.transport.CloseCause;

/**
 * The statistics of one configured server, over all its event loops and over restarts. The object lives as long as the
 * context, so that meters can be bound before the server starts. Thread-safe.
 */
final class ServerStatistics {
    private final String name;
    private final HttpStatistics http = new HttpStatistics();
    private final Map<String, BoxRole> roles = new LinkedHashMap<>();
    private final List<Consumer<? super BoxRole>> listeners = new ArrayList<>();
    private final Map<CloseCause, Long> closedBefore = new EnumMap<>(CloseCause.class);
    private final List<ConnectionStatistics> connections = new ArrayList<>();
    private volatile @Nullable HttpLimits limits;

    ServerStatistics(String name) {
        this.name = name;
    }

    /** The name of the server. */
    String name() {
        return name;
    }

    /** The limits of the latest connections; null before the server has started. */
    @Nullable
    HttpLimits limits() {
        return limits;
    }

    /** Sets the limits of new connections. */
    void limits(HttpLimits now) {
        limits = now;
    }

    /** All known roles of boxes. */
    synchronized List<BoxRole> roles() {
        return List.copyOf(roles.values());
    }

    /** The statistics of the responses. */
    HttpStatistics http() {
        return http;
    }

    /** Adds the statistics of a server that has been started. */
    void attach(SimpleServer server) {
        synchronized (this) {
            connections.addAll(server.connectionStatistics());
        }
        for (StatisticsGroup group : server.boxStatistics()) {
            HttpServer.boxes().forEach(group::declare);
            server.boxes().forEach(group::declare);
            group.onBoxes(statistics -> role(statistics).add(group, statistics));
        }
    }

    /** Keeps the totals of a server whose last connection is closed, and releases the server. */
    synchronized void retire(SimpleServer server) {
        for (ConnectionStatistics ended : server.connectionStatistics()) {
            if (connections.remove(ended)) {
                ended.closed().forEach((cause, count) -> closedBefore.merge(cause, count, Long::sum));
            }
        }
        roles.values().forEach(role -> role.retire(server.boxStatistics()));
    }

    private synchronized BoxRole role(BoxStatistics statistics) {
        return role(statistics.component(), statistics.box());
    }

    private BoxRole role(String component, String box) {
        String key = component + ' ' + box;
        BoxRole known = roles.get(key);
        if (known == null) {
            known = new BoxRole(component, box);
            roles.put(key, known);
            for (Consumer<? super BoxRole> listener : listeners) {
                listener.accept(known);
            }
        }
        return known;
    }

    /**
     * Calls the listener for every role of boxes: for the known roles within this call, for later roles as they appear.
     */
    synchronized void onRoles(Consumer<? super BoxRole> listener) {
        HttpServer.boxes().forEach(spec -> role(spec.component(), spec.box()));
        roles.values().forEach(listener);
        listeners.add(listener);
    }

    /** The number of open connections. */
    synchronized long active() {
        return connections.stream().mapToLong(ConnectionStatistics::active).sum();
    }

    /** The number of connections closed so far for this reason. */
    synchronized long closed(CloseCause cause) {
        long before = closedBefore.getOrDefault(cause, 0L);
        return before + connections.stream().mapToLong(one -> one.closed(cause)).sum();
    }
}
