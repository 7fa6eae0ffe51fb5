package org.kamaelia.http.exchange;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** What one event loop counts of the responses of one server. Written by the loop, read by any thread. */
public final class HttpCounters {
    private static final int FRAMINGS = Framing.values().length;
    private static final int STATUSES = 200;

    private final AtomicLongArray responses = new AtomicLongArray(FRAMINGS);
    private final AtomicLongArray sizes = new AtomicLongArray(FRAMINGS);
    private final AtomicLongArray bytes = new AtomicLongArray(FRAMINGS);
    private final AtomicLongArray rejected = new AtomicLongArray(STATUSES);
    private final AtomicLongArray surplus = new AtomicLongArray(1);

    private volatile HttpObserver.@Nullable OnLoop observer;

    HttpCounters() {}

    /** Tells one more observer, after those before. */
    void observe(HttpObserver.OnLoop last) {
        HttpObserver.OnLoop known = observer;
        observer = known == null ? last : new Both(known, last);
    }

    /** The loop has ended: nobody will be told any more. */
    void forgetObservers() {
        observer = null;
    }

    /** Who is told of requests; null for nobody. */
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

    void began(Framing framing) {
        add(responses, framing.ordinal(), 1);
    }

    void ended(Framing framing, long bodyBytes) {
        int index = framing.ordinal();
        add(sizes, index, 1);
        add(bytes, index, bodyBytes);
    }

    public void reject(int status) {
        add(rejected, Math.floorMod(status - 400, STATUSES), 1);
    }

    void surplus(long discarded) {
        add(surplus, 0, discarded);
    }

    /** Responses whose head has been sent with this framing; interim responses are not counted. */
    public long responses(Framing framing) {
        return responses.getOpaque(framing.ordinal());
    }

    /** Responses of this framing that have ended, in whichever way. */
    public long bodies(Framing framing) {
        return sizes.getOpaque(framing.ordinal());
    }

    /** Bytes of body in them, without the framing itself. */
    public long bodyBytes(Framing framing) {
        return bytes.getOpaque(framing.ordinal());
    }

    /**
     * Requests that the server itself refused.
     *
     * @param status the status of the answer, 400 to 599
     */
    public long rejected(int status) {
        return rejected.getOpaque(status - 400);
    }

    /** Bytes that handlers sent beyond what they had promised, or in answers that have no body; discarded. */
    public long surplusBytes() {
        return surplus.getOpaque(0);
    }
}
