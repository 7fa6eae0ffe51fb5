package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * The end of a linkage from which a component reads: a bounded queue of messages and, beside it, the {@code control}
 * word that says how the flow ended.
 *
 * <p><b>How a box works.</b> An {@link Outbox} keeps no messages; sending puts them straight into the inbox that it is
 * linked to. An idle box is one object. A message, and a signal, make the owner ready to be stepped. A sender that finds no room is remembered and made ready by the {@link #poll()} that makes room. Several
 * outboxes may be linked to one inbox; it has ended when all of them have finished, and at once when one shuts down.
 *
 * <p>A box whose owner has ended accepts and discards, so that nobody waits for ever for a component that is gone;
 * discards are counted, and a message that holds something is released.
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
     * @param spec what the box means and where its limit lies
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
     * Counts the bytes in this box against a bound over several boxes, from now on and with what is in it already. Call it
     * once.
     *
     * @param bound what to count against
     * @param gate whether this is the entrance, which refuses while the bound is reached
     */
    public final void boundBy(ByteBound bound, boolean gate) {
        this.bound = bound;
        this.gate = gate;
        if (bytes > 0) {
            bound.grow(bytes);
        }
    }

    /** Counts its bytes against nothing any more, and keeps no bound alive; call it while the box is empty. */
    public final void unbound() {
        bound = null;
    }

    /** Takes the oldest message out of the box, or answers null when there is none; wakes senders that wait for room. */
    public @Nullable T poll() {
        T message = peek();
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

    /** The bytes queued, as weighed when they were sent; 0 where messages have no size. */
    public final int bytes() {
        return bytes;
    }

    /** The signal received on {@code control}, if one was; messages sent before it may still be queued. */
    public final @Nullable Signal control() {
        return control;
    }

    /** True once everything has been polled and every sender has said {@link ProducerFinished}. */
    public final boolean ended() {
        return isEmpty() && control == ProducerFinished.INSTANCE;
    }

    /** The {@link Shutdown} received, if one was: what was polled is incomplete and nothing will follow. */
    public final @Nullable Shutdown shutdown() {
        return control instanceof Shutdown shutdown ? shutdown : null;
    }

    /**
     * Corrects the size of the oldest message, of which a part has been used up in place.
     *
     * @param used bytes used up, at most what is left of it
     */
    public final void consumed(int used) {
        firstShrunk(used);
        resize(-used);
    }

    /** Whether this message is the newest, and its sender may still append to it. */
    boolean isNewest(Object message) {
        return !isEmpty() && peek(size() - 1) == message;
    }

    /** Adds to the size of the newest message, to which its sender has appended in place. */
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

    /** Called for each message as it enters, on the scheduler's thread; for boxes that must see what is sent. */
    protected void accepted(T message) {}

    final boolean hasRoom(int messages) {
        return discards() ? discardedInARow + messages <= spec.capacity : takes(messages);
    }

    private boolean takes(int messages) {
        return size() + messages <= spec.capacity
                && (!gate || bound == null || bound.hasRoom())
                && (isEmpty() || owner.wasActivated());
    }

    /** Nobody will read what is sent now; it finds room all the same, a boxful a step of its sender. */
    final boolean discards() {
        return closed || control instanceof Shutdown;
    }

    /** Remembers a sender that found no room. */
    void await(Outbox<?> outbox) {
        if (discards()) {
            discardedInARow = 0;
            outbox.owner.ready(); // it goes on in its next step, so that a sender without an end lets others run
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
     * Puts in a message that the owner of the box has already, so that it is counted, and read, like any other. The owner
     * reads it in the same step, so it is not made ready for another one.
     *
     * @throws NoSpaceInBox if there is no room
     */
    public final void receive(T message) {
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

    /** Puts in a message that was weighed, and for which there is room. */
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

    /** Whether an outbox is linked to it. */
    public final boolean isLinked() {
        return producers > 0;
    }

    void linked() {
        producers++;
    }

    /** One sender less: what it said of the end goes with it, so that the others decide. */
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

    /** Takes a signal; {@code firstWord} says whether it is the first of its sender. */
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

    /** Keeps the word that says how the flow ends. */
    void told(Signal signal) {
        control = signal;
    }

    /** What other threads did to this box is seen from now on; called before a step of an owner that was woken. */
    void takeIn() {}

    @Nullable
    T pollToDiscard() {
        return poll();
    }

    /** Throws away what is queued; it is counted as discarded. */
    public final void discardAll() {
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

    /** Forgets how the last flow ended, before a new sender is linked; what is still queued is discarded. */
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

    /** The most messages that were ever queued at once. */
    public final int highWater() {
        return highWater;
    }

    /** The component that reads from it. */
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
