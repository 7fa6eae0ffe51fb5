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
 * Writes the meters that an Observation with Boot's meter handler would write, without one: the timer of a request, and
 * the long task timer of those under way. Timers are the registry's own, so that histograms, percentiles and filters are
 * as configured; each event loop keeps those that it has met.
 *
 * <p>A request counts as under way only if the loop has done all that it can at once and it is not answered yet. Nobody
 * could tell the difference, and a request that is answered at once costs nothing for it.
 */
final class RequestTimers implements HttpObserver {
    private final MeterRegistry registry;
    private final KamaeliaRequestObservationConvention convention;
    private final boolean active;
    private final AtomicInteger removals = new AtomicInteger();

    /**
     * Timers in a registry.
     *
     * @param active whether requests under way are counted, too
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

    /** Changes whenever a meter was removed from the registry, so that timers that are kept may be of no use any more. */
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
