package org.kamaelia.net;

import java.util.List;

/**
 * The bytes that all connections of a group of event loops may hold together: in boxes, in buffers that were lent to
 * them, and in what handlers keep of requests. A loop looks at it only when it holds more than its own share, and then
 * adds up what the others hold. Thread-safe.
 */
final class ByteBudget {
    /** Once the budget is spent, connections are shed until this part of it is free. */
    private static final int FREED = 8;

    private final long limit;
    private final List<EventLoop> loops;

    /**
     * A budget.
     *
     * @param limit in bytes, at least 1
     * @param loops those that share it
     */
    ByteBudget(long limit, List<EventLoop> loops) {
        this.limit = limit;
        this.loops = loops;
    }

    /** A quarter of the heap that this JVM may have, and at least 16 MiB. */
    static long byDefault() {
        return Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4);
    }

    long limit() {
        return limit;
    }

    /** What one loop may hold without looking at the others; if all keep to it, the budget is kept. */
    long share() {
        return limit / loops.size();
    }

    /** The bytes held now, by all loops. */
    long held() {
        long sum = 0;
        for (EventLoop loop : loops) {
            sum += loop.held().bytes();
        }
        return sum;
    }

    /** How many bytes are to be freed; 0 while the budget is not spent. */
    long excess() {
        long held = held();
        return held <= limit ? 0 : held - (limit - limit / FREED);
    }
}
