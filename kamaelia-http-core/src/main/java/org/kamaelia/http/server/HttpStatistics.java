package org.kamaelia.http.server;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.http.protocol.Framing;

/** What is counted of the responses of one server, on all of its event loops. Thread-safe. */
public final class HttpStatistics {
    private final List<HttpCounters> counters = new CopyOnWriteArrayList<>();
    private final Map<Scheduler, HttpCounters> byLoop = new WeakHashMap<>(); // a loop that has ended can be collected

    private volatile BodyListener listener = (framing, bytes) -> {};

    /** Is told of every response that has ended, on its event loop: it must be quick and must not throw. */
    @FunctionalInterface
    public interface BodyListener {
        /** A response has ended, in whichever way, after so many bytes of body without the framing itself. */
        void ended(Framing framing, long bytes);
    }

    /** Statistics in which nothing has been counted yet. */
    public HttpStatistics() {}

    /** The counters of one loop. */
    synchronized HttpCounters on(Scheduler loop) {
        HttpCounters known = byLoop.get(loop);
        if (known == null) {
            known = new HttpCounters(this);
            byLoop.put(loop, known);
            counters.add(known);
        }
        return known;
    }

    /** Tells this listener, instead of the one before, of every response that has ended; for distributions of sizes. */
    public void onBodies(BodyListener told) {
        listener = told;
    }

    BodyListener listener() {
        return listener;
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
