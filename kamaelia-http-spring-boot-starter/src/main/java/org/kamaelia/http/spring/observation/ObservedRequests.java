package org.kamaelia.http.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.net.loop.EventLoop;

/**
 * Makes an {@link Observation} for each request. The observation is current wherever code of the handler runs. The
 * observation stops when the client has taken the response, or when the connection has ended before that.
 */
final class ObservedRequests implements HttpObserver {
    private final ObservationRegistry registry;
    private final @Nullable KamaeliaRequestObservationConvention own;
    private final KamaeliaRequestObservationConvention usual;

    /**
     * Observations in a registry.
     *
     * @param own the convention of the application; null if it has none
     * @param usual the convention used if neither the application nor the registry has one
     */
    ObservedRequests(
            ObservationRegistry registry,
            @Nullable KamaeliaRequestObservationConvention own,
            KamaeliaRequestObservationConvention usual) {
        this.registry = registry;
        this.own = own;
        this.usual = usual;
    }

    @Override
    public HttpObserver.OnLoop on(EventLoop loop) {
        return new OfLoop();
    }

    /**
     * The observations of requests that have begun on one event loop and have not ended. A connection can have several:
     * the next request may begin before the client has taken the previous response.
     */
    private final class OfLoop implements HttpObserver.OnLoop {
        private final Map<ObservedExchange, Observation> begun = new IdentityHashMap<>();

        @Override
        public void begun(ObservedExchange exchange) {
            Observation observation = start(exchange);
            if (observation != null) {
                begun.put(exchange, observation);
            }
        }

        @Override
        public void ended(ObservedExchange exchange) {
            Observation observation = begun.remove(exchange);
            if (observation != null) {
                stop(observation, exchange);
            }
        }
    }

    private @Nullable Observation start(ObservedExchange exchange) {
        Request request = exchange.request();
        String server = exchange.origin().serverName();
        Observation observation = Observation.createNotStarted(
                own, usual, () -> new KamaeliaRequestObservationContext(request, server), registry);
        if (observation.isNoop()) {
            return null;
        }
        observation.start();
        if (request != null) {
            request.attribute(KamaeliaRequestObservationContext.class, observation);
            request.surroundBy(scopeOf(observation));
        }
        return observation;
    }

    private static RequestScope scopeOf(Observation observation) {
        return () -> {
            Observation.Scope scope = observation.openScope();
            return scope::close;
        };
    }

    private static void stop(Observation observation, ObservedExchange exchange) {
        if (observation.getContext() instanceof KamaeliaRequestObservationContext context) {
            complete(context, exchange);
        }
        Throwable failure = exchange.failure();
        if (failure != null) {
            observation.error(failure);
        }
        observation.stop();
    }

    /** Completes the context of a request whose response has ended. */
    static void complete(KamaeliaRequestObservationContext context, ObservedExchange exchange) {
        Request request = exchange.request();
        context.setPathPattern(request == null ? null : request.route());
        if (exchange.response() != null) {
            context.setResponse(exchange.response());
        }
    }
}
