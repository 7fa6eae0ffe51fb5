package org.kamaelia.http.http1;

import static org.kamaelia.http.exchange.Framing.CHUNKED;
import static org.kamaelia.http.exchange.Framing.CLOSE;
import static org.kamaelia.http.exchange.Framing.CONTENT_LENGTH;
import static org.kamaelia.http.exchange.Framing.NONE;

import org.kamaelia.http.exchange.Framing;

/**
 * How HTTP/1 marks the end of a body. Decided once for each response, here and nowhere else, from its first part and the
 * version of the request.
 */
public final class FramingRule {
    private FramingRule() {}

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
