package org.kamaelia.http.content;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Files that clients asked for lately, bounded in number and in bytes. A file that no client asked for within
 * {@value #IDLE_SECONDS} s is dropped and closed, so that a deleted file does not stay on the disk.
 * Reading takes no lock. Thread-safe.
 */
final class ResourceCache {
    /** How long an entry is served without being compared with the file. */
    static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int IDLE_SECONDS = 10;
    private static final Executor LATER = CompletableFuture.delayedExecutor(IDLE_SECONDS, TimeUnit.SECONDS);

    private final Map<String, Found> entries = new ConcurrentHashMap<>();
    private final long mostBytes;
    private final int mostEntries;
    private final LongSupplier clock;
    private long bytes;
    private boolean sweeping;

    ResourceCache(long mostBytes, int mostEntries, LongSupplier clock) {
        this.mostBytes = mostBytes;
        this.mostEntries = mostEntries;
        this.clock = clock;
    }

    /** An entry that may be served as it is, held for the caller; null if there is none. */
    @Nullable
    Found fresh(String key) {
        Found entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        long now = clock.getAsLong();
        if (entry.age(now) >= FRESH_NANOS || !entry.retain()) {
            return null;
        }
        entry.used(now);
        return entry;
    }

    /** An entry of any age, held for the caller; null if there is none. */
    @Nullable
    Found known(String key) {
        Found entry = entries.get(key);
        return entry != null && entry.retain() ? entry : null;
    }

    /** Keeps a file that the caller holds, if there is room for it at all. */
    synchronized void put(String key, Found found) {
        found.used(clock.getAsLong());
        if (found == entries.get(key)) {
            return;
        }
        remove(key);
        if (found.bytes() > mostBytes || mostEntries == 0) {
            return;
        }
        while (entries.size() >= mostEntries || bytes + found.bytes() > mostBytes) {
            removeLongestIdle();
        }
        found.retain();
        entries.put(key, found);
        bytes += found.bytes();
        if (!sweeping) {
            sweeping = true;
            LATER.execute(this::sweep);
        }
    }

    /** Forgets an entry. */
    synchronized void remove(String key) {
        Found gone = entries.remove(key);
        if (gone != null) {
            bytes -= gone.bytes();
            gone.release();
        }
    }

    private void removeLongestIdle() {
        long now = clock.getAsLong();
        String oldest = null;
        long longest = Long.MIN_VALUE;
        for (Map.Entry<String, Found> entry : entries.entrySet()) {
            long idle = entry.getValue().idle(now);
            if (idle > longest) {
                longest = idle;
                oldest = entry.getKey();
            }
        }
        if (oldest != null) {
            remove(oldest);
        }
    }

    /** Drops the entries that no client has asked for lately; runs again later as long as there are entries. */
    synchronized void sweep() {
        long now = clock.getAsLong();
        for (Map.Entry<String, Found> entry : entries.entrySet()) {
            if (entry.getValue().idle(now) >= TimeUnit.SECONDS.toNanos(IDLE_SECONDS)) {
                remove(entry.getKey());
            }
        }
        sweeping = !entries.isEmpty();
        if (sweeping) {
            LATER.execute(this::sweep);
        }
    }

    /** Files that are kept now. */
    int size() {
        return entries.size();
    }
}
