package org.kamaelia.http.content;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Lends a bounded number of deflaters at once, since each takes about 256 KiB outside of the heap. Keeps a few for later.
 * Thread-safe without locks.
 */
final class Deflaters {
    private static final int MOST_IDLE = 32;

    private final int level;
    private final int most;
    private final Queue<Deflater> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private final AtomicInteger lent = new AtomicInteger();

    Deflaters(int level, int most) {
        this.level = level;
        this.most = most;
    }

    /** A deflater for one body; null while the most bodies are under way. */
    @Nullable
    Gzip begin() {
        if (lent.incrementAndGet() > most) {
            lent.decrementAndGet();
            return null;
        }
        Deflater kept = idle.poll();
        if (kept != null) {
            idleCount.decrementAndGet();
        }
        return new Gzip(this, kept != null ? kept : new Deflater(level, true));
    }

    void giveBack(Deflater deflater) {
        lent.decrementAndGet();
        if (idleCount.incrementAndGet() > MOST_IDLE) {
            idleCount.decrementAndGet();
            deflater.end();
            return;
        }
        deflater.reset();
        idle.add(deflater);
    }

    /** Bodies under way now. */
    int lent() {
        return lent.get();
    }
}
