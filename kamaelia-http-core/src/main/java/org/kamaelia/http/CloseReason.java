package org.kamaelia.http;

/** How a request ended, for {@link Handler#closed} and for observers. */
public enum CloseReason {
    /** The response is complete. A handler gets this when all of its response has been handed to the connection. */
    FINISHED,
    /**
     * The response is complete without its further parts: the request is HEAD, or the handler sent more bytes than the
     * first part had announced.
     */
    UNWANTED,
    /** The client closed or reset the connection. */
    CLIENT_GONE,
    /** The client or the handler exceeded a time limit, or the server closed the connection to free memory. */
    TIMEOUT,
    /** The server refused the request, for example because the body is malformed or too large. */
    REFUSED,
    /** The handler threw an exception or broke its contract. */
    FAILED,
    /** The server stopped before the response was complete. */
    STOPPED
}
