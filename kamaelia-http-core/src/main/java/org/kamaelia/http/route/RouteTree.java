package org.kamaelia.http.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.NormalPath;

/** Routes by the segments of their paths. Filled while a {@link ResourceGlue} is made, read only afterwards. */
final class RouteTree {
    private final Map<String, RouteTree> literals = new HashMap<>();
    private final Map<String, RouteTree> variables = new TreeMap<>();
    private @Nullable Route exact;
    private @Nullable Route subtree;

    /**
     * What a path matched.
     *
     * @param end the index in the path where the matched part ends
     * @param variables the decoded values of the named segments
     */
    record Match(Route route, int end, Map<String, String> variables) {}

    /** The value of a named segment, and those of the segments before it. */
    private record Value(
            String name, String segment, @Nullable Value before) {}

    /** Adds a route under the segments of its pattern; {@code below} tells whether it takes everything below. */
    void add(List<String> segments, boolean below, Route route) {
        RouteTree node = this;
        for (String segment : segments) {
            node = segment.startsWith("{")
                    ? node.variables.computeIfAbsent(
                            segment.substring(1, segment.length() - 1), name -> new RouteTree())
                    : node.literals.computeIfAbsent(NormalPath.of("/" + segment).substring(1), name -> new RouteTree());
        }
        if (below) {
            node.subtree = route;
        } else {
            node.exact = route;
        }
    }

    /** The best match for a normal path, if there is one. */
    @Nullable
    Match find(String path) {
        Search search = new Search(path);
        search.in(this, 0, 0, 0, null);
        return search.match();
    }

    /** One search: the best that has been found so far. */
    private static final class Search {
        private final String path;
        private @Nullable Route route;
        private @Nullable Value values;
        private int end;
        private int segments;
        private int literal;

        Search(String path) {
            this.path = path;
        }

        /**
         * Looks at a node and what lies below it.
         *
         * @param at the slash before the next segment, or the end of the path
         * @param covered segments before it
         * @param same how many of them matched letter by letter
         */
        void in(RouteTree node, int at, int covered, int same, @Nullable Value known) {
            if (at == path.length()) {
                offer(node.exact, at, covered, same, known);
                return;
            }
            offer(node.subtree, at, covered, same, known);
            if (node.literals.isEmpty() && node.variables.isEmpty()) {
                return;
            }
            int slash = path.indexOf('/', at + 1);
            int next = slash < 0 ? path.length() : slash;
            String segment = path.substring(at + 1, next);
            RouteTree literally = node.literals.get(segment);
            if (literally != null) {
                in(literally, next, covered + 1, same + 1, known);
            }
            if (!segment.isEmpty()) {
                for (Map.Entry<String, RouteTree> variable : node.variables.entrySet()) {
                    Value more = new Value(variable.getKey(), segment, known);
                    in(variable.getValue(), next, covered + 1, same, more);
                }
            }
        }

        private void offer(@Nullable Route found, int at, int covered, int same, @Nullable Value known) {
            boolean better = route == null || covered > segments || covered == segments && same > literal;
            if (found != null && better) {
                route = found;
                values = known;
                end = at;
                segments = covered;
                literal = same;
            }
        }

        @Nullable
        Match match() {
            Route best = route;
            return best == null ? null : new Match(best, end, decoded(values));
        }

        private static Map<String, String> decoded(@Nullable Value values) {
            if (values == null) {
                return Map.of();
            }
            if (values.before == null) {
                return Map.of(values.name, NormalPath.text(values.segment));
            }
            Map<String, String> all = new HashMap<>();
            for (Value one = values; one != null; one = one.before) {
                all.put(one.name, NormalPath.text(one.segment));
            }
            return Map.copyOf(all);
        }
    }
}
