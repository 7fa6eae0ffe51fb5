package org.kamaelia.axon;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/**
 * Runs so many tasks at a time and lets so many more wait; refuses the rest at once. On a JVM with virtual threads each
 * task gets one of its own; elsewhere threads are kept for a minute and used again. Thread-safe.
 */
public final class BoundedExecutor implements Executor {
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
                : Executors.newCachedThreadPool(Threads.factory(name));
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
        start(task);
    }

    private void start(Runnable task) {
        try {
            threads.execute(() -> runAndFollow(task));
        } catch (RuntimeException | Error failure) {
            synchronized (queue) {
                running--;
            }
            throw failure;
        }
    }

    private void runAndFollow(Runnable task) {
        try {
            task.run();
        } finally {
            Runnable next;
            synchronized (queue) {
                next = queue.poll();
                if (next == null) {
                    running--;
                }
            }
            if (next != null) {
                start(next);
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
