package org.kamaelia.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
            } else if (!unreserved(c) && "!$&'()*+,;=:@/".indexOf(c) < 0 && !(query && c == '?')) {
                return false;
            }
        }
        return target.length() <= ParserLimits.defaults().requestLine() - "GET  HTTP/1.1".length();
    }

    /** The segments of the normal form; null if they lead above the root, or have encoded control characters. */
    public static @Nullable List<String> segments(String path) {
        if (path.matches("(?i).*%([01][0-9a-f]|7f).*")) {
            return null;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = decodeUnreserved(segments[i]);
            boolean dot = segment.equals(".") || segment.equals("..");
            if (segment.equals("..") && kept.pollLast() == null) {
                return null;
            }
            if (!dot) {
                kept.addLast(segment);
            } else if (i == segments.length - 1) {
                kept.addLast("");
            }
        }
        return new ArrayList<>(kept);
    }

    private static String decodeUnreserved(String segment) {
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                decoded.append(c);
                continue;
            }
            char octet = (char) (hex(segment.charAt(i + 1)) * 16 + hex(segment.charAt(i + 2)));
            decoded.append(unreserved(octet) ? String.valueOf(octet) : String.format("%%%02X", (int) octet));
            i += 2;
        }
        return decoded.toString();
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
