package org.kamaelia.http.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.syntax.NormalPath;

/**
 * Uses a filter for some paths only. It compares {@link Request#path()}, so it can stand in front of the router.
 *
 * <pre>{@code
 * HttpSetup.of(routes).filter(PathFilter.of(login, "/admin/", "/reports/{name}"));
 * }</pre>
 *
 * <p>A path is written as for {@link ResourceGlue}: a path that ends in a slash covers everything below it, any other
 * path is exact, and {@code {name}} is one segment. Unlike a route, a path that ends in a slash also covers the same path
 * without the slash, because a guard for {@code /admin/} that leaves {@code /admin} open would be a mistake. Parameters of
 * a segment, behind a semicolon, are left out: {@code /admin;x/y} is covered, too, because some frameworks behind this
 * server find their handlers without the parameters. {@code /admin%2Fy} and {@code /admin%5Cy} are covered as well,
 * because the static resources of Spring WebFlux take encoded slashes for separators.
 *
 * <p>Immutable and thread-safe.
 */
public final class PathFilter implements HttpFilter {
    private static final String END = "{$}";

    private final HttpFilter filter;
    private final List<Pattern> patterns;

    private PathFilter(HttpFilter filter, List<Pattern> patterns) {
        this.filter = filter;
        this.patterns = patterns;
    }

    /**
     * The paths of one pattern.
     *
     * @param segments the segments, each with an initial slash; null for any segment
     * @param below whether longer paths match, too
     */
    private record Pattern(List<@Nullable String> segments, boolean below) {
        static Pattern of(String path) {
            boolean below = path.endsWith("/");
            String inner = below
                    ? path.substring(0, path.length() - 1)
                    : path.endsWith("/" + END) ? path.substring(0, path.length() - END.length()) : path;
            List<@Nullable String> segments = new ArrayList<>();
            for (int at = 0; at < inner.length(); ) {
                int end = end(inner, at);
                String segment = inner.substring(at, end);
                segments.add(segment.startsWith("/{") ? null : NormalPath.of(segment));
                at = end;
            }
            return new Pattern(segments, below);
        }

        /** The index of the slash behind the segment that begins at {@code at}; the end of the path if there is none. */
        static int end(String path, int at) {
            int slash = path.indexOf('/', at + 1);
            return slash < 0 ? path.length() : slash;
        }

        boolean matches(String path) {
            int at = 0;
            for (String segment : segments) {
                if (at == path.length()) {
                    return false;
                }
                int end = end(path, at);
                int parameters = path.indexOf(';', at);
                int length = (parameters < 0 ? end : Math.min(end, parameters)) - at;
                boolean same =
                        segment == null ? length > 1 : segment.length() == length && path.startsWith(segment, at);
                if (!same) {
                    return false;
                }
                at = end;
            }
            return below || at == path.length();
        }
    }

    /**
     * Limits a filter to paths.
     *
     * @param paths at least one
     * @throws IllegalArgumentException if there is no path, or a path is malformed; the message says what to write
     */
    public static HttpFilter of(HttpFilter filter, String... paths) {
        if (paths.length == 0) {
            throw new IllegalArgumentException(
                    "A PathFilter without a path filters nothing; write \"/\" for all paths");
        }
        List<Pattern> patterns = new ArrayList<>();
        for (String path : paths) {
            ResourceGlue.checkPath(path);
            patterns.add(Pattern.of(path));
        }
        return new PathFilter(filter, List.copyOf(patterns));
    }

    private boolean covers(Request request) {
        return covers(request.path());
    }

    private boolean covers(String path) {
        if (anyMatches(path)) {
            return true;
        }
        String asOthersRead = NormalPath.withEncodedSeparators(path);
        return asOthersRead != path && anyMatches(asOthersRead);
    }

    private boolean anyMatches(String path) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(path)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Reply filter(Request request, HandlerFactory next) {
        return covers(request) ? filter.filter(request, next) : next.reply(request);
    }

    @Override
    public HandlerFactory inFrontOf(HandlerFactory next) {
        HandlerFactory filtered = filter.inFrontOf(next);
        return next.around((inner, request) -> covers(request) ? filtered.reply(request) : inner.reply(request));
    }

    @Override
    public boolean mayGuard(String path) {
        return (path.equals("/") || covers(path)) && filter.mayGuard(path);
    }
}
