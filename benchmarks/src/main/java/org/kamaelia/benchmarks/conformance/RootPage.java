package org.kamaelia.benchmarks.conformance;

import java.time.Instant;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Conditional;
import org.kamaelia.http.content.Validators;
import org.kamaelia.http.syntax.EntityTag;

/** GET and HEAD {@code /}: two letters with validators, so that a client can make its request conditional. */
final class RootPage {
    private static final long MODIFIED = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
    private static final Validators CURRENT = Validators.of(EntityTag.strong("ok-1"), MODIFIED);
    private static final Response PAGE = CURRENT.on(Response.text("OK"));

    private RootPage() {}

    /** Handlers of other methods, asked only if the preconditions hold for the page as it is. */
    static HandlerFactory guarding(HandlerFactory handlers) {
        return Conditional.around(handlers, request -> CURRENT);
    }

    static HandlerFactory handlers() {
        return Conditional.around(HandlerFactory.oneShot(request -> PAGE));
    }
}
