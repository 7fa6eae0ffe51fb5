package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * The end of a linkage from which a component reads: a bounded queue of messages and, beside it, the {@code control}
 * word that says how the flow ended.
 *
 * <p><b>How a box works.</b> An {@link Outbox} keeps no messages; sending puts them straight into the inbox that it is
 * linked to. The first message lies in the box itself, and only a second one borrows a ring from the scheduler, which
 * goes back as soon as the box is empty: an idle box is one object. A message, and a signal, make the owner ready to be
 * stepped. A sender that finds no room is remembered and made ready by the {@link #poll()} that makes room. Several
 * outboxes may be linked to one inbox; it has ended when all of them have finished, and at once when one shuts down.
 *
 * <p>A box whose owner has ended accepts and discards, so that nobody waits for ever for a component that is gone;
 * discards are counted, and a message that holds something is released.
 *
 * <p>Used only on the thread of the owner's scheduler.
 *
 * @param <T> the type of the messages
 */
public class Inbox<T> {
    final Component owner;
    final BoxSpec<? super T> spec;
    final @Nullable Inbox<?> nextOfOwner;
    private @Nullable T first;
    private int firstWeight;
    private @Nullable Ring rest;
    private int size;
    private int bytes;
    private int highWater;
    private int discardedInARow;
    private boolean closed;
    private boolean gate;
    private int producers;
    private int finished;
    private @Nullable Signal control;
    private @Nullable ByteBound bound;
    private @Nullable Outbox<?> waiting;

    @Nullable
    BoxStatistics statistics;

    /**
     * Makes a box of a component; normally in a field initialiser or the constructor of the component.
     *
     * @param owner the component that reads from it
     * @param spec what the box means and where its limit lies
     */
    public Inbox(Component owner, BoxSpec<? super T> spec) {
        this.owner = owner;
        this.spec = spec;
        this.nextOfOwner = owner.own(this);
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
            bound.add(bytes);
        }
    }

    /** Counts its bytes against nothing any more, and keeps no bound alive; call it while the box is empty. */
    public final void unbound() {
        bound = null;
    }

    /** Takes the oldest message out of the box, or answers null when there is none; wakes senders that wait for room. */
    public @Nullable T poll() {
        T message = first;
        if (message == null) {
            return null;
        }
        int weight = firstWeight;
        advance();
        BoxStatistics counted = statistics;
        if (counted != null) {
            counted.taken(size, weight);
            owner.scheduler().sampler.taken(this, counted);
        }
        if (weight != 0) {
            bytes -= weight;
            if (bound != null) {
                bound.remove(weight);
            }
        }
        if (waiting != null) {
            wakeSenders();
        }
        return message;
    }

    @SuppressWarnings("unchecked")
    private void advance() {
        size--;
        Ring ring = rest;
        if (ring == null) {
            first = null;
            return;
        }
        int head = ring.head;
        first = (T) ring.messages[head];
        firstWeight = ring.weights[head];
        ring.messages[head] = null;
        ring.head = ring.index(1);
        if (size <= 1) {
            rest = null;
            owner.scheduler().giveBack(ring);
        }
    }

    /** The oldest message, which stays in the box; null when there is none. */
    public final @Nullable T peek() {
        return first;
    }

    /**
     * A queued message, which stays in the box.
     *
     * @param place 0 is the oldest
     * @throws IndexOutOfBoundsException if there are not so many
     */
    @SuppressWarnings("unchecked")
    public final T peek(int place) {
        java.util.Objects.checkIndex(place, size);
        Ring ring = rest;
        T message = place == 0 || ring == null ? first : (T) ring.messages[ring.index(place - 1)];
        return java.util.Objects.requireNonNull(message);
    }

    /** Whether no message is queued. */
    public final boolean isEmpty() {
        return first == null;
    }

    /** The messages queued. */
    public final int size() {
        return size;
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
        return first == null && control == ProducerFinished.INSTANCE;
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
        firstWeight -= used;
        resize(-used);
    }

    /** Adds to the size of the newest message, to which its sender has appended in place. */
    final void grown(int added) {
        if (size == 1) {
            firstWeight += added;
        } else {
            Ring ring = java.util.Objects.requireNonNull(rest);
            ring.weights[ring.index(size - 2)] += added;
        }
        resize(added);
    }

    private void resize(int difference) {
        bytes += difference;
        if (statistics != null) {
            statistics.resized(difference);
        }
        if (bound != null) {
            if (difference > 0) {
                bound.add(difference);
            } else {
                bound.remove(-difference);
            }
        }
    }

    /** Called for each message as it enters, on the scheduler's thread; for boxes that must see what is sent. */
    protected void accepted(T message) {}

    final boolean hasRoom(int messages) {
        return discards() ? discardedInARow + messages <= spec.capacity : takes(messages);
    }

    private boolean takes(int messages) {
        return size + messages <= spec.capacity
                && (!gate || bound == null || bound.hasRoom())
                && (size == 0 || owner.wasActivated());
    }

    /** Nobody will read what is sent now; it finds room all the same, a boxful a step of its sender. */
    final boolean discards() {
        return closed || control instanceof Shutdown;
    }

    /** Remembers a sender that found no room. */
    final void await(Outbox<?> outbox) {
        if (discards()) {
            discardedInARow = 0;
            outbox.owner.ready(); // it goes on in its next step, so that a sender without an end lets others run
            return;
        }
        boolean first = false;
        if (gate && bound != null && !bound.hasRoom()) {
            first = bound.await(outbox);
        } else if (outbox.waitAt(this)) {
            first = waiting == null;
            waiting = outbox.waitBefore(waiting);
        }
        if (first && statistics != null) {
            statistics.foundFull();
        }
    }

    private void wakeSenders() {
        Outbox<?> all = waiting;
        waiting = null;
        if (all != null) {
            Outbox.wakeAll(all);
        }
        if (gate && bound != null && discards()) {
            bound.wakeSenders();
        }
    }

    /**
     * Puts in a message that the owner of the box has already, so that it is counted, and read, like any other. The box
     * has room, and the owner is being stepped.
     *
     * @throws NoSpaceInBox if there is no room
     */
    public final void receive(T message) {
        put(message);
    }

    final void put(T message) {
        if (discards()) {
            refuse(message);
            return;
        }
        if (!takes(1)) {
            throw new NoSpaceInBox(this);
        }
        int weight = spec.weigher == null ? 0 : spec.weigher.applyAsInt(message);
        if (first == null) {
            first = message;
            firstWeight = weight;
        } else {
            putBehind(message, weight);
        }
        if (++size > highWater) {
            highWater = size;
        }
        count(weight);
        accepted(message);
        owner.ready();
    }

    private void refuse(T message) {
        discardedInARow++;
        if (statistics != null) {
            statistics.refused();
        }
        discarded(message);
    }

    private void count(int weight) {
        if (weight != 0) {
            bytes += weight;
            if (bound != null) {
                bound.add(weight);
            }
        }
        if (statistics != null) {
            statistics.put(size, weight);
            owner.scheduler().sampler.put(this, size);
        }
    }

    private void putBehind(T message, int weight) {
        Ring ring = rest;
        if (ring == null) {
            ring = owner.scheduler().borrowRing(spec.capacity);
            rest = ring;
        }
        int index = ring.index(size - 1);
        ring.messages[index] = message;
        ring.weights[index] = weight;
    }

    private void discarded(T message) {
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

    final void linked() {
        producers++;
    }

    /** One sender less: what it said of the end goes with it, so that the others decide. */
    final void unlinked(boolean hadFinished) {
        producers--;
        if (hadFinished) {
            finished--;
        }
        if (producers > 0 && finished >= producers && control == null) {
            control = ProducerFinished.INSTANCE;
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
            control = signal;
            discardAll();
            wakeSenders();
        } else if (finished >= producers) {
            control = signal;
        }
        owner.ready();
    }

    /** Throws away what is queued; it is counted as discarded. */
    public final void discardAll() {
        for (T message; (message = poll()) != null; ) {
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
            if (size > 0) {
                counted.put(size, bytes);
            }
        }
    }

    final void close() {
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

    final void reopen() {
        closed = false;
        discardedInARow = 0;
        control = null;
        producers = 0;
        finished = 0;
        unbound();
        statistics = null;
    }

    /** Forgets a sender that waits for room. */
    final void forget(Outbox<?> outbox) {
        waiting = Outbox.without(waiting, outbox);
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
        return spec + " (" + size + " of " + spec.capacity + " messages, " + bytes + " bytes)";
    }
}
