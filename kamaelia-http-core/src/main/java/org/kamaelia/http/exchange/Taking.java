package org.kamaelia.http.exchange;

/** The result of offering a chunk of a request body to an exchange. */
public enum Taking {
    /** The exchange has taken the chunk. */
    TAKEN,
    /** The chunk must wait. Offer it again after {@link Carrier#resume()}. */
    WAIT,
    /** The chunk was discarded and the limit of discarded bytes is exceeded: the connection must close. */
    TOO_MUCH
}
