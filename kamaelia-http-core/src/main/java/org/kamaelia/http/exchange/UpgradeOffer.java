package org.kamaelia.http.exchange;

import java.util.Locale;
import org.kamaelia.http.Request;

/**
 * Reads the protocols that a client offers: in its Upgrade field (RFC 9110 section 7.8), or with an extended CONNECT (RFC 8441
 * section 4).
 */
final class UpgradeOffer {
    private UpgradeOffer() {}

    /**
     * Whether the client offers this protocol. Names are compared case-insensitively. A version, if there is one, must
     * be equal.
     */
    static boolean names(Request request, String protocol) {
        String asked = request.connectProtocol();
        if (asked != null) {
            return asked.equalsIgnoreCase(protocol);
        }
        return request.version().equals("HTTP/1.1")
                && request.fields().hasToken("Connection", "upgrade")
                && request.fields().hasToken("Upgrade", protocol.toLowerCase(Locale.ROOT));
    }
}
