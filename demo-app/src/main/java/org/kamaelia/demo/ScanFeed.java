package org.kamaelia.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.StatusException;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells of scans. The latest {@value #KEPT} are kept once for all listeners, and each listener remembers how far it has
 * read: one that is slow costs no memory and misses what it was too late for. Thread-safe; reading takes no lock.
 */
@Component
class ScanFeed {
    /** Scans that can be read later. */
    static final int KEPT = 256;

    private static final int MOST_WAITERS = 1_024;

    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private final Map<CompletableFuture<Optional<Scan>>, String> waiters = new ConcurrentHashMap<>();
    private volatile Scan[] latest = new Scan[0]; // oldest first; replaced as a whole
    private volatile boolean closed;

    /** Makes a scan known to everybody. */
    Scan publish(Parcel parcel) {
        Scan scan = append(parcel);
        listeners.forEach(Runnable::run);
        waiters.forEach((waiter, id) -> {
            if (id.equals(scan.parcel())) {
                waiter.complete(Optional.of(scan));
            }
        });
        return scan;
    }

    private synchronized Scan append(Parcel parcel) {
        Scan scan = new Scan(newest() + 1, parcel.id(), parcel.status().label(), parcel.place(), Instant.now());
        Scan[] before = latest;
        int keep = Math.min(before.length, KEPT - 1);
        Scan[] after = new Scan[keep + 1];
        System.arraycopy(before, before.length - keep, after, 0, keep);
        after[keep] = scan;
        latest = after;
        return scan;
    }

    /** The number of the newest scan; 0 before the first. */
    long newest() {
        Scan[] all = latest;
        return all.length == 0 ? 0 : all[all.length - 1].number();
    }

    /** The oldest scan that is kept and has a higher number; null when there is none yet. */
    @Nullable
    Scan after(long number) {
        Scan[] all = latest;
        if (all.length == 0) {
            return null;
        }
        long place = Math.max(0, number + 1 - all[0].number());
        return place < all.length ? all[(int) place] : null;
    }

    /** Has something run, on any thread, after each scan and when the desk closes, until it is removed again. */
    void add(Runnable listener) {
        listeners.add(listener);
    }

    void remove(Runnable listener) {
        listeners.remove(listener);
    }

    /** How many listen. */
    int listeners() {
        return listeners.size();
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

    /** Whether no scan will come any more. */
    boolean isClosed() {
        return closed;
    }

    /** The desk closes: endless streams end now, so that stopping the servers need not wait for them. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        listeners.forEach(Runnable::run);
        waiters.keySet().forEach(waiter -> waiter.complete(Optional.empty()));
    }
}
