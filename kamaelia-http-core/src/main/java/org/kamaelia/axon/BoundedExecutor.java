package org.kamaelia.axon;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * An executor with a limit on running tasks and a limit on waiting tasks. It rejects further tasks at once. A task may
 * belong to a client, and each client may have limits as well. While a client has as many running tasks as it may have,
 * its further tasks wait although there are threads, and tasks of other clients overtake them. On a JVM with virtual
 * threads each task gets a new virtual thread. On other JVMs an idle platform thread is kept for 2 s and reused.
 * Thread-safe.
 */
public final class BoundedExecutor implements Executor {
    /** As a limit for each client: a {@link FairShare}. */
    public static final int FAIR_SHARE = Integer.MIN_VALUE;

    private final Executor threads;
    private final int concurrent;
    private final int waiting;
    private final int concurrentEach;
    private final int waitingEach;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final Map<Object, Client> clients = new HashMap<>(); // those that have a task
    private int running;

    private record Waiting(Runnable task, @Nullable Client client) {}

    /** The tasks of one client. */
    private static final class Client {
        private final Object key;
        private int running;
        private int waiting;

        Client(Object key) {
            this.key = key;
        }
    }

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
        this(threads, concurrent, waiting, concurrent, waiting);
    }

    private BoundedExecutor(Executor threads, int concurrent, int waiting, int concurrentEach, int waitingEach) {
        if (concurrentEach < 1 && concurrentEach != FAIR_SHARE || waitingEach < 0 && waitingEach != FAIR_SHARE) {
            throw new IllegalArgumentException(
                    "A client may have at least 1 running task and no negative number of waiting tasks, not "
                            + concurrentEach + " and " + waitingEach);
        }
        if (concurrent < 1 || waiting < 0) {
            throw new IllegalArgumentException(
                    "The limit of running tasks is at least 1 and of waiting tasks at least 0, not " + concurrent
                            + " and " + waiting);
        }
        this.threads = threads;
        this.concurrent = concurrent;
        this.waiting = waiting;
        this.concurrentEach = concurrentEach;
        this.waitingEach = waitingEach;
    }

    /**
     * Returns an executor with the same threads and limits, with limits for each client, and without any task.
     *
     * @param concurrentEach the most tasks of one client that run at once, at least 1, or {@link #FAIR_SHARE}
     * @param waitingEach the most tasks of one client that wait, at least 0, or {@link #FAIR_SHARE}
     */
    public BoundedExecutor each(int concurrentEach, int waitingEach) {
        return new BoundedExecutor(threads, concurrent, waiting, concurrentEach, waitingEach);
    }

    private static Executor threads(String name) {
        return Threads.areVirtualHere() ? virtual(Threads.factory(name)) : Threads.platformPool(name);
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
        execute(task, null);
    }

    /**
     * Runs the task of a client now, or as soon as another task ends.
     *
     * @param of any object that is equal for the same client; null for a task that belongs to no client
     * @throws RejectedExecutionException when both limits are reached, or both limits of this client
     */
    public void execute(Runnable task, @Nullable Object of) {
        Client client;
        synchronized (queue) {
            client = of == null ? null : clients.computeIfAbsent(of, Client::new);
            if (running == concurrent || isFull(client)) {
                await(task, client);
                return;
            }
            began(client);
        }
        try {
            start(task, client);
        } catch (RuntimeException | Error failure) {
            synchronized (queue) {
                ended(client);
            }
            throw failure;
        }
    }

    private boolean isFull(@Nullable Client client) {
        return client != null && !mayHave(client.running, concurrentEach, concurrent - running, concurrent);
    }

    private static boolean mayHave(int had, int each, int free, int all) {
        return each == FAIR_SHARE ? FairShare.allows(had, free, all) : had < each;
    }

    private void await(Runnable task, @Nullable Client client) {
        boolean isFull = queue.size() >= waiting;
        boolean tooMany =
                client != null && !isFull && !mayHave(client.waiting, waitingEach, waiting - queue.size(), waiting);
        if (isFull || tooMany) {
            forgetIdle(client);
            throw new RejectedExecutionException(
                    tooMany
                            ? "This client has " + client.running + " running tasks, and " + client.waiting + " wait"
                            : running + " tasks already run and " + waiting + " wait");
        }
        queue.add(new Waiting(task, client));
        if (client != null) {
            client.waiting++;
        }
    }

    /** Removes a task that waits. Returns false if the task has begun, or is not known. */
    public boolean remove(Runnable task) {
        synchronized (queue) {
            for (Iterator<Waiting> all = queue.iterator(); all.hasNext(); ) {
                Waiting one = all.next();
                if (one.task == task) {
                    all.remove();
                    left(one.client);
                    return true;
                }
            }
            return false;
        }
    }

    private void began(@Nullable Client client) {
        running++;
        if (client != null) {
            client.running++;
        }
    }

    private void ended(@Nullable Client client) {
        running--;
        if (client != null) {
            client.running--;
            forgetIdle(client);
        }
    }

    private void left(@Nullable Client client) {
        if (client != null) {
            client.waiting--;
            forgetIdle(client);
        }
    }

    private void forgetIdle(@Nullable Client client) {
        if (client != null && client.running == 0 && client.waiting == 0) {
            clients.remove(client.key);
        }
    }

    private void start(Runnable task, @Nullable Client client) {
        threads.execute(() -> runAndFollow(task, client));
    }

    private void runAndFollow(Runnable task, @Nullable Client client) {
        try {
            task.run();
        } finally {
            follow(client);
        }
    }

    /** Called when a task has ended: starts the task that has waited longest, of those whose client may run another. */
    private void follow(@Nullable Client before) {
        Waiting next;
        synchronized (queue) {
            next = nextAfter(before);
        }
        if (next != null) {
            try {
                start(next.task, next.client);
            } catch (RuntimeException | Error noThread) {
                runAndFollow(next.task, next.client); // the waiting task must not be lost, and this thread is free
            }
        }
    }

    private @Nullable Waiting nextAfter(@Nullable Client before) {
        ended(before);
        Waiting next = null;
        for (Iterator<Waiting> all = queue.iterator(); next == null && all.hasNext(); ) {
            Waiting one = all.next();
            if (!isFull(one.client)) {
                next = one;
                all.remove();
            }
        }
        if (next != null) {
            began(next.client);
            left(next.client);
        }
        return next;
    }

    /** Whether fewer than half of the tasks run that may run at once, and no task waits. */
    public boolean hasPlenty() {
        synchronized (queue) {
            return running < concurrent / 2 && queue.isEmpty();
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

    /** The number of clients that have a task now, for tests. */
    int clients() {
        synchronized (queue) {
            return clients.size();
        }
    }
}
