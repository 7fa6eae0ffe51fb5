package org.kamaelia.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Event;
import org.kamaelia.http.content.EventStream;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells of scans, to who listens to all of them and to who waits for the next one of a parcel. Thread-safe.
 *
 * <p>Listeners begin with the last few scans, or behind the last one that they have seen. The latest {@value #KEPT} are
 * kept for all of them together, so one that is slow costs no memory and misses what it was too late for.
 */
@Component
class ScanFeed {
    /** Scans that can be read later. */
    static final int KEPT = 256;

    private static final int HISTORY = 5;
    private static final int MOST_BYTES = 4 * 1024;
    private static final int MOST_WAITERS = 1_024;

    private final EventStream events;
    private final Map<CompletableFuture<Optional<Scan>>, String> waiters = new ConcurrentHashMap<>();
    private volatile long newest;
    private volatile boolean closed;

    ScanFeed(DeskProperties properties) {
        events = EventStream.with(EventStream.Settings.defaults()
                .keeping(KEPT, MOST_BYTES)
                .history(HISTORY)
                .times(properties.heartbeat(), null));
    }

    /** Makes a scan known to everybody. */
    Scan publish(Parcel parcel) {
        Scan scan = append(parcel);
        waiters.forEach((waiter, id) -> {
            if (id.equals(scan.parcel())) {
                waiter.complete(Optional.of(scan));
            }
        });
        return scan;
    }

    /** One at a time, so that numbers rise in the stream. */
    private synchronized Scan append(Parcel parcel) {
        long number = newest + 1;
        Scan scan = new Scan(number, parcel.id(), parcel.status().label(), parcel.place(), Instant.now());
        events.publish(new Event(Long.toString(number), "scan", Json.text(scan)));
        newest = number;
        return scan;
    }

    /** The number of the newest scan; 0 before the first. */
    long newest() {
        return newest;
    }

    /** All scans as they happen, as server-sent events, until the client leaves or the desk closes. */
    EventStream events() {
        return events;
    }

    /** How many listen. */
    int listeners() {
        return events.subscribers();
    }

    /** How many wait for the next scan of a parcel. */
    int waiters() {
        return waiters.size();
    }

    /** The next scan of a parcel; empty when there is none in time, or the desk closes. */
    CompletableFuture<Optional<Scan>> next(String parcel, Duration longest) {
        if (waiters.size() >= MOST_WAITERS) {
            throw new StatusException(503, "Too many clients wait for a scan").header("Retry-After", "5");
        }
        CompletableFuture<Optional<Scan>> waiter = new CompletableFuture<>();
        waiters.put(waiter, parcel);
        waiter.whenComplete((scan, failure) -> waiters.remove(waiter));
        waiter.completeOnTimeout(Optional.empty(), longest.toMillis(), TimeUnit.MILLISECONDS);
        if (closed) {
            waiter.complete(Optional.empty());
        }
        return waiter;
    }

    /** The desk closes: what is endless ends now, so that stopping the servers need not wait for it. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        events.close();
        waiters.keySet().forEach(waiter -> waiter.complete(Optional.empty()));
    }
}
