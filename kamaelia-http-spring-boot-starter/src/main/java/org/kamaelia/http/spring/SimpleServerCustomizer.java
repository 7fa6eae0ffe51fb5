package org.kamaelia.http.spring;

import org.kamaelia.net.SimpleServer;

/**
 * Changes settings of a server for which there is no property. Beans of this type are called in their order, for every
 * server, after the properties have been applied and before the server starts. They are called again if the servers
 * start again.
 */
@FunctionalInterface
public interface SimpleServerCustomizer {
    /**
     * Customizes a server. Must not start it.
     *
     * @param name the name of the server
     * @param server the server with the properties applied
     */
    void customize(String name, SimpleServer server);
}
