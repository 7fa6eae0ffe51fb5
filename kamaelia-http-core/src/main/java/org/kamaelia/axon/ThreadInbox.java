package org.kamaelia.axon;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An inbox whose messages are received by a thread that works for the owner and may block. It is the counterpart of
 * {@link CrossingInbox}. Senders link their {@link Outbox} to it as to every other inbox.
 *
 * <pre>
 *   the owner's scheduler                        |   thread of its own
 *   Outbox.send(), finish(), shutdown() --> this box --|--> {@link #receive()} waits for a message
 * </pre>
 *
 * <p>A message counts as queued until the thread has received it and the owner has been stepped. The thread wakes the
 * owner when a sender waits for room, when half of the box is free, and when no message is left. A message that the
 * thread never receives is discarded and {@linkplain Releasable released} exactly once, on one of the two threads. The
 * box serves one activation of its owner.
 *
 * @param <T> the type of the messages
 */
public final class ThreadInbox<T> extends Inbox<T> {
    private final Crossing<T> crossing;
    private volatile @Nullable Signal end;
    private volatile @Nullable Thread waiting;
    private volatile boolean asked;
    private volatile boolean awaited; // a sender waits for room
    private volatile long received; // count; only the thread writes it
    private volatile long settled; // count of messages that have left the box; only the owner's scheduler writes it
    private long notOffered = Long.MAX_VALUE; // the first message that was not offered, because the thread has stopped
    private boolean discardedHere = true;

    /**
     * Makes a box of a component.
     *
     * @param owner the component for which the thread works
     * @param spec the declaration of the box, with its capacity
     */
    public ThreadInbox(Component owner, BoxSpec<? super T> spec) {
        super(owner, spec);
        crossing = new Crossing<>(spec.capacity(), Integer.MAX_VALUE, false);
    }

    /** Whether the thread has called {@link #receive()} yet. May be called from any thread. */
    public boolean isAsked() {
        return asked;
    }

    /**
     * Waits for the next message. Only for the thread that works for the owner.
     *
     * @return the message, or null once all senders have finished
     * @throws ShutdownException if the flow was shut down or the owner has ended: the received messages are incomplete
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public @Nullable T receive() throws InterruptedException {
        if (!asked) {
            asked = true;
            owner.wake();
        }
        while (true) {
            Signal last = end; // read before the messages, so that no message can follow it
            throwIfOver(last);
            T message = crossing.take();
            if (message != null) {
                tellReceived();
                return message;
            }
            if (last != null) {
                return null;
            }
            sleep();
        }
    }

    private void throwIfOver(@Nullable Signal last) {
        if (last instanceof Shutdown shutdown) {
            throw new ShutdownException(shutdown);
        }
        if (crossing.isClosed()) {
            throw new ShutdownException(new Shutdown("the component has ended"));
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // of one thread
    private void tellReceived() {
        received++;
        if (awaited || (received - settled) * 2 >= spec.capacity || crossing.isEmpty()) {
            owner.wake();
        }
    }

    private void sleep() throws InterruptedException {
        waiting = Thread.currentThread();
        try {
            if (crossing.isEmpty() && end == null && !crossing.isClosed()) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throwIfOver(end);
                    throw new InterruptedException();
                }
            }
        } finally {
            waiting = null;
        }
    }

    /** Called on the thread when it receives no more: releases the messages that it has not received. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // of one thread
    void stopReceiving() {
        crossing.close();
        crossing.drain(message -> {
            received++;
            if (message instanceof Releasable held) {
                held.release();
            }
        });
    }

    private void wakeReceiver() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    protected void accepted(T message) {
        if (crossing.offer(message, 0) == Crossing.Offered.TAKEN) {
            wakeReceiver();
        } else if (notOffered == Long.MAX_VALUE) {
            notOffered = settled + size() - 1;
        }
    }

    @Override
    void told(Signal signal) {
        super.told(signal);
        end = signal;
        wakeReceiver();
    }

    @Override
    void await(Outbox<?> outbox) {
        super.await(outbox);
        awaited = true;
        takeIn(); // for messages that the thread received before it saw "awaited"
    }

    /** Removes the messages that the thread has received. */
    @Override
    void takeIn() {
        for (long until = received; settled < until; ) {
            awaited = false;
            super.poll();
            left();
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // of one thread
    private void left() {
        if (settled < notOffered) {
            crossing.leave();
        }
        settled++;
    }

    /**
     * Not supported: only the thread of this box receives messages.
     *
     * @throws IllegalStateException always
     */
    @Override
    public @Nullable T poll() {
        throw new IllegalStateException(this + " is read by a thread with receive(), so it cannot be polled");
    }

    @Override
    @Nullable
    T pollToDiscard() {
        T message = super.poll();
        if (message != null) {
            discardedHere = settled >= notOffered || crossing.takeBack() != null;
            left();
        }
        return message;
    }

    @Override
    void discarded(T message) {
        if (discardedHere) {
            super.discarded(message);
        }
        discardedHere = true;
    }

    @Override
    boolean isNewest(Object message) {
        return false; // the thread may be reading it
    }

    @Override
    void close() {
        crossing.close();
        takeIn();
        super.close();
        wakeReceiver();
    }

    @Override
    void reopen() {
        throw new IllegalStateException(
                this + " serves one activation only, so its component cannot be activated again");
    }
}
