package org.kamaelia.http.content;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of paths with wildcards: {@code ?} is one character of a segment, {@code *} any number of them, {@code **}
 * any characters, and {@code /**}{@code /} also a single slash.
 *
 * <p>A path is read once from left to right, beside the set of all places in the pattern that can have been reached. So
 * the work for each character is bounded by the length of the pattern, whatever the path is.
 */
final class PathGlob {
    private static final char ANY = '\u0000';
    private static final char IN_SEGMENT = '\u0001';
    private static final char ONE = '\u0002';
    private static final char SEGMENTS = '\u0003';

    private final char[] steps;
    private final boolean[] isWildcard;

    PathGlob(String text) {
        List<Character> kinds = new ArrayList<>();
        List<Boolean> wild = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean special = true;
            if (text.startsWith("/**/", i)) {
                kinds.add(SEGMENTS);
                i += 3;
            } else if (text.startsWith("**", i)) {
                kinds.add(ANY);
                i++;
            } else if (c == '*') {
                kinds.add(IN_SEGMENT);
            } else if (c == '?') {
                kinds.add(ONE);
            } else {
                kinds.add(c);
                special = false;
            }
            wild.add(special);
        }
        steps = new char[kinds.size()];
        isWildcard = new boolean[steps.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = kinds.get(i);
            isWildcard[i] = wild.get(i);
        }
    }

    /** Whether the whole path has this form. */
    boolean matches(CharSequence path) {
        boolean[] reached = new boolean[steps.length + 1];
        boolean[] inside = new boolean[steps.length]; // within /**/, behind its first slash
        reached[0] = true;
        skip(reached);
        for (int i = 0; i < path.length(); i++) {
            if (!read(path.charAt(i), reached, inside)) {
                return false;
            }
        }
        return reached[steps.length];
    }

    /** Reads one character from all places; returns whether any place is left. */
    private boolean read(char c, boolean[] reached, boolean[] inside) {
        boolean any = false;
        for (int at = steps.length; at >= 0; at--) { // from right to left, so that no place is read twice
            boolean here = reached[at];
            reached[at] = false;
            if (at < steps.length) {
                any |= step(c, at, here, reached, inside);
            }
        }
        skip(reached);
        return any;
    }

    private boolean step(char c, int at, boolean here, boolean[] reached, boolean[] inside) {
        if (!isWildcard[at]) {
            reached[at + 1] |= here && c == steps[at];
            return here && c == steps[at];
        }
        switch (steps[at]) {
            case ANY -> {
                reached[at] |= here;
                return here;
            }
            case IN_SEGMENT -> {
                reached[at] |= here && c != '/';
                return here && c != '/';
            }
            case ONE -> {
                reached[at + 1] |= here && c != '/';
                return here && c != '/';
            }
            default -> { // a slash, or a slash, any characters and a slash
                boolean slash = c == '/';
                reached[at + 1] |= slash && (here || inside[at]);
                inside[at] |= here && slash;
                return inside[at];
            }
        }
    }

    /** A wildcard may stand for nothing. */
    private void skip(boolean[] reached) {
        for (int at = 0; at < steps.length; at++) {
            if (reached[at] && isWildcard[at] && (steps[at] == ANY || steps[at] == IN_SEGMENT)) {
                reached[at + 1] = true;
            }
        }
    }
}
