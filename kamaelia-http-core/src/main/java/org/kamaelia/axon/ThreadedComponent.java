package org.kamaelia.axon;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A component that runs its {@link #main()} on its own thread, where it may block: Kamaelia's
 * {@code threadedcomponent}. Its boxes cross threads: {@link #receive()} waits for a message, and {@link #send} waits
 * for room. The executor decides whether the thread is virtual.
 *
 * <p>When the component is ended from outside, {@code receive} and {@code send} throw {@link ShutdownException}. The
 * thread is not interrupted, unless {@link #interruptedWhenEnded()} asks for it.
 *
 * @param <I> the type of the messages that the component receives
 * @param <O> the type of the messages that the component sends
 */
public abstract class ThreadedComponent<I, O> extends Stage<I, O> {
    private final Executor executor;
    private final ThreadInbox<I> received;
    private final CrossingInbox<O> sent;
    private final CrossingOutbox<O> far;
    private final ThreadedWork work;

    /**
     * Makes a component. The messages that its thread has sent wait in a box called {@code sent} with the capacity of
     * the inbox.
     *
     * @param executor supplies the thread, for example a {@link BoundedExecutor}; if it rejects the task, the component
     *     fails
     * @param spec the declaration of the inbox
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

    /**
     * Does the work on its own thread. When it returns, the component finishes. An exception ends the component as
     * failed.
     */
    protected abstract void main() throws Exception;

    /**
     * Whether the thread is interrupted when the component is ended from outside while {@link #main()} runs. False,
     * unless overridden. An interrupt ends any wait of the thread, but it has a cost: an interrupt during a read or
     * write of a {@link java.nio.channels.FileChannel} closes that channel for all users of the channel.
     */
    protected boolean interruptedWhenEnded() {
        return false;
    }

    /** Waits for the next message; returns null once all senders have finished. Call it in {@link #main()} only. */
    protected final @Nullable I receive() throws InterruptedException {
        return received.receive();
    }

    /** Waits for room and sends a message. Call it in {@link #main()} only. */
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
            super("The work on the thread of the component failed", cause);
        }
    }
}
