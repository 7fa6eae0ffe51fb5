package org.kamaelia.benchmarks.conformance;

import java.time.Instant;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Conditional;
import org.kamaelia.http.content.Validators;
import org.kamaelia.http.syntax.EntityTag;

/**
 * GET and HEAD {@code /}: two letters with validators, so that a client can make its request conditional. Clients of HTTP/2
 * get more octets, with an entity tag of their own: test suites of flow control need a response that does not fit into a
 * window of three octets.
 */
final class RootPage {
    private static final long MODIFIED = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
    private static final RootPage SHORT = new RootPage("OK", "ok-1");
    private static final RootPage LONG = new RootPage("OK over HTTP/2", "ok-2");

    private final Validators current;
    private final Response response;

    private RootPage(String text, String tag) {
        this.current = Validators.of(EntityTag.strong(tag), MODIFIED);
        this.response = current.on(Response.text(text));
    }

    private static RootPage of(Request request) {
        return request.version().equals("HTTP/2") ? LONG : SHORT;
    }

    /** Handlers of other methods, asked only if the preconditions hold for the page as it is. */
    static HandlerFactory guarding(HandlerFactory handlers) {
        return Conditional.around(handlers, request -> of(request).current);
    }

    static HandlerFactory handlers() {
        return Conditional.around(HandlerFactory.oneShot(request -> of(request).response));
    }
}
