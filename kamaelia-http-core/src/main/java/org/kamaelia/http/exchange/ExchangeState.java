package org.kamaelia.http.exchange;

/**
 * How far an {@link HttpExchange} has come.
 *
 * <pre>
 *   FREE --request--> WAITING --first part--> STREAMING --last part--> ANSWERED --request has ended--> FREE
 *                        \--whole response, error page, 503 in time---------^
 * </pre>
 */
enum ExchangeState {
    /** There is no request. */
    FREE,
    /** The request has a handler, or will have one in a moment, and there is no first part yet. */
    WAITING,
    /** The first part has been sent, and data follows. */
    STREAMING,
    /** The response has been handed to the carrier; the request body may go on. */
    ANSWERED
}
