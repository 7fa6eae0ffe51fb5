package org.kamaelia.http.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.Forwarding;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Forwarded;
import org.kamaelia.http.spring.KamaeliaHttpProperties.ForwardedFields;
import org.kamaelia.http.spring.KamaeliaHttpProperties.ProxyProtocol;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.kamaelia.net.proxy.AddressRanges;

/** Turns the {@code forwarded} and {@code proxy-protocol} properties of servers into whom the core believes. */
final class ServerProxies {
    private ServerProxies() {}

    /**
     * What is believed of the fields that proxies write; null for nothing.
     *
     * @throws HttpStartupException if nobody is trusted to write them, or an address is malformed
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
     * The proxies that speak the PROXY protocol; null where nobody does.
     *
     * @throws HttpStartupException if nobody is trusted to speak it, or an address is malformed
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
                    "The server '" + server + "' is to believe proxies, but " + key + " does not say which.",
                    "Set " + key + " to their addresses, such as 10.0.0.0/8, or "
                            + KamaeliaHttpProperties.key(server, toggle) + " to " + off + ".");
        }
        try {
            return AddressRanges.of(addresses.stream().map(String::strip).toList());
        } catch (IllegalArgumentException malformed) {
            throw new HttpStartupException(
                    "The property " + key + " cannot be used: " + malformed.getMessage() + ".",
                    "Write addresses or blocks of them into " + key + ", such as 10.0.0.0/8 or 2001:db8::/32.",
                    malformed);
        }
    }
}
