package org.kamaelia.http.exchange;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.syntax.ForwardedElement;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.net.proxy.AddressRanges;

/**
 * Reads the address of the client, the scheme and the host from the forwarded fields of trusted proxies. A chain of
 * proxies writes a list of addresses. The last address in this list that is not a trusted proxy is the address of the
 * client. Earlier members are ignored, because the client could have written them.
 *
 * <p>A proxy passes on every field that it does not set, as the client wrote it. So a field is believed only if it is
 * among {@code fields}, and it must be among them only if every trusted proxy sets or removes it.
 *
 * <p>If a trusted proxy names the client in a way that is no address, such as {@code unknown}, or breaks the grammar, then
 * the address of the client is unknown: {@link Request#remoteAddress()} is null. It is never the address of the proxy.
 *
 * @param fields the fields that the proxies set: {@code Forwarded} alone, or some of the others
 * @param trusted the addresses of the trusted proxies. Fields in requests from other addresses are ignored
 */
public record Forwarding(Set<ForwardedField> fields, AddressRanges trusted) {
    /** A group of fields, for proxies that set all fields of the group. */
    public enum Syntax {
        /** {@code Forwarded} (RFC 7239). */
        FORWARDED(EnumSet.of(ForwardedField.FORWARDED)),
        /** {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}. Few proxies set all of them. */
        X_FORWARDED(EnumSet.complementOf(EnumSet.of(ForwardedField.FORWARDED)));

        private final Set<ForwardedField> all;

        Syntax(Set<ForwardedField> all) {
            this.all = all;
        }
    }

    /** Checks that there is at least one field and one trusted address, and no mixture of the two kinds of fields. */
    public Forwarding {
        fields = Set.copyOf(fields);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("Name at least one forwarded field that the proxies set");
        }
        if (fields.contains(ForwardedField.FORWARDED) && fields.size() > 1) {
            throw new IllegalArgumentException(
                    "Forwarded and X-Forwarded fields cannot both be believed; name those that the proxies set");
        }
        if (trusted.isEmpty()) {
            throw new IllegalArgumentException("Forwarded fields need at least one trusted address");
        }
    }

    /** For proxies that set all fields of a group. */
    public Forwarding(Syntax group, AddressRanges trusted) {
        this(group.all, trusted);
    }

    /** Whether the fields in requests from this address are believed. */
    public boolean trusts(@Nullable SocketAddress peer) {
        return trusted.contains(peer);
    }

    /** Returns the origin of a request as trusted proxies report it, or the connection itself. */
    public Request.Origin of(RequestHead head, Request.Origin connection) {
        if (!trusts(connection.remoteAddress())) {
            return connection;
        }
        List<ForwardedElement> chain = ForwardedChain.of(head.fields(), fields);
        return chain.isEmpty() ? connection : client(chain, head, connection);
    }

    private Request.Origin client(List<ForwardedElement> chain, RequestHead head, Request.Origin connection) {
        SocketAddress address = connection.remoteAddress();
        String scheme = null;
        String host = null;
        int port = 0;
        for (int i = chain.size() - 1; i >= 0; i--) {
            ForwardedElement element = chain.get(i);
            scheme = element.scheme() != null ? element.scheme() : scheme;
            port = element.host() != null || element.port() != 0 ? element.port() : port;
            host = element.host() != null ? element.host() : host;
            if (element.node() == null) {
                break; // the proxy speaks of the peer that we know
            }
            InetSocketAddress said = ForwardedChain.address(element.node());
            address = said;
            if (!trusted.contains(said)) {
                break;
            }
        }
        boolean secure = scheme == null ? connection.isSecure() : scheme.equals("https");
        return new ForwardedOrigin(connection, address, secure, withPort(host, port, secure, head.authority()));
    }

    /** The host with the port that proxies report beside it; null if they report neither. */
    private static @Nullable String withPort(@Nullable String host, int port, boolean secure, String authority) {
        boolean named = host != null && hostEnd(host) < host.length();
        String base = host != null ? host : authority;
        if (port == 0 || named || base.isEmpty()) {
            return host;
        }
        String bare = base.substring(0, hostEnd(base));
        return port == (secure ? 443 : 80) ? bare : bare + ":" + port;
    }

    private static int hostEnd(String authority) {
        int colon = authority.indexOf(':', Math.max(authority.indexOf(']'), 0));
        return colon < 0 ? authority.length() : colon;
    }
}
