package org.kamaelia.http.exchange;

import org.kamaelia.net.loop.EventLoop;

/**
 * Observes every request of a server, including refused requests: for metrics, traces and access logs. Registered with
 * {@link HttpStatistics#observe}. A server without observers has no cost for this feature.
 */
@FunctionalInterface
public interface HttpObserver {
    /**
     * Makes the observer for the connections of one event loop. Called once for each loop, on any thread, before the
     * first request. Separate objects for the loops need no synchronisation.
     */
    OnLoop on(EventLoop loop);

    /**
     * The observer on one event loop, called on the thread of the loop. It must not block. An exception of the observer
     * is logged and does not affect the request. Every {@code begun} is followed by one {@code ended} with the same
     * object. The requests of a connection end in the order in which they began. The next request may begin before the
     * previous one has ended, because a request ends when the client has taken its response.
     */
    interface OnLoop {
        /** Called when a request begins, before its handler is chosen or an error page is made. */
        void begun(ObservedExchange exchange);

        /**
         * Called when the response has ended: when the socket has taken the last byte that was sent, or when the
         * connection ends before that. The response may be incomplete; see {@link ObservedExchange#ending()}.
         */
        void ended(ObservedExchange exchange);
    }
}
