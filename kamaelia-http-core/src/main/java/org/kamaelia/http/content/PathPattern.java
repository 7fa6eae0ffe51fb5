package org.kamaelia.http.content;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.NormalPath;

/**
 * A pattern of paths below the root of a {@link Minimal}: {@code *} is anything in one segment, {@code **} anything at
 * all, {@code ?} one character of a segment; everything else is itself.
 */
final class PathPattern {
    private static final Pattern DOTS = Pattern.compile("/\\.{0,2}(/|$)");
    private static final Pattern VARIABLE = Pattern.compile("/\\{[^/]*}(?=/|$)");
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private final PathGlob glob;

    /**
     * A pattern.
     *
     * @throws IllegalArgumentException if it does not begin with a slash, or no decoded path of a file can have this form;
     *     the message says what to write
     */
    PathPattern(String text) {
        check(text);
        glob = new PathGlob(text);
    }

    private static void check(String text) {
        if (!text.startsWith("/")) {
            throw refused(text, "does not begin with a slash", "/" + text);
        }
        if (text.endsWith("/")) {
            throw refused(text, "can never match, since the path of a file does not end in a slash", text + "**");
        }
        if (DOTS.matcher(text).find()) {
            throw refused(
                    text, "can never match, since paths are compared without empty and dot segments", normal(text));
        }
        if (VARIABLE.matcher(text).find()) {
            throw refused(text, "has a variable", VARIABLE.matcher(text).replaceAll("/*"));
        }
        String decoded = ENCODED.matcher(text).find() ? decoded(text) : null;
        if (decoded != null) {
            throw refused(text, "is percent-encoded, and is compared with decoded paths", decoded);
        }
    }

    private static String normal(String text) {
        return NormalPath.fault(text) == null ? NormalPath.of(text) : "/**";
    }

    private static @Nullable String decoded(String text) {
        return NormalPath.fault(text) == null ? NormalPath.text(NormalPath.of(text)) : null;
    }

    private static IllegalArgumentException refused(String text, String why, String better) {
        return new IllegalArgumentException("The pattern \"" + text + "\" " + why + "; write \"" + better + "\"");
    }

    /** Whether a decoded path, which begins with a slash, has this form. */
    boolean matches(String path) {
        return glob.matches(path);
    }
}
