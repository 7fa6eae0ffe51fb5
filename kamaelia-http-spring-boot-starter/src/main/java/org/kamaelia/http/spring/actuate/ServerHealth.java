package org.kamaelia.http.spring.actuate;

import org.kamaelia.http.spring.KamaeliaServers;
import org.kamaelia.net.SimpleServer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of a server: UP while the server accepts connections, and OUT_OF_SERVICE before its start and while it
 * stops.
 */
record ServerHealth(KamaeliaServers servers, String name) implements HealthIndicator {
    @Override
    public Health health() {
        SimpleServer server = servers.servers().get(name);
        if (server == null || !server.isRunning()) {
            return Health.outOfService().build();
        }
        return Health.up()
                .withDetail("port", server.localPort())
                .withDetail("connections", server.connections())
                .withDetail("maxConnections", server.limits().connections())
                .build();
    }
}
