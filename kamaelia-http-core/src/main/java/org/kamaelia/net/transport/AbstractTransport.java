package org.kamaelia.net.transport;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.loop.IoBuffer;

/**
 * What every transport has: an outbox to whoever uses it, that user, the bounds, and the count of what was taken.
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

    /** It steps last in a turn, so that everything the turn produced leaves at once. */
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

    /** Whether a user can still receive and send. */
    protected abstract boolean isOpen();

    /** Resets the connection, because nobody uses it any more. */
    protected abstract void giveUp();

    /** Has what waits to be sent count against a bound. */
    protected abstract void bind(Bounds made);

    // Who uses it.

    /**
     * Gives the transport to a protocol that this makes; a parked connection makes the next one by it, too.
     *
     * @param readAhead goes to the protocol before anything else
     */
    public final void handOver(Supplier<? extends User> factory, @Nullable IoBuffer readAhead) {
        keepAhead(readAhead); // first, so that it is given back if there is no protocol
        handOver(factory.get(), null);
        maker = factory;
    }

    /** Gives the transport to this user, which links itself. */
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
        } catch (RuntimeException | Error failure) { // the old protocol has let go of it already
            giveUp();
            throw failure;
        }
        return true;
    }

    /** Tells the user that the server stops; answers false if there is none. */
    protected final boolean drainUser() {
        User now = user;
        if (now == null) {
            return false;
        }
        now.drain();
        return true;
    }

    /** How the user was made, if the transport knows. */
    protected final @Nullable Supplier<? extends User> maker() {
        return maker;
    }

    /** Forgets the user and everything that it has brought; what was sent has been taken. */
    protected final void forgetUser(Supplier<? extends User> resume) {
        outbox.unlink();
        user = null;
        bounds = null;
        listener = null;
        maker = resume;
    }

    /** Makes a user as {@link #forgetUser} was told to. */
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

    /** Whether another buffer may be sent to the user; sends what was read ahead before that. */
    protected final boolean hasRoomForInput() {
        return deliver() && outbox.hasRoom();
    }

    /** Sends the user what was read ahead, if there is room; answers whether nothing of it is left. */
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

    /** The client has sent all that it will send: the user is told so after what was read ahead. */
    protected final void endInput() {
        inputEnded = true;
        deliver();
    }

    /** Whether the client has sent all that it will send. */
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
    public final void onTaken(@Nullable Taken told) {
        listener = told;
        if (told != null && hasClosed()) {
            tellEnded();
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

    /** The connection has ended: tells the listener, once, and gives back what was not delivered. */
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
