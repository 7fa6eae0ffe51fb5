package org.kamaelia.http.route;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spi.Routing;
import org.kamaelia.http.syntax.NormalPath;

/** The factories of one path: one for all methods, or one for each method. Immutable. */
final class Route {
    /** At the end of a path: the path ends here, although it ends in a slash. */
    static final String END = "{$}";

    /** Stands for every method. */
    static final String ANY = "*";

    private static final String CONNECT = "CONNECT";

    /** The methods of {@link #ANY} that Allow names. */
    private static final List<String> USUAL = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private final String pattern;
    private final Map<String, HandlerFactory> factories;
    private final Map<String, Set<String>> patterns;
    private final String allow;
    private final HandlerFactory options;
    private final Routing literal;

    private Route(String pattern, Map<String, HandlerFactory> factories, Map<String, Set<String>> patterns) {
        this.pattern = pattern;
        this.patterns = patterns;
        boolean home = pattern.endsWith(END);
        String path = home ? pattern.substring(0, pattern.length() - END.length()) : pattern;
        this.literal = new Routing(pattern, NormalPath.of(path), "", Map.of());
        this.factories = factories;
        this.allow = String.join(", ", allowed(named(), forAll()));
        Response answer = Response.of(204).header("Allow", allow);
        this.options = HandlerFactory.oneShot(request -> answer);
    }

    static Route empty(String pattern) {
        return new Route(pattern, Map.of(), Map.of());
    }

    /**
     * The methods that a path serves, or a server.
     *
     * @param named the methods that are registered by name
     * @param all factories for all methods
     */
    static Set<String> allowed(Set<String> named, Collection<HandlerFactory> all) {
        Set<String> allowed = new LinkedHashSet<>(named);
        for (HandlerFactory factory : all) {
            allowed.addAll(factory.methods().isEmpty() ? USUAL : new TreeSet<>(factory.methods()));
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        if (!named.contains(CONNECT)) {
            allowed.remove(CONNECT); // a client of HTTP/1.1 has no use for it
        }
        allowed.add("OPTIONS");
        return allowed;
    }

    /**
     * The same with one more factory.
     *
     * @param own the pattern of the method, which may have other names for the variables
     */
    Route with(String method, String own, HandlerFactory factory) {
        Map<String, HandlerFactory> more = new TreeMap<>(factories);
        if (factories.containsKey(ANY) || !factories.isEmpty() && method.equals(ANY) || factories.containsKey(method)) {
            throw new IllegalArgumentException("Two handlers are registered for " + pattern
                    + (method.equals(ANY) ? "" : " and " + method) + "; give one of them another path or method");
        }
        more.put(method, own.equals(pattern) ? factory : RenamedVariables.around(factory, pattern, own));
        Map<String, Set<String>> spelled = new LinkedHashMap<>(patterns);
        Set<String> methods = new TreeSet<>(spelled.getOrDefault(own, Set.of()));
        methods.add(method);
        spelled.put(own, methods);
        return new Route(pattern, more, spelled);
    }

    /** How a request is routed whose path is exactly this pattern. */
    Routing literal() {
        return literal;
    }

    String pattern() {
        return pattern;
    }

    /** The patterns as they were registered, which differ only in the names of variables, with their methods. */
    Map<String, Set<String>> patterns() {
        return patterns;
    }

    /** The methods that are registered by name. */
    Set<String> named() {
        Set<String> named = new TreeSet<>(factories.keySet());
        named.remove(ANY);
        return named;
    }

    /** The factory for all methods, if there is one. */
    List<HandlerFactory> forAll() {
        HandlerFactory any = factories.get(ANY);
        return any == null ? List.of() : List.of(any);
    }

    /** The value of Allow (RFC 9110 section 10.2.1). */
    String allow() {
        return allow;
    }

    /**
     * The factory for a method; null if it is not served here. TRACE is served only where it is registered. In HTTP/2 a
     * WebSocket is opened with CONNECT instead of GET (RFC 8441 section 5), so the factory for GET serves both.
     */
    @Nullable
    HandlerFactory find(String method) {
        HandlerFactory any = factories.get(ANY);
        if (any != null) {
            return method.equals("TRACE") ? null : any;
        }
        HandlerFactory exact = factories.get(method);
        if (exact == null && method.equals("HEAD")) {
            exact = factories.get("GET");
        } else if (exact == null && method.equals(CONNECT)) {
            HandlerFactory get = factories.get("GET");
            exact = get != null && get.methods().contains(CONNECT) ? get : null;
        }
        return exact == null && method.equals("OPTIONS") ? options : exact;
    }
}
