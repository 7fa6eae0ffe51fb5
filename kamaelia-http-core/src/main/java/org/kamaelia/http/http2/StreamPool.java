package org.kamaelia.http.http2;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.http.exchange.AnswerLedger;
import org.kamaelia.http.exchange.ExchangeContext;
import org.kamaelia.http.exchange.HttpCounters;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.net.transport.Bounds;
import org.kamaelia.net.transport.Transport;

/** Makes the streams of a connection, and keeps some that have closed for reuse. Not thread-safe. */
final class StreamPool {
    /** The most closed streams that are kept. */
    private static final int KEPT = 32;

    private static final int FIRST = 4;
    private static final @Nullable Http2Stream[] NONE = {};

    private final HttpSetup setup;
    private final Transport transport;
    private final Bounds bounds;
    private final HttpCounters counters;
    private final AnswerLedger ledger;
    private @Nullable Http2Stream[] free = NONE;
    private int count;
    private boolean stopping;

    StreamPool(HttpSetup setup, Transport transport, Bounds bounds, HttpCounters counters, AnswerLedger ledger) {
        this.setup = setup;
        this.transport = transport;
        this.bounds = bounds;
        this.counters = counters;
        this.ledger = ledger;
    }

    /** Returns a stream that is not open. */
    Http2Stream take(StreamOwner<Http2Stream> owner) {
        if (count == 0) {
            return make(owner);
        }
        Http2Stream known = Objects.requireNonNull(free[--count]);
        free[count] = null;
        return known;
    }

    private Http2Stream make(StreamOwner<Http2Stream> owner) {
        HttpLimits limits = setup.limits();
        ExchangeContext context = new ExchangeContext(
                setup,
                counters,
                ledger,
                bounds.incoming(),
                new ByteBound(limits.buffered(), transport.account()),
                transport.account());
        Http2Stream made = new Http2Stream(owner, context, limits, setup.http2().streamWindow());
        transport.loop().activate(made.exchange(), Objects.requireNonNull(transport.group()));
        if (stopping) {
            made.stopping();
        }
        return made;
    }

    /** Keeps a stream that has closed, or ends it. */
    void giveBack(Http2Stream stream) {
        if (count < KEPT && stream.exchange().isLive()) {
            if (count == free.length) {
                free = Arrays.copyOf(free, Math.max(FIRST, 2 * count));
            }
            free[count++] = stream;
        } else {
            Component.stop(stream.exchange());
        }
    }

    /** Ends the streams that are kept. */
    void clear() {
        while (count > 0) {
            Component.stop(Objects.requireNonNull(free[--count]).exchange());
        }
        free = NONE;
    }

    /** Notes that the server stops, for the handlers of these streams and of those that are made from now on. */
    void stopping() {
        stopping = true;
        for (int i = 0; i < count; i++) {
            Objects.requireNonNull(free[i]).stopping();
        }
    }
}
