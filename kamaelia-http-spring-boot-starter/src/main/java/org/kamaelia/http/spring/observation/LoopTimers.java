package org.kamaelia.http.spring.observation;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.http.syntax.Methods;
import org.kamaelia.net.loop.EventLoop;

/**
 * The timers of one server on one event loop, and the requests that have just begun there. This class is a component
 * because it has to know when the loop has done all immediate work. An exchange ends when the socket has taken its
 * response. Sockets step last, so this component steps last, too, and once more after the sockets.
 */
final class LoopTimers extends Component implements HttpObserver.OnLoop {
    /**
     * The largest number of cached timers. Routes, methods and status codes are few, but handlers may invent status
     * codes.
     */
    private static final int MOST = 1_000;

    /** The largest number of requests that end in one go and are recorded together, with one reading of the clock. */
    private static final int MOST_ENDED = 64;

    private static final String OTHER_METHOD = "";

    private final RequestTimers timers;
    private final EventLoop loop;
    private final Map<Key, Timer> known = new HashMap<>();
    private final List<ObservedExchange> young = new ArrayList<>(); // bounded by the pipelined requests of connections
    private final Map<ObservedExchange, LongTaskTimer.Sample> waiting = new IdentityHashMap<>();
    private final Timer[] ended = new Timer[MOST_ENDED];
    private final long[] begunAt = new long[MOST_ENDED];
    private int endedCount;
    private boolean socketsHaveStepped;
    private int nextYoung; // where the next request of a pipelining connection is, if the latest one to end was there
    private int removals;
    private @Nullable Key latestKey;
    private @Nullable Timer latest;

    /** The values that distinguish timers. The server is the same for all timers. */
    private record Key(
            String method,
            @Nullable String route,
            int status,
            @Nullable Class<?> failure) {
        boolean is(String otherMethod, @Nullable String otherRoute, int otherStatus, @Nullable Class<?> otherFailure) {
            return status == otherStatus
                    && sameText(method, otherMethod)
                    && failure == otherFailure
                    && sameText(route, otherRoute);
        }

        /** Compares two texts, which usually come from the same constant or route. */
        @SuppressWarnings("StringEquality")
        private static boolean sameText(@Nullable String one, @Nullable String other) {
            return one == other || one != null && one.equals(other);
        }
    }

    LoopTimers(RequestTimers timers, EventLoop loop) {
        this.timers = timers;
        this.loop = loop;
        this.removals = timers.removals();
    }

    @Override
    public void begun(ObservedExchange exchange) {
        if (hasEnded()) { // this happens if the registry throws
            return;
        }
        young.add(exchange);
        if (isLive()) {
            again();
        } else {
            loop.activate(this);
        }
    }

    @Override
    protected boolean stepsLast() {
        return true;
    }

    /**
     * Records the requests that have ended. A request that has begun and has not ended now takes longer than one go of
     * the loop. The first step only lets the sockets step that became ready after this component.
     */
    @Override
    protected void step() {
        if (!socketsHaveStepped) {
            socketsHaveStepped = true;
            again();
            return;
        }
        socketsHaveStepped = false;
        record();
        for (int i = young.size() - 1; i >= 0; i--) {
            ObservedExchange exchange = young.remove(i);
            if (timers.countsActive()) {
                waiting.put(exchange, timers.activeTimer(exchange).start());
            }
        }
    }

    @Override
    public void ended(ObservedExchange exchange) {
        if (wasYoung(exchange)) { // so a step of this component follows in the same turn, and records it
            ended[endedCount] = timer(exchange);
            begunAt[endedCount++] = exchange.begunAt();
            if (endedCount == MOST_ENDED) {
                record();
            }
            return;
        }
        LongTaskTimer.Sample sample = waiting.remove(exchange);
        if (sample != null) {
            sample.stop();
        }
        timer(exchange).record(loop.readClock() - exchange.begunAt(), TimeUnit.NANOSECONDS);
    }

    private void record() {
        if (endedCount == 0) {
            return;
        }
        long now = loop.readClock();
        for (int i = 0; i < endedCount; i++) {
            ended[i].record(now - begunAt[i], TimeUnit.NANOSECONDS);
        }
        endedCount = 0;
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        record();
    }

    /**
     * Removes an exchange from the list of requests that have just begun, if the list has it. The exchange is usually
     * the newest in the list. Pipelined requests of a connection end in the order in which they began, so the next
     * exchange is usually where the previous one was.
     */
    private boolean wasYoung(ObservedExchange exchange) {
        if (nextYoung < young.size() && young.get(nextYoung) == exchange) {
            young.remove(nextYoung);
            return true;
        }
        for (int i = young.size() - 1; i >= 0; i--) {
            if (young.get(i) == exchange) {
                nextYoung = i;
                young.remove(i);
                return true;
            }
        }
        return false;
    }

    private Timer timer(ObservedExchange exchange) {
        Request request = exchange.request();
        Throwable thrown = exchange.failure();
        String method = request == null || !Methods.isWellKnown(request.method()) ? OTHER_METHOD : request.method();
        String route = request == null ? null : request.route();
        Class<?> failure = thrown == null ? null : thrown.getClass();
        if (removals != timers.removals()) {
            forget();
        }
        Timer timer = latest;
        if (timer != null && latestKey != null && latestKey.is(method, route, exchange.status(), failure)) {
            return timer;
        }
        Key key = new Key(method, route, exchange.status(), failure);
        timer = known.get(key);
        if (timer == null) {
            timer = timers.timer(exchange);
            if (known.size() < MOST) {
                known.put(key, timer);
            }
        }
        latestKey = key;
        latest = timer;
        return timer;
    }

    private void forget() {
        removals = timers.removals();
        known.clear();
        latest = null;
    }
}
