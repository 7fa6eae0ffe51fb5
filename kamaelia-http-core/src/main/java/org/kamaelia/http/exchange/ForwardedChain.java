package org.kamaelia.http.exchange;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ForwardedElement;
import org.kamaelia.net.proxy.AddressRanges;

/** Reads the forwarded fields of a request as a chain: what each proxy said, the proxy nearest to the server last. */
final class ForwardedChain {
    private ForwardedChain() {}

    /**
     * Reads the fields that are believed, and no other.
     *
     * @return empty if the request has none of them
     */
    static List<ForwardedElement> of(Fields head, Set<ForwardedField> believed) {
        return believed.contains(ForwardedField.FORWARDED)
                ? ForwardedElement.parse(head.all("Forwarded"))
                : xForwarded(head, believed);
    }

    /**
     * Pairs the members of the X-Forwarded fields. Each proxy appends one member to each field that it sets, so the last
     * members belong together, and so on to the left. A proxy may also replace a field; then there are fewer members.
     */
    private static List<ForwardedElement> xForwarded(Fields head, Set<ForwardedField> believed) {
        List<String> nodes = members(head, ForwardedField.X_FORWARDED_FOR, believed);
        List<String> schemes = members(head, ForwardedField.X_FORWARDED_PROTO, believed);
        List<String> hosts = members(head, ForwardedField.X_FORWARDED_HOST, believed);
        List<String> ports = members(head, ForwardedField.X_FORWARDED_PORT, believed);
        boolean said = !schemes.isEmpty() || !hosts.isEmpty() || !ports.isEmpty();
        int length = Math.max(nodes.size(), said ? 1 : 0);
        List<ForwardedElement> chain = new ArrayList<>(length);
        for (int fromEnd = length; fromEnd > 0; fromEnd--) {
            chain.add(new ForwardedElement(
                    member(nodes, fromEnd),
                    ForwardedElement.schemeOrNull(member(schemes, fromEnd)),
                    ForwardedElement.hostOrNull(member(hosts, fromEnd)),
                    ForwardedElement.portOrZero(member(ports, fromEnd))));
        }
        return chain;
    }

    /** The members of a list in all lines of a field. Empty members are skipped (RFC 9110 section 5.6.1). */
    private static List<String> members(Fields head, ForwardedField field, Set<ForwardedField> believed) {
        String list = believed.contains(field) ? head.joined(field.fieldName()) : null;
        if (list == null) {
            return List.of();
        }
        List<String> members = new ArrayList<>();
        for (int from = 0; from <= list.length(); ) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            String member = list.substring(from, to).strip();
            if (!member.isEmpty()) {
                members.add(member);
            }
            from = to + 1;
        }
        return members;
    }

    private static @Nullable String member(List<String> members, int fromEnd) {
        int place = members.size() - fromEnd;
        return place < 0 ? null : members.get(place);
    }

    /**
     * The address that a node names (RFC 7239 section 6), with or without a port: {@code 192.0.2.7},
     * {@code 192.0.2.7:4711}, {@code [2001:db8::7]:4711}, and also an IPv6 address without brackets, as it stands in
     * X-Forwarded-For. A port of 0 means that the node names none.
     *
     * @return null if the node is {@code unknown}, obfuscated or malformed
     */
    static @Nullable InetSocketAddress address(String node) {
        int close = node.startsWith("[") ? node.indexOf(']') : -1;
        int colon = node.indexOf(':', Math.max(close, 0));
        boolean bare = close < 0 && colon >= 0 && colon != node.lastIndexOf(':');
        int end = bare || colon < 0 ? node.length() : colon;
        String host = close < 0 ? node.substring(0, end) : node.substring(1, close);
        boolean malformed = close >= 0 && (end != close + 1 || host.indexOf(':') < 0)
                || end < node.length() && !isPort(node, end + 1);
        InetAddress address = malformed ? null : AddressRanges.literal(host);
        return address == null
                ? null
                : new InetSocketAddress(
                        address, end == node.length() ? 0 : ForwardedElement.portOrZero(node.substring(end + 1)));
    }

    /** Whether the rest of a node is 1 to 5 digits, or an obfuscated port. */
    private static boolean isPort(String node, int from) {
        boolean obfuscated = node.startsWith("_", from);
        int most = obfuscated ? node.length() : from + 5;
        if (from == node.length() || node.length() > most) {
            return false;
        }
        for (int i = from; i < node.length(); i++) {
            char c = node.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '_' || c == '-';
            if (!(c >= '0' && c <= '9' || obfuscated && letter)) {
                return false;
            }
        }
        return true;
    }
}
