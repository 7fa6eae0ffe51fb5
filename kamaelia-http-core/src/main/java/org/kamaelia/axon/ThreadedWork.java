package org.kamaelia.axon;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Work that a thread does for a component. The thread receives from a {@link ThreadInbox} of the component, sends to a
 * {@link CrossingInbox} of the component through a {@link CrossingOutbox}, and may block.
 *
 * <p>When the work returns, the outgoing flow finishes. When the work throws, the flow finishes as well, so that the
 * component can still pass on the messages sent before, and {@link #failure()} returns the exception. When the
 * component ends, both boxes throw {@link ShutdownException} on the thread. The thread is interrupted only if the
 * component asks for it.
 */
public final class ThreadedWork {
    private static final BackgroundLog LOG = BackgroundLog.of(ThreadedWork.class);
    private static final Object BEING_INTERRUPTED = new Object();
    private static final Object OVER = new Object();

    private final ThreadInbox<?> inbox;
    private final CrossingOutbox<?> outbox;
    private final AtomicReference<@Nullable Object> runner = new AtomicReference<>(); // the thread while it works
    private @Nullable BoundedExecutor bounded;
    private @Nullable Runnable task;
    private volatile boolean unwanted;
    private @Nullable Surrounding surrounding; // set before the executor gets the work
    private volatile @Nullable Throwable failure;

    /** The work. */
    @FunctionalInterface
    public interface Work {
        /** Does the work. */
        void run() throws Exception;
    }

    /**
     * Makes work that has not started.
     *
     * @param inbox the box from which the thread receives
     * @param outbox the outbox to which the thread sends
     */
    public ThreadedWork(ThreadInbox<?> inbox, CrossingOutbox<?> outbox) {
        this.inbox = inbox;
        this.outbox = outbox;
    }

    /**
     * Starts the work.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor rejects the task
     */
    public void start(Executor executor, Work work) {
        start(executor, work, null, null);
    }

    /**
     * Starts the work for a client. The limits of the client apply if the executor is a {@link BoundedExecutor}.
     *
     * @param around the context of a log message about a failure of the work; null for none
     * @param client any object that is equal for the same client; null for none
     * @throws java.util.concurrent.RejectedExecutionException if the executor rejects the task
     */
    public void start(Executor executor, Work work, @Nullable Surrounding around, @Nullable Object client) {
        surrounding = around;
        Runnable made = () -> run(work);
        if (executor instanceof BoundedExecutor known) {
            known.execute(made, client);
            bounded = known;
            task = made;
        } else {
            executor.execute(made);
        }
    }

    private void run(Work work) {
        Thread self = Thread.currentThread();
        runner.set(self);
        try {
            if (!unwanted) { // the component may have ended while the work waited for its thread
                work.run();
            }
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            while (!runner.compareAndSet(self, OVER)) {
                Thread.onSpinWait(); // end() is interrupting; the interrupt must not hit the next task of this thread
            }
            Thread.interrupted(); // clear the flag, because the thread may run another task next
            inbox.stopReceiving();
            outbox.finish();
        }
    }

    /** Keeps the failure for the component, or logs it if the outgoing flow has already finished. */
    private void failed(Throwable thrown) {
        if (!outbox.isFinished()) {
            failure = thrown;
        } else if (!(thrown instanceof ExpectedFailure || thrown.getCause() instanceof ShutdownException)) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The work on a thread failed after it had sent everything",
                    thrown,
                    surrounding);
        }
    }

    /**
     * The exception that the work threw before its flow finished; null if none. Valid once the outgoing flow has ended.
     */
    public @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Call it when the component has ended. Work that has not started is not started any more. Running work is only
     * interrupted if asked for.
     *
     * @param interrupt whether to interrupt the thread, so that its current wait ends. An interrupt closes a
     *     {@link java.nio.channels.FileChannel} that the thread is reading or writing, also for other users of the
     *     channel
     */
    public void end(boolean interrupt) {
        unwanted = true;
        if (bounded != null && task != null) {
            bounded.remove(task); // so that another task may wait; a task that has begun goes on
            task = null;
        }
        if (interrupt && runner.get() instanceof Thread working && runner.compareAndSet(working, BEING_INTERRUPTED)) {
            working.interrupt();
            runner.set(working);
        }
    }
}
