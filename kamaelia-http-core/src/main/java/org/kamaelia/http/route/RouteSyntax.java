package org.kamaelia.http.route;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.StatusException;

/**
 * What a path and a method must look like to be registered. A path that no request could match, or that would match
 * something else than its writer means, is refused with a sentence that says what to write instead.
 */
final class RouteSyntax {
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z_][A-Za-z0-9_-]*}");
    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** RFC 9110 section 9.3, RFC 5789, RFC 4918, and QUERY. */
    private static final Set<String> WELL_KNOWN = Set.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "CONNECT",
            "OPTIONS",
            "TRACE",
            "PATCH",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "QUERY");

    private RouteSyntax() {}

    /**
     * Checks a method, which is case-sensitive (RFC 9110 section 9.1). Any token is a method, but one that differs from a
     * well-known method only in case is a mistake.
     *
     * @throws IllegalArgumentException if it is not a method; the message says what to write
     */
    static void checkMethod(String method) {
        String upper = method.strip().toUpperCase(Locale.ROOT);
        if (!method.equals(upper) && WELL_KNOWN.contains(upper)) {
            throw new IllegalArgumentException("The method \"" + method + "\" is not " + upper
                    + ", since methods are compared letter by letter (RFC 9110 section 9.1); write \"" + upper + "\"");
        }
        String[] parts = upper.split("[^A-Z]+");
        if (parts.length > 1 && Stream.of(parts).allMatch(WELL_KNOWN::contains)) {
            throw new IllegalArgumentException(
                    "\"" + method + "\" is not a method but several; write each by itself, such" + " as GET and POST");
        }
        if (!METHOD.matcher(method).matches()) {
            throw new IllegalArgumentException("\"" + method + "\" is not a method; write one such as GET");
        }
    }

    /**
     * Checks a path.
     *
     * @throws IllegalArgumentException if it is malformed, or cannot match what it seems to mean; the message says what to
     *     write
     */
    static void checkPath(String path) {
        String problem = problem(path);
        if (problem != null) {
            String better = RouteCorrection.of(path);
            boolean helps = better != null && problem(better) == null;
            throw new IllegalArgumentException(problem + (helps ? "; write \"" + better + "\"" : ""));
        }
    }

    /** What is wrong with a path, as the beginning of a sentence; null for nothing. */
    private static @Nullable String problem(String path) {
        String quoted = "The path \"" + path + "\" ";
        if (path.isBlank()) {
            return "The path is empty";
        }
        if (URI.matcher(path).matches()) {
            return quoted + "is a whole URI";
        }
        if (!path.startsWith("/")) {
            return quoted + "does not begin with a slash";
        }
        boolean isEnd = path.endsWith("/" + Route.END);
        String inner = isEnd ? path.substring(0, path.length() - Route.END.length()) : path;
        Set<String> names = new HashSet<>();
        List<String> segments = RouteCorrection.segments(inner);
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            String problem = segment.isEmpty()
                    ? i == segments.size() - 1 ? null : "has an empty segment"
                    : problem(segment, names);
            if (problem != null) {
                return quoted + problem;
            }
        }
        return notNormal(inner, quoted);
    }

    /** What is wrong with a segment; null for nothing. */
    private static @Nullable String problem(String segment, Set<String> names) {
        if (VARIABLE.matcher(segment).matches()) {
            return names.add(segment) ? null : "has two segments " + segment + "; give each a name of its own";
        }
        if (segment.equals("{}")) {
            return "has a variable without a name; give it one, such as {name}";
        }
        if (RouteCorrection.isRest(segment)) {
            return "has the segment " + segment + ", but only a slash at the end takes everything below, and"
                    + " request.rest() is what it took";
        }
        if (segment.indexOf('{') < 0 && segment.indexOf('*') >= 0) {
            return "has an asterisk, but there are no wildcards: a slash at the end takes everything below, and {name} one"
                    + " segment";
        }
        if (RouteCorrection.EXPRESSION.matcher(segment).matches()) {
            return "has a regular expression, but a variable takes any segment, and its handler checks the value";
        }
        if (RouteCorrection.COLON.matcher(segment).matches()) {
            return "has the segment " + segment + ", but a variable stands in braces";
        }
        if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
            return "has the segment " + segment + ", which is neither plain text nor {name}";
        }
        if (segment.indexOf('?') >= 0 || segment.indexOf('#') >= 0) {
            return "has a query or a fragment, which takes no part in routing";
        }
        for (int i = 0; i < segment.length(); i++) {
            if (!RouteCorrection.isOnTheWire(segment, i)) {
                return "can never match, since the character '" + segment.charAt(i)
                        + "' is percent-encoded in a request (RFC 3986 section 3.3)";
            }
        }
        return null;
    }

    private static @Nullable String notNormal(String path, String quoted) {
        try {
            return PatternForm.of(path).equals(path)
                    ? null
                    : quoted + "can never match, since paths are compared in their normal form";
        } catch (StatusException refused) {
            return quoted + "can never match, since it is answered with 400: " + refused.getMessage();
        }
    }
}
