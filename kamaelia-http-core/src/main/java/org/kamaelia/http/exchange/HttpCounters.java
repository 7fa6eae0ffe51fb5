package org.kamaelia.http.exchange;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** The counters of one event loop for the responses of one server. Written by the loop; may be read by any thread. */
public final class HttpCounters {
    private static final int FRAMINGS = Framing.values().length;
    private static final int STATUSES = 200;

    private final AtomicLongArray responses = new AtomicLongArray(FRAMINGS);
    private final AtomicLongArray sizes = new AtomicLongArray(FRAMINGS);
    private final AtomicLongArray bytes = new AtomicLongArray(FRAMINGS);
    private final AtomicLongArray rejected = new AtomicLongArray(STATUSES);
    private final AtomicLongArray surplus = new AtomicLongArray(1);

    private final Http2Counters http2 = new Http2Counters();

    private volatile HttpObserver.@Nullable OnLoop observer;

    HttpCounters() {}

    /** Adds an observer, which is called after the observers that were added before. */
    void observe(HttpObserver.OnLoop last) {
        HttpObserver.OnLoop known = observer;
        observer = known == null ? last : new Both(known, last);
    }

    /** Removes all observers, because the loop has ended. */
    void forgetObservers() {
        observer = null;
    }

    /** The observer of requests; null if there is none. */
    HttpObserver.@Nullable OnLoop observer() {
        return observer;
    }

    private record Both(HttpObserver.OnLoop first, HttpObserver.OnLoop second) implements HttpObserver.OnLoop {
        @Override
        public void begun(ObservedExchange exchange) {
            try {
                first.begun(exchange);
            } finally {
                second.begun(exchange);
            }
        }

        @Override
        public void ended(ObservedExchange exchange) {
            try {
                first.ended(exchange);
            } finally {
                second.ended(exchange);
            }
        }
    }

    private static void add(AtomicLongArray counters, int index, long amount) {
        counters.setOpaque(index, counters.getPlain(index) + amount);
    }

    /** The counters for HTTP/2. */
    public Http2Counters http2() {
        return http2;
    }

    void began(Framing framing) {
        add(responses, framing.ordinal(), 1);
    }

    void ended(Framing framing, long bodyBytes) {
        int index = framing.ordinal();
        add(sizes, index, 1);
        add(bytes, index, bodyBytes);
    }

    /** Counts a request that the server itself refused with this status, 400 to 599. For the thread of the loop. */
    public void reject(int status) {
        add(rejected, Math.floorMod(status - 400, STATUSES), 1);
    }

    void surplus(long discarded) {
        add(surplus, 0, discarded);
    }

    /** The number of responses whose head has been sent with this framing. Interim responses are not counted. */
    public long responses(Framing framing) {
        return responses.getOpaque(framing.ordinal());
    }

    /** The number of responses with this framing that have ended, complete or not. */
    public long bodies(Framing framing) {
        return sizes.getOpaque(framing.ordinal());
    }

    /** The bytes of their bodies that clients have taken, without the bytes of the framing. */
    public long bodyBytes(Framing framing) {
        return bytes.getOpaque(framing.ordinal());
    }

    /**
     * The number of requests that the server itself refused with this status.
     *
     * @param status 400 to 599
     */
    public long rejected(int status) {
        return rejected.getOpaque(status - 400);
    }

    /** The discarded bytes of handlers: bytes beyond the announced length, and bytes of responses without a body. */
    public long surplusBytes() {
        return surplus.getOpaque(0);
    }
}
