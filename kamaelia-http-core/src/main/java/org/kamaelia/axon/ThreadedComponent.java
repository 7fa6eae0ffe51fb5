package org.kamaelia.axon;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A component that runs its own {@link #main()} on a thread of its own and may block there: Kamaelia's
 * {@code threadedcomponent}. Its boxes cross threads: {@link #receive()} waits for a message and {@link #send} for room.
 * The thread is virtual where the executor and the JVM have it so.
 *
 * <p>When the component is ended from outside, {@code receive} and {@code send} throw {@link ShutdownException}. The thread
 * is not interrupted, unless {@link #interruptedWhenEnded()} asks for it.
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
public abstract class ThreadedComponent<I, O> extends Stage<I, O> {
    private final Executor executor;
    private final ThreadInbox<I> received;
    private final CrossingInbox<O> sent;
    private final CrossingOutbox<O> far;
    private final ThreadedWork work;

    /**
     * A component. What its thread has sent lies in a box called {@code sent}, as large as the inbox.
     *
     * @param executor gives it its thread, such as a {@link BoundedExecutor}
     * @param spec its inbox
     */
    protected ThreadedComponent(Executor executor, BoxSpec<? super I> spec) {
        this(executor, spec, BoxSpec.of(spec.component(), "sent", "what its thread has sent", spec.capacity()));
    }

    private ThreadedComponent(Executor executor, BoxSpec<? super I> spec, BoxSpec<O> sentSpec) {
        super(spec, ThreadInbox::new);
        this.executor = executor;
        this.received = (ThreadInbox<I>) inbox;
        this.sent = new CrossingInbox<>(this, sentSpec);
        this.far = new CrossingOutbox<>(sent);
        this.work = new ThreadedWork(received, far);
    }

    /** The work, on a thread of its own. Returning finishes the component, an exception fails it. */
    protected abstract void main() throws Exception;

    /**
     * Whether the thread is interrupted when the component is ended from outside while {@link #main()} runs; it is not,
     * unless overridden. An interrupt leaves any wait, and has a price: one that comes within a read of a
     * {@link java.nio.channels.FileChannel} closes that channel, also for others that share it.
     */
    protected boolean interruptedWhenEnded() {
        return false;
    }

    /** Waits for the next message; null once the sender has finished. For {@link #main()} only. */
    protected final @Nullable I receive() throws InterruptedException {
        return received.receive();
    }

    /** Waits for room and sends. For {@link #main()} only. */
    protected final void send(O message) throws InterruptedException {
        far.send(message);
    }

    @Override
    protected final void start() {
        work.start(executor, this::main);
    }

    @Override
    protected final void step() throws Exception {
        while (!sent.isEmpty() && outbox.hasRoom()) {
            outbox.send(java.util.Objects.requireNonNull(sent.poll()));
        }
        Throwable failure = sent.control() == null ? null : work.failure();
        if (failure != null) {
            throw failure instanceof Exception exception ? exception : new ThreadedFailure(failure);
        }
        if (sent.ended()) {
            outbox.finish();
            stop();
        }
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        work.end(interruptedWhenEnded());
    }

    private static final class ThreadedFailure extends Exception {
        private static final long serialVersionUID = 1L;

        ThreadedFailure(Throwable cause) {
            super("the work on its thread failed", cause);
        }
    }
}
