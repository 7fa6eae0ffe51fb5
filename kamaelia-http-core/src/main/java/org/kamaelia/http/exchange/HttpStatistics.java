package org.kamaelia.http.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;
import org.kamaelia.net.loop.EventLoop;

/** The counters and the observers of the responses of one server, for all of its event loops. Thread-safe. */
public final class HttpStatistics {
    private final List<HttpCounters> counters = new CopyOnWriteArrayList<>();
    private final Map<EventLoop, HttpCounters> byLoop = new HashMap<>(); // a new loop removes ended loops

    private final List<HttpObserver> observers = new ArrayList<>();

    /** Makes statistics with all counters at 0. */
    public HttpStatistics() {}

    /** Returns the counters of one event loop, and makes them if there are none. */
    public synchronized HttpCounters on(EventLoop loop) {
        HttpCounters known = byLoop.get(loop);
        if (known == null) {
            byLoop.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue()));
            known = new HttpCounters();
            byLoop.put(loop, known);
            counters.add(known);
            for (HttpObserver observer : observers) {
                known.observe(observer.on(loop));
            }
        }
        return known;
    }

    /** Removes the observers of a loop that has ended. Its counters still count in the sums. */
    private static boolean isOver(EventLoop loop, HttpCounters counted) {
        if (loop.hasEnded()) {
            counted.forgetObservers();
        }
        return loop.hasEnded();
    }

    /**
     * Registers an observer for every request that begins from now on. Observers are called in the order of their
     * registration. An observer cannot be removed.
     */
    public synchronized void observe(HttpObserver observer) {
        observers.add(observer);
        byLoop.forEach((loop, counted) -> counted.observe(observer.on(loop)));
    }

    /** The number of responses whose head has been sent with this framing. */
    public long responses(Framing framing) {
        return counters.stream().mapToLong(one -> one.responses(framing)).sum();
    }

    /** The number of responses with this framing that have ended, complete or not. */
    public long bodies(Framing framing) {
        return counters.stream().mapToLong(one -> one.bodies(framing)).sum();
    }

    /** The bytes of their bodies that clients have taken, without the bytes of the framing. */
    public long bodyBytes(Framing framing) {
        return counters.stream().mapToLong(one -> one.bodyBytes(framing)).sum();
    }

    /** The number of requests that the server itself refused with this status, 400 to 599. */
    public long rejected(int status) {
        return counters.stream().mapToLong(one -> one.rejected(status)).sum();
    }

    /** The discarded bytes of handlers; see {@link HttpCounters#surplusBytes()}. */
    public long surplusBytes() {
        return counters.stream().mapToLong(HttpCounters::surplusBytes).sum();
    }

    /** Adds up a counter for HTTP/2. */
    public long http2(ToLongFunction<Http2Counters> counter) {
        return counters.stream()
                .mapToLong(one -> counter.applyAsLong(one.http2()))
                .sum();
    }
}
