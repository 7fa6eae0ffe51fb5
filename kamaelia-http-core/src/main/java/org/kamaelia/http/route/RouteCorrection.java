package org.kamaelia.http.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.Ascii;

/**
 * Makes of a path that cannot be registered the one that its writer may have meant, for a message: paths of servlets,
 * Spring, JAX-RS and Express have forms of their own.
 */
final class RouteCorrection {
    /** A variable with a regular expression, as Spring and JAX-RS have it. */
    static final Pattern EXPRESSION = Pattern.compile("\\{\\s*([A-Za-z_][A-Za-z0-9_-]*)\\s*:.*}", Pattern.DOTALL);

    /** A variable as Express has it. */
    static final Pattern COLON = Pattern.compile(":([A-Za-z_][A-Za-z0-9_-]*)");

    private static final Pattern REST =
            Pattern.compile("\\*\\*|\\{\\*.*}|\\{[^:}]*\\.\\.\\.}|\\{[^:}]*:\\s*(\\*\\*|\\.\\*|\\.\\+)}");
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RouteCorrection() {}

    /** Whether a segment is written to take the rest of the path. */
    static boolean isRest(String segment) {
        return REST.matcher(segment).matches();
    }

    /** The segments of a path that begins with a slash; a slash in braces divides none. */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int depth = 0;
        int from = 1;
        for (int i = 1; i <= path.length(); i++) {
            char c = i == path.length() ? '/' : path.charAt(i);
            if (c == '/' && (depth == 0 || i == path.length())) {
                segments.add(path.substring(from, i));
                from = i + 1;
            }
            depth = Math.max(0, depth + (c == '{' ? 1 : c == '}' ? -1 : 0));
        }
        return segments;
    }

    /** What may have been meant; null if that cannot be told. The result need not be a path that can be registered. */
    static @Nullable String of(String path) {
        String bare = AUTHORITY.matcher(path.strip()).replaceFirst("");
        boolean isEnd = bare.endsWith("/" + Route.END);
        String inner = isEnd ? bare.substring(0, bare.length() - Route.END.length()) : bare;
        StringBuilder better = new StringBuilder();
        List<String> segments = segments(inner.startsWith("/") ? inner : "/" + inner);
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean isLast = i == segments.size() - 1;
            if (isRest(segment) || isLast && segment.equals("*")) {
                return normal(better.append('/'));
            }
            int query = indexOfQuery(segment);
            if (query >= 0) {
                return normal(better.append('/').append(segment(segment.substring(0, query), i)));
            }
            if (!segment.isEmpty() || isLast) {
                better.append('/').append(segment(segment, i));
            }
        }
        String normal = normal(better);
        return normal != null && isEnd ? normal + Route.END : normal;
    }

    private static int indexOfQuery(String segment) {
        int brace = segment.indexOf('{');
        for (int i = 0; i < (brace < 0 ? segment.length() : brace); i++) {
            if (segment.charAt(i) == '?' || segment.charAt(i) == '#') {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable String normal(StringBuilder path) {
        try {
            return PatternForm.of(path.toString());
        } catch (StatusException never) {
            return null;
        }
    }

    private static String segment(String segment, int index) {
        Matcher expression = EXPRESSION.matcher(segment);
        Matcher colon = COLON.matcher(segment);
        if (expression.matches()) {
            return "{" + expression.group(1) + "}";
        }
        if (colon.matches()) {
            return "{" + colon.group(1) + "}";
        }
        if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
            return segment;
        }
        return segment.indexOf('*') >= 0 ? index == 0 ? "{name}" : "{name" + (index + 1) + "}" : encoded(segment);
    }

    private static String encoded(String segment) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            if (isOnTheWire(segment, i)) {
                encoded.append(segment.charAt(i));
            } else {
                int end = i + Character.charCount(segment.codePointAt(i));
                for (byte octet : segment.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
                    HEX.toHexDigits(encoded.append('%'), octet);
                }
                i = end - 1;
            }
        }
        return encoded.toString();
    }

    /** Whether a character stands like this in the path of a request: a percent sign only before two hex digits. */
    static boolean isOnTheWire(String text, int i) {
        char c = text.charAt(i);
        return c == '%'
                ? i + 2 < text.length()
                        && Ascii.is(text.charAt(i + 1), Ascii.HEX)
                        && Ascii.is(text.charAt(i + 2), Ascii.HEX)
                : Ascii.is(c, Ascii.PATH);
    }
}
