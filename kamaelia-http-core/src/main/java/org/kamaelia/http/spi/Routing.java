package org.kamaelia.http.spi;

import java.util.Map;
import java.util.Objects;

/**
 * The result of routing a request. Immutable. A route without variables and without a rest uses one object for all
 * requests.
 *
 * @param pattern the pattern of the route, such as {@code /users/{id}}
 * @param prefix the part of the normalised path that matched
 * @param rest the rest of the normalised path
 * @param variables the decoded values of the {@code {name}} segments, by name
 */
public record Routing(String pattern, String prefix, String rest, Map<String, String> variables) {
    /** Checks that no value is null. */
    public Routing {
        Objects.requireNonNull(pattern);
        Objects.requireNonNull(prefix);
        Objects.requireNonNull(rest);
        Objects.requireNonNull(variables);
    }
}
