package org.kamaelia.http.spring;

import org.kamaelia.http.exchange.HttpSetup;

/**
 * Changes what all connections of a server have in common, such as limits or error pages. Beans of this type are called
 * in their order, for every server, after the properties have been applied. The statistics of the set-up cannot be
 * replaced: the meters read them.
 */
@FunctionalInterface
public interface HttpSetupCustomizer {
    /**
     * Another set-up in place of this one, or the same.
     *
     * @param name the name of the server
     */
    HttpSetup customize(String name, HttpSetup setup);
}
