package org.kamaelia.http.websocket.frame;

import java.util.ArrayDeque;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Lends the contexts for compression on one event loop, and keeps a few for later. A context takes memory outside of the
 * heap: about 256 KiB for compression and 44 KiB for decompression. Not thread-safe.
 */
public final class Contexts {
    private static final int KEPT = 4;

    private final ArrayDeque<Inflater> inflaters = new ArrayDeque<>(KEPT);
    private final ArrayDeque<Deflater> deflaters = new ArrayDeque<>(KEPT);

    /** Makes an empty pool. */
    public Contexts() {}

    Inflater inflater() {
        Inflater kept = inflaters.pollLast();
        return kept != null ? kept : new Inflater(true);
    }

    void giveBack(Inflater inflater) {
        if (inflaters.size() < KEPT) {
            inflater.reset();
            inflaters.addLast(inflater);
        } else {
            inflater.end();
        }
    }

    Deflater deflater(int level) {
        Deflater kept = deflaters.pollLast();
        if (kept == null) {
            return new Deflater(level, true);
        }
        kept.setLevel(level);
        return kept;
    }

    void giveBack(Deflater deflater) {
        if (deflaters.size() < KEPT) {
            deflater.reset();
            deflaters.addLast(deflater);
        } else {
            deflater.end();
        }
    }
}
