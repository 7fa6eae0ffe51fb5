package org.kamaelia.http.spi;

import java.util.Map;
import java.util.Objects;

/**
 * How a request was routed. Immutable; a route without variables and without a rest shares one object for all requests.
 *
 * @param pattern what is registered, such as {@code /users/{id}}
 * @param prefix the part of the path that matched
 * @param rest the rest of the path
 * @param variables the decoded values of the named segments
 */
public record Routing(String pattern, String prefix, String rest, Map<String, String> variables) {
    /** Checks that nothing is missing. */
    public Routing {
        Objects.requireNonNull(pattern);
        Objects.requireNonNull(prefix);
        Objects.requireNonNull(rest);
        Objects.requireNonNull(variables);
    }
}
