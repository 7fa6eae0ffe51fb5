package org.kamaelia.axon;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task on an idle platform thread, or on a new one. Another thread makes the new ones, because
 * {@link Thread#start} waits until the new thread has had a processor. While the processors are busy, 100 new threads
 * would stop an event loop for more than a second.
 *
 * <pre>
 *   task --a thread is idle--> that thread
 *      \--none is------------> the thread that makes threads --> a new thread
 * </pre>
 *
 * <p>The thread that makes threads is kept for 2 s, too, so a caller makes at most that one. A task is never refused, so
 * the caller limits the tasks. If no thread can be made, a task waits until a thread of the pool is idle. Thread-safe.
 */
final class PlatformPool implements Executor {
    private static final int KEPT_SECONDS = 2;
    private static final long RETRY_MILLIS = 50;
    private static final Executor MAKER = maker();

    private final SynchronousQueue<Runnable> idle = new SynchronousQueue<>();
    private final ThreadPoolExecutor threads;

    /** Makes a pool without a thread. A thread is kept for 2 s when it is idle. */
    PlatformPool(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, idle, factory);
    }

    private static Executor maker() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1,
                1,
                KEPT_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Threads.platformFactory("kamaelia-threads-"));
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    @Override
    public void execute(Runnable task) {
        if (!idle.offer(task)) { // succeeds only if a thread waits for a task
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            MAKER.execute(() -> make(task, loader));
        }
    }

    /** The new thread inherits the class loader of the caller, as if the caller had made it. */
    private void make(Runnable task, @Nullable ClassLoader loader) {
        Thread here = Thread.currentThread();
        here.setContextClassLoader(loader);
        try {
            while (!begins(task)) {
                // a thread that is idle takes the task, or there is memory for a thread again
            }
        } finally {
            here.setContextClassLoader(null); // the application may be loaded anew
        }
    }

    private boolean begins(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            return isTaken(task);
        }
    }

    private boolean isTaken(Runnable task) {
        try {
            return idle.offer(task, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException nobodyInterrupts) {
            return false;
        }
    }
}
