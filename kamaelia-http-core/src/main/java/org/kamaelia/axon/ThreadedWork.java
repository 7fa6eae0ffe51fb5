package org.kamaelia.axon;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a thread does for a component: it receives from a {@link ThreadInbox} of the component, sends to a
 * {@link CrossingInbox} of it through a {@link CrossingOutbox}, and may block.
 *
 * <p>When the work returns, the outgoing flow finishes. When it throws, the flow finishes, too, and {@link #failure()} says
 * why: so what was sent before can still be passed on. When the component ends, both boxes throw {@link ShutdownException}
 * at the thread; it is interrupted only if the component asks for that.
 */
public final class ThreadedWork {
    private static final System.Logger LOG = BackgroundLog.of(ThreadedWork.class);
    private static final Object BEING_INTERRUPTED = new Object();
    private static final Object OVER = new Object();

    private final ThreadInbox<?> inbox;
    private final CrossingOutbox<?> outbox;
    private final AtomicReference<@Nullable Object> runner = new AtomicReference<>(); // the thread while it works
    private volatile boolean unwanted;
    private volatile @Nullable Throwable failure;

    /** Does the work; returns or throws when it is over. */
    @FunctionalInterface
    public interface Work {
        /** Does the work. */
        void run() throws Exception;
    }

    /**
     * Work that has not begun.
     *
     * @param inbox what the thread receives
     * @param outbox where it sends
     */
    public ThreadedWork(ThreadInbox<?> inbox, CrossingOutbox<?> outbox) {
        this.inbox = inbox;
        this.outbox = outbox;
    }

    /**
     * Starts the work.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no more
     */
    public void start(Executor executor, Work work) {
        executor.execute(() -> run(work));
    }

    private void run(Work work) {
        Thread self = Thread.currentThread();
        runner.set(self);
        try {
            if (!unwanted) { // it may have been given up while it waited for its thread
                work.run();
            }
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            while (!runner.compareAndSet(self, OVER)) {
                Thread.onSpinWait(); // for the instant of an interrupt: it must not hit what this thread does next
            }
            Thread.interrupted(); // the thread may be somebody else's next
            inbox.stopReceiving();
            outbox.finish();
        }
    }

    /** Keeps the failure for the component, or logs it if the component has got the end of the flow already. */
    private void failed(Throwable thrown) {
        if (!outbox.isFinished()) {
            failure = thrown;
        } else if (!(thrown instanceof ExpectedFailure || thrown.getCause() instanceof ShutdownException)) {
            LOG.log(System.Logger.Level.ERROR, "The work on a thread failed after it had sent everything", thrown);
        }
    }

    /** What the work threw before it had sent everything, if it did; known once the outgoing flow has ended. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /**
     * The component has ended: work that has not begun never does, and work that is under way has nobody to work for.
     *
     * @param interrupt whether to interrupt the thread, so that it leaves whatever it waits for. An interrupt closes a
     *     {@link java.nio.channels.FileChannel} that the thread reads at this moment, also one that others share.
     */
    public void end(boolean interrupt) {
        unwanted = true;
        if (interrupt && runner.get() instanceof Thread working && runner.compareAndSet(working, BEING_INTERRUPTED)) {
            working.interrupt();
            runner.set(working);
        }
    }
}
