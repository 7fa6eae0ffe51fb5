package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An inbox into which any thread may send. The owner polls it in its step like every other {@link Inbox}. Each sender
 * has its own {@link CrossingOutbox}.
 *
 * <pre>
 *   any thread                                  |   the owner's scheduler
 *   CrossingOutbox.offer(), send(), finish() ---|--> this box --> owner.step(): poll(), ended(), shutdown()
 *   a sender that found no room continues   &lt;---|--- poll() made room
 * </pre>
 *
 * <p>The box has a limit of messages from its declaration and, if messages have a size, a limit of bytes. There is room
 * while fewer bytes than the limit are inside, so the last message may exceed that limit. A full box accepts no
 * message; the sender keeps it. A sender that found no room is called back when a message has left and at most half of
 * the byte limit is used.
 *
 * <p>Wake-ups of the owner are combined: a step sees every message that was sent between the wake-up and that step, and
 * these messages cause no further wake-up. Messages of one sender keep their order. Sending takes no lock and, if there
 * is room, allocates nothing.
 *
 * <p>The flow has ended when all senders have finished, and at once when one sender shuts it down, as in every inbox. A
 * box whose owner has ended accepts messages and discards them. Each discarded message is {@linkplain Releasable
 * released} exactly once, on the thread of the owner's scheduler or on the sending thread. The statistics count a
 * message from the first step that can see it.
 *
 * @param <T> the type of the messages
 */
public final class CrossingInbox<T> extends Inbox<T> {
    private static final System.Logger LOG = BackgroundLog.of(CrossingInbox.class);

    private final int maxBytes;
    private volatile Life<T> life;

    /**
     * Makes a box of a component with a limit of messages only.
     *
     * @param owner the component that reads from it
     * @param spec the declaration of the box, with its capacity in messages
     */
    public CrossingInbox(Component owner, BoxSpec<? super T> spec) {
        this(owner, spec, Integer.MAX_VALUE);
    }

    /**
     * Makes a box of a component with a limit of messages and a limit of bytes.
     *
     * @param owner the component that reads from it
     * @param spec the declaration of the box, with its capacity in messages and the size of a message
     * @param maxBytes the limit in bytes, at least 1
     */
    public CrossingInbox(Component owner, BoxSpec<? super T> spec, int maxBytes) {
        super(owner, spec);
        if (maxBytes < 1) {
            throw new IllegalArgumentException("A bound is at least 1 byte, not " + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.life = new Life<>(this);
    }

    /** The state that senders and the box share during one activation of the owner. */
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

        /** Called when a sender has sent everything. The last sender ends the flow. */
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

        /**
         * Calls all senders that wait for room, in the order in which they began to wait. Returns whether there were
         * any.
         */
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
        throw new IllegalStateException(this + " receives from other threads; use a CrossingOutbox as its sender");
    }

    @Override
    void takeIn() {
        Life<T> from = life;
        Signal end = from.end(); // read before the messages, so that no message can follow it
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
        life = new Life<>(this); // senders of the previous life find it closed
    }

    /** Discards a message on the sending thread, because the owner of the box has ended or the flow was shut down. */
    void refuseElsewhere(T message) {
        BoxStatistics counted = statistics;
        if (counted != null) {
            counted.refusedElsewhere();
        }
        if (message instanceof Releasable held) {
            try {
                held.release();
            } catch (RuntimeException failure) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Releasing a message that " + this + " discarded has failed",
                        failure);
            }
        }
    }
}
