package org.kamaelia.http.route;

import java.util.ArrayList;
import java.util.List;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.NormalPath;

/**
 * The one spelling in which the path of a route is registered: unreserved characters are not percent-encoded, other
 * encodings are in upper case, and there are no dot segments (RFC 3986 section 6.2.2). So a reader finds a route by its
 * text.
 */
final class PatternForm {
    private PatternForm() {}

    /**
     * The spelling of an absolute path.
     *
     * @throws StatusException 400 if the server refuses the path
     */
    static String of(String path) {
        String fault = NormalPath.fault(path);
        if (fault != null) {
            throw new StatusException(400, fault);
        }
        boolean plain = path.indexOf('%') < 0 && !path.contains("/.");
        return plain ? path : withoutDots(unreserved(path));
    }

    private static String unreserved(String path) {
        StringBuilder normal = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' && i + 2 < path.length()) {
                char decoded = (char) Integer.parseInt(path.substring(i + 1, i + 3), 16);
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
}
