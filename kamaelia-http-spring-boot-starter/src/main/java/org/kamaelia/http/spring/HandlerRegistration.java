package org.kamaelia.http.spring;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.kamaelia.http.HandlerFactory;

/**
 * Registers a handler in code: a bean of this type does what {@link HandlerPath} does on a bean of the handler itself,
 * for paths that are known at run time only.
 *
 * <pre>{@code
 * @Bean
 * HandlerRegistration reports(ReportProperties properties) {
 *     return HandlerRegistration.of(properties.path(), reports).methods("GET").servers("admin");
 * }
 * }</pre>
 *
 * <p>Immutable. Paths are those of {@link org.kamaelia.http.route.ResourceGlue}.
 *
 * @param path begins with a slash. A path that ends in a slash takes everything below it; {@code {name}} is one segment.
 *     There are no wildcards or regular expressions
 * @param methods such as {@code GET}, in this case of letters; empty for all
 * @param servers the names of the servers that serve it; empty for all
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

    /** For all methods, on all servers. */
    public static HandlerRegistration of(String path, HandlerFactory factory) {
        return new HandlerRegistration(path, Set.of(), List.of(), factory);
    }

    /** The same for these methods; none stands for all. */
    public HandlerRegistration methods(String... names) {
        return new HandlerRegistration(path, new LinkedHashSet<>(Arrays.asList(names)), servers, factory);
    }

    /** The same on these servers; none stands for all. */
    public HandlerRegistration servers(String... names) {
        return new HandlerRegistration(path, methods, List.of(names), factory);
    }
}
