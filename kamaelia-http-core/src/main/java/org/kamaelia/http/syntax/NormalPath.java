package org.kamaelia.http.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The normal form of paths: the one form in which the router, filters, files, limits and meters compare a path, so that
 * no other spelling of a path goes around a rule (RFC 3986 section 6.2.2).
 *
 * <ul>
 *   <li>Percent-encodings are decoded once, as UTF-8. {@code %2F}, {@code %5C} and {@code %25} stay encoded, in upper
 *       case: a slash inside a segment is no separator, a backslash is not one for any file system, and a second decoding
 *       of a normal path gives nothing new.
 *   <li>Dot segments are resolved, and empty segments are removed. A slash at the end stays.
 *   <li>Everything else is a part of a name: {@code ;} has no meaning, letters keep their case, dots at the end stay.
 * </ul>
 *
 * <p>The server refuses paths with encoded control characters, with octets that are not UTF-8 (such as overlong forms),
 * and with dot segments that lead above the root: 400. Such a path has a normal form, too, so that a filter can decide
 * about its request: what cannot be decoded stays encoded, and the root is its own parent.
 */
public final class NormalPath {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final StringBuilder normal = new StringBuilder();
    private @Nullable String fault;

    private NormalPath() {}

    /**
     * Returns the normal form of a path.
     *
     * @param path begins with a slash, and has percent signs before two hex digits only; any other text is returned
     *     unchanged
     * @return the same object if the path is in its normal form and is served
     */
    public static String of(String path) {
        if (isPlain(path)) {
            return path;
        }
        NormalPath read = new NormalPath();
        read.add(path);
        String form = read.normal.toString();
        return form.equals(path) && read.fault == null ? path : form;
    }

    /** Returns the reason why the server refuses a path, as a sentence; null for a path that is served. */
    public static @Nullable String fault(String path) {
        if (isPlain(path)) {
            return null;
        }
        NormalPath read = new NormalPath();
        read.add(path);
        return read.fault;
    }

    /**
     * Returns the path that a handler sees which takes encoded slashes and backslashes for separators. Such a handler is
     * not of this server, but may run behind it.
     *
     * @param path a normal path
     * @return the same object if it has neither
     */
    public static String withEncodedSeparators(String path) {
        boolean hasOne = path.indexOf('%') >= 0 && (path.contains("%2F") || path.contains("%5C"));
        return hasOne ? of(path.replace("%2F", "/").replace("%5C", "/")) : path;
    }

    /** Returns the text of a part of a normal path: also {@code %2F}, {@code %5C} and {@code %25} are decoded. */
    public static String text(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        StringBuilder text = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%' && i + 2 < part.length()) {
                c = (char) HexFormat.fromHexDigits(part, i + 1, i + 3);
                i += 2;
            }
            text.append(c);
        }
        return text.toString();
    }

    /** Whether a path is in its normal form for certain: it has no percent sign, and no dot or slash behind a slash. */
    private static boolean isPlain(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return true;
        }
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private void add(String path) {
        String decoded = decoded(path);
        int at = 0;
        while (at < decoded.length()) {
            int slash = decoded.indexOf('/', at + 1);
            int end = slash < 0 ? decoded.length() : slash;
            segment(decoded, at + 1, end, slash < 0);
            at = end;
        }
    }

    /** Adds the segment in {@code [from, to)} with its slash. {@code last} tells whether the path ends there. */
    private void segment(String path, int from, int to, boolean last) {
        int length = to - from;
        boolean up = length == 2 && path.startsWith("..", from);
        if (up) {
            removeLast();
        }
        if (!up && length > 0 && !(length == 1 && path.charAt(from) == '.')) {
            normal.append(path, from - 1, to);
        } else if (last) {
            normal.append('/');
        }
    }

    private void removeLast() {
        if (normal.length() == 0) {
            fault = "The path leads above the root";
        } else {
            normal.setLength(normal.lastIndexOf("/"));
        }
    }

    private String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        ByteBuffer raw = StandardCharsets.UTF_8.encode(path);
        ByteBuffer octets = ByteBuffer.allocate(raw.remaining());
        while (raw.hasRemaining()) {
            int octet = raw.get();
            if (octet != '%' || !startsWithHex(raw)) {
                octets.put((byte) octet);
                continue;
            }
            octet = Ascii.hex(raw.get()) << 4 | Ascii.hex(raw.get());
            boolean control = octet < ' ' || octet == 0x7f;
            if (control) {
                fault = "The path has an encoded control character";
            }
            if (control || octet == '/' || octet == '\\' || octet == '%') {
                encode(octets, octet);
            } else {
                octets.put((byte) octet);
            }
        }
        return text(octets.flip());
    }

    private static boolean startsWithHex(ByteBuffer raw) {
        return raw.remaining() >= 2
                && Ascii.is(raw.get(raw.position()), Ascii.HEX)
                && Ascii.is(raw.get(raw.position() + 1), Ascii.HEX);
    }

    private String text(ByteBuffer octets) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(octets.duplicate())
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
            fault = "The path has an encoded control character";
        } catch (CharacterCodingException e) {
            fault = "The path is not UTF-8";
        }
        ByteBuffer ascii = ByteBuffer.allocate(3 * octets.remaining());
        while (octets.hasRemaining()) {
            byte octet = octets.get();
            if (octet < 0) {
                encode(ascii, octet & 0xff);
            } else {
                ascii.put(octet);
            }
        }
        return StandardCharsets.US_ASCII.decode(ascii.flip()).toString();
    }

    private static void encode(ByteBuffer to, int octet) {
        to.put((byte) '%').put((byte) HEX.toHighHexDigit(octet)).put((byte) HEX.toLowHexDigit(octet));
    }
}
