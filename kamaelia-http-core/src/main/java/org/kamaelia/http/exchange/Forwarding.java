package org.kamaelia.http.exchange;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ForwardedElement;
import org.kamaelia.net.proxy.AddressRanges;

/**
 * Reads the address of the client, the scheme and the host from the forwarded fields of trusted proxies. A chain of
 * proxies writes a list of addresses. The last address in this list that is not a trusted proxy is the address of the
 * client. Earlier addresses are ignored, because the client could have written them.
 *
 * @param fields the kind of fields that the proxies write. Other kinds are ignored, because a proxy passes on unknown
 *     fields as the client wrote them
 * @param trusted the addresses of the trusted proxies. Fields in requests from other addresses are ignored
 */
public record Forwarding(Syntax fields, AddressRanges trusted) {
    /** The kind of fields that proxies write. */
    public enum Syntax {
        /** {@code Forwarded} (RFC 7239). */
        FORWARDED,
        /** {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}, which most proxies write. */
        X_FORWARDED
    }

    /** Checks that there is at least one trusted address. */
    public Forwarding {
        Objects.requireNonNull(fields);
        if (trusted.isEmpty()) {
            throw new IllegalArgumentException("Forwarded fields need at least one trusted address");
        }
    }

    /** Returns the origin of a request as trusted proxies report it, or the connection itself. */
    public Request.Origin of(Fields head, Request.Origin connection) {
        if (!trusted.contains(connection.remoteAddress())) {
            return connection;
        }
        List<ForwardedElement> chain = fields == Syntax.FORWARDED ? forwarded(head) : xForwarded(head);
        return chain.isEmpty() ? connection : client(chain, connection);
    }

    private Request.Origin client(List<ForwardedElement> chain, Request.Origin connection) {
        SocketAddress address = connection.remoteAddress();
        String scheme = null;
        String host = null;
        for (int i = chain.size() - 1; i >= 0; i--) {
            ForwardedElement element = chain.get(i);
            scheme = element.scheme() != null ? element.scheme() : scheme;
            host = element.host() != null ? element.host() : host;
            InetSocketAddress said = address(element.node());
            if (said != null) {
                address = said;
            }
            if (said == null || !trusted.contains(said)) {
                break;
            }
        }
        return new Origin(connection, address, scheme, host);
    }

    private static List<ForwardedElement> forwarded(Fields head) {
        String list = head.joined("Forwarded");
        return list == null ? List.of() : ForwardedElement.parse(list);
    }

    /** Reads the X-Forwarded fields. Scheme and host are the last values in their lists. */
    private static List<ForwardedElement> xForwarded(Fields head) {
        String scheme = ForwardedElement.schemeOrNull(last(head, "X-Forwarded-Proto"));
        String host = ForwardedElement.hostOrNull(last(head, "X-Forwarded-Host"));
        String port = last(head, "X-Forwarded-Port");
        if (host != null && port != null && host.matches("[^:]+|\\[.*]")) {
            String withPort = ForwardedElement.hostOrNull(host + ":" + port);
            boolean usual = port.equals("https".equals(scheme) ? "443" : "80");
            host = withPort == null || usual ? host : withPort;
        }
        String list = head.joined("X-Forwarded-For");
        if (list == null) {
            return scheme == null && host == null ? List.of() : List.of(new ForwardedElement(null, scheme, host));
        }
        String said = scheme;
        String asked = host;
        return Stream.of(list.split(","))
                .map(node -> new ForwardedElement(node.strip(), said, asked))
                .toList();
    }

    private static @Nullable String last(Fields head, String name) {
        String list = head.joined(name);
        return list == null ? null : list.substring(list.lastIndexOf(',') + 1).strip();
    }

    /** Parses an address with or without a port; port 0 means none. Returns null if the text is no address. */
    private static @Nullable InetSocketAddress address(@Nullable String node) {
        if (node == null) {
            return null;
        }
        String host = node;
        String port = "";
        int close = node.indexOf(']');
        int colon = node.indexOf(':', Math.max(close, 0));
        if (node.startsWith("[") && close > 0) {
            host = node.substring(1, close);
            port = colon == close + 1 ? node.substring(colon + 1) : "";
        } else if (colon >= 0 && colon == node.lastIndexOf(':')) {
            host = node.substring(0, colon);
            port = node.substring(colon + 1);
        }
        InetAddress address = AddressRanges.literal(host);
        boolean digits = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(port) : 0;
        return address == null ? null : new InetSocketAddress(address, number > 65_535 ? 0 : number);
    }

    /** The connection with the values that the proxies report. */
    private record Origin(
            Request.Origin connection,
            @Nullable SocketAddress remoteAddress,
            @Nullable String saidScheme,
            @Nullable String host)
            implements Request.Origin {
        @Override
        public String serverName() {
            return connection.serverName();
        }

        @Override
        public @Nullable SocketAddress localAddress() {
            return connection.localAddress();
        }

        @Override
        public boolean isSecure() {
            return saidScheme == null ? connection.isSecure() : saidScheme.equals("https");
        }

        @Override
        public javax.net.ssl.@Nullable SSLSession tlsSession() {
            return connection.tlsSession();
        }
    }
}
