package org.kamaelia.http.spring;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoundedExecutor;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.http.HandlerExceptionMapper;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.loop.EventLoops;

/** Makes the configured servers. Properties are applied first, then customizers. */
final class ServerFactory {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final KamaeliaHttpProperties properties;
    private final EventLoops loops;
    private final BoundedExecutor blocking;
    private final ErrorPages errorPages;
    private final @Nullable HandlerExceptionMapper exceptions;
    private final FilterBeans filters;
    private final List<RequestScopeProvider> scopes;
    private final ServerSsl ssl;
    private final List<HttpSetupCustomizer> setupCustomizers;
    private final List<SimpleServerCustomizer> serverCustomizers;

    ServerFactory(
            KamaeliaHttpProperties properties,
            EventLoops loops,
            BoundedExecutor blocking,
            ErrorPages errorPages,
            @Nullable HandlerExceptionMapper exceptions,
            FilterBeans filters,
            List<RequestScopeProvider> scopes,
            ServerSsl ssl,
            List<HttpSetupCustomizer> setupCustomizers,
            List<SimpleServerCustomizer> serverCustomizers) {
        this.properties = properties;
        this.loops = loops;
        this.blocking = blocking;
        this.errorPages = errorPages;
        this.exceptions = exceptions;
        this.filters = filters;
        this.scopes = scopes;
        this.ssl = ssl;
        this.setupCustomizers = setupCustomizers;
        this.serverCustomizers = serverCustomizers;
        check();
    }

    private void check() {
        Map<String, String> byPlace = new LinkedHashMap<>();
        properties.servers().forEach((name, server) -> {
            if (!NAME.matcher(name).matches()) {
                throw new HttpStartupException(
                        "The name '" + name + "' in " + KamaeliaHttpProperties.PREFIX
                                + ".servers is not a valid name of a server.",
                        "Use only letters, digits, '-' and '_'. The first character must be a letter or a digit.");
            }
            if (server.socket() != null) {
                return; // another server with the same socket is noticed when the socket is bound
            }
            String place = server.port() + " " + server.address();
            String other = server.port() == 0 ? null : byPlace.put(place, name);
            if (other != null) {
                throw new HttpStartupException(
                        "The servers '" + other + "' and '" + name + "' have the same port, " + server.port() + ".",
                        "Give " + KamaeliaHttpProperties.key(name, "port") + " another value; 0 takes a free port.");
            }
        });
    }

    /** Finds the filters, when all beans exist. */
    void findFilters() {
        filters.find();
    }

    /**
     * Makes a server and does not start it.
     *
     * @param statistics counts the responses of the server
     * @param lead the part of Spring Boot's web server; null for a server that this application starts itself
     * @throws HttpStartupException if a property is out of its range
     */
    SimpleServer create(String name, ResourceGlue routes, ServerStatistics statistics, @Nullable LedServer lead) {
        Server server = Objects.requireNonNull(properties.servers().get(name));
        ServerLimits limits = new ServerLimits(name, server);
        limits.shutdownGrace(); // checked now: when the server stops, an error message is too late
        HandlerFactory handlers = lead == null ? routes : lead.handlers(routes);
        HttpSetup setup = HttpSetup.of(ServerCompression.around(name, server, handlers))
                .filter(RequestScopes.around(filters.of(name), scopes))
                .errorPages(errorPages)
                .exceptions(exceptions)
                .serverField(limits.serverHeader())
                .blocking(blocking)
                .forwarding(ServerProxies.forwarding(name, server))
                .limits(limits.http())
                .http2(ServerHttp2.of(name, server, properties));
        if (lead != null) {
            setup = lead.setup(setup);
        }
        for (HttpSetupCustomizer customizer : setupCustomizers) {
            setup = customizer.customize(name, setup);
        }
        HttpSetup last = setup.statistics(statistics.http()); // the meters read these statistics
        statistics.limits(last.limits());
        SimpleServer made = SimpleServer.of(() -> new HttpServer(last))
                .name(name)
                .address(server.address())
                .port(limits.port())
                .tls(ssl.of(name, server))
                .proxyProtocol(ServerProxies.proxyProtocol(name, server))
                .proxyProtocolHeader(ServerProxies.mostProxyHeader(name, server))
                .loops(loops)
                .limits(limits.sockets());
        ServerSocketFile.apply(name, server, made);
        if (lead != null) {
            lead.server(made);
        }
        serverCustomizers.forEach(customizer -> customizer.customize(name, made));
        return made;
    }

    /** The time that requests under way have to finish when the server stops. */
    Duration shutdownGrace(String name) {
        Server server = Objects.requireNonNull(properties.servers().get(name));
        return new ServerLimits(name, server).shutdownGrace();
    }
}
