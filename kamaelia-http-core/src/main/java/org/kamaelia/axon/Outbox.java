package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * The sending end of a linkage, together with its {@code signal} box. An outbox holds no messages: sending puts them
 * into the {@link Inbox} at the other end. That inbox is resolved when the linkage is made, not when a message is sent.
 *
 * <p>The contract of every sender:
 * <pre>{@code
 * while (more() && outbox.hasRoom()) outbox.send(next());      // the owner is stepped again when room appears
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
    private @Nullable Entrance waitsAt; // the list that holds this box
    private boolean finished;

    /** Link in the list of waiting outboxes. Only that list uses it. */
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
     * @throws IllegalStateException if this box is linked already, because an outbox has at most one linkage. To send
     *     to several inboxes, put a component that copies the messages in between
     */
    public void linkTo(Inbox<? super T> inbox) {
        Confinement.check(owner, "Outbox.linkTo()");
        Confinement.check(inbox.owner, "Outbox.linkTo()");
        if (target != null) {
            throw new IllegalStateException(this + " is linked to " + target + " already; unlink it first, or put a"
                    + " component that copies each message between them");
        }
        inbox.linked();
        target = inbox;
        finished = false;
        owner.ready(); // it may have checked for room before there was a linkage
    }

    /** Ends the linkage. Messages that were sent stay in the inbox. Does nothing if the box is not linked. */
    public void unlink() {
        Confinement.check(owner, "Outbox.unlink()");
        Inbox<? super T> from = target;
        if (from != null) {
            target = null;
            from.unlinked(finished);
            stopWaiting();
        }
    }

    /** The inbox at the other end; null if this box is not linked. */
    public @Nullable Inbox<? super T> target() {
        return target;
    }

    /** Whether this box is linked to an inbox. */
    public boolean isLinked() {
        return target != null;
    }

    /**
     * Whether a message can be sent now. If not, the owner is stepped as soon as there is room again. Always false
     * while the box is not linked.
     */
    public boolean hasRoom() {
        return hasRoom(1);
    }

    /**
     * Whether this number of messages can be sent now; see {@link #hasRoom()}.
     *
     * @param messages at least 1 and at most the capacity of the inbox at the other end
     */
    public boolean hasRoom(int messages) {
        Inbox<? super T> to = target;
        Confinement.check(to == null ? owner : to.owner, owner, "Outbox.hasRoom()");
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
     * @throws NoSpaceInBox if there is no room; the caller must check {@link #hasRoom()} first
     * @throws IllegalStateException if the box is not linked or has finished
     */
    public void send(T message) {
        Inbox<? super T> to = target;
        Confinement.check(to == null ? owner : to.owner, owner, "Outbox.send()");
        if (to == null || finished) {
            throw new IllegalStateException(this + (to == null ? " is not linked" : " has finished"));
        }
        to.put(message);
    }

    /** Whether the receiver will read further messages. False once it has ended or the flow was shut down. */
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
     * Increases the counted size of the newest message after the caller has appended to it in place.
     *
     * @param bytes the number of bytes appended
     */
    public void grown(int bytes) {
        Confinement.check(owner, "Outbox.grown()");
        Inbox<? super T> to = target;
        if (to != null) {
            to.grown(bytes);
        }
    }

    /** Sends {@link ProducerFinished} on {@code signal}: everything has been sent. Later calls do nothing. */
    public void finish() {
        Confinement.check(owner, "Outbox.finish()");
        if (!finished && target != null) {
            finished = true;
            target.signal(ProducerFinished.INSTANCE, true);
        }
    }

    /** Sends {@link Shutdown} on {@code signal}: the receiver stops now, and the flow is incomplete. */
    public void shutdown(Shutdown shutdown) {
        Confinement.check(owner, "Outbox.shutdown()");
        if (target != null) {
            boolean firstWord = !finished;
            finished = true;
            target.signal(shutdown, firstWord);
        }
    }

    /** Called when the owner has ended. A flow that was not finished by then is incomplete. */
    void endWith(@Nullable Throwable failure) {
        if (target != null && !finished) {
            shutdown(wordFor(failure));
        }
        unlink();
    }

    private Shutdown wordFor(@Nullable Throwable failure) {
        try {
            String how = failure == null ? " ended before it had finished" : " failed";
            return new Shutdown(owner.getClass().getSimpleName() + how, failure);
        } catch (OutOfMemoryError noMemory) { // the receiver must be told all the same
            return Shutdown.WITHOUT_MEMORY;
        }
    }

    /** Whether a signal has been sent on this linkage. */
    public boolean isFinished() {
        return finished;
    }

    /**
     * Notes the place at which this box waits from now on. A box waits at one place at a time.
     *
     * @return false if the box already waits there
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

    /** Called by the list of waiting outboxes when there is room. The list has removed this box before. */
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
