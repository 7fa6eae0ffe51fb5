package org.kamaelia.http.spring;

import org.kamaelia.net.SimpleServer;

/**
 * Changes what properties cannot say of a server. Beans of this type are called in their order, for every server, after
 * the properties have been applied and before the server is started; again if the servers are started again.
 */
@FunctionalInterface
public interface SimpleServerCustomizer {
    /**
     * Customizes a server; must not start it.
     *
     * @param name the name of the server
     */
    void customize(String name, SimpleServer server);
}
