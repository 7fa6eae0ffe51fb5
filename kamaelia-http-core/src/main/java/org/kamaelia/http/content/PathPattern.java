package org.kamaelia.http.content;

import java.util.regex.Pattern;

/**
 * A pattern of paths below the root of a {@link Minimal}: {@code *} is anything in one segment, {@code **} anything at
 * all, {@code ?} one character of a segment; everything else is itself.
 */
final class PathPattern {
    private final Pattern regex;

    /**
     * A pattern.
     *
     * @throws IllegalArgumentException if it does not begin with a slash
     */
    PathPattern(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "The pattern \"" + text + "\" does not begin with a slash; write \"/" + text + "\"");
        }
        StringBuilder built = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (text.startsWith("/**/", i)) {
                built.append("/(?:.*/)?");
                i += 3;
            } else if (text.startsWith("**", i)) {
                built.append(".*");
                i++;
            } else if (c == '*') {
                built.append("[^/]*");
            } else if (c == '?') {
                built.append("[^/]");
            } else {
                built.append(Pattern.quote(String.valueOf(c)));
            }
        }
        regex = Pattern.compile(built.toString(), Pattern.DOTALL);
    }

    /** Whether a decoded path, which begins with a slash, has this form. */
    boolean matches(String path) {
        return regex.matcher(path).matches();
    }
}
