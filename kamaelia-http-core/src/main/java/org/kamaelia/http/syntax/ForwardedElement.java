package org.kamaelia.http.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One element of the Forwarded field (RFC 7239 section 4): what one proxy says about the request that it received.
 *
 * @param node {@code for}: an address with or without a port, {@code unknown}, or a name that begins with {@code _};
 *     null if it says nothing
 * @param scheme {@code proto}, in lower case; null if it says nothing, or neither http nor https
 * @param host {@code host}, checked as the Host field is; null if it says nothing of use
 */
public record ForwardedElement(
        @Nullable String node,
        @Nullable String scheme,
        @Nullable String host) {
    /**
     * The elements of a Forwarded field; an element of a proxy nearer to the server stands later. An element that breaks the
     * grammar is dropped with all elements before it, since only the elements behind it can be trusted.
     *
     * @param list the values of all Forwarded lines, joined by commas
     */
    public static List<ForwardedElement> parse(String list) {
        List<ForwardedElement> elements = new ArrayList<>();
        for (List<String> pairs : split(list)) {
            ForwardedElement element = element(pairs);
            if (element == null) {
                elements.clear();
            } else {
                elements.add(element);
            }
        }
        return elements;
    }

    /** The parameters of each element, quoted strings left as they are. */
    private static List<List<String>> split(String list) {
        List<List<String>> elements = new ArrayList<>();
        List<String> pairs = new ArrayList<>();
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i <= list.length(); i++) {
            char c = i == list.length() ? ',' : list.charAt(i);
            if (quoted && i < list.length()) {
                quoted = c != '"';
                i += c == '\\' ? 1 : 0;
            } else if (c == '"') {
                quoted = true;
            } else if (c == ';' || c == ',') {
                pairs.add(list.substring(from, Math.min(i, list.length())).strip());
                from = i + 1;
                if (c == ',') {
                    elements.add(pairs);
                    pairs = new ArrayList<>();
                }
            }
        }
        return elements;
    }

    private static @Nullable ForwardedElement element(List<String> pairs) {
        String node = null;
        String scheme = null;
        String host = null;
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String value = equals < 1 ? null : unquoted(pair.substring(equals + 1));
            if (value == null) {
                return null;
            }
            switch (pair.substring(0, equals).toLowerCase(Locale.ROOT)) {
                case "for" -> node = value;
                case "proto" -> scheme = schemeOrNull(value);
                case "host" -> host = hostOrNull(value);
                default -> {} // by, and extensions
            }
        }
        return new ForwardedElement(node, scheme, host);
    }

    private static @Nullable String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value.isEmpty() || value.indexOf('"') >= 0 ? null : value;
        }
        StringBuilder text = new StringBuilder();
        int last = value.length() - 1;
        for (int i = 1; i < last; i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < last) {
                text.append(value.charAt(++i));
            } else if (c == '"' || c == '\\') {
                return null;
            } else {
                text.append(c);
            }
        }
        return last > 0 && value.charAt(last) == '"' ? text.toString() : null;
    }

    /** A scheme in lower case; null if it is neither http nor https. */
    public static @Nullable String schemeOrNull(@Nullable String value) {
        String lower = value == null ? "" : value.toLowerCase(Locale.ROOT);
        return lower.equals("http") || lower.equals("https") ? lower : null;
    }

    /** A host with or without a port, by the grammar of the Host field (RFC 9110 section 7.2); null if malformed. */
    public static @Nullable String hostOrNull(@Nullable String value) {
        if (value == null || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
            return null;
        }
        byte[] octets = value.getBytes(StandardCharsets.US_ASCII);
        return Authority.valid(octets, 0, octets.length) ? value : null;
    }
}
