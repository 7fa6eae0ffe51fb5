package org.kamaelia.axon;

import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A component that runs its own {@link #main()} on a thread of its own and may block there: Kamaelia's
 * {@code threadedcomponent}. Its boxes cross threads: {@link #receive()} waits for a message and {@link #send} for room.
 * The thread is virtual where the executor and the JVM have it so.
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
public abstract class ThreadedComponent<I, O> extends Stage<I, O> {
    private final Executor executor;
    private final ThreadBridge<I, O> bridge;

    /**
     * A component.
     *
     * @param executor gives it its thread, such as a {@link BoundedExecutor}
     * @param spec its inbox
     */
    protected ThreadedComponent(Executor executor, BoxSpec<? super I> spec) {
        super(spec);
        this.executor = executor;
        this.bridge = new ThreadBridge<>(this, spec.capacity(), UnaryOperator.identity());
    }

    /** The work, on a thread of its own. Returning finishes the component, an exception fails it. */
    protected abstract void main() throws Exception;

    /** Waits for the next message; null once the sender has finished. For {@link #main()} only. */
    protected final @Nullable I receive() throws InterruptedException {
        return bridge.receive();
    }

    /** Waits for room and sends. For {@link #main()} only. */
    protected final void send(O message) throws InterruptedException {
        bridge.send(message);
    }

    @Override
    protected final void start() {
        bridge.start(executor, this::main);
    }

    @Override
    protected final void step() throws Exception {
        Signal end = bridge.pump(inbox, outbox);
        if (end instanceof Shutdown shutdown) {
            if (shutdown.cause() instanceof Exception cause) {
                throw cause;
            }
            throw new ThreadedFailure(shutdown);
        }
        if (end != null) {
            outbox.finish();
            stop();
        }
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        bridge.shutdown(new Shutdown("the component has ended", failure), true);
    }

    private static final class ThreadedFailure extends Exception {
        private static final long serialVersionUID = 1L;

        ThreadedFailure(Shutdown shutdown) {
            super(shutdown.reason(), shutdown.cause());
        }
    }
}
