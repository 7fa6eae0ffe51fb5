package org.kamaelia.http.spring;

import static org.kamaelia.net.proxy.ProxyProtocol.LARGEST_HEADER;
import static org.kamaelia.net.proxy.ProxyProtocol.LEAST_LIMIT;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.ForwardedField;
import org.kamaelia.http.exchange.Forwarding;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Forwarded;
import org.kamaelia.http.spring.KamaeliaHttpProperties.ForwardedFields;
import org.kamaelia.http.spring.KamaeliaHttpProperties.ProxyProtocol;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.kamaelia.net.proxy.AddressRanges;

/**
 * Turns the {@code forwarded} and {@code proxy-protocol} properties of servers into the trusted proxies of the core.
 */
final class ServerProxies {
    private ServerProxies() {}

    /**
     * The trusted proxies and the fields that they write; null if no field is read.
     *
     * @throws HttpStartupException if no proxy is trusted, or an address is malformed
     */
    static @Nullable Forwarding forwarding(String server, Server properties) {
        Forwarded forwarded = properties.forwarded();
        Set<ForwardedField> fields = fields(server, forwarded.fields());
        AddressRanges trusted = ranges(server, "forwarded.trusted", forwarded.trusted());
        if (fields.isEmpty()) {
            return null;
        }
        requireProxies(server, "forwarded.trusted", "forwarded.fields", "none", forwarded.trusted());
        return new Forwarding(fields, trusted);
    }

    private static Set<ForwardedField> fields(String server, List<ForwardedFields> named) {
        Set<ForwardedField> fields = EnumSet.noneOf(ForwardedField.class);
        for (ForwardedFields one : named) {
            switch (one) {
                case NONE -> {}
                case FORWARDED -> fields.add(ForwardedField.FORWARDED);
                case X_FORWARDED ->
                    fields.addAll(EnumSet.range(ForwardedField.X_FORWARDED_FOR, ForwardedField.X_FORWARDED_PORT));
                case X_FORWARDED_FOR -> fields.add(ForwardedField.X_FORWARDED_FOR);
                case X_FORWARDED_PROTO -> fields.add(ForwardedField.X_FORWARDED_PROTO);
                case X_FORWARDED_HOST -> fields.add(ForwardedField.X_FORWARDED_HOST);
                case X_FORWARDED_PORT -> fields.add(ForwardedField.X_FORWARDED_PORT);
            }
        }
        boolean mixed = fields.contains(ForwardedField.FORWARDED) && fields.size() > 1;
        if (mixed || named.contains(ForwardedFields.NONE) && !fields.isEmpty()) {
            String key = KamaeliaHttpProperties.key(server, "forwarded.fields");
            throw new HttpStartupException(
                    "The property " + key + " names fields that exclude each other: " + named + ".",
                    "Write into " + key + " either none, or forwarded, or those of x-forwarded-for, x-forwarded-proto,"
                            + " x-forwarded-host and x-forwarded-port that every trusted proxy sets.");
        }
        return fields;
    }

    /**
     * The largest header of the PROXY protocol in bytes.
     *
     * @throws HttpStartupException if the protocol has no such header
     */
    static int mostProxyHeader(String server, Server properties) {
        long bytes = properties.proxyProtocol().headerSize().toBytes();
        if (bytes < LEAST_LIMIT || bytes > LARGEST_HEADER) {
            String key = KamaeliaHttpProperties.key(server, "proxy-protocol.header-size");
            throw new HttpStartupException(
                    "The property " + key + " is " + bytes + " bytes, which no header of the PROXY protocol can be.",
                    "Set " + key + " to at least 4KB and at most " + LARGEST_HEADER + "B.");
        }
        return (int) bytes;
    }

    /**
     * The proxies that use the PROXY protocol; null if the protocol is switched off.
     *
     * @throws HttpStartupException if no proxy is trusted, or an address is malformed
     */
    static @Nullable AddressRanges proxyProtocol(String server, Server properties) {
        ProxyProtocol protocol = properties.proxyProtocol();
        AddressRanges trusted = ranges(server, "proxy-protocol.trusted", protocol.trusted());
        if (!protocol.enabled()) {
            return null;
        }
        requireProxies(server, "proxy-protocol.trusted", "proxy-protocol.enabled", "false", protocol.trusted());
        return trusted;
    }

    private static void requireProxies(
            String server, String setting, String toggle, String off, List<String> addresses) {
        if (addresses.isEmpty()) {
            String key = KamaeliaHttpProperties.key(server, setting);
            throw new HttpStartupException(
                    "The server '" + server + "' is configured to trust proxies, but " + key + " names none.",
                    "Set " + key + " to the addresses of the proxies, such as 10.0.0.0/8, or "
                            + KamaeliaHttpProperties.key(server, toggle) + " to " + off + ".");
        }
    }

    /** Also called for proxies that are not used: a mistake would be found only when they are. */
    private static AddressRanges ranges(String server, String setting, List<String> addresses) {
        try {
            return AddressRanges.of(addresses.stream().map(String::strip).toList());
        } catch (IllegalArgumentException malformed) {
            String key = KamaeliaHttpProperties.key(server, setting);
            throw new HttpStartupException(
                    "The property " + key + " cannot be used: " + malformed.getMessage() + ".",
                    "Write addresses or address blocks into " + key + ", such as 10.0.0.0/8 or 2001:db8::/32.",
                    malformed);
        }
    }
}
