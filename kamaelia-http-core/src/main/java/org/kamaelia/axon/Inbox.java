package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * The receiving end of a linkage, after the inboxes of Kamaelia's Axon: a bounded queue of messages, and beside it the
 * {@code control} signal that tells how the flow ended.
 *
 * <p><b>How a box works.</b> An {@link Outbox} holds no messages. Sending puts a message directly into the linked
 * inbox. An idle box is one object. A message or a signal makes the owner ready for a step. The box remembers a sender
 * that finds no room, and the {@link #poll()} that makes room makes that sender ready. Several outboxes may be linked
 * to one inbox. The flow ends when all of them have finished, and at once when one shuts down.
 *
 * <p>A box whose owner has ended accepts messages and discards them, so that no sender waits forever for a component
 * that has ended. Discarded messages are counted, and {@link Releasable} messages are released.
 *
 * <p>Used only on the thread of the owner's scheduler.
 *
 * @param <T> the type of the messages
 */
public non-sealed class Inbox<T> extends MessageQueue<T> {
    final BoxSpec<? super T> spec;
    final @Nullable Inbox<?> nextOfOwner;
    private int bytes;
    private int highWater;
    private int discardedInARow;
    private boolean closed;
    private boolean gate;
    private int producers;
    private int finished;
    private @Nullable Signal control;
    private @Nullable ByteBound bound;

    @Nullable
    BoxStatistics statistics;

    /**
     * Makes a box of a component; normally in a field initialiser or the constructor of the component.
     *
     * @param owner the component that reads from it
     * @param spec the declaration of the box, with its capacity
     */
    public Inbox(Component owner, BoxSpec<? super T> spec) {
        super(owner);
        this.spec = spec;
        this.nextOfOwner = owner.own(this);
        if (owner.isLive()) {
            opened(owner.counted(spec));
        }
    }

    /**
     * Counts the bytes in this box, including the bytes that are queued now, against a bound over several boxes. Call
     * it once.
     *
     * @param bound the bound
     * @param gate whether this box is the entrance, which has no room while the bound is reached
     */
    public final void boundBy(ByteBound bound, boolean gate) {
        this.bound = bound;
        this.gate = gate;
        if (bytes > 0) {
            bound.grow(bytes);
        }
    }

    /** Removes the bound, so that the box no longer refers to it. Call it while the box is empty. */
    public final void unbound() {
        bound = null;
    }

    /**
     * Takes the oldest message out of the box and wakes the senders that wait for room. Returns null if the box is
     * empty.
     */
    public @Nullable T poll() {
        Confinement.check(owner, "Inbox.poll()");
        T message = first();
        if (message == null) {
            return null;
        }
        int weight = firstWeight();
        removeFirst();
        BoxStatistics counted = statistics;
        if (counted != null) {
            counted.taken(size(), weight);
            owner.scheduler().sampler.taken(this, counted);
        }
        if (weight != 0) {
            bytes -= weight;
            if (bound != null) {
                bound.shrink(weight);
            }
        }
        if (hasWaiting()) {
            wakeSenders();
        }
        return message;
    }

    /** The bytes queued, as measured when the messages were sent; 0 if the declaration counts no bytes. */
    public final int bytes() {
        return bytes;
    }

    /** The signal received on {@code control}; null if there was none. Messages sent before it may still be queued. */
    public final @Nullable Signal control() {
        return control;
    }

    /** Whether every sender has sent {@link ProducerFinished} and every message has been polled. */
    public final boolean ended() {
        Confinement.check(owner, "Inbox.ended()");
        return isEmpty() && control == ProducerFinished.INSTANCE;
    }

    /**
     * The {@link Shutdown} received; null if there was none. After it the flow is incomplete and no message follows.
     */
    public final @Nullable Shutdown shutdown() {
        return control instanceof Shutdown shutdown ? shutdown : null;
    }

    /**
     * Reduces the counted size of the oldest message after the owner has consumed a part of it in place.
     *
     * @param used bytes consumed, at most the counted size that is left
     */
    public final void consumed(int used) {
        Confinement.check(owner, "Inbox.consumed()");
        firstShrunk(used);
        resize(-used);
    }

    /** Whether this message is the newest in the box, so that its sender may still append to it. */
    boolean isNewest(Object message) {
        return !isEmpty() && peek(size() - 1) == message;
    }

    /** Increases the counted size of the newest message after its sender has appended to it in place. */
    final void grown(int added) {
        lastGrown(added);
        resize(added);
    }

    private void resize(int difference) {
        bytes += difference;
        if (statistics != null) {
            statistics.resized(difference);
        }
        if (bound != null) {
            if (difference > 0) {
                bound.grow(difference);
            } else {
                bound.shrink(-difference);
            }
        }
    }

    /** Called for each message when it enters, on the scheduler's thread. For boxes that inspect messages on entry. */
    protected void accepted(T message) {}

    final boolean hasRoom(int messages) {
        return discards() ? discardedInARow + messages <= spec.capacity : takes(messages);
    }

    private boolean takes(int messages) {
        return size() + messages <= spec.capacity
                && (!gate || bound == null || bound.hasRoom())
                && (isEmpty() || owner.wasActivated());
    }

    /**
     * Whether messages are discarded because the owner reads no more. One step of a sender finds room for one boxful.
     */
    final boolean discards() {
        return closed || control instanceof Shutdown;
    }

    /** Remembers a sender that found no room. */
    void await(Outbox<?> outbox) {
        if (discards()) {
            discardedInARow = 0;
            outbox.owner.ready(); // it continues in its next step, so that other components run
            return;
        }
        boolean first;
        if (gate && bound != null && !bound.hasRoom()) {
            first = bound.add(outbox);
        } else {
            first = add(outbox);
        }
        if (first && statistics != null) {
            statistics.foundFull();
        }
    }

    private void wakeSenders() {
        wakeWaiting();
        if (gate && bound != null && discards()) {
            bound.wakeWaiting();
        }
    }

    /**
     * Puts in a message that the owner itself produced, so that the message is counted and read like any other. The
     * owner reads it in the same step, so this method does not make the owner ready for another step.
     *
     * @throws NoSpaceInBox if there is no room
     */
    public final void receive(T message) {
        Confinement.check(owner, "Inbox.receive()");
        if (!takes(1)) {
            throw new NoSpaceInBox(this);
        }
        enter(message, weigh(message));
    }

    final void put(T message) {
        if (discards()) {
            refuse(message);
        } else if (takes(1)) {
            put(message, weigh(message));
        } else {
            throw new NoSpaceInBox(this);
        }
    }

    final int weigh(T message) {
        return spec.weigher == null ? 0 : spec.weigher.applyAsInt(message);
    }

    /** Puts in a message of a known size. The caller has checked that there is room. */
    final void put(T message, int weight) {
        enter(message, weight);
        owner.ready();
    }

    private void enter(T message, int weight) {
        append(message, weight, spec.capacity);
        int size = size();
        if (size > highWater) {
            highWater = size;
        }
        count(size, weight);
        accepted(message);
    }

    final void refuse(T message) {
        discardedInARow++;
        if (statistics != null) {
            statistics.refused();
        }
        discarded(message);
    }

    private void count(int size, int weight) {
        if (weight != 0) {
            bytes += weight;
            if (bound != null) {
                bound.grow(weight);
            }
        }
        if (statistics != null) {
            statistics.put(size, weight);
            owner.scheduler().sampler.put(this, size);
        }
    }

    void discarded(T message) {
        if (message instanceof Releasable held) {
            try {
                held.release();
            } catch (RuntimeException failure) {
                owner.scheduler().failed(owner, failure);
            }
        }
    }

    /** Whether an outbox is linked to this box. */
    public final boolean isLinked() {
        return producers > 0;
    }

    void linked() {
        producers++;
    }

    /** Removes a sender together with its end signal, so that the remaining senders decide when the flow ends. */
    final void unlinked(boolean hadFinished) {
        producers--;
        if (hadFinished) {
            finished--;
        }
        if (producers > 0 && finished >= producers && control == null) {
            told(ProducerFinished.INSTANCE);
            owner.ready();
        }
    }

    /** Takes a signal; {@code firstWord} tells whether it is the first signal of its sender. */
    final void signal(Signal signal, boolean firstWord) {
        if (firstWord) {
            finished++;
        }
        if (control instanceof Shutdown || closed) {
            return;
        }
        if (signal instanceof Shutdown) {
            told(signal);
            discardAll();
            wakeSenders();
        } else if (finished >= producers) {
            told(signal);
        }
        owner.ready();
    }

    /** Stores the signal that tells how the flow ended. */
    void told(Signal signal) {
        control = signal;
    }

    /** Takes in what other threads have sent to this box. Called before a step of an owner that was woken. */
    void takeIn() {}

    @Nullable
    T pollToDiscard() {
        return poll();
    }

    /** Discards all queued messages and counts them as discarded. */
    public final void discardAll() {
        Confinement.check(owner, "Inbox.discardAll()");
        for (T message; (message = pollToDiscard()) != null; ) {
            if (statistics != null) {
                statistics.discard();
            }
            discarded(message);
        }
    }

    final void opened(@Nullable BoxStatistics counted) {
        statistics = counted;
        if (counted != null) {
            counted.opened(spec.capacity);
            if (!isEmpty()) {
                counted.put(size(), bytes);
            }
        }
    }

    void close() {
        if (!closed) {
            discardAll();
            closed = true;
            wakeSenders();
            if (statistics != null) {
                statistics.closed(spec.capacity);
            }
        }
    }

    /** Prepares the box for a new sender: discards all queued messages and forgets how the last flow ended. */
    public final void nextFlow() {
        discardAll();
        control = null;
        discardedInARow = 0;
    }

    void reopen() {
        closed = false;
        discardedInARow = 0;
        control = null;
        producers = 0;
        finished = 0;
        unbound();
        statistics = null;
    }

    /** The largest number of messages that were ever queued at once. */
    public final int highWater() {
        return highWater;
    }

    /** The component that reads from this box. */
    public final Component owner() {
        return owner;
    }

    /** The declaration of this box. */
    public final BoxSpec<? super T> spec() {
        return spec;
    }

    @Override
    public String toString() {
        return spec + " (" + size() + " of " + spec.capacity + " messages, " + bytes + " bytes)";
    }
}
