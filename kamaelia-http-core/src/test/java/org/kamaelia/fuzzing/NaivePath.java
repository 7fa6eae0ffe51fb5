package org.kamaelia.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.ParserLimits;

/** Targets and paths by RFC 9112 3.2.1 and RFC 3986 6.2.2, character by character and segment by segment. */
public final class NaivePath {

    private static final String HEX = "0123456789abcdef";

    private NaivePath() {}

    /** {@code absolute-path [ "?" query ]}, RFC 9112 3.2.1. */
    public static boolean isOriginForm(String target) {
        boolean query = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            query |= c == '?';
            if (c == '%') {
                boolean encoded =
                        i + 2 < target.length() && hex(target.charAt(i + 1)) >= 0 && hex(target.charAt(i + 2)) >= 0;
                if (!encoded) {
                    return false;
                }
                i += 2;
            } else if (!unreserved(c) && "!$&'()*+,;=:@/[]|^".indexOf(c) < 0 && !(query && "?{}`\\".indexOf(c) >= 0)) {
                return false;
            }
        }
        return target.length() <= ParserLimits.defaults().requestLine() - "GET  HTTP/1.1".length();
    }

    /** The segments of the normal form; null for a path that is refused. A last empty segment stands for a slash. */
    public static @Nullable List<String> segments(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = decoded(segments[i].replaceAll("(?i)%(2f|5c|25)", "%25$1"));
            if (segment.indexOf('\ufffd') >= 0
                            && !segments[i].toUpperCase(Locale.ROOT).contains("%EF%BF%BD")
                    || segment.chars().anyMatch(Character::isISOControl)) {
                return null;
            }
            if (segment.equals("..") && kept.pollLast() == null) {
                return null;
            }
            boolean nothing = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (!nothing) {
                kept.addLast(upper(segment));
            } else if (i == segments.length - 1) {
                kept.addLast("");
            }
        }
        return new ArrayList<>(kept);
    }

    /** Percent signs stand only before what stays encoded; that is in upper case. */
    private static String upper(String segment) {
        return Pattern.compile("%..")
                .matcher(segment)
                .replaceAll(encoded -> encoded.group().toUpperCase(Locale.ROOT));
    }

    /** A segment with all percent-encodings decoded; what is not UTF-8 becomes U+FFFD. */
    public static String decoded(String segment) {
        byte[] octets = new byte[segment.length()];
        int length = 0;
        for (int i = 0; i < segment.length(); i++, length++) {
            boolean encoded = segment.charAt(i) == '%';
            octets[length] =
                    (byte) (encoded ? hex(segment.charAt(i + 1)) * 16 + hex(segment.charAt(i + 2)) : segment.charAt(i));
            i += encoded ? 2 : 0;
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    private static int hex(char c) {
        return HEX.indexOf(c >= 'A' && c <= 'F' ? c + 32 : c);
    }

    private static boolean unreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }
}
