package org.kamaelia.http.exchange;

import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;

/** Who answers a request: Kamaelia's {@code createRequestHandler}, behind the rules that hold for every handler. */
public final class Admission {
    private Admission() {}

    /**
     * A {@link Response}, where one can be given at once, or else a {@link org.kamaelia.http.Handler}; the scope of the
     * request is closed before its answer can end.
     *
     * @throws StatusException if no handler of this server could answer it
     */
    public static Object choose(Request request, HttpSetup setup, HttpCounters counters) {
        admit(request, setup, counters);
        RequestScope.Open open = RequestScope.open(request.scope());
        try {
            HandlerFactory factory = setup.handlers().chosenFor(request);
            Response atOnce = request.hasBody() ? null : factory.answer(request);
            return atOnce != null ? atOnce : factory.create(request);
        } finally {
            open.close();
        }
    }

    private static void admit(Request request, HttpSetup setup, HttpCounters counters) {
        if (request.head().targetsHttps() && !request.isSecure()) {
            // RFC 9110 section 7.4
            throw refused(421, "An https resource is served over TLS only", counters);
        }
        if (!request.head().hasWellKnownMethod() && !setup.handlers().methods().contains(request.method())) {
            throw refused(501, "This server knows no such method", counters); // RFC 9110 section 9.1
        }
        if (request.method().equals("PUT") && request.fields().contains("Content-Range")) {
            // Whoever took a part for the whole would lose the rest of it (RFC 9110 section 14.5).
            throw refused(400, "A part of a representation cannot be put here", counters);
        }
    }

    private static StatusException refused(int status, String detail, HttpCounters counters) {
        counters.reject(status);
        return new StatusException(status, detail);
    }
}
