package org.kamaelia.http.exchange;

/**
 * How the end of a response body is marked. The protocol that carries the response decides it. Kamaelia's
 * "lengthMethod".
 */
public enum Framing {
    /** The Content-Length field gives the length of the body (RFC 9112 section 6.2). */
    CONTENT_LENGTH("content-length"),
    /** The body is sent in chunks, and an empty chunk ends the body (RFC 9112 section 7.1). */
    CHUNKED("chunked"),
    /** The end of the connection ends the body (RFC 9112 section 6.3, rule 8). */
    CLOSE("close"),
    /** A flag on the last frame of the stream ends the body (RFC 9113 section 8.1). */
    END_STREAM("end-stream"),
    /** There is no body, also if there is a Content-Length field (RFC 9112 section 6.3, rules 1 and 2). */
    NONE("none");

    private final String tag;

    Framing(String tag) {
        this.tag = tag;
    }

    /** The name of this framing in metrics and logs. */
    public String tag() {
        return tag;
    }
}
