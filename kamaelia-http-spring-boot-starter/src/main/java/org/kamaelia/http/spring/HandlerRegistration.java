package org.kamaelia.http.spring;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.kamaelia.http.HandlerFactory;

/**
 * Registers a handler in code. A bean of this type has the same effect as {@link HandlerPath} on a handler bean. It is
 * meant for paths that are known only at run time.
 *
 * <pre>{@code
 * @Bean
 * HandlerRegistration reports(ReportProperties properties) {
 *     return HandlerRegistration.of(properties.path(), reports).methods("GET").servers("admin");
 * }
 * }</pre>
 *
 * <p>Immutable. The syntax of paths is that of {@link org.kamaelia.http.route.ResourceGlue}.
 *
 * @param path begins with a slash; a path that ends in a slash matches every path below it; {@code {name}} matches one
 *     segment; wildcards and regular expressions are not supported
 * @param methods such as {@code GET}, case-sensitive; empty means all methods
 * @param servers the names of the servers that serve the path; empty means all servers
 * @param factory makes the handler of a request
 */
public record HandlerRegistration(String path, Set<String> methods, List<String> servers, HandlerFactory factory) {
    /** Copies the collections. */
    public HandlerRegistration {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(factory, "factory");
        methods = Collections.unmodifiableSet(new LinkedHashSet<>(methods));
        servers = List.copyOf(servers);
    }

    /** A registration for all methods on all servers. */
    public static HandlerRegistration of(String path, HandlerFactory factory) {
        return new HandlerRegistration(path, Set.of(), List.of(), factory);
    }

    /** A copy of this registration for these methods; no name means all methods. */
    public HandlerRegistration methods(String... names) {
        return new HandlerRegistration(path, new LinkedHashSet<>(Arrays.asList(names)), servers, factory);
    }

    /** A copy of this registration for these servers; no name means all servers. */
    public HandlerRegistration servers(String... names) {
        return new HandlerRegistration(path, methods, List.of(names), factory);
    }
}
