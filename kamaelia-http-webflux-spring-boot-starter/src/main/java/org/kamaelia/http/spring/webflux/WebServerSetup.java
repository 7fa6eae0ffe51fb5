package org.kamaelia.http.spring.webflux;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.exchange.ForwardedField;
import org.kamaelia.http.exchange.Forwarding;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.spring.LedServer;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.proxy.AddressRanges;
import org.springframework.boot.web.server.Compression;

/**
 * What a web server adds to a server: its handlers, and the settings of its factory. A setting that the factory was not
 * given leaves that of the server as it is.
 *
 * @param handlers serve the requests that the native handlers leave
 * @param port {@value #NO_PORT} for none
 * @param http2 whether HTTP/2 is spoken, also in clear text; null for what the server does
 * @param useForwardHeaders whether proxies in private networks describe the client in X-Forwarded-For and -Proto
 * @param headerSection the largest size of the header section in bytes; 0 for none
 */
record WebServerSetup(
        HandlerFactory handlers,
        int port,
        @Nullable InetAddress address,
        @Nullable TlsSetup tls,
        @Nullable Compression compression,
        @Nullable String serverHeader,
        @Nullable Boolean http2,
        boolean useForwardHeaders,
        int headerSection)
        implements LedServer {
    static final int NO_PORT = -1;

    /**
     * What every proxy sets that sets forwarded fields at all. Many proxies pass on a host and a port that the client wrote.
     */
    private static final Set<ForwardedField> SET_BY_EVERY_PROXY =
            Set.of(ForwardedField.X_FORWARDED_FOR, ForwardedField.X_FORWARDED_PROTO);

    private static final AddressRanges PRIVATE_NETWORKS = AddressRanges.of(List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "::1/128",
            "fe80::/10",
            "fc00::/7"));

    @Override
    public HandlerFactory handlers(ResourceGlue routes) {
        HandlerFactory all = routes.otherwise(handlers);
        return compression != null && compression.getEnabled() ? WebServerCompression.around(compression, all) : all;
    }

    @Override
    public HttpSetup setup(HttpSetup setup) {
        HttpSetup applied = setup;
        if (serverHeader != null) {
            applied = applied.serverField(serverHeader.isBlank() ? null : serverHeader);
        }
        if (http2 != null) {
            applied = applied.http2(setup.http2().overTls(http2).clearText(http2));
        }
        if (useForwardHeaders && setup.forwarding() == null) {
            applied = applied.forwarding(new Forwarding(SET_BY_EVERY_PROXY, PRIVATE_NETWORKS));
        }
        if (headerSection > 0) {
            ParserLimits known = setup.limits().parser();
            applied = applied.limits(setup.limits()
                    .parser(new ParserLimits(
                            known.requestLine(),
                            headerSection,
                            known.fields(),
                            known.chunkLine(),
                            known.trailerSection())));
        }
        return applied;
    }

    @Override
    public void server(SimpleServer server) {
        if (port != NO_PORT) {
            server.port(port);
        }
        if (address != null) {
            server.address(address);
        }
        if (tls != null) {
            server.tls(tls);
        }
    }
}
