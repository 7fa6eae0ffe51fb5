package org.kamaelia.http.websocket;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;

/**
 * Which web pages may open a WebSocket (RFC 6455 section 10.2, RFC 6454). Browsers send the origin of the page in the
 * Origin field, and no page can forge it. Without this check, any page that a user visits could talk to the server with
 * the cookies of that user. A request without Origin does not come from a browser, so it is allowed.
 *
 * @param sameOrigin whether pages of the server itself may: pages with the scheme, host and port of the request
 * @param any whether every page may
 * @param listed other origins that may, such as {@code https://app.example}, in their normal form
 */
record Origins(boolean sameOrigin, boolean any, Set<String> listed) {
    static final Origins SAME = new Origins(true, false, Set.of());

    /** Reads a list of origins; {@code *} stands for all. */
    static Origins of(List<String> allowed) {
        Set<String> listed = new LinkedHashSet<>();
        for (String one : allowed) {
            if (!one.equals("*")) {
                String normal = normal(one.toLowerCase(Locale.ROOT));
                if (normal == null) {
                    throw new IllegalArgumentException("An origin is a scheme and a host with a port if it is not the"
                            + " default, such as https://app.example or http://localhost:3000, or * for all; not \""
                            + one + "\"");
                }
                listed.add(normal);
            }
        }
        return new Origins(true, allowed.contains("*"), Set.copyOf(listed));
    }

    boolean allow(Request request) {
        List<String> said = request.fields().all("Origin");
        if (any || said.isEmpty()) {
            return true;
        }
        if (said.size() > 1) {
            return false;
        }
        String origin = normal(said.get(0).toLowerCase(Locale.ROOT));
        return origin != null
                && (listed.contains(origin)
                        || sameOrigin
                                && origin.equals(
                                        normal((request.scheme() + "://" + request.host()).toLowerCase(Locale.ROOT))));
    }

    /** An origin with its port always given; null if it is none. */
    private static @Nullable String normal(String origin) {
        int scheme = origin.indexOf("://");
        if (scheme <= 0) {
            return null;
        }
        String authority = origin.substring(scheme + 3);
        boolean isPlain = authority.chars().allMatch(c -> c > ' ' && c < 0x7f && "/?#@\\,".indexOf(c) < 0);
        if (authority.isEmpty() || !isPlain) {
            return null;
        }
        int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        String name = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon + 1);
        if (name.isEmpty() || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        return origin.substring(0, scheme + 3)
                + name
                + ':'
                + (port.isEmpty() ? defaultPort(origin.substring(0, scheme)) : port);
    }

    private static String defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> "80";
            case "https", "wss" -> "443";
            default -> "";
        };
    }
}
