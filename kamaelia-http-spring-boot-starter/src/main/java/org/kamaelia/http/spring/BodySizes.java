package org.kamaelia.http.spring;

import io.micrometer.core.instrument.DistributionSummary;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.net.loop.EventLoop;

/**
 * Records the sizes of response bodies in one summary for each framing and meter registry. A size is the number of bytes
 * that the client has taken. Called on the event loops.
 */
final class BodySizes implements HttpObserver, HttpObserver.OnLoop {
    private static final DistributionSummary[] NONE = {};

    private final AtomicReferenceArray<DistributionSummary[]> summaries =
            new AtomicReferenceArray<>(Framing.values().length);

    BodySizes() {
        for (Framing framing : Framing.values()) {
            summaries.set(framing.ordinal(), NONE);
        }
    }

    /** Also records in this summary from now on. */
    void add(Framing framing, DistributionSummary summary) {
        summaries.updateAndGet(framing.ordinal(), known -> {
            DistributionSummary[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = summary;
            return more;
        });
    }

    @Override
    public HttpObserver.OnLoop on(EventLoop loop) {
        return this;
    }

    @Override
    public void begun(ObservedExchange exchange) {}

    @Override
    public void ended(ObservedExchange exchange) {
        @Nullable Framing framing = exchange.framing();
        if (framing != null) {
            for (DistributionSummary summary : summaries.get(framing.ordinal())) {
                summary.record(exchange.bodyBytes());
            }
        }
    }
}
