package org.kamaelia.http;

/** How a request ended, as its handler is told. */
public enum CloseReason {
    /** The handler finished and everything that it sent is on its way. */
    FINISHED,
    /** Nobody wants the rest: it answered HEAD, or more than it had promised. */
    UNWANTED,
    /** The client closed or reset the connection. */
    CLIENT_GONE,
    /** The client, or the handler itself, took longer than a limit allows. */
    TIMEOUT,
    /** The request was found to be malformed or too large while its body arrived. */
    REFUSED,
    /** The handler threw an exception or broke its contract. */
    FAILED,
    /** The server stopped before the handler was done. */
    STOPPED
}
