package org.kamaelia.http.exchange;

import java.util.Locale;
import org.kamaelia.http.Request;

/** What a client offers in its Upgrade field (RFC 9110 section 7.8). */
final class UpgradeOffer {
    private UpgradeOffer() {}

    /**
     * Whether the client offers to go on with this protocol. Names are compared without case, as in {@code WebSocket}; a
     * version, if there is one, has to be the same.
     */
    static boolean names(Request request, String protocol) {
        return request.version().equals("HTTP/1.1")
                && request.fields().hasToken("Connection", "upgrade")
                && request.fields().hasToken("Upgrade", protocol.toLowerCase(Locale.ROOT));
    }
}
