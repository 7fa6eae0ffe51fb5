package org.kamaelia.http.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
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
        if (forwarded.fields() == ForwardedFields.NONE) {
            return null;
        }
        Forwarding.Syntax syntax = forwarded.fields() == ForwardedFields.FORWARDED
                ? Forwarding.Syntax.FORWARDED
                : Forwarding.Syntax.X_FORWARDED;
        return new Forwarding(
                syntax, trusted(server, "forwarded.trusted", "forwarded.fields", "none", forwarded.trusted()));
    }

    /**
     * The proxies that use the PROXY protocol; null if the protocol is switched off.
     *
     * @throws HttpStartupException if no proxy is trusted, or an address is malformed
     */
    static @Nullable AddressRanges proxyProtocol(String server, Server properties) {
        ProxyProtocol protocol = properties.proxyProtocol();
        return protocol.enabled()
                ? trusted(server, "proxy-protocol.trusted", "proxy-protocol.enabled", "false", protocol.trusted())
                : null;
    }

    private static AddressRanges trusted(
            String server, String setting, String toggle, String off, List<String> addresses) {
        String key = KamaeliaHttpProperties.key(server, setting);
        if (addresses.isEmpty()) {
            throw new HttpStartupException(
                    "The server '" + server + "' is configured to trust proxies, but " + key + " names none.",
                    "Set " + key + " to the addresses of the proxies, such as 10.0.0.0/8, or "
                            + KamaeliaHttpProperties.key(server, toggle) + " to " + off + ".");
        }
        try {
            return AddressRanges.of(addresses.stream().map(String::strip).toList());
        } catch (IllegalArgumentException malformed) {
            throw new HttpStartupException(
                    "The property " + key + " cannot be used: " + malformed.getMessage() + ".",
                    "Write addresses or address blocks into " + key + ", such as 10.0.0.0/8 or 2001:db8::/32.",
                    malformed);
        }
    }
}
