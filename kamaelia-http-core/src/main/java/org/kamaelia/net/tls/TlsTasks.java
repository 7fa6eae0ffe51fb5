package org.kamaelia.net.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import org.kamaelia.axon.BoundedExecutor;
import org.kamaelia.net.loop.EventLoop;

/**
 * Runs what the engine of a connection wants to compute at length, such as signatures and the checks of certificates, on
 * threads that all connections share: as many at once as there are processors. The engine belongs to that thread until
 * the loop is told that it has done; it must not be touched before.
 */
final class TlsTasks {
    private static final int WAITING = 4096;
    private static final Executor THREADS =
            new BoundedExecutor("tls-", Runtime.getRuntime().availableProcessors(), WAITING);

    private final SSLEngine engine;
    private final EventLoop loop;
    private final Runnable done;
    private boolean running;
    private volatile boolean abandoned;

    /**
     * The tasks of one engine.
     *
     * @param done is run on the loop each time the engine can go on
     */
    TlsTasks(SSLEngine engine, EventLoop loop, Runnable done) {
        this.engine = engine;
        this.loop = loop;
        this.done = done;
    }

    /** Hands the engine over; answers false if too many others wait. */
    boolean start() {
        try {
            THREADS.execute(this::compute);
        } catch (RejectedExecutionException overload) {
            return false;
        }
        running = true;
        return true;
    }

    /** Whether the engine is at work elsewhere. */
    boolean areRunning() {
        return running;
    }

    /** The connection is gone: what has not begun is not worth its time. */
    void abandon() {
        abandoned = true;
    }

    private void compute() {
        try {
            for (Runnable task; !abandoned && (task = engine.getDelegatedTask()) != null; ) {
                task.run();
            }
        } finally {
            loop.execute(this::finished);
        }
    }

    private void finished() {
        running = false;
        done.run();
    }
}
