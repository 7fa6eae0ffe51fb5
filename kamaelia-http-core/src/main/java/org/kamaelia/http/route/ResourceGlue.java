package org.kamaelia.http.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.spi.Routing;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.NormalPath;

/**
 * Routes paths to handlers: Kamaelia's {@code ResourceGlue} and its {@code createRequestHandler}.
 *
 * <pre>{@code
 * HandlerFactory routes = ResourceGlue.of()
 *         .at("/{$}", home)                 // "/" and nothing below
 *         .at("/hello", hello)              // this path and no other
 *         .at("/files/", files)             // everything below
 *         .at("/users/{id}", user)          // one segment, request.variable("id")
 *         .at("/notes", "GET", list).at("/notes", "POST", add);
 * }</pre>
 *
 * <p><b>Matches.</b> The match that covers most segments of the path wins, then the match with fewer variables. The order of
 * registration does not count. Paths are compared in their normal form, {@link Request#path()}. The factory finds prefix,
 * rest, pattern and variables on the request.
 *
 * <p><b>Methods.</b> A path that matches nothing is 404, a method that its path does not have is 405 with Allow. GET also
 * serves HEAD. OPTIONS is answered with Allow unless it is registered. A path for all methods takes the methods of RFC 9110
 * section 9.3 except TRACE, and PATCH. TRACE and any other method must be registered by name.
 *
 * <p>Immutable and thread-safe: {@code at} returns a new object.
 */
public final class ResourceGlue implements HandlerFactory {
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final StatusException NOT_FOUND = new StatusException(404, "There is no such resource");

    private final Map<String, Route> routes;
    private final Map<String, Route> literal = new LinkedHashMap<>();
    private final RouteTree tree = new RouteTree();
    private final Set<String> methods;
    private final HandlerFactory serverOptions;

    private ResourceGlue(Map<String, Route> routes) {
        this.routes = routes;
        Set<String> named = new TreeSet<>();
        List<HandlerFactory> forAll = new ArrayList<>();
        for (Route route : routes.values()) {
            named.addAll(route.named());
            forAll.addAll(route.forAll());
            String pattern = route.pattern();
            boolean below = pattern.endsWith("/");
            String path =
                    pattern.endsWith(Route.END) ? pattern.substring(0, pattern.length() - Route.END.length()) : pattern;
            if (!below && path.indexOf('{') < 0) {
                literal.put(NormalPath.of(path), route);
            }
            tree.add(segments(below ? path.substring(0, path.length() - 1) : path), below, route);
        }
        Set<String> allowed = Route.allowed(named, forAll);
        Response capabilities = Response.of(204).header("Allow", String.join(", ", allowed));
        methods = Set.copyOf(allowed);
        serverOptions = HandlerFactory.oneShot(request -> capabilities);
    }

    /** Without any path: 404 for everything. */
    public static ResourceGlue of() {
        return new ResourceGlue(Map.of());
    }

    /**
     * With one more path, for all methods.
     *
     * @param path begins with a slash. A path that ends in a slash takes everything below it; a path that ends in
     *     <code>/{$}</code> takes the slash and nothing below it. {@code {name}} is one segment
     * @throws IllegalArgumentException if the path is malformed, is taken, or cannot match what it seems to mean: there are
     *     no wildcards, regular expressions or optional segments. The message says what to write
     */
    public ResourceGlue at(String path, HandlerFactory factory) {
        return at(path, Route.ANY, factory);
    }

    /**
     * With one more path and method. The methods of one path may have different names for its variables.
     *
     * @param method such as {@code GET}, in this case of letters (RFC 9110 section 9.1)
     * @throws IllegalArgumentException as above, or if the method is not one, or differs from a well-known one only in case
     */
    public ResourceGlue at(String path, String method, HandlerFactory factory) {
        RouteSyntax.checkPath(path);
        RouteSyntax.checkMethod(method);
        Map<String, Route> more = new LinkedHashMap<>(routes);
        String shape = sameShape(path);
        Route known = more.getOrDefault(shape, Route.empty(path));
        more.put(shape, known.with(method, path, factory));
        return new ResourceGlue(more);
    }

    /** The key of routes that no path can tell apart: names of variables do not count, nor what need not be encoded. */
    private static String sameShape(String path) {
        return NormalPath.of(path.replaceAll("\\{[^/$]*}", "{}"));
    }

    /**
     * Checks a path as {@link #at(String, HandlerFactory)} does.
     *
     * @throws IllegalArgumentException if it is malformed, or cannot match what it seems to mean; the message says what to
     *     write
     */
    public static void checkPath(String path) {
        RouteSyntax.checkPath(path);
    }

    private static List<String> segments(String path) {
        String[] parts = path.split("/", -1);
        return Arrays.asList(parts).subList(Math.min(1, parts.length), parts.length);
    }

    /** Whether a route matches this path, whatever the method. */
    public boolean serves(String path) {
        return !routes.isEmpty() && (literal.containsKey(path) || tree.find(NormalPath.of(path)) != null);
    }

    /**
     * Returns a factory that gives requests whose path matches no route to another factory. A path that matches keeps its
     * answer, also for a method that it does not have.
     */
    public HandlerFactory otherwise(HandlerFactory other) {
        return routes.isEmpty() ? other : new RoutesOrElse(this, this::serves, other);
    }

    /** The patterns, in the order of their registration, with their methods; {@code *} stands for all. */
    public Map<String, Set<String>> patterns() {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        routes.values().forEach(route -> all.putAll(route.patterns()));
        return all;
    }

    /** The methods that are served under some path. */
    @Override
    public Set<String> methods() {
        return methods;
    }

    @Override
    public Reply reply(Request request) {
        String path = request.path();
        Route direct = literal.get(path);
        if (direct != null) {
            ACCESS.routed(request, direct.literal());
            return found(direct, request);
        }
        if (path.equals("*") && request.method().equals("OPTIONS")) {
            return serverOptions.reply(request);
        }
        return search(request, path);
    }

    private Reply search(Request request, String path) {
        RouteTree.Match match = tree.find(path);
        if (match == null) {
            throw NOT_FOUND;
        }
        int end = match.end();
        String pattern = match.route().pattern();
        ACCESS.routed(request, new Routing(pattern, path.substring(0, end), path.substring(end), match.variables()));
        return found(match.route(), request);
    }

    private Reply found(Route route, Request request) {
        String method = request.method();
        HandlerFactory factory = route.find(method);
        if (factory != null) {
            return factory.reply(request);
        }
        throw new StatusException(405, "The method " + method + " is not served here").header("Allow", route.allow());
    }
}
