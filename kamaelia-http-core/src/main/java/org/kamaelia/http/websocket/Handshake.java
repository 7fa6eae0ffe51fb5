package org.kamaelia.http.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.websocket.frame.ExtensionOffer;

/**
 * The opening handshake of a client (RFC 6455 section 4.2.1), once it has been checked.
 *
 * @param accept the value of Sec-WebSocket-Accept; null over HTTP/2, which has no such field (RFC 8441 section 5)
 * @param subprotocols the subprotocols that the client offers, the preferred first
 * @param extensions the extensions that the client offers, the preferred first
 */
record Handshake(@Nullable String accept, Set<String> subprotocols, List<ExtensionOffer> extensions) {
    private static final String VERSION = "13";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_OCTETS = 16;

    /**
     * Checks a request.
     *
     * @throws StatusException 405 for another method than GET, or CONNECT over HTTP/2 (RFC 8441 section 5), 426 for a request without upgrade or for another version, 400
     *     for anything malformed, 403 for an origin that is not allowed
     */
    static Handshake of(Request request, Origins origins) {
        String protocol = request.connectProtocol();
        if (protocol == null && !request.method().equals("GET")) {
            throw new StatusException(405, "A WebSocket is opened with GET").header("Allow", "GET");
        }
        boolean upgrades = protocol != null
                ? protocol.equalsIgnoreCase("websocket")
                : request.version().equals("HTTP/1.1")
                        && request.fields().hasToken("Connection", "upgrade")
                        && request.fields().hasToken("Upgrade", "websocket");
        if (!upgrades) {
            throw needsUpgrade("This resource is a WebSocket; the request must upgrade to it");
        }
        String version = only(request, "Sec-WebSocket-Version");
        if (!version.equals(VERSION)) {
            throw needsUpgrade("This server speaks version 13 of WebSocket");
        }
        String accept = protocol != null ? null : accept(key(request));
        List<ExtensionOffer> extensions = ExtensionOffer.read(request.fields().joined("Sec-WebSocket-Extensions"));
        if (extensions == null) {
            throw new StatusException(400, "Sec-WebSocket-Extensions is malformed");
        }
        Set<String> subprotocols = subprotocols(request.fields().joined("Sec-WebSocket-Protocol"));
        if (!origins.allow(request)) {
            throw new StatusException(403, "Pages of this origin may not open this WebSocket");
        }
        return new Handshake(accept, subprotocols, extensions);
    }

    /** Section 4.4: the answer to another version names the versions that the server speaks. */
    private static StatusException needsUpgrade(String detail) {
        return new StatusException(426, detail).header("Upgrade", "websocket").header("Sec-WebSocket-Version", VERSION);
    }

    private static String only(Request request, String name) {
        List<String> values = request.fields().all(name);
        if (values.size() != 1) {
            throw new StatusException(400, "A handshake has one " + name + " field");
        }
        return values.get(0).strip();
    }

    private static String key(Request request) {
        String key = only(request, "Sec-WebSocket-Key");
        if (!isKey(key)) {
            throw new StatusException(400, "Sec-WebSocket-Key is not 16 octets in base64");
        }
        return key;
    }

    private static boolean isKey(String key) {
        try {
            byte[] octets = Base64.getDecoder().decode(key);
            return octets.length == KEY_OCTETS && key.length() == 24;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Section 4.1, item 10: tokens, no two of them equal. */
    private static Set<String> subprotocols(@Nullable String field) {
        Set<String> names = new LinkedHashSet<>();
        if (field != null) {
            for (String one : field.split(",", -1)) {
                String name = one.strip();
                if (name.isEmpty()
                        || !name.chars().allMatch(c -> Ascii.is((char) c, Ascii.TOKEN))
                        || !names.add(name)) {
                    throw new StatusException(400, "Sec-WebSocket-Protocol is malformed");
                }
            }
        }
        return names;
    }
}
