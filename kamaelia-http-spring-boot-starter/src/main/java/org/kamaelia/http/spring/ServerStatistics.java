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
 * What is counted of one configured server, over all its event loops and over restarts. It lives as long as the
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

    /** The limits that its latest connections have; null before it was started. */
    @Nullable
    HttpLimits limits() {
        return limits;
    }

    /** Notes the limits that hold from now on. */
    void limits(HttpLimits now) {
        limits = now;
    }

    /** All roles of boxes that are known. */
    synchronized List<BoxRole> roles() {
        return List.copyOf(roles.values());
    }

    /** What is counted of its responses. */
    HttpStatistics http() {
        return http;
    }

    /** Reads from a server that has been started. */
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

    /** Keeps the totals of a server whose last connection is closed, and nothing else of it. */
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

    /** Tells of every role that boxes have: of those known now within this call, of others as they appear. */
    synchronized void onRoles(Consumer<? super BoxRole> listener) {
        HttpServer.boxes().forEach(spec -> role(spec.component(), spec.box()));
        roles.values().forEach(listener);
        listeners.add(listener);
    }

    /** Connections open now. */
    synchronized long active() {
        return connections.stream().mapToLong(ConnectionStatistics::active).sum();
    }

    /** Connections closed so far for a reason. */
    synchronized long closed(CloseCause cause) {
        long before = closedBefore.getOrDefault(cause, 0L);
        return before + connections.stream().mapToLong(one -> one.closed(cause)).sum();
    }
}
