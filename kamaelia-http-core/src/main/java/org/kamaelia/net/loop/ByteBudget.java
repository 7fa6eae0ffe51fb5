package org.kamaelia.net.loop;

import java.util.List;

/**
 * The bytes that all connections of a group of event loops may hold together: in boxes, in buffers that were lent to
 * them, in handshakes and heads under way, in what handlers keep of requests, and in the unused buffers of the pools. A
 * loop compares what it holds with its own share, and adds up what the other loops hold only when it holds more than that.
 * Thread-safe.
 */
final class ByteBudget {
    /** Once the budget is spent, connections are reset until this part of it is free. */
    private static final int FREED = 8;

    private final long limit;
    private final List<LoopMemory> memories;

    /**
     * A budget.
     *
     * @param limit in bytes, at least 1
     * @param memories of the loops that share the budget
     */
    ByteBudget(long limit, List<LoopMemory> memories) {
        this.limit = limit;
        this.memories = memories;
    }

    long limit() {
        return limit;
    }

    /** What one loop may hold without looking at the others, in bytes; if all loops hold less, the budget is kept. */
    long share() {
        return limit / memories.size();
    }

    /** What may be held after connections have been reset, in bytes. */
    long allowed() {
        return limit - limit / FREED;
    }

    /** How many bytes are to be freed on all loops together; 0 while the budget is not spent. */
    long excess() {
        long held = 0;
        for (int i = 0; i < memories.size(); i++) {
            held += memories.get(i).bytes();
        }
        return held <= limit ? 0 : held - allowed();
    }
}
