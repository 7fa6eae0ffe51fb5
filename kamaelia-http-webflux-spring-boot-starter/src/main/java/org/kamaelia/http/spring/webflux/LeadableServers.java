package org.kamaelia.http.spring.webflux;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.kamaelia.http.spring.HttpStartupException;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.KamaeliaServers;
import org.kamaelia.net.SimpleServer;

/** The servers of {@code kamaelia.http}, one of which serves WebFlux. */
final class LeadableServers {
    private final Supplier<KamaeliaServers> servers;
    private final KamaeliaHttpProperties properties;

    /**
     * The servers of an application.
     *
     * @param servers asked when the web server starts, because the web server is made before most beans
     */
    LeadableServers(Supplier<KamaeliaServers> servers, KamaeliaHttpProperties properties) {
        this.servers = servers;
        this.properties = properties;
    }

    /**
     * The server that {@code kamaelia.http.webflux.server} names.
     *
     * @throws HttpStartupException if there is no such server, or there are several and none is named
     */
    ServerHost host(WebServerSetup web) {
        String name = serverName();
        return new ServerHost() {
            @Override
            public SimpleServer start() {
                return servers.get().lead(name, web);
            }

            @Override
            public int port() {
                return web.port() == WebServerSetup.NO_PORT
                        ? Objects.requireNonNull(properties.servers().get(name)).port()
                        : web.port();
            }

            @Override
            public void stopped(SimpleServer server) {
                servers.get().forget(name, server);
            }

            @Override
            public Duration preDrainDelay() {
                return servers.get().preDrainDelay();
            }
        };
    }

    private String serverName() {
        Set<String> names = properties.servers().keySet();
        String key = KamaeliaHttpProperties.PREFIX + ".webflux.server";
        String chosen = properties.webflux().server();
        if (chosen == null && names.size() > 1) {
            throw new HttpStartupException(
                    "No property says which of the servers " + list(names) + " serves WebFlux.",
                    "Set " + key + " to one of them.");
        }
        if (chosen != null && !names.contains(chosen)) {
            throw new HttpStartupException(
                    "The property " + key + " names the server '" + chosen + "', but there is no such server.",
                    "Set it to one of " + list(names) + ", or configure " + KamaeliaHttpProperties.PREFIX + ".servers."
                            + chosen + ".port.");
        }
        return chosen == null ? names.iterator().next() : chosen;
    }

    private static String list(Set<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }
}
