package org.kamaelia.net.loop;

import java.util.List;
import org.kamaelia.axon.ByteAccount;

/**
 * The bytes that all connections of a group of event loops may hold together: in boxes, in buffers that were lent to
 * them, and in what handlers keep of requests. A loop compares what it holds with its own share, and adds up what the
 * other loops hold only when it holds more than that. Thread-safe.
 */
final class ByteBudget {
    /** Once the budget is spent, connections are reset until this part of it is free. */
    private static final int FREED = 8;

    private final long limit;
    private final List<ByteAccount> accounts;

    /**
     * A budget.
     *
     * @param limit in bytes, at least 1
     * @param accounts what each of the loops holds that share the budget
     */
    ByteBudget(long limit, List<ByteAccount> accounts) {
        this.limit = limit;
        this.accounts = accounts;
    }

    /** A quarter of the heap that this JVM may have, and at least 16 MiB. */
    static long byDefault() {
        return Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 4);
    }

    long limit() {
        return limit;
    }

    /** What one loop may hold without looking at the others, in bytes; if all loops hold less, the budget is kept. */
    long share() {
        return limit / accounts.size();
    }

    /** The bytes that all loops hold now. */
    long held() {
        long sum = 0;
        for (ByteAccount account : accounts) {
            sum += account.bytes();
        }
        return sum;
    }

    /** How many bytes are to be freed; 0 while the budget is not spent. */
    long excess() {
        long held = held();
        return held <= limit ? 0 : held - (limit - limit / FREED);
    }
}
