package org.kamaelia.axon;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An executor with a limit on running tasks and a limit on waiting tasks. It rejects further tasks at once. On a JVM
 * with virtual threads each task gets a new virtual thread. On other JVMs an idle platform thread is kept for 2 s and
 * reused. Thread-safe.
 */
public final class BoundedExecutor implements Executor {
    private static final int KEPT_SECONDS = 2;

    private final Executor threads;
    private final int concurrent;
    private final int waiting;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int running;

    /**
     * Makes an executor with its own threads.
     *
     * @param name prefix of the thread names
     * @param concurrent the most tasks that run at once, at least 1
     * @param waiting the most tasks that wait, at least 0
     */
    public BoundedExecutor(String name, int concurrent, int waiting) {
        this(threads(name), concurrent, waiting);
    }

    /** Makes an executor that runs its tasks on another executor, which must not run tasks in the calling thread. */
    public BoundedExecutor(Executor threads, int concurrent, int waiting) {
        if (concurrent < 1 || waiting < 0) {
            throw new IllegalArgumentException(
                    "The limit of running tasks is at least 1 and of waiting tasks at least 0, not " + concurrent
                            + " and " + waiting);
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
     * Runs the task now, or as soon as another task ends.
     *
     * @throws RejectedExecutionException when both limits are reached
     */
    @Override
    public void execute(Runnable task) {
        synchronized (queue) {
            if (running == concurrent) {
                if (queue.size() == waiting) {
                    throw new RejectedExecutionException(running + " tasks already run and " + waiting + " wait");
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

    /** Called when a task has ended: starts the task that has waited longest. */
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
                runAndFollow(next); // the waiting task must not be lost, and this thread is free
            }
        }
    }

    /** The number of tasks that run now. */
    public int running() {
        synchronized (queue) {
            return running;
        }
    }

    /** The number of tasks that wait now. */
    public int waiting() {
        synchronized (queue) {
            return queue.size();
        }
    }
}
