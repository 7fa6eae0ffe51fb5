package org.kamaelia.http.spring.webflux;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;

/** The URI of a request (RFC 9110 section 7.1), from its scheme, its host, and its path and query as they were sent. */
final class RequestUri {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RequestUri() {}

    static URI of(Request request) throws URISyntaxException {
        String path = request.rawPath();
        @Nullable String query = request.query();
        StringBuilder uri = new StringBuilder(64)
                .append(request.scheme())
                .append("://")
                .append(authority(request))
                .append(path.equals("*") ? "/" : encoded(path)); // OPTIONS * is about the server as a whole
        if (query != null) {
            uri.append('?').append(encoded(query));
        }
        return new URI(uri.toString());
    }

    /** Encodes the characters that browsers send raw by the URL standard, because a {@link URI} does not take them. */
    private static String encoded(String text) {
        StringBuilder encoded = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean raw = "[]{}|^`\\".indexOf(c) >= 0;
            if (raw && encoded == null) {
                encoded = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (raw) {
                encoded.append('%').append(HEX.toHexDigits((byte) c));
            } else if (encoded != null) {
                encoded.append(c);
            }
        }
        return encoded == null ? text : encoded.toString();
    }

    /** The host that the client named; for HTTP/1.0 without Host the address that it has reached. */
    private static String authority(Request request) {
        String host = request.host();
        if (!host.isEmpty()) {
            return host;
        }
        @Nullable SocketAddress local = request.localAddress();
        if (!(local instanceof InetSocketAddress address)) {
            return "localhost";
        }
        String text = address.getAddress().getHostAddress();
        boolean numeric6 = text.indexOf(':') >= 0;
        return (numeric6 ? "[" + text + "]" : text) + ":" + address.getPort();
    }
}
