package org.kamaelia.http.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * The context of an observed request. The carrier is the request; the trace continues from its fields. The carrier is
 * null if the server refused the input before it became a request. The response is the first part of the response. It
 * is set when the observation stops, and null if there was no response.
 */
public final class KamaeliaRequestObservationContext extends RequestReplyReceiverContext<Request, Response> {
    private final String server;
    private @Nullable String pathPattern;

    /**
     * The context at the begin of a request.
     *
     * @param request null if the input never became a request
     * @param server the name of the server
     */
    public KamaeliaRequestObservationContext(@Nullable Request request, String server) {
        super((carrier, name) -> carrier == null ? null : carrier.header(name));
        this.server = server;
        if (request != null) {
            setCarrier(request);
        }
    }

    /** The observation of a request, for code that adds to it. Empty if requests are timed without an observation. */
    public static Optional<Observation> observationOf(Request request) {
        return Optional.ofNullable((Observation) request.attribute(KamaeliaRequestObservationContext.class));
    }

    /** The name of the server that received the request. */
    public String getServer() {
        return server;
    }

    /**
     * The pattern of the route, such as {@code /users/{id}}. Null before the request was routed, and if there is no
     * route.
     */
    public @Nullable String getPathPattern() {
        return pathPattern;
    }

    /** Sets the pattern of the route. */
    public void setPathPattern(@Nullable String pattern) {
        pathPattern = pattern;
    }
}
