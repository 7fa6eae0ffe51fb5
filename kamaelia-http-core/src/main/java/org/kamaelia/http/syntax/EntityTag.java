package org.kamaelia.http.syntax;

import org.jspecify.annotations.Nullable;

/**
 * An entity tag (RFC 9110 section 8.8.3): an opaque text that names one state of a representation. A strong tag changes with
 * every octet, a weak tag when the meaning changes.
 *
 * @param opaque what stands between the quotes: visible characters without quotes, in ISO-8859-1
 * @param weak whether it begins with {@code W/}
 */
public record EntityTag(String opaque, boolean weak) {
    /** Checks the characters. */
    public EntityTag {
        if (end(opaque, 0) != opaque.length()) {
            throw new IllegalArgumentException(
                    "An entity tag has visible characters without quotes only (RFC 9110 8.8.3), unlike \"" + opaque
                            + "\"");
        }
    }

    /** A strong tag: its text changes with every octet of the representation. */
    public static EntityTag strong(String opaque) {
        return new EntityTag(opaque, false);
    }

    /** A weak tag: its text changes when the meaning does. */
    public static EntityTag weak(String opaque) {
        return new EntityTag(opaque, true);
    }

    /** Reads one tag as a field carries it; null if it is malformed. */
    public static @Nullable EntityTag parse(String text) {
        boolean weak = text.startsWith("W/");
        int open = weak ? 2 : 0;
        if (open >= text.length() || text.charAt(open) != '"') {
            return null;
        }
        int close = end(text, open + 1);
        boolean whole = close == text.length() - 1 && text.charAt(close) == '"';
        return whole ? new EntityTag(text.substring(open + 1, close), weak) : null;
    }

    /** The index of the first character, from {@code from} on, that a tag must not have. */
    private static int end(String text, int from) {
        int i = from;
        while (i < text.length() && isTagCharacter(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isTagCharacter(char c) {
        return c == '!' || c > '"' && c < 256 && c != 0x7f;
    }

    /** The same tag as a weak one. */
    public EntityTag weakened() {
        return weak ? this : new EntityTag(opaque, true);
    }

    /** Strong comparison: both are strong and equal (RFC 9110 section 8.8.3.2). */
    public boolean isStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** Weak comparison: the texts are equal (RFC 9110 section 8.8.3.2). */
    public boolean isWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /**
     * Whether this tag is in a list, as If-Match and If-None-Match carry it. A list that is malformed anywhere has no tags.
     * {@code *} is not a list: the caller must handle it.
     *
     * @param list the value of the field, all its lines joined
     * @param strongly which comparison counts
     */
    public boolean isIn(String list, boolean strongly) {
        boolean found = false;
        int i = 0;
        while ((i = skipEmpty(list, i)) < list.length()) {
            boolean otherWeak = list.startsWith("W/", i);
            int open = otherWeak ? i + 2 : i;
            if (open >= list.length() || list.charAt(open) != '"') {
                return false;
            }
            int close = end(list, open + 1);
            if (close >= list.length() || list.charAt(close) != '"') {
                return false;
            }
            boolean same = close - open - 1 == opaque.length() && list.startsWith(opaque, open + 1);
            found |= same && !(strongly && (weak || otherWeak));
            i = skipBlank(list, close + 1);
            if (i < list.length() && list.charAt(i) != ',') {
                return false;
            }
        }
        return found;
    }

    private static int skipBlank(String list, int from) {
        int i = from;
        while (i < list.length() && (list.charAt(i) == ' ' || list.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    /** Empty members are ignored (RFC 9110 section 5.6.1.2). */
    private static int skipEmpty(String list, int from) {
        int i = skipBlank(list, from);
        while (i < list.length() && list.charAt(i) == ',') {
            i = skipBlank(list, i + 1);
        }
        return i;
    }

    /** The tag as a field carries it. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}
