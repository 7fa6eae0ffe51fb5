package org.kamaelia.http.exchange;

/**
 * How the end of the body of a response is marked. Decided once for each response, here and nowhere else, from its first
 * part and the version of the request; Kamaelia's "lengthMethod".
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

    /**
     * The framing of a response.
     *
     * @param status its status code
     * @param toHead whether it answers HEAD
     * @param minorVersion the minor version of the request: 0 or 1
     * @param lengthKnown whether its length is known
     * @param endless whether its handler says that it has no foreseeable end
     */
    public static Framing of(int status, boolean toHead, int minorVersion, boolean lengthKnown, boolean endless) {
        if (toHead || status < 200 || status == 204 || status == 304) {
            return NONE; // RFC 9110 sections 9.3.2, 15.2, 15.3.5 and 15.4.5
        }
        if (status == 205 || lengthKnown) {
            return CONTENT_LENGTH; // RFC 9110 section 15.3.6: a 205 has no content, and says so with length 0
        }
        if (endless || minorVersion == 0) {
            return CLOSE; // RFC 9112 section 6.1: no Transfer-Encoding towards HTTP/1.0
        }
        return CHUNKED;
    }
}
