package org.kamaelia.http.spring.webflux;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;

/**
 * The URIs of recent requests, so that a URI that clients request again and again is parsed once. It keeps {@value #SIZE}
 * URIs of at most {@value #LONGEST} characters in host, path and query. Thread-safe: an entry is immutable, and a thread that
 * does not see an entry parses the URI again.
 */
final class RecentUris {
    /** How many URIs are kept; a power of 2. */
    static final int SIZE = 64;

    private static final int LONGEST = 128;

    private final @Nullable Entry[] entries = new Entry[SIZE];

    private record Entry(
            String scheme,
            String host,
            String path,
            @Nullable String query,
            URI uri) {
        boolean isOf(Request request) {
            return path.equals(request.rawPath())
                    && host.equals(request.host())
                    && Objects.equals(query, request.query())
                    && scheme.equals(request.scheme());
        }
    }

    /** Returns the URI of a request. */
    URI of(Request request) throws URISyntaxException {
        String path = request.rawPath();
        @Nullable String query = request.query();
        String host = request.host();
        int place = (path.hashCode() * 31 + (query == null ? 0 : query.hashCode())) & SIZE - 1;
        Entry known = entries[place];
        if (known != null && known.isOf(request)) {
            return known.uri();
        }
        URI uri = RequestUri.of(request);
        int length = host.length() + path.length() + (query == null ? 0 : query.length());
        if (length <= LONGEST && !host.isEmpty()) { // without a host, the URI depends on the connection
            entries[place] = new Entry(request.scheme(), host, path, query, uri);
        }
        return uri;
    }
}
