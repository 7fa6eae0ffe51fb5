package org.kamaelia.axon;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs so many tasks at a time and lets so many more wait; refuses the rest at once. On a JVM with virtual threads each
 * task gets one of its own; elsewhere threads are kept for 2 s and used again, so that none is left soon after the last
 * task. Thread-safe.
 */
public final class BoundedExecutor implements Executor {
    private static final int KEPT_SECONDS = 2;

    private final Executor threads;
    private final int concurrent;
    private final int waiting;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int running;

    /**
     * An executor with threads of its own.
     *
     * @param name the prefix of the names of its threads
     * @param concurrent tasks that run at once, at least 1
     * @param waiting tasks that wait behind them, at least 0
     */
    public BoundedExecutor(String name, int concurrent, int waiting) {
        this(threads(name), concurrent, waiting);
    }

    /** The same bounds over somebody else's threads; {@code threads} must not run tasks in the caller. */
    public BoundedExecutor(Executor threads, int concurrent, int waiting) {
        if (concurrent < 1 || waiting < 0) {
            throw new IllegalArgumentException(
                    "At least 1 task runs and at least 0 wait, not " + concurrent + " and " + waiting);
        }
        this.threads = threads;
        this.concurrent = concurrent;
        this.waiting = waiting;
    }

    private static Executor threads(String name) {
        return Threads.areVirtualHere()
                ? virtual(Threads.factory(name))
                : new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        KEPT_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Threads.factory(name));
    }

    private static Executor virtual(ThreadFactory factory) {
        return task -> factory.newThread(task).start();
    }

    /**
     * Runs the task now or as soon as another ends.
     *
     * @throws RejectedExecutionException when as many run and wait as may
     */
    @Override
    public void execute(Runnable task) {
        synchronized (queue) {
            if (running == concurrent) {
                if (queue.size() == waiting) {
                    throw new RejectedExecutionException(running + " tasks run and " + waiting + " wait already");
                }
                queue.add(task);
                return;
            }
            running++;
        }
        try {
            start(task);
        } catch (RuntimeException | Error failure) {
            synchronized (queue) {
                running--;
            }
            throw failure;
        }
    }

    private void start(Runnable task) {
        threads.execute(() -> runAndFollow(task));
    }

    private void runAndFollow(Runnable task) {
        try {
            task.run();
        } finally {
            follow();
        }
    }

    /** A task has ended: its place goes to the one that waits longest. */
    private void follow() {
        Runnable next;
        synchronized (queue) {
            next = queue.poll();
            if (next == null) {
                running--;
            }
        }
        if (next != null) {
            try {
                start(next);
            } catch (RuntimeException | Error noThread) {
                runAndFollow(next); // whoever waits must not be forgotten, and this thread has nothing to do
            }
        }
    }

    /** Tasks that run now. */
    public int running() {
        synchronized (queue) {
            return running;
        }
    }

    /** Tasks that wait now. */
    public int waiting() {
        synchronized (queue) {
            return queue.size();
        }
    }
}
