package org.kamaelia.http.spring;

import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.SimpleServer;

/**
 * The part of a web server of Spring Boot in one of the servers of {@code kamaelia.http}: the web server starts and stops
 * this server, and serves what the native handlers leave. See {@link KamaeliaServers#lead}.
 */
public interface LedServer {
    /**
     * The handlers of the server.
     *
     * @param routes the native handlers, which keep their paths
     */
    HandlerFactory handlers(ResourceGlue routes);

    /** Changes the settings that {@code kamaelia.http.servers} has given. Called before the customizers. */
    HttpSetup setup(HttpSetup setup);

    /** Changes port, address and TLS as {@code kamaelia.http.servers} has given them. Called before the customizers. */
    void server(SimpleServer server);
}
