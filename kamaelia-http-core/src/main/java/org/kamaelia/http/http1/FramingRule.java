package org.kamaelia.http.http1;

import static org.kamaelia.http.exchange.Framing.CHUNKED;
import static org.kamaelia.http.exchange.Framing.CLOSE;
import static org.kamaelia.http.exchange.Framing.CONTENT_LENGTH;
import static org.kamaelia.http.exchange.Framing.NONE;

import org.kamaelia.http.exchange.Framing;

/**
 * Decides how HTTP/1 marks the end of a response body. This is the only place for that decision. It is made once for
 * each response, from the first part and the version of the request.
 */
public final class FramingRule {
    private FramingRule() {}

    /**
     * Returns the framing of a response.
     *
     * @param status the status code
     * @param toHead whether the request is HEAD
     * @param minorVersion the minor version of the request: 0 or 1
     * @param lengthKnown whether the length of the body is known
     * @param endless whether the body has no foreseeable end
     */
    public static Framing of(int status, boolean toHead, int minorVersion, boolean lengthKnown, boolean endless) {
        if (toHead || status < 200 || status == 204 || status == 304) {
            return NONE; // RFC 9110 sections 9.3.2, 15.2, 15.3.5 and 15.4.5
        }
        if (status == 205 || lengthKnown) {
            return CONTENT_LENGTH; // RFC 9110 section 15.3.6: a 205 has no content, so its length is 0
        }
        if (endless || minorVersion == 0) {
            return CLOSE; // RFC 9112 section 6.1: no Transfer-Encoding for HTTP/1.0
        }
        return CHUNKED;
    }
}
