package org.kamaelia.http.exchange;

import org.kamaelia.net.loop.EventLoop;

/**
 * Is told of every request of a server, refused ones included: for metrics, traces and access logs. Registered by
 * {@link HttpStatistics#observe}; a server without observers pays nothing for them.
 */
@FunctionalInterface
public interface HttpObserver {
    /**
     * What observes the connections of one event loop. Called once for each loop, on any thread, before anything is told.
     * An object for each loop needs no synchronisation.
     */
    OnLoop on(EventLoop loop);

    /**
     * The observer on one event loop, told on its thread. It must not block; what it throws is logged and does not harm
     * the request. Every {@code begun} is followed by one {@code ended}, before the next {@code begun} of the connection.
     */
    interface OnLoop {
        /** A request is taken up: before its handler is chosen, and before the page that refuses it is made. */
        void begun(ObservedExchange exchange);

        /**
         * Its answer has ended, in whichever way. That of a complete answer is the moment in which the last of it was
         * handed to the transport.
         */
        void ended(ObservedExchange exchange);
    }
}
