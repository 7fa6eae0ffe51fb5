package org.kamaelia.http.exchange;

/** What became of a piece of a request body that was offered to an exchange. */
public enum Taking {
    /** It was taken. */
    TAKEN,
    /** It has to wait, and is offered again after {@link Carrier#resume()}. */
    WAIT,
    /** It was discarded, and more than may be discarded has been: the connection has to end. */
    TOO_MUCH
}
