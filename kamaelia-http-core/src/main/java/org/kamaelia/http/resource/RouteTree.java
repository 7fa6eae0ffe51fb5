package org.kamaelia.http.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Routes by the segments of their paths. Filled while a {@link ResourceGlue} is made, read only afterwards. */
final class RouteTree {
    private final Map<String, RouteTree> literals = new HashMap<>();
    private final Map<String, RouteTree> variables = new TreeMap<>();
    private @Nullable Route exact;
    private @Nullable Route subtree;

    /**
     * What a path matched.
     *
     * @param segments how many segments of the path matched
     * @param literal how many of them matched letter by letter
     */
    record Match(Route route, int segments, int literal, Map<String, String> variables) {
        boolean isBetterThan(@Nullable Match other) {
            return other == null || segments > other.segments || segments == other.segments && literal > other.literal;
        }
    }

    /** Adds a route under the segments of its pattern, {@code null} at the end standing for a subtree. */
    void add(List<String> segments, boolean below, Route route) {
        RouteTree node = this;
        for (String segment : segments) {
            node = segment.startsWith("{")
                    ? node.variables.computeIfAbsent(
                            segment.substring(1, segment.length() - 1), name -> new RouteTree())
                    : node.literals.computeIfAbsent(segment, name -> new RouteTree());
        }
        if (below) {
            node.subtree = route;
        } else {
            node.exact = route;
        }
    }

    /** The best match for the segments of a normal path, if there is one. */
    @Nullable
    Match find(List<String> path) {
        return find(path, 0, 0, new ArrayList<>());
    }

    private @Nullable Match find(List<String> path, int at, int literal, List<String> values) {
        Match best = null;
        if (at == path.size()) {
            return exact == null ? null : match(exact, at, literal, values);
        }
        if (subtree != null) {
            best = match(subtree, at, literal, values);
        }
        RouteTree same = literals.get(path.get(at));
        if (same != null) {
            best = better(same.find(path, at + 1, literal + 1, values), best);
        }
        for (Map.Entry<String, RouteTree> variable : variables.entrySet()) {
            if (!path.get(at).isEmpty()) {
                List<String> more = new ArrayList<>(values);
                more.add(variable.getKey());
                more.add(path.get(at));
                best = better(variable.getValue().find(path, at + 1, literal, more), best);
            }
        }
        return best;
    }

    private static @Nullable Match better(@Nullable Match one, @Nullable Match other) {
        return one != null && one.isBetterThan(other) ? one : other;
    }

    private static Match match(Route route, int segments, int literal, List<String> values) {
        Map<String, String> decoded = new HashMap<>();
        for (int i = 0; i < values.size(); i += 2) {
            decoded.put(values.get(i), NormalPath.decode(values.get(i + 1)));
        }
        return new Match(route, segments, literal, Map.copyOf(decoded));
    }
}
