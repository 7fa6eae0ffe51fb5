package org.kamaelia.http.exchange;

import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.RequestHead;

/**
 * Checks the rules that apply to every request, and then calls the factory of the server, Kamaelia's
 * {@code createRequestHandler}.
 */
final class Admission {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private Admission() {}

    /**
     * Returns the reply of the factory of the server. The scope of the request is closed before the reply is sent.
     *
     * @throws StatusException if the server refuses the request before the factory is called
     */
    static Reply reply(Request request, HttpSetup setup, HttpCounters counters) {
        admit(request, setup, counters);
        RequestScope.Open open = ACCESS.openScope(request);
        try {
            return setup.handlers().reply(request);
        } finally {
            open.close();
        }
    }

    private static void admit(Request request, HttpSetup setup, HttpCounters counters) {
        RequestHead head = ACCESS.head(request);
        if (head.targetsHttps() && !request.isSecure()) {
            // RFC 9110 section 7.4
            throw refused(421, "An https resource is served over TLS only", counters);
        }
        if (!head.hasWellKnownMethod() && !setup.handlers().methods().contains(request.method())) {
            throw refused(501, "This server knows no such method", counters); // RFC 9110 section 9.1
        }
        if (request.method().equals("PUT") && request.fields().contains("Content-Range")) {
            // A handler that ignores Content-Range would replace the whole by a part (RFC 9110 section 14.5).
            throw refused(400, "A part of a representation cannot be put here", counters);
        }
    }

    private static StatusException refused(int status, String detail, HttpCounters counters) {
        counters.reject(status);
        return new StatusException(status, detail);
    }
}
