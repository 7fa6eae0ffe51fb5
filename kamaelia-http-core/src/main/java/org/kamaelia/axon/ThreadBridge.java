package org.kamaelia.axon;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages between a component on its scheduler and one thread that does the component's work and may block.
 *
 * <pre>
 *   scheduler's thread                       |   thread of its own
 *   inbox  --> {@link #pump} --> crossing in  --|-->  {@link #receive()}   waits for a message
 *   outbox &lt;-- {@link #pump} &lt;-- crossing out &lt;-|---  {@link #send}        waits for room
 * </pre>
 *
 * @param <I> what the thread receives
 * @param <O> what the thread sends
 */
public final class ThreadBridge<I, O> {
    private final Component component;
    private final UnaryOperator<I> detach;
    private final Crossing<I> in;
    private final Crossing<O> out;
    private volatile @Nullable Thread thread;
    private volatile boolean asked;
    private volatile boolean over;
    private volatile boolean receiverWaits;
    private volatile boolean senderWaits;

    /**
     * A bridge.
     *
     * @param component the component on the scheduler, woken when the thread has sent or received something
     * @param messages how many messages may be under way in each direction
     * @param detach makes what is received the thread's own, if messages are only lent to the component
     */
    public ThreadBridge(Component component, int messages, UnaryOperator<I> detach) {
        this.component = component;
        this.detach = detach;
        this.in = new Crossing<>(messages);
        this.out = new Crossing<>(messages);
    }

    /** What a thread does on the far side. */
    @FunctionalInterface
    public interface Work {
        /** Does the work; returns or throws when it is over. */
        void run() throws Exception;
    }

    /**
     * Starts the work. When it returns, the outgoing flow finishes; when it throws, it is shut down with the cause.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no more
     */
    public void start(Executor executor, Work work) {
        executor.execute(() -> {
            thread = Thread.currentThread();
            try {
                if (!(out.end() instanceof Shutdown)) { // it may have been given up while it waited for its thread
                    work.run();
                }
                out.end(ProducerFinished.INSTANCE);
            } catch (Throwable failure) {
                out.end(new Shutdown("the work on its thread failed", failure));
            } finally {
                synchronized (this) {
                    thread = null;
                }
                Thread.interrupted(); // the thread may be somebody else's next
                over = true;
                component.scheduler().execute(this::workEnded);
            }
        });
    }

    /** The thread has gone, on the scheduler's thread: what nobody will take any more gives back what it holds. */
    private void workEnded() {
        if (component.isLive()) {
            component.wake();
            return;
        }
        release(in);
        release(out);
    }

    private static void release(Crossing<?> crossing) {
        for (Object message; (message = crossing.poll()) != null; ) {
            if (message instanceof Releasable held) {
                held.release();
            }
        }
    }

    /**
     * Moves what can be moved, on the scheduler's thread: the body of the component's step.
     *
     * @return the end of the outgoing flow once everything before it has been moved, else null
     */
    public @Nullable Signal pump(Inbox<? extends I> inbox, Outbox<? super O> outbox) {
        pumpIn(inbox);
        Signal end = out.end(); // read before the messages, so that none of them can be behind it
        while (!out.isEmpty() && outbox.hasRoom()) {
            O message = out.poll();
            if (message != null) {
                outbox.send(message);
            }
        }
        if (senderWaits && out.hasRoom()) {
            unpark();
        }
        return end instanceof Shutdown || out.isEmpty() ? end : null;
    }

    private void pumpIn(Inbox<? extends I> inbox) {
        while (asked && in.hasRoom()) { // nothing is taken before the thread wants something
            I message = inbox.poll();
            if (message == null) {
                break;
            }
            in.offer(detach.apply(message));
        }
        Shutdown shutdown = inbox.shutdown();
        if (shutdown != null) {
            in.end(shutdown);
        } else if (inbox.ended()) {
            in.end(ProducerFinished.INSTANCE);
        }
        if (receiverWaits && (!in.isEmpty() || in.end() != null)) {
            unpark();
        }
    }

    /**
     * Ends both flows from the scheduler's side: what the thread waits for, or asks for later, throws
     * {@link ShutdownException}. Messages that are under way are dropped.
     *
     * @param interrupt whether to interrupt the thread, too, so that it leaves whatever else it waits for
     */
    public void shutdown(Shutdown shutdown, boolean interrupt) {
        in.end(shutdown);
        out.end(shutdown);
        if (over) {
            release(in);
            release(out);
            return;
        }
        synchronized (this) { // held for an instant: the thread must not be somebody else's when it is interrupted
            Thread working = thread;
            if (working != null) {
                if (interrupt) {
                    working.interrupt();
                }
                LockSupport.unpark(working);
            }
        }
    }

    private void unpark() {
        Thread working = thread;
        if (working != null) {
            LockSupport.unpark(working);
        }
    }

    /**
     * Waits for the next message; on the far thread only.
     *
     * @return the message, or null once the sender has finished
     * @throws ShutdownException if the flow was shut down: what was received is incomplete
     * @throws InterruptedException if the thread was interrupted
     */
    public @Nullable I receive() throws InterruptedException {
        asked = true;
        while (true) {
            Signal end = in.end(); // read before the messages, so that none of them can be behind it
            if (end instanceof Shutdown shutdown) {
                throw new ShutdownException(shutdown); // what lies there is given back when the work has ended
            }
            I message = in.poll();
            if (message != null || end != null) {
                component.wake();
                return message;
            }
            receiverWaits = true;
            component.wake();
            if (in.isEmpty() && in.end() == null) {
                park();
            }
            receiverWaits = false;
        }
    }

    /**
     * Waits for room and sends; on the far thread only.
     *
     * @throws ShutdownException if nobody receives any more
     * @throws InterruptedException if the thread was interrupted
     */
    public void send(O message) throws InterruptedException {
        while (true) {
            if (out.end() instanceof Shutdown shutdown) {
                throw new ShutdownException(shutdown);
            }
            if (out.offer(message)) {
                component.wake();
                return;
            }
            senderWaits = true;
            if (!out.hasRoom() && out.end() == null) {
                park();
            }
            senderWaits = false;
        }
    }

    private void park() throws InterruptedException {
        LockSupport.park(this);
        if (Thread.interrupted()) {
            if (in.end() instanceof Shutdown shutdown) {
                throw new ShutdownException(shutdown);
            }
            throw new InterruptedException();
        }
    }
}
