package org.kamaelia.http.spring;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.resource.ResourceGlue;
import org.kamaelia.http.spring.HandlerBeans.Found;

/** Gives each server the paths that are registered for it. */
final class ServerRoutes {
    private final Set<String> servers;
    private final Map<String, ResourceGlue> routes = new LinkedHashMap<>();
    private final Map<String, List<Found>> taken = new LinkedHashMap<>();

    private ServerRoutes(Set<String> servers) {
        this.servers = servers;
        servers.forEach(server -> routes.put(server, ResourceGlue.of()));
    }

    /**
     * The routes of each server.
     *
     * @throws HttpStartupException if a server is unknown, a path is malformed, or two handlers have the same path
     */
    static Map<String, ResourceGlue> of(Set<String> servers, List<Found> handlers) {
        ServerRoutes all = new ServerRoutes(servers);
        handlers.forEach(all::add);
        return all.routes;
    }

    private void add(Found one) {
        HandlerRegistration registration = one.registration();
        for (String server : registration.servers()) {
            if (!servers.contains(server)) {
                throw new HttpStartupException(
                        "The handler of " + one.origin() + " is for the server '" + server + "', but there is no such"
                                + " server.",
                        "Write one of " + HandlerBeans.names(servers) + " in @HandlerPath(servers = ...), or configure "
                                + KamaeliaHttpProperties.key(server, "port") + ".");
            }
        }
        for (String server : registration.servers().isEmpty() ? servers : Set.copyOf(registration.servers())) {
            add(server, one);
        }
    }

    private void add(String server, Found one) {
        HandlerRegistration registration = one.registration();
        // The names of variables do not tell paths apart.
        String place = server + ' ' + registration.path().replaceAll("\\{[^/]*}", "{}");
        List<Found> others = taken.computeIfAbsent(place, key -> new ArrayList<>());
        for (Found other : others) {
            if (overlap(other.registration().methods(), registration.methods())) {
                throw samePath(server, other, one);
            }
        }
        others.add(one);
        try {
            routes.put(server, route(java.util.Objects.requireNonNull(routes.get(server)), registration));
        } catch (IllegalArgumentException malformed) {
            throw new HttpStartupException(
                    "The handler of " + one.origin() + " cannot be registered: " + malformed.getMessage() + ".",
                    "Correct the path or the methods in its @HandlerPath or HandlerRegistration.",
                    malformed);
        }
    }

    private static ResourceGlue route(ResourceGlue glue, HandlerRegistration registration) {
        if (registration.methods().isEmpty()) {
            return glue.at(registration.path(), registration.factory());
        }
        ResourceGlue more = glue;
        for (String method : registration.methods()) {
            more = more.at(registration.path(), method, registration.factory());
        }
        return more;
    }

    private static boolean overlap(Set<String> some, Set<String> others) {
        return some.isEmpty() || others.isEmpty() || !Collections.disjoint(some, others);
    }

    private static HttpStartupException samePath(String server, Found one, Found other) {
        return new HttpStartupException(
                "Two handlers have the path " + other.registration().path() + " on the server '" + server + "': "
                        + one.origin() + " and " + other.origin() + ".",
                "Give one of them another path, other methods or another server, as in @HandlerPath(path = \""
                        + other.registration().path() + "\", methods = \"POST\", servers = \"...\").");
    }

    /**
     * Checks the server that actuator is to use.
     *
     * @throws HttpStartupException if there is no such server
     */
    static void checkManagement(Set<String> servers, @Nullable String server) {
        if (server != null && !servers.contains(server)) {
            String key = KamaeliaHttpProperties.PREFIX + ".management.server";
            throw new HttpStartupException(
                    "The property " + key + " names the server '" + server + "', but there is no such server.",
                    "Set " + key + " to one of " + HandlerBeans.names(servers) + ", or configure "
                            + KamaeliaHttpProperties.key(server, "port") + ".");
        }
    }
}
