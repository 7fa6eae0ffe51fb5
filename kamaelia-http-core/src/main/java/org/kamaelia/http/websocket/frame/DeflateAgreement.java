package org.kamaelia.http.websocket.frame;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What client and server have agreed on for {@code permessage-deflate} (RFC 7692 section 7.1).
 *
 * @param serverKeeps whether messages of the server may refer to earlier ones
 * @param clientKeeps whether messages of the client may refer to earlier ones
 * @param serverBits the window for messages of the server, 8 to 15
 * @param serverBitsAsked whether the client asked for that window, so that the answer names it
 */
public record DeflateAgreement(boolean serverKeeps, boolean clientKeeps, int serverBits, boolean serverBitsAsked) {
    private static final String NAME = "permessage-deflate";
    private static final int WIDEST = 15;
    private static final int NARROWEST = 8;

    /**
     * Takes the first offer of a client that can be met.
     *
     * @return null if there is none, and messages are not compressed
     */
    public static @Nullable DeflateAgreement of(List<ExtensionOffer> offers, Compression settings) {
        if (settings.enabled()) {
            for (ExtensionOffer offer : offers) {
                DeflateAgreement agreed = offer.name().equals(NAME) ? of(offer, settings.contextTakeover()) : null;
                if (agreed != null) {
                    return agreed;
                }
            }
        }
        return null;
    }

    /** Section 7.1: an offer with an unknown parameter, a parameter that comes twice, or a wrong value is declined. */
    private static @Nullable DeflateAgreement of(ExtensionOffer offer, boolean keeps) {
        boolean serverKeeps = keeps;
        boolean clientKeeps = keeps;
        int serverBits = 0;
        Set<String> seen = new HashSet<>();
        for (ExtensionOffer.Parameter one : offer.parameters()) {
            String value = one.value();
            boolean isValid = seen.add(one.name());
            switch (one.name()) {
                case "server_no_context_takeover" -> {
                    isValid &= value == null;
                    serverKeeps = false;
                }
                case "client_no_context_takeover" -> {
                    isValid &= value == null;
                    clientKeeps = false;
                }
                case "server_max_window_bits" -> {
                    serverBits = bits(value);
                    isValid &= serverBits > 0;
                }
                case "client_max_window_bits" -> isValid &= value == null || bits(value) > 0;
                default -> isValid = false;
            }
            if (!isValid) {
                return null;
            }
        }
        return new DeflateAgreement(serverKeeps, clientKeeps, serverBits == 0 ? WIDEST : serverBits, serverBits > 0);
    }

    /** Section 7.1.2: a decimal number from 8 to 15 without leading zeros; 0 for anything else. */
    private static int bits(@Nullable String value) {
        for (int bits = NARROWEST; bits <= WIDEST; bits++) {
            if (Integer.toString(bits).equals(value)) {
                return bits;
            }
        }
        return 0;
    }

    /** The value of Sec-WebSocket-Extensions in the answer. */
    public String field() {
        StringBuilder field = new StringBuilder(NAME);
        if (!serverKeeps) {
            field.append("; server_no_context_takeover");
        }
        if (!clientKeeps) {
            field.append("; client_no_context_takeover");
        }
        if (serverBitsAsked) {
            field.append("; server_max_window_bits=").append(serverBits);
        }
        return field.toString();
    }
}
