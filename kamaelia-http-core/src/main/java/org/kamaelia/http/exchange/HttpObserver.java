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
     * The observer on one event loop, called on the thread of the loop. It must not block. An exception of the observer is
     * logged and does not harm the request. Every {@code begun} is followed by one {@code ended} with the same object. The
     * requests of a connection end in the order in which they began, but the next one may begin before the previous one
     * has ended, because a request ends when the client has taken its response.
     */
    interface OnLoop {
        /** A request is taken up: before its handler is chosen, and before the page that refuses it is made. */
        void begun(ObservedExchange exchange);

        /**
         * The response has ended. A complete response ends when the socket has taken its last byte. Any other ends when
         * it broke off, or when its connection ended.
         */
        void ended(ObservedExchange exchange);
    }
}
