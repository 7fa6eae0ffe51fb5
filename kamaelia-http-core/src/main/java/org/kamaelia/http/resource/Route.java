package org.kamaelia.http.resource;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;

/** What is registered under one path: a factory for all methods, or one for each. Immutable. */
final class Route {
    /** Stands for every method. */
    static final String ANY = "*";

    private final String pattern;
    private final Map<String, HandlerFactory> factories;
    private final String allow;
    private final HandlerFactory options;

    private Route(String pattern, Map<String, HandlerFactory> factories) {
        this.pattern = pattern;
        this.factories = factories;
        this.allow = String.join(", ", allowed(factories.keySet()));
        Response answer = Response.of(204).header("Allow", allow);
        this.options = HandlerFactory.oneShot(request -> answer);
    }

    static Route empty(String pattern) {
        return new Route(pattern, Map.of());
    }

    private static Set<String> allowed(Set<String> registered) {
        Set<String> all = new LinkedHashSet<>(registered);
        if (registered.contains("GET")) {
            all.add("HEAD");
        }
        all.add("OPTIONS");
        return all;
    }

    /** The same with one more factory. */
    Route with(String method, HandlerFactory factory) {
        Map<String, HandlerFactory> more = new TreeMap<>(factories);
        if (factories.containsKey(ANY) || !factories.isEmpty() && method.equals(ANY) || factories.containsKey(method)) {
            throw new IllegalArgumentException("Two handlers are registered for " + pattern
                    + (method.equals(ANY) ? "" : " and " + method) + "; give one of them another path or method");
        }
        more.put(method, factory);
        return new Route(pattern, more);
    }

    String pattern() {
        return pattern;
    }

    Set<String> methods() {
        return factories.keySet();
    }

    Handler create(Request request) {
        HandlerFactory found = find(request.method());
        if (found == null) {
            throw new StatusException(405, "The method " + request.method() + " is not served here")
                    .header("Allow", allow);
        }
        return found.create(request);
    }

    private @Nullable HandlerFactory find(String method) {
        HandlerFactory any = factories.get(ANY);
        if (any != null) {
            return any;
        }
        HandlerFactory exact = factories.get(method);
        if (exact == null && method.equals("HEAD")) {
            exact = factories.get("GET");
        }
        return exact == null && method.equals("OPTIONS") ? options : exact;
    }
}
