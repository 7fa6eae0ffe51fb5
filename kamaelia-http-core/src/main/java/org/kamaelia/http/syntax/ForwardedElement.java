package org.kamaelia.http.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says about the request that it received: one element of the Forwarded field (RFC 7239 section 4), or
 * the members of the X-Forwarded fields that belong together.
 *
 * @param node {@code for}: an address with or without a port, {@code unknown}, or a name that begins with {@code _}; null
 *     if it says nothing
 * @param scheme {@code proto}, in lower case; null if it says nothing, or neither http nor https
 * @param host {@code host}, checked as the Host field is; null if it says nothing of use
 * @param port the port of the host, 1 to 65535; 0 if it says nothing of use
 */
public record ForwardedElement(
        @Nullable String node,
        @Nullable String scheme,
        @Nullable String host,
        int port) {
    /** An element that breaks the grammar. Its node is no address. */
    private static final ForwardedElement FAULT = new ForwardedElement("", null, null, 0);

    /**
     * Reads the lines of the Forwarded field. An element of a proxy nearer to the server stands later.
     *
     * <p>Each line stands alone, because a proxy may add its element as a new line: a quote that a client leaves open does
     * not swallow the lines behind it. Empty elements and empty pairs are skipped (RFC 9110 section 5.6.1, RFC 7239
     * section 4). An element that breaks the grammar has a node that is no address, so that no element before it is
     * believed.
     *
     * @param lines the values of the field lines, in their order
     */
    public static List<ForwardedElement> parse(List<String> lines) {
        List<ForwardedElement> elements = new ArrayList<>();
        for (String line : lines) {
            read(line, elements);
        }
        return elements;
    }

    private static void read(String line, List<ForwardedElement> elements) {
        List<String> pairs = new ArrayList<>();
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                quoted = c != '"';
                i += c == '\\' ? 1 : 0;
            } else if (c == '"') {
                quoted = true;
            } else if (c == ';' || c == ',') {
                pairs.add(line.substring(from, i).strip());
                from = i + 1;
                if (c == ',') {
                    add(pairs, elements);
                    pairs = new ArrayList<>();
                }
            }
        }
        pairs.add(line.substring(from).strip());
        add(pairs, elements);
    }

    private static void add(List<String> pairs, List<ForwardedElement> elements) {
        pairs.removeIf(String::isEmpty);
        if (!pairs.isEmpty()) {
            elements.add(element(pairs));
        }
    }

    private static ForwardedElement element(List<String> pairs) {
        String node = null;
        String scheme = null;
        String host = null;
        boolean hasScheme = false;
        boolean hasHost = false;
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String value = equals < 1 ? null : unquoted(pair.substring(equals + 1));
            if (value == null || !isToken(pair, equals)) {
                return FAULT;
            }
            boolean again = false; // RFC 7239 section 4: a parameter stands at most once in an element
            switch (pair.substring(0, equals).toLowerCase(Locale.ROOT)) {
                case "for" -> {
                    again = node != null;
                    node = value;
                }
                case "proto" -> {
                    again = hasScheme;
                    hasScheme = true;
                    scheme = schemeOrNull(value);
                }
                case "host" -> {
                    again = hasHost;
                    hasHost = true;
                    host = hostOrNull(value);
                }
                default -> {} // by, and extensions
            }
            if (again) {
                return FAULT;
            }
        }
        return new ForwardedElement(node, scheme, host, 0);
    }

    private static boolean isToken(String text, int length) {
        for (int i = 0; i < length; i++) {
            if (!Ascii.is(text.charAt(i), Ascii.TOKEN)) {
                return false;
            }
        }
        return true;
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

    /** A port; 0 if the text is none of 1 to 65535. */
    public static int portOrZero(@Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > 5) {
            return 0;
        }
        int port = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            port = 10 * port + c - '0';
        }
        return port > 65_535 ? 0 : port;
    }
}
