package org.kamaelia.http.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kamaelia.net.loop.EventLoop;

/** What is counted of the responses of one server on all of its event loops, and who is told of them. Thread-safe. */
public final class HttpStatistics {
    private final List<HttpCounters> counters = new CopyOnWriteArrayList<>();
    private final Map<EventLoop, HttpCounters> byLoop = new HashMap<>(); // without those that ended before the newest

    private final List<HttpObserver> observers = new ArrayList<>();

    /** Statistics in which nothing has been counted yet. */
    public HttpStatistics() {}

    /** The counters of one loop. */
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

    /** Lets go of what a loop that has ended is observed by; what was counted on it stays counted. */
    private static boolean isOver(EventLoop loop, HttpCounters counted) {
        if (loop.hasEnded()) {
            counted.forgetObservers();
        }
        return loop.hasEnded();
    }

    /**
     * Has an observer told of every request that begins from now on, after those that have been registered before it.
     * There is no way to take it back: it belongs to the server.
     */
    public synchronized void observe(HttpObserver observer) {
        observers.add(observer);
        byLoop.forEach((loop, counted) -> counted.observe(observer.on(loop)));
    }

    /** Responses sent with this framing. */
    public long responses(Framing framing) {
        return counters.stream().mapToLong(one -> one.responses(framing)).sum();
    }

    /** Responses of this framing that have ended. */
    public long bodies(Framing framing) {
        return counters.stream().mapToLong(one -> one.bodies(framing)).sum();
    }

    /** Bytes of body in them. */
    public long bodyBytes(Framing framing) {
        return counters.stream().mapToLong(one -> one.bodyBytes(framing)).sum();
    }

    /** Requests that the server itself refused with this status. */
    public long rejected(int status) {
        return counters.stream().mapToLong(one -> one.rejected(status)).sum();
    }

    /** Bytes that handlers sent in vain. */
    public long surplusBytes() {
        return counters.stream().mapToLong(HttpCounters::surplusBytes).sum();
    }
}
