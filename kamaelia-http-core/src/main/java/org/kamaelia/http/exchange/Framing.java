package org.kamaelia.http.exchange;

/**
 * How the end of the body of a response is marked, as the protocol that carries the response has decided it; Kamaelia's
 * "lengthMethod".
 */
public enum Framing {
    /** The Content-Length field says how long it is (RFC 9112 section 6.2). */
    CONTENT_LENGTH("content-length"),
    /** It comes in chunks, and an empty chunk ends it (RFC 9112 section 7.1). */
    CHUNKED("chunked"),
    /** The end of the connection ends it (RFC 9112 section 6.3, rule 8). */
    CLOSE("close"),
    /** There is no body, whatever the fields say (RFC 9112 section 6.3, rules 1 and 2). */
    NONE("none");

    private final String tag;

    Framing(String tag) {
        this.tag = tag;
    }

    /** As metrics name it. */
    public String tag() {
        return tag;
    }
}
