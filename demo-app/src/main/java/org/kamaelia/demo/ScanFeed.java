package org.kamaelia.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Event;
import org.kamaelia.http.content.EventStream;
import org.kamaelia.http.websocket.Message;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Sends scans to clients that listen to all scans, and to clients that wait for the next scan of a parcel. Thread-safe.
 *
 * <p>Listeners begin with the latest few scans, or behind the last scan that they have seen. All listeners share one
 * list of the latest {@value #KEPT} scans. So a slow listener costs no memory, and misses the scans that left the list
 * before it read them.
 */
@Component
class ScanFeed {
    /** The number of scans that listeners can read later. */
    static final int KEPT = 256;

    private static final int HISTORY = 5;
    private static final int MOST_BYTES = 4 * 1024;
    private static final int MOST_WAITERS = 1_024;

    private static final int LIVE = 64;

    private final EventStream events;
    private final Broadcast<Message> live = Broadcast.of(LIVE, Broadcast.Slow.DROP_OLDEST);
    private final Map<CompletableFuture<Optional<Scan>>, String> waiters = new ConcurrentHashMap<>();
    private volatile long newest;
    private volatile boolean closed;

    ScanFeed(DeskProperties properties) {
        events = EventStream.with(EventStream.Settings.defaults()
                .keeping(KEPT, MOST_BYTES)
                .history(HISTORY)
                .times(properties.heartbeat(), null));
    }

    /** Publishes a scan to all listeners and waiting clients. */
    Scan publish(Parcel parcel) {
        Scan scan = append(parcel);
        waiters.forEach((waiter, id) -> {
            if (id.equals(scan.parcel())) {
                waiter.complete(Optional.of(scan));
            }
        });
        return scan;
    }

    /** Appends a scan. Synchronized, so that numbers rise in the stream. */
    private synchronized Scan append(Parcel parcel) {
        long number = newest + 1;
        Scan scan = new Scan(number, parcel.id(), parcel.status().label(), parcel.place(), Instant.now());
        String text = Json.text(scan);
        events.publish(new Event(Long.toString(number), "scan", text));
        live.publish(Message.text(text));
        newest = number;
        return scan;
    }

    /** The number of the latest scan; 0 before the first scan. */
    long newest() {
        return newest;
    }

    /** All scans as they happen, as server-sent events, until the client leaves or the desk closes. */
    EventStream events() {
        return events;
    }

    /** All scans from now on, as messages of WebSockets. */
    Broadcast<Message> live() {
        return live;
    }

    /** The number of listeners. */
    int listeners() {
        return events.subscribers();
    }

    /** The number of clients that wait for the next scan of a parcel. */
    int waiters() {
        return waiters.size();
    }

    /** The next scan of a parcel; empty if there is no scan in time, or if the desk closes. */
    CompletableFuture<Optional<Scan>> next(String parcel, Duration longest) {
        if (waiters.size() >= MOST_WAITERS) {
            throw new StatusException(503, "Too many clients are waiting for a scan").header("Retry-After", "5");
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

    /**
     * Ends the event streams and waiting requests when the desk closes, so that the stop of the servers need not wait
     * for them.
     */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        events.close();
        live.close();
        waiters.keySet().forEach(waiter -> waiter.complete(Optional.empty()));
    }
}
