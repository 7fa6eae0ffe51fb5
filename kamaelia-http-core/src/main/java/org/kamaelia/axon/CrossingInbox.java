package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A box into which any thread may send: the way from other threads to a component. Its owner polls it in its step like
 * every other {@link Inbox}; each sender has a {@link CrossingOutbox}.
 *
 * <pre>
 *   any thread                                  |   the owner's scheduler
 *   CrossingOutbox.offer(), send(), finish() ---|--> this box --> owner.step(): poll(), ended(), shutdown()
 *   waits, or is called back, when it was full &lt;|--- poll() made room
 * </pre>
 *
 * <p>It is bounded in messages by its declaration and, where messages have a size, in bytes: there is room while fewer than
 * that are inside, so one message more than the bound can be. A full box takes nothing; the sender keeps the message.
 * Senders that found no room are told when there is some, or, where the bytes were too many, when half of them have left.
 *
 * <p>The owner is woken once: whatever is sent between a wake-up and the step that it brings is seen by that step and costs
 * no further wake-up. Messages of one sender keep their order. Sending takes no lock and, where there is room, allocates
 * nothing.
 *
 * <p>The flow has ended when all senders have finished, and at once when one of them shuts it down, as with every inbox. A
 * box whose owner has ended accepts and discards; what it discards is {@linkplain Releasable released} exactly once, by the
 * thread of the owner's scheduler or by the one that sends. Messages are counted from the step on that can see them.
 *
 * @param <T> the type of the messages
 */
public final class CrossingInbox<T> extends Inbox<T> {
    private static final System.Logger LOG = BackgroundLog.of(CrossingInbox.class);

    private final int maxBytes;
    private volatile Life<T> life;

    /**
     * Makes a box of a component that is bounded in messages alone.
     *
     * @param owner the component that reads from it
     * @param spec what the box means and where its limit lies
     */
    public CrossingInbox(Component owner, BoxSpec<? super T> spec) {
        this(owner, spec, Integer.MAX_VALUE);
    }

    /**
     * Makes a box of a component.
     *
     * @param owner the component that reads from it
     * @param spec what the box means and where its limit lies; it says how large messages are
     * @param maxBytes the bound in bytes, at least 1
     */
    public CrossingInbox(Component owner, BoxSpec<? super T> spec, int maxBytes) {
        super(owner, spec);
        if (maxBytes < 1) {
            throw new IllegalArgumentException("A bound is at least 1 byte, not " + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.life = new Life<>(this);
    }

    /** What senders share with the box from one activation of its owner to the next. */
    static final class Life<T> {
        private static final VarHandle WAITING = handle("waiting", CrossingOutbox.class);
        private static final VarHandle SENDERS = handle("senders", int.class);
        private static final VarHandle END = handle("end", Signal.class);

        final Crossing<T> crossing;
        private volatile @Nullable CrossingOutbox<?> waiting; // the latest first

        @SuppressWarnings("unused") // by its handle
        private volatile int senders;

        private volatile @Nullable Signal end;

        Life(CrossingInbox<T> box) {
            crossing = new Crossing<>(box.spec.capacity, box.maxBytes, box.spec.weigher != null);
        }

        private static VarHandle handle(String field, Class<?> type) {
            try {
                return MethodHandles.lookup().findVarHandle(Life.class, field, type);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        void senderAdded() {
            SENDERS.getAndAdd(this, 1);
        }

        /** One sender has said that all is sent; the last one ends the flow. */
        void senderFinished() {
            if ((int) SENDERS.getAndAdd(this, -1) == 1) {
                END.compareAndSet(this, null, ProducerFinished.INSTANCE);
            }
        }

        void shutdown(Shutdown shutdown) {
            for (Signal now = end; !(now instanceof Shutdown); now = end) {
                if (END.compareAndSet(this, now, shutdown)) {
                    return;
                }
            }
        }

        @Nullable
        Signal end() {
            return end;
        }

        void await(CrossingOutbox<?> outbox) {
            do {
                outbox.nextWaiting = waiting;
            } while (!WAITING.compareAndSet(this, outbox.nextWaiting, outbox));
        }

        /** Tells all that wait for room, in the order in which they began to; answers whether there were any. */
        boolean wakeWaiting() {
            CrossingOutbox<?> one = waiting == null ? null : (CrossingOutbox<?>) WAITING.getAndSet(this, null);
            CrossingOutbox<?> earliest = null;
            while (one != null) {
                CrossingOutbox<?> before = one.nextWaiting;
                one.nextWaiting = earliest;
                earliest = one;
                one = before;
            }
            boolean any = earliest != null;
            while (earliest != null) {
                CrossingOutbox<?> next = earliest.nextWaiting;
                earliest.nextWaiting = null;
                earliest.roomAppeared();
                earliest = next;
            }
            return any;
        }
    }

    Life<T> life() {
        return life;
    }

    @Override
    void linked() {
        throw new IllegalStateException(this + " crosses threads; give its sender a CrossingOutbox");
    }

    @Override
    void takeIn() {
        Life<T> from = life;
        Signal end = from.end(); // read before the messages, so that none of them can be behind it
        for (T message; (message = from.crossing.take()) != null; ) {
            if (discards()) {
                refuse(message);
                leave(from);
            } else {
                put(message, weigh(message));
            }
        }
        if (end != null && end != control()) {
            signal(end, control() == null);
            if (end instanceof Shutdown) {
                from.wakeWaiting();
            }
        }
    }

    @Override
    public @Nullable T poll() {
        T message = super.poll();
        if (message != null) {
            leave(life);
        }
        return message;
    }

    private void leave(Life<T> from) {
        if (from.crossing.leave() && from.wakeWaiting() && statistics != null) {
            statistics.foundFull();
        }
    }

    @Override
    void close() {
        Life<T> from = life;
        from.crossing.close();
        super.close();
        from.crossing.drain(this::refuse);
        from.wakeWaiting();
    }

    @Override
    void reopen() {
        super.reopen();
        life = new Life<>(this); // who still sends to the last one finds it closed
    }

    /** Discards a message whose owner has ended, or was told to shut down, on the thread that sent it. */
    void refuseElsewhere(T message) {
        BoxStatistics counted = statistics;
        if (counted != null) {
            counted.refusedElsewhere();
        }
        if (message instanceof Releasable held) {
            try {
                held.release();
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.ERROR, "A message that " + this + " discarded was not given back", failure);
            }
        }
    }
}
