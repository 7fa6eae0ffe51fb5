package org.kamaelia.http.spring.webflux;

import java.time.Duration;
import org.kamaelia.net.SimpleServer;

/** Where the server of a web server comes from. */
interface ServerHost {
    /**
     * Makes a server and starts it.
     *
     * @throws java.io.UncheckedIOException if the port cannot be bound
     */
    SimpleServer start();

    /** The port that the server is to listen on; 0 for a free one. */
    int port();

    /** The last connection of a server has been closed. */
    default void stopped(SimpleServer server) {}

    /** The time before the drain in which load balancers notice that the application stops. */
    default Duration preDrainDelay() {
        return Duration.ZERO;
    }
}
