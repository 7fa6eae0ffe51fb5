package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The end of a {@link CrossingInbox} to which a thread sends. Each sender has its own, which is used by one thread at a
 * time; any thread may make one.
 *
 * <p>A sender that may block waits for room in {@link #send}. One that may not asks and offers:
 * <pre>{@code
 * while (more() && outbox.hasRoom()) outbox.offer(next());     // whenRoom is called when there is room again
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

    /** Link of the list of those that wait for room, which alone touches it. */
    @Nullable
    CrossingOutbox<?> nextWaiting;

    /** The end of a sender that waits for room in {@link #send}, or not at all. */
    public CrossingOutbox(CrossingInbox<T> to) {
        this(to, null);
    }

    /**
     * The end of a sender that is called back.
     *
     * @param whenRoom called once after each {@link #hasRoom()} that said no: when there is room, or nobody will ever read
     *     what is sent; on the thread of the receiver's scheduler, so it must not block
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
     * Sends a message, if there is room. What nobody will read counts as sent: it is discarded and released at once.
     *
     * @return false if there is no room; the caller keeps the message
     * @throws IllegalStateException if this sender has finished
     */
    public boolean offer(T message) {
        return put(message) && wake();
    }

    /** The same for the last message: sends it and finishes, with one wake-up for both. */
    public boolean offerLast(T message) {
        return put(message) && end() && wake();
    }

    /**
     * Waits for room and sends; on a thread that may block.
     *
     * @throws ShutdownException if nobody will read it; the caller keeps the message
     * @throws InterruptedException if the thread was interrupted while it waited; the caller keeps the message
     */
    public void send(T message) throws InterruptedException {
        awaitAndPut(message);
        wake();
    }

    /** The same for the last message: sends it and finishes, with one wake-up for both. */
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
     * Whether a message can be sent now. When not, the callback of this sender is called as soon as there is room. True if
     * nobody will read it: it need not wait for that.
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

    /** Called by the list of those that wait, which does not hold this sender any more. */
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
                        "A sender to " + to.spec + " failed when it was told of room",
                        failure);
            }
        }
    }

    /** Says that everything has been sent; the flow ends when all senders have said so. Later calls do nothing. */
    public void finish() {
        if (end()) {
            wake();
        }
    }

    /** Ends the flow at once: what was sent is incomplete, and discarded if it has not been read. */
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

    /** Whether somebody will read what is sent; not so once the receiver has ended, or the flow was shut down. */
    public boolean isWanted() {
        return !life.crossing.isClosed() && !(life.end() instanceof Shutdown);
    }

    /** Whether this sender has said how its flow ends. */
    public boolean isFinished() {
        return finished;
    }
}
