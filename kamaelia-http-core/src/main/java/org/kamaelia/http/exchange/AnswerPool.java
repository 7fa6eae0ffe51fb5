package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.LoopLocal;

/**
 * Keeps the {@link Answer} objects of an event loop for reuse, at most {@value #KEPT}. The object that came back last
 * is taken first: it is still in the cache of the processor, which it would not be if each connection kept its own.
 * Used on the thread of that loop.
 */
final class AnswerPool {
    private static final int KEPT = 64;
    private static final LoopLocal<AnswerPool> POOLS = LoopLocal.of(loop -> new AnswerPool());

    private @Nullable Answer first;
    private int size;

    private AnswerPool() {}

    static AnswerPool of(EventLoop loop) {
        return POOLS.get(loop);
    }

    /** Returns an answer that belongs to no request. */
    Answer take() {
        Answer taken = first;
        if (taken == null) {
            return new Answer();
        }
        first = taken.next;
        taken.next = null;
        size--;
        return taken;
    }

    /** Takes back an answer that has ended. */
    void give(Answer ended) {
        if (size < KEPT) {
            ended.next = first;
            first = ended;
            size++;
        }
    }
}
