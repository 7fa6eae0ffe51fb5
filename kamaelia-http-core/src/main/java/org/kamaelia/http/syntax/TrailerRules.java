package org.kamaelia.http.syntax;

import java.util.Locale;
import java.util.Set;

/** Which fields may stand behind a body (RFC 9110 section 6.5.1). */
public final class TrailerRules {
    private static final Set<String> NOT_IN_TRAILERS = Set.of(
            "content-length",
            "transfer-encoding",
            "host",
            "connection",
            "trailer",
            "te",
            "upgrade",
            "content-encoding",
            "content-type",
            "content-range",
            "set-cookie",
            "cache-control",
            "date",
            "location",
            "vary",
            "age",
            "expires",
            "pragma",
            "retry-after",
            "keep-alive",
            "proxy-connection",
            "authorization",
            "proxy-authorization",
            "www-authenticate",
            "proxy-authenticate");

    private TrailerRules() {}

    /**
     * Refuses fields that may not stand behind the body: fields that frame, route, authenticate, or say what to do with
     * the message.
     *
     * @throws IllegalArgumentException naming the field
     */
    public static void check(Fields trailers) {
        for (int i = 0; i < trailers.size(); i++) {
            String name = trailers.name(i);
            if (NOT_IN_TRAILERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        name + " is not allowed in trailers (RFC 9110 6.5.1); set it on the Response");
            }
        }
    }
}
