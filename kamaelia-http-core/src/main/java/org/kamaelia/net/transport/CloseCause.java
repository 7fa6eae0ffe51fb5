package org.kamaelia.net.transport;

import java.util.Locale;

/** Why a connection was closed. */
public enum CloseCause {
    /** The client closed it. */
    CLIENT,
    /** It broke: reset by the client, or lost. */
    RESET,
    /** We closed it after an answer that said so, or that could end in no other way. */
    COMPLETE,
    /** It was idle for too long. */
    IDLE,
    /** It was idle, and made room for another at the limit of connections or of file descriptors. */
    EVICTED,
    /** It was one of the slowest when all connections together held more memory than they may. */
    SHED,
    /** Something took longer than its limit. */
    TIMEOUT,
    /** The TLS handshake failed. */
    HANDSHAKE,
    /** We refused what the client sent. */
    REFUSED,
    /** A handler, or the server itself, failed in the middle of an answer. */
    FAILED,
    /** The server stopped. */
    STOPPED;

    /** As metrics name it. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
