package org.kamaelia.http.spring.observation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.spring.ServerObserverFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Observes the requests of each server, in the cheapest way that gives the same meters. */
public final class RequestObservations implements ServerObserverFactory {
    private static final Log LOG = LogFactory.getLog(RequestObservations.class);

    private final ObservationRegistry registry;
    private final ObjectProvider<MeterRegistry> meters;
    private final @Nullable KamaeliaRequestObservationConvention own;
    private final KamaeliaRequestObservationConvention usual;
    private final BootsOwn beans;
    private final boolean active;

    /**
     * Observations in a registry.
     *
     * @param own the convention of the application; null if it has none
     * @param usual the convention used otherwise
     * @param active whether Spring Boot's handler of meters also counts requests under way
     */
    RequestObservations(
            ObservationRegistry registry,
            ObjectProvider<MeterRegistry> meters,
            @Nullable KamaeliaRequestObservationConvention own,
            KamaeliaRequestObservationConvention usual,
            BootsOwn beans,
            boolean active) {
        this.registry = registry;
        this.meters = meters;
        this.own = own;
        this.usual = usual;
        this.beans = beans;
        this.active = active;
    }

    @Override
    public @Nullable HttpObserver observer(String server) {
        if (registry.isNoop()) {
            return null;
        }
        MeterRegistry meterRegistry = meters.getIfAvailable();
        if (meterRegistry != null && beans.metersOnly()) {
            return new RequestTimers(meterRegistry, usual, active);
        }
        LOG.debug("Requests of the server '" + server + "' are observed with one Observation each");
        return new ObservedRequests(registry, own, usual);
    }

    @Override
    public boolean isForNativeHandlers() {
        return true;
    }
}
