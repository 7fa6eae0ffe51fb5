package org.kamaelia.http.spring.observation;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.net.loop.EventLoop;

/**
 * Writes the same meters as an Observation with Spring Boot's meter handler, without an Observation: the timer of a
 * request, and the long task timer of requests under way. The timers belong to the registry, so histograms, percentiles
 * and filters apply as configured. Each event loop caches the timers that it has used.
 *
 * <p>A request counts as under way only if the loop has done all immediate work and the socket has not taken the
 * whole response. A request whose response leaves at once is never visible as under way, and needs no long task timer.
 */
final class RequestTimers implements HttpObserver {
    private final MeterRegistry registry;
    private final KamaeliaRequestObservationConvention convention;
    private final boolean active;
    private final AtomicInteger removals = new AtomicInteger();

    /**
     * Timers in a registry.
     *
     * @param active whether requests under way are also counted
     */
    RequestTimers(MeterRegistry registry, KamaeliaRequestObservationConvention convention, boolean active) {
        this.registry = registry;
        this.convention = convention;
        this.active = active;
        registry.config().onMeterRemoved(meter -> removals.incrementAndGet());
    }

    @Override
    public HttpObserver.OnLoop on(EventLoop loop) {
        return new LoopTimers(this, loop);
    }

    boolean countsActive() {
        return active;
    }

    /** A number that changes when a meter is removed from the registry. Cached timers may be invalid then. */
    int removals() {
        return removals.get();
    }

    /** The timer of a request that has ended. */
    Timer timer(ObservedExchange exchange) {
        KamaeliaRequestObservationContext context = context(exchange);
        ObservedRequests.complete(context, exchange);
        Throwable failure = exchange.failure();
        if (failure != null) {
            context.setError(failure);
        }
        String error = failure == null ? "none" : failure.getClass().getSimpleName();
        return registry.timer(name(), tags(context).and("error", error));
    }

    /** The timer of requests under way. */
    LongTaskTimer activeTimer(ObservedExchange exchange) {
        return registry.more().longTaskTimer(name() + ".active", tags(context(exchange)));
    }

    private String name() {
        String name = convention.getName();
        return name == null ? DefaultKamaeliaRequestObservationConvention.DEFAULT_NAME : name;
    }

    private static KamaeliaRequestObservationContext context(ObservedExchange exchange) {
        @Nullable Request request = exchange.request();
        return new KamaeliaRequestObservationContext(request, exchange.origin().serverName());
    }

    private Tags tags(KamaeliaRequestObservationContext context) {
        Tags tags = Tags.empty();
        for (var keyValue : convention.getLowCardinalityKeyValues(context)) {
            tags = tags.and(keyValue.getKey(), keyValue.getValue());
        }
        return tags;
    }
}
