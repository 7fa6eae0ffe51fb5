package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * The end of a linkage to which a component sends, together with its {@code signal} box. It keeps nothing: what is sent
 * lies in the {@link Inbox} at the other end, which was looked up when the linkage was made and not when a message is
 * sent.
 *
 * <p>The contract of every sender:
 * <pre>{@code
 * while (more() && outbox.hasRoom()) outbox.send(next());      // stepped again when room appears
 * if (!more()) outbox.finish();
 * }</pre>
 *
 * <p>Used only on the thread of the owner's scheduler.
 *
 * @param <T> the type of the messages
 */
public final class Outbox<T> {
    final Component owner;
    final String name;
    final @Nullable Outbox<?> nextOfOwner;
    private @Nullable Inbox<? super T> target;
    private @Nullable Entrance waitsAt; // in whose list this box stands
    private boolean finished;

    /** Link of the list of those that wait, which alone touches it. */
    @Nullable
    Outbox<?> nextWaiting;

    /**
     * Makes a box of a component; normally in a field initialiser or the constructor of the component.
     *
     * @param owner the component that sends
     * @param name the name of the box, normally {@code outbox}
     */
    public Outbox(Component owner, String name) {
        this.owner = owner;
        this.name = name;
        this.nextOfOwner = owner.own(this);
    }

    /**
     * Links this box to an inbox of a component on the same scheduler. Many outboxes may be linked to one inbox.
     *
     * @throws IllegalStateException if this box is linked already: one to many is not a linkage; put a component that
     *     copies between them
     */
    public void linkTo(Inbox<? super T> inbox) {
        if (target != null) {
            throw new IllegalStateException(this + " is linked to " + target + " already; unlink it first, or put a"
                    + " component that copies each message between them");
        }
        inbox.linked();
        target = inbox;
        finished = false;
        owner.ready(); // it may have looked for room before there was a linkage
    }

    /** Ends the linkage; messages already sent stay where they are. Does nothing if there is none. */
    public void unlink() {
        Inbox<? super T> from = target;
        if (from != null) {
            target = null;
            from.unlinked(finished);
            stopWaiting();
        }
    }

    /** The inbox at the other end, if there is one. */
    public @Nullable Inbox<? super T> target() {
        return target;
    }

    /** Whether this box is linked to another. */
    public boolean isLinked() {
        return target != null;
    }

    /**
     * Whether a message can be sent now. When not, the owner is stepped as soon as there is room again. Always false
     * while the box is not linked.
     */
    public boolean hasRoom() {
        return hasRoom(1);
    }

    /**
     * Whether so many messages can be sent now; see {@link #hasRoom()}.
     *
     * @param messages at least 1 and at most what the box at the other end holds
     */
    public boolean hasRoom(int messages) {
        Inbox<? super T> to = target;
        if (to == null) {
            return false;
        }
        if (to.hasRoom(messages)) {
            return true;
        }
        to.await(this);
        return false;
    }

    /**
     * Sends a message.
     *
     * @throws NoSpaceInBox if there is no room: a mistake of the caller, who asks {@link #hasRoom()} first
     * @throws IllegalStateException if the box is not linked, or has finished
     */
    public void send(T message) {
        Inbox<? super T> to = target;
        if (to == null || finished) {
            throw new IllegalStateException(this + (to == null ? " is not linked" : " has finished"));
        }
        to.put(message);
    }

    /** Whether somebody will read what is sent; not so once the receiver has ended, or was told to shut down. */
    public boolean isWanted() {
        Inbox<? super T> to = target;
        return to != null && !to.discards();
    }

    /** Whether this message is the newest in the box at the other end, so that its sender may still append to it. */
    public boolean isNewest(T message) {
        Inbox<? super T> to = target;
        return to != null && to.isNewest(message);
    }

    /**
     * Adds to the size of the message sent last, to which the caller has appended in place while it was still queued.
     *
     * @param bytes how many were appended
     */
    public void grown(int bytes) {
        Inbox<? super T> to = target;
        if (to != null) {
            to.grown(bytes);
        }
    }

    /** Sends {@link ProducerFinished} on {@code signal}: everything has been sent. Later calls do nothing. */
    public void finish() {
        if (!finished && target != null) {
            finished = true;
            target.signal(ProducerFinished.INSTANCE, true);
        }
    }

    /** Sends {@link Shutdown} on {@code signal}: stop now, what was sent is incomplete. */
    public void shutdown(Shutdown shutdown) {
        if (target != null) {
            boolean firstWord = !finished;
            finished = true;
            target.signal(shutdown, firstWord);
        }
    }

    /** The owner has ended: who has not said how its flow ends has not finished it. */
    void endWith(@Nullable Throwable failure) {
        if (target != null && !finished) {
            String how = failure == null ? " ended before it had finished" : " failed";
            shutdown(new Shutdown(owner.getClass().getSimpleName() + how, failure));
        }
        unlink();
    }

    /** Whether a signal has been sent on this linkage. */
    public boolean isFinished() {
        return finished;
    }

    /**
     * Notes where this box waits from now on; it waits in one place at a time.
     *
     * @return false if it waits there already
     */
    boolean waitAt(Entrance place) {
        if (waitsAt == place) {
            return false;
        }
        stopWaiting();
        waitsAt = place;
        return true;
    }

    private void stopWaiting() {
        if (waitsAt != null) {
            waitsAt.forget(this);
            waitsAt = null;
        }
    }

    /** There is room: the list of those that wait, which does not hold this box any more, says so. */
    void stopWaitingAndStep() {
        nextWaiting = null;
        waitsAt = null;
        owner.ready();
    }

    @Override
    public String toString() {
        return owner.getClass().getSimpleName() + "." + name;
    }
}
