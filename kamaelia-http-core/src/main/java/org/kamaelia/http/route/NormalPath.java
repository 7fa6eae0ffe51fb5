package org.kamaelia.http.route;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.http.StatusException;

/**
 * Paths in the one form in which they are compared (RFC 3986 section 6.2.2): unreserved characters are not
 * percent-encoded, and dot segments are resolved. So a resource cannot be reached by another spelling of its path, which an
 * access rule might not know.
 */
public final class NormalPath {
    private NormalPath() {}

    /**
     * The normal form of an absolute path.
     *
     * @throws StatusException 400 if dot segments lead above the root, or there are encoded control characters
     */
    public static String of(String path) {
        boolean plain = path.indexOf('%') < 0 && !path.contains("/.");
        return plain ? path : withoutDots(unreserved(path));
    }

    private static String unreserved(String path) {
        StringBuilder normal = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' && i + 2 < path.length()) {
                char decoded = (char) Integer.parseInt(path.substring(i + 1, i + 3), 16);
                if (decoded < ' ' || decoded == 127) {
                    throw new StatusException(400, "The path has an encoded control character");
                }
                if (isUnreserved(decoded)) {
                    normal.append(decoded);
                } else {
                    normal.append(path.substring(i, i + 3).toUpperCase(java.util.Locale.ROOT));
                }
                i += 2;
            } else {
                normal.append(c);
            }
        }
        return normal.toString();
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }

    private static String withoutDots(String path) {
        List<String> kept = new ArrayList<>();
        String[] segments = path.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("..")) {
                if (kept.isEmpty()) {
                    throw new StatusException(400, "The path leads above the root");
                }
                kept.remove(kept.size() - 1);
            } else if (!segments[i].equals(".")) {
                kept.add(segments[i]);
                continue;
            }
            if (last) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }

    /**
     * A segment with all percent-encodings decoded as UTF-8.
     *
     * @throws StatusException 400 if that is not UTF-8
     */
    public static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteBuffer bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                bytes.put((byte) Integer.parseInt(segment.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.put((byte) c);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new StatusException(400, "A segment of the path is not UTF-8");
        }
    }
}
