package org.kamaelia.http.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * What is known of a request while it is observed. The carrier is the request, from whose fields a trace is continued;
 * it is null for what the server refused before it became a request. The response is the first part of the answer; it is
 * there when the observation stops, and null if there was none.
 */
public final class KamaeliaRequestObservationContext extends RequestReplyReceiverContext<Request, Response> {
    private final String server;
    private @Nullable String pathPattern;

    /**
     * What is known when a request begins.
     *
     * @param request null for what never became one
     * @param server the name of the server
     */
    public KamaeliaRequestObservationContext(@Nullable Request request, String server) {
        super((carrier, name) -> carrier == null ? null : carrier.header(name));
        this.server = server;
        if (request != null) {
            setCarrier(request);
        }
    }

    /** The observation of a request, for code that adds to it; empty where requests are only timed. */
    public static Optional<Observation> observationOf(Request request) {
        return Optional.ofNullable((Observation) request.attribute(KamaeliaRequestObservationContext.class));
    }

    /** The name of the server that received the request. */
    public String getServer() {
        return server;
    }

    /** The pattern of the route, such as {@code /users/{id}}; null before the request was routed, and without a route. */
    public @Nullable String getPathPattern() {
        return pathPattern;
    }

    /** Sets the pattern of the route. */
    public void setPathPattern(@Nullable String pattern) {
        pathPattern = pattern;
    }
}
