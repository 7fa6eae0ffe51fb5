package org.kamaelia.http.exchange;

/**
 * The states of an {@link HttpExchange}.
 *
 * <pre>
 *   FREE --request--> WAITING --first part--> STREAMING --last part--> ANSWERED --request has ended--> FREE
 *                        \--whole response, error page, 503 in time---------^
 * </pre>
 */
enum ExchangeState {
    /** There is no request. */
    FREE,
    /** There is a request, and its first part has not been sent. */
    WAITING,
    /** The first part has been sent, and more parts may follow. */
    STREAMING,
    /** The whole response has been handed to the carrier. The request body may not have ended. */
    ANSWERED
}
