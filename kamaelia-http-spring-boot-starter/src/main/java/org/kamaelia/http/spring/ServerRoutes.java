package org.kamaelia.http.spring;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.spring.HandlerBeans.Found;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;

/** Gives each server the paths that are registered for this server. */
final class ServerRoutes {
    private static final Log LOG = LogFactory.getLog(KamaeliaServers.class);

    private final Set<String> servers;
    private final Map<String, ServerPathLimits> limits = new LinkedHashMap<>();
    private final Map<String, ResourceGlue> routes = new LinkedHashMap<>();
    private final Map<String, List<Found>> taken = new LinkedHashMap<>();
    private final List<HandlerMapping> mappings = new ArrayList<>();

    private ServerRoutes(Map<String, Server> servers) {
        this.servers = servers.keySet();
        servers.forEach((name, server) -> {
            routes.put(name, ResourceGlue.of());
            limits.put(name, new ServerPathLimits(name, server));
        });
    }

    /**
     * The routes of each server.
     *
     * @param files registrations of the files of one server, each under a path that ends in a slash; a handler with the
     *     same path takes precedence
     * @throws HttpStartupException if a server is unknown, a path is malformed, two handlers have the same path, or a
     *     path with its own limits has no handler
     */
    static ServerRoutes of(Map<String, Server> servers, List<Found> handlers, List<Found> files) {
        ServerRoutes all = new ServerRoutes(servers);
        handlers.forEach(all::add);
        all.addFiles(files);
        all.limits.forEach(
                (server, limits) -> limits.check(all.glue(server).patterns().keySet()));
        return all;
    }

    /** The routes of a server. */
    ResourceGlue glue(String server) {
        return Objects.requireNonNull(routes.get(server));
    }

    /** The handlers of all servers, each with the bean or the property that it comes from. */
    List<HandlerMapping> mappings() {
        return Collections.unmodifiableList(mappings);
    }

    /**
     * Adds files under their paths. The path of a directory without its slash serves the redirect to the path with the
     * slash.
     */
    private void addFiles(List<Found> files) {
        List<Found> added = new ArrayList<>();
        for (Found one : files) {
            String server = one.registration().servers().get(0);
            Found other = other(server, one.registration());
            if (other == null) {
                register(server, one);
                added.add(one);
            } else if (files.contains(other)) {
                throw new HttpStartupException(
                        "The properties " + other.origin() + " and " + one.origin() + " have the same path, "
                                + one.registration().path() + ".",
                        "Write the locations of both into one of the two properties, in the order of the search. Or"
                                + " give one of them another path.");
            } else {
                LOG.warn("The files of " + one.origin() + " are not served: " + other.origin() + " has the same path, "
                        + other.registration().path());
            }
        }
        added.forEach(this::addRedirect);
    }

    private void addRedirect(Found files) {
        HandlerRegistration below = files.registration();
        String server = below.servers().get(0);
        String path = below.path().substring(0, below.path().length() - 1);
        HandlerRegistration itself = new HandlerRegistration(path, below.methods(), below.servers(), below.factory());
        if (!path.isEmpty() && other(server, itself) == null) {
            register(server, new Found(files.origin(), itself));
        }
    }

    private void add(Found one) {
        HandlerRegistration registration = one.registration();
        checkPlaceholder(one);
        for (String server : registration.servers()) {
            if (!servers.contains(server)) {
                boolean isName = ServerFactory.NAME.matcher(server).matches();
                throw new HttpStartupException(
                        "The handler of " + one.origin() + " is for the server '" + server + "', but there is no such"
                                + " server.",
                        "Use one of " + HandlerBeans.names(servers) + " in @HandlerPath(servers = ...)"
                                + (isName ? ", or configure " + KamaeliaHttpProperties.key(server, "port") : "")
                                + ".");
            }
        }
        for (String server : registration.servers().isEmpty() ? servers : Set.copyOf(registration.servers())) {
            add(server, one);
        }
    }

    /** Spring resolves placeholders in properties, but not in the annotations of handlers. */
    private static void checkPlaceholder(Found one) {
        String path = one.registration().path();
        if (path.contains("${") || path.contains("#{")) {
            throw new HttpStartupException(
                    "The path of " + one.origin() + " has a placeholder, " + path + ", which is not resolved there.",
                    "Write the path itself, or register the handler with a bean of type HandlerRegistration. Its path can"
                            + " come from a property.");
        }
    }

    private void add(String server, Found one) {
        Found other = other(server, one.registration());
        if (other != null) {
            throw samePath(server, other, one);
        }
        register(server, one);
    }

    /** A registration with the same path and one of the same methods; null if there is none. */
    private @Nullable Found other(String server, HandlerRegistration registration) {
        for (Found other : taken.getOrDefault(place(server, registration), List.of())) {
            if (overlap(other.registration().methods(), registration.methods())) {
                return other;
            }
        }
        return null;
    }

    /** The path without the names of variables: paths that differ only in these names are the same. */
    private static String place(String server, HandlerRegistration registration) {
        return server + ' ' + registration.path().replaceAll("\\{[^/]*}", "{}");
    }

    private void register(String server, Found one) {
        HandlerRegistration registration = one.registration();
        taken.computeIfAbsent(place(server, registration), key -> new ArrayList<>())
                .add(one);
        try {
            routes.put(server, route(server, registration));
            mappings.add(new HandlerMapping(server, registration.path(), registration.methods(), one.origin()));
        } catch (IllegalArgumentException malformed) {
            throw new HttpStartupException(
                    "The handler of " + one.origin() + " cannot be registered: " + malformed.getMessage() + ".",
                    "Correct the path or the methods in its @HandlerPath, HandlerRegistration or properties.",
                    malformed);
        }
    }

    private ResourceGlue route(String server, HandlerRegistration registration) {
        String path = registration.path();
        HandlerFactory factory = Objects.requireNonNull(limits.get(server)).around(path, registration.factory());
        if (registration.methods().isEmpty()) {
            return glue(server).at(path, factory);
        }
        ResourceGlue more = glue(server);
        for (String method : registration.methods()) {
            more = more.at(path, method, factory);
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
     * Checks the server that is configured for actuator.
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
