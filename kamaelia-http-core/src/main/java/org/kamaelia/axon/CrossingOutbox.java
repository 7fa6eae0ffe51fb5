package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The sending end of a {@link CrossingInbox}. Each sender has its own outbox. Any thread may make one; one thread at a
 * time uses it.
 *
 * <p>A sender that may block calls {@link #send}, which waits for room. A sender that must not block checks for room
 * and offers:
 * <pre>{@code
 * while (more() && outbox.hasRoom()) outbox.offer(next());     // whenRoom is called when room appears
 * if (!more()) outbox.finish();
 * }</pre>
 *
 * @param <T> the type of the messages
 */
public final class CrossingOutbox<T> {
    private static final System.Logger LOG = BackgroundLog.of(CrossingOutbox.class);
    private static final VarHandle WAITS = handle("waits");
    private static final VarHandle FINISHED = handle("finished");

    private final CrossingInbox<T> to;
    private final CrossingInbox.Life<T> life;
    private final @Nullable Runnable whenRoom;

    @SuppressWarnings("unused") // by its handle
    private volatile boolean waits;

    private volatile boolean finished;
    private volatile @Nullable Thread sleeping;

    /** Link in the list of senders that wait for room. Only that list uses it. */
    @Nullable
    CrossingOutbox<?> nextWaiting;

    /** Makes an outbox without a callback, for a sender that waits for room in {@link #send} or does not wait. */
    public CrossingOutbox(CrossingInbox<T> to) {
        this(to, null);
    }

    /**
     * Makes an outbox with a callback.
     *
     * @param whenRoom called once after each {@link #hasRoom()} that returned false, when there is room or the receiver
     *     will read no further message. Called on the thread of the receiver's scheduler, so it must not block
     */
    public CrossingOutbox(CrossingInbox<T> to, @Nullable Runnable whenRoom) {
        this.to = to;
        this.life = to.life();
        this.whenRoom = whenRoom;
        life.senderAdded();
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(CrossingOutbox.class, field, boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /**
     * Sends a message if there is room. If the receiver will read no further message, the message counts as sent and is
     * discarded and released at once.
     *
     * @return false if there is no room; the caller keeps the message
     * @throws IllegalStateException if this sender has finished
     */
    public boolean offer(T message) {
        return put(message) && wake();
    }

    /**
     * Like {@link #offer}, but for the last message: sends it and finishes, with one wake-up for both.
     *
     * @return false if there is no room; the caller keeps the message
     */
    public boolean offerLast(T message) {
        return put(message) && end() && wake();
    }

    /**
     * Waits for room and sends a message. Only for threads that may block.
     *
     * @throws ShutdownException if the receiver will read no further message; the caller keeps the message
     * @throws InterruptedException if the thread was interrupted while it waited; the caller keeps the message
     */
    public void send(T message) throws InterruptedException {
        awaitAndPut(message);
        wake();
    }

    /**
     * Like {@link #send}, but for the last message: sends it and finishes, with one wake-up for both. Throws like
     * {@link #send}.
     */
    public void sendLast(T message) throws InterruptedException {
        awaitAndPut(message);
        end();
        wake();
    }

    private boolean put(T message) {
        Crossing.Offered what = tryPut(message);
        if (what == Crossing.Offered.CLOSED) {
            to.refuseElsewhere(message);
        }
        return what != Crossing.Offered.FULL;
    }

    private Crossing.Offered tryPut(T message) {
        if (finished && isWanted()) {
            throw new IllegalStateException("This sender to " + to.spec + " has finished");
        }
        return isWanted() ? life.crossing.offer(message, to.weigh(message)) : Crossing.Offered.CLOSED;
    }

    private void awaitAndPut(T message) throws InterruptedException {
        for (Crossing.Offered what = tryPut(message); what != Crossing.Offered.TAKEN; what = tryPut(message)) {
            if (what == Crossing.Offered.CLOSED) {
                throw noReader();
            }
            sleep();
        }
    }

    private ShutdownException noReader() {
        return new ShutdownException(
                life.end() instanceof Shutdown shutdown ? shutdown : new Shutdown("the receiver has ended"));
    }

    private void sleep() throws InterruptedException {
        sleeping = Thread.currentThread();
        try {
            if (hasRoom()) {
                return;
            }
            LockSupport.park(this);
            if (Thread.interrupted()) {
                if (!isWanted()) {
                    throw noReader();
                }
                throw new InterruptedException();
            }
        } finally {
            sleeping = null;
        }
    }

    /**
     * Whether a message can be sent now. If not, the callback of this sender is called as soon as there is room. Also
     * true if the receiver will read no further message, because then there is nothing to wait for.
     */
    public boolean hasRoom() {
        if (life.crossing.hasRoom() || !isWanted()) {
            return true;
        }
        if (!(boolean) WAITS.getAndSet(this, true)) {
            life.await(this);
        }
        return life.crossing.hasRoom() || !isWanted(); // room that appeared before the box knew of this sender
    }

    /** Called by the list of waiting senders when there is room. The list has removed this sender before. */
    void roomAppeared() {
        WAITS.setVolatile(this, false);
        Thread waiting = sleeping;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        if (whenRoom != null) {
            try {
                whenRoom.run();
            } catch (RuntimeException failure) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "A sender to " + to.spec + " failed in its callback for room",
                        failure);
            }
        }
    }

    /** Declares that everything has been sent. The flow ends when all senders have finished. Later calls do nothing. */
    public void finish() {
        if (end()) {
            wake();
        }
    }

    /** Ends the flow at once as incomplete. Messages that have not been polled are discarded. */
    public void shutdown(Shutdown shutdown) {
        FINISHED.setVolatile(this, true);
        life.shutdown(shutdown);
        wake();
    }

    private boolean end() {
        boolean first = FINISHED.compareAndSet(this, false, true);
        if (first) {
            life.senderFinished();
        }
        return first;
    }

    private boolean wake() {
        to.owner.wake();
        return true;
    }

    /** Whether the receiver will read further messages. False once it has ended or the flow was shut down. */
    public boolean isWanted() {
        return !life.crossing.isClosed() && !(life.end() instanceof Shutdown);
    }

    /** Whether this sender has finished or has shut the flow down. */
    public boolean isFinished() {
        return finished;
    }
}
