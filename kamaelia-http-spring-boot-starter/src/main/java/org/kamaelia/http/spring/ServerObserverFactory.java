package org.kamaelia.http.spring;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.HttpObserver;

/**
 * Makes the observers of the requests of a server. Beans of this type are called once for each server, in their order,
 * after all singletons exist and before the servers start.
 */
@FunctionalInterface
public interface ServerObserverFactory {
    /**
     * The observer of a server.
     *
     * @param server the name of the server
     * @return null if the server gets no observer
     */
    @Nullable
    HttpObserver observer(String server);

    /**
     * Whether the observers are for requests to native handlers only. On a server that Spring Boot's web server leads,
     * such an observer does not see the requests that the web framework serves and observes itself. False, unless
     * overridden.
     */
    default boolean isForNativeHandlers() {
        return false;
    }
}
