package org.kamaelia.http;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Options for {@link HandlerFactory#blocking(BlockingOptions, BlockingHandler)}. Immutable; start with
 * {@link #defaults()}.
 *
 * @param maxBody the largest request body in bytes, a larger body gets 413; 0 for no limit, -1 for the limit of the
 *     server
 * @param executor runs each request as one task; a rejected task gives 503 with Retry-After; null for the executor of
 *     the server
 * @param interrupting whether the thread is interrupted when its request ends before the response is complete
 */
public record BlockingOptions(long maxBody, @Nullable Executor executor, boolean interrupting) {
    private static final BlockingOptions DEFAULTS = new BlockingOptions(-1, null, false);

    /** Checks the options. Throws {@link IllegalArgumentException} if {@code maxBody} is below -1. */
    public BlockingOptions {
        if (maxBody < -1) {
            throw new IllegalArgumentException("The largest body has at least 0 bytes, not " + maxBody);
        }
    }

    /** Returns the default options: the limit and the executor of the server, and no interrupts. */
    public static BlockingOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a copy with another limit of the request body.
     *
     * @param bytes the largest body in bytes, a larger body gets 413; 0 for no limit
     */
    public BlockingOptions maxBody(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("The largest body has at least 0 bytes, not " + bytes);
        }
        return new BlockingOptions(bytes, executor, interrupting);
    }

    /** Returns a copy with another executor. */
    public BlockingOptions executor(Executor threads) {
        return new BlockingOptions(maxBody, threads, interrupting);
    }

    /**
     * Returns a copy with interrupts: the thread is interrupted when the client disconnects, the first part is overdue,
     * or the server stops the request. The interrupt ends the current wait of the thread.
     *
     * <p>An interrupt has a cost: if the thread is reading or writing a {@link java.nio.channels.FileChannel}, the
     * interrupt closes that channel for all users of the channel. Do not use this option for handlers that use an
     * embedded database or a file index. The streams of the request need no interrupt: they throw
     * {@link java.io.IOException} once the request has ended.
     */
    public BlockingOptions interruptingThreads() {
        return new BlockingOptions(maxBody, executor, true);
    }
}
