package org.kamaelia.http;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How {@link HandlerFactory#blocking(BlockingOptions, BlockingHandler)} runs its handler. Immutable; begin with
 * {@link #defaults()}.
 *
 * @param maxBody the largest body in bytes, 413 past it; 0 for no limit, -1 for the limit of the server
 * @param executor runs each request in one task and rejects what is too much, which gives 503 with Retry-After; null for
 *     the executor of the server
 * @param interrupting whether the thread of a request that ends before its response is complete is interrupted
 */
public record BlockingOptions(long maxBody, @Nullable Executor executor, boolean interrupting) {
    private static final BlockingOptions DEFAULTS = new BlockingOptions(-1, null, false);

    /** Checks the options. */
    public BlockingOptions {
        if (maxBody < -1) {
            throw new IllegalArgumentException("The largest body has at least 0 bytes, not " + maxBody);
        }
    }

    /** The limit and the executor of the server; no thread is interrupted. */
    public static BlockingOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The same for bodies of another size than the server allows.
     *
     * @param bytes the largest body, 413 past it; 0 is no limit
     */
    public BlockingOptions maxBody(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("The largest body has at least 0 bytes, not " + bytes);
        }
        return new BlockingOptions(bytes, executor, interrupting);
    }

    /** The same on threads of the caller's choice. */
    public BlockingOptions executor(Executor threads) {
        return new BlockingOptions(maxBody, threads, interrupting);
    }

    /**
     * The same, but a thread is interrupted when its client leaves, its first part is overdue or the server cuts it off,
     * so that it leaves whatever it waits for.
     *
     * <p>An interrupt has a price: one that comes while the thread reads or writes a
     * {@link java.nio.channels.FileChannel} closes that channel, for all who share it. Do not use this for handlers that
     * use an embedded database or an index of files. Reading the body and writing the response need no interrupt: they
     * throw {@link java.io.IOException} once the request has ended.
     */
    public BlockingOptions interruptingThreads() {
        return new BlockingOptions(maxBody, executor, true);
    }
}
