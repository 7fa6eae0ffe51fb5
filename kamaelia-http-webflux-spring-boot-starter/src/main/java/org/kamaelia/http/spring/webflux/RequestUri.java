package org.kamaelia.http.spring.webflux;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;

/** The URI of a request (RFC 9110 section 7.1), from its scheme, its host, and its path and query as they were sent. */
final class RequestUri {
    private RequestUri() {}

    static URI of(Request request) throws URISyntaxException {
        String path = request.path();
        @Nullable String query = request.query();
        StringBuilder uri = new StringBuilder(64)
                .append(request.scheme())
                .append("://")
                .append(authority(request))
                .append(path.equals("*") ? "/" : path); // OPTIONS * is about the server as a whole
        if (query != null) {
            uri.append('?').append(query);
        }
        return new URI(uri.toString());
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
