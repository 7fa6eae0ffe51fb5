package org.kamaelia.http.spring;

import org.kamaelia.http.exchange.HttpSetup;

/**
 * Changes the settings that all connections of a server share, such as limits or error pages. Beans of this type are
 * called in their order, for every server, after the properties have been applied. The statistics of the set-up cannot
 * be replaced, because the meters read them.
 */
@FunctionalInterface
public interface HttpSetupCustomizer {
    /**
     * Returns the set-up to use: the given set-up, or another one in its place.
     *
     * @param name the name of the server
     * @param setup the set-up with the properties applied
     */
    HttpSetup customize(String name, HttpSetup setup);
}
