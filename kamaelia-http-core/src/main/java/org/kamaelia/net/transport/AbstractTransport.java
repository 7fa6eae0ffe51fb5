package org.kamaelia.net.transport;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.loop.IoBuffer;

/**
 * The common part of all transports: the user, the outbox to the user, the bounds, and the count of taken bytes.
 *
 * <pre>
 *   no user --handOver--> used --handOver, switchTo--> used by another
 *                          |  ^
 *                     park |  | resume
 *                          v  |
 *                         parked
 * </pre>
 */
public abstract class AbstractTransport extends Component implements Transport {
    private final Outbox<IoBuffer> outbox = new Outbox<>(this, "outbox");
    private @Nullable User user;
    private @Nullable Supplier<? extends User> maker;
    private @Nullable IoBuffer ahead;
    private @Nullable Bounds bounds;
    private @Nullable Taken listener;
    private long taken;
    private boolean inputEnded;

    /** For subclasses. */
    protected AbstractTransport() {}

    /** A transport steps last in a turn, so that all bytes of the turn leave at once. */
    @Override
    protected final boolean stepsLast() {
        return true;
    }

    @Override
    public final Outbox<IoBuffer> outbox() {
        return outbox;
    }

    /** Whether the server stops. */
    public abstract boolean isDraining();

    /** Whether the user can still receive and send. */
    protected abstract boolean isOpen();

    /** Resets the connection, because it has no user any more. */
    protected abstract void giveUp();

    /** Counts bytes that wait to be sent against these bounds. */
    protected abstract void bind(Bounds made);

    // The user.

    /**
     * Gives the transport to a user that the factory creates. A parked connection calls the factory again.
     *
     * @param readAhead bytes that go to the user before other bytes; null if there are none
     */
    public final void handOver(Supplier<? extends User> factory, @Nullable IoBuffer readAhead) {
        keepAhead(readAhead); // first, so that it is released if the factory fails
        handOver(factory.get(), null);
        maker = factory;
    }

    /** Gives the transport to a user, which links itself. */
    public final void handOver(User next, @Nullable IoBuffer readAhead) {
        outbox.unlink();
        maker = null;
        user = next;
        keepAhead(readAhead);
        next.connected(this);
        deliver();
        if (isDraining()) {
            next.drain();
        }
        again();
    }

    @Override
    public final boolean switchTo(User next, @Nullable IoBuffer readAhead) {
        if (!isOpen()) {
            return false;
        }
        if (inbox().isLinked()) {
            throw new IllegalStateException("A protocol is still linked to " + inbox()
                    + "; it unlinks its outbox before it hands the connection over");
        }
        try {
            handOver(next, readAhead);
        } catch (RuntimeException | Error failure) { // the old protocol is already unlinked
            giveUp();
            throw failure;
        }
        return true;
    }

    /** Tells the user that the server stops. Returns false if there is no user. */
    protected final boolean drainUser() {
        User now = user;
        if (now == null) {
            return false;
        }
        now.drain();
        return true;
    }

    /** The factory that has created the user; null if the transport has got the user itself. */
    protected final @Nullable Supplier<? extends User> maker() {
        return maker;
    }

    /** Forgets the user, its bounds and its listeners. All sent bytes must have been taken. */
    protected final void forgetUser(Supplier<? extends User> resume) {
        outbox.unlink();
        user = null;
        bounds = null;
        listener = null;
        maker = resume;
    }

    /** Creates a user with the factory given to {@link #forgetUser}. */
    protected final void resumeUser() {
        Supplier<? extends User> factory = maker;
        if (factory != null) {
            handOver(factory, null);
        }
    }

    // The way in.

    private void keepAhead(@Nullable IoBuffer readAhead) {
        IoBuffer later = ahead;
        if (readAhead != null) {
            ahead = later == null ? readAhead : IoBuffer.join(readAhead, later);
        }
    }

    /** Whether another buffer may be sent to the user. Sends the bytes read ahead first. */
    protected final boolean hasRoomForInput() {
        return deliver() && outbox.hasRoom();
    }

    /** Sends the bytes read ahead to the user if there is room. Returns whether none are left. */
    protected final boolean deliver() {
        IoBuffer first = ahead;
        if (first != null) {
            if (!outbox.hasRoom()) {
                return false;
            }
            ahead = null;
            outbox.send(first);
        }
        if (inputEnded) {
            outbox.finish();
        }
        return true;
    }

    /** Called when the client sends nothing more. The user is told so after the bytes read ahead. */
    protected final void endInput() {
        inputEnded = true;
        deliver();
    }

    /** Whether the client sends nothing more. */
    protected final boolean inputEnded() {
        return inputEnded;
    }

    // The way out.

    @Override
    public final Bounds bounds(int limit) {
        Bounds made = bounds;
        if (made == null) {
            made = Bounds.of(limit, account());
            bounds = made;
            bind(made);
        }
        return made;
    }

    @Override
    public final long taken() {
        return taken;
    }

    @Override
    public final void onTaken(Taken added) {
        Taken earlier = listener;
        listener = earlier == null ? added : new Both(earlier, added);
        if (hasClosed()) {
            tellEnded();
        }
    }

    /** The listener of an earlier protocol, whose last bytes may still be waiting, and the next listener. */
    private record Both(Taken earlier, Taken next) implements Taken {
        @Override
        public void taken(long total) {
            earlier.taken(total);
            next.taken(total);
        }

        @Override
        public void ended(CloseCause cause, long total) {
            earlier.ended(cause, total);
            next.ended(cause, total);
        }
    }

    /** Whether {@link #tellEnded} has been called. */
    protected abstract boolean hasClosed();

    /** Counts bytes that have been taken. */
    protected final void took(long bytes) {
        if (bytes > 0) {
            taken += bytes;
            Taken told = listener;
            if (told != null) {
                told.taken(taken);
            }
        }
    }

    /** Called when the connection has ended: tells the listeners, once, and releases bytes that were not delivered. */
    protected final void tellEnded() {
        IoBuffer left = ahead;
        ahead = null;
        if (left != null) {
            left.release();
        }
        Taken told = listener;
        listener = null;
        if (told != null) {
            CloseCause why = closeCause();
            told.ended(why == null ? CloseCause.FAILED : why, taken);
        }
    }
}
