package org.kamaelia.axon;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages from any thread to many subscribers, which are components on any scheduler.
 *
 * <pre>
 *   publish(), any thread --> the latest messages, kept once --> Subscription.next() --> the outbox of a subscriber
 *                                    \--one task for each scheduler--> wakes those that wait for a message
 * </pre>
 *
 * <p>The latest messages are kept once for all subscribers, within a limit of messages and of bytes. Each subscriber only
 * remembers how far it has got. It takes the next message when the box to its client has room. So a slow subscriber costs
 * no memory beside that box, and delays nobody: publishing does not even look at a subscriber whose box is full.
 *
 * <p>A subscriber that is briefly slow misses nothing, because the messages it has not taken are kept. It is too slow when
 * one of these messages is no longer kept. What happens then is decided by {@link Slow}.
 *
 * <p>Thread-safe. Publishing takes a lock that only publishers take, and waits for no subscriber. All subscribers get the
 * messages in the same order.
 *
 * @param <T> the type of the messages, which must be immutable
 */
public final class Broadcast<T> implements AutoCloseable {
    private final AtomicReferenceArray<@Nullable Kept<T>> ring;
    private final long maxBytes;
    private final ToIntFunction<? super T> weigher;
    private final Slow slow;
    private final List<Subscribers> subscribers = new CopyOnWriteArrayList<>(); // for each scheduler
    private long bytes; // of what is kept; guarded by the lock of the publishers
    private volatile long oldest = 1;
    private volatile long newest;
    private volatile boolean closed;

    private record Kept<T>(long number, T message, int weight) {}

    /** What happens to a subscriber when a message that it has not taken is no longer kept. */
    public enum Slow {
        /** It continues with the oldest message that is kept. */
        DROP_OLDEST,
        /** It misses all that was published until its box has room, and continues with the next message after that. */
        DROP_NEWEST,
        /** It continues with the latest message once its box has room. */
        SKIP_TO_LATEST,
        /** It is told to end at once. */
        CLOSE
    }

    private Broadcast(int messages, long maxBytes, ToIntFunction<? super T> weigher, Slow slow) {
        if (messages < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "A broadcast keeps at least 1 message and 1 byte, not " + messages + " and " + maxBytes);
        }
        this.ring = new AtomicReferenceArray<>(messages);
        this.maxBytes = maxBytes;
        this.weigher = weigher;
        this.slow = slow;
    }

    /**
     * Makes a broadcast without messages and subscribers.
     *
     * @param messages the most messages that are kept, and so the most that a subscriber can be behind; at least 1
     * @param slow what happens to slow subscribers
     */
    public static <T> Broadcast<T> of(int messages, Slow slow) {
        return new Broadcast<>(messages, Long.MAX_VALUE, message -> 0, slow);
    }

    /**
     * Makes a broadcast that also limits the bytes of the messages that are kept. The latest message is always kept.
     *
     * @param maxBytes the most bytes of all kept messages, at least 1
     * @param weigher returns the size of a message in bytes
     */
    public static <T> Broadcast<T> of(int messages, long maxBytes, ToIntFunction<? super T> weigher, Slow slow) {
        return new Broadcast<>(messages, maxBytes, weigher, slow);
    }

    /** Sends a message to all subscribers. Does not wait for them. After {@link #close} it does nothing. */
    public void publish(T message) {
        publish(number -> message);
    }

    /**
     * Sends a message that is made when its place in the order is known.
     *
     * @param maker makes the message from its number, which counts from 1 without gaps; what it throws is thrown on, and
     *     nothing is sent
     * @return the message
     */
    public T publish(LongFunction<? extends T> maker) {
        T message;
        synchronized (ring) {
            long number = newest + 1;
            message = maker.apply(number);
            if (closed) {
                return message;
            }
            keep(new Kept<>(number, message, weigher.applyAsInt(message)));
            newest = number;
        }
        for (Subscribers some : subscribers) {
            some.published();
        }
        return message;
    }

    /** Keeps a message, and forgets the oldest while there are too many or too large messages. */
    private void keep(Kept<T> latest) {
        bytes += latest.weight();
        long first = oldest;
        while (first < latest.number() && (latest.number() - first >= ring.length() || bytes > maxBytes)) {
            Kept<T> forgotten = Objects.requireNonNull(ring.getAndSet(slot(first), null));
            bytes -= forgotten.weight();
            first++;
        }
        oldest = first;
        ring.set(slot(latest.number()), latest);
    }

    private int slot(long number) {
        return (int) (number % ring.length());
    }

    /** The number of the latest message; 0 before the first. */
    public long newest() {
        return newest;
    }

    /** The number of the oldest message that is kept; one more than {@link #newest} if none is. */
    public long oldest() {
        return oldest;
    }

    /** Returns the message with this number; null if it is not kept. */
    public @Nullable T get(long number) {
        Kept<T> found = number < 1 ? null : ring.get(slot(number));
        return found != null && found.number() == number ? found.message() : null;
    }

    /** The number of subscribers now. */
    public int subscribers() {
        int all = 0;
        for (Subscribers some : subscribers) {
            all += some.count();
        }
        return all;
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Ends the broadcast: subscribers get the messages that were published before, and then end. */
    @Override
    public void close() {
        closed = true;
        subscribers.forEach(Subscribers::published);
    }

    /**
     * Subscribes a component, which is woken when there is a message after {@link Subscription#next} has returned null. It
     * must {@linkplain Subscription#cancel cancel} the subscription when it ends. Call it in a step of the component.
     *
     * @param after the number of the last message that the subscriber does not want; {@link #newest} for new ones only
     */
    public Subscription<T> subscribe(Component subscriber, long after) {
        Subscribers at = on(subscriber.scheduler());
        Subscription<T> made = new Subscription<>(this, at, subscriber, after);
        at.add(made);
        subscriber.wake(); // so that it looks for a message
        return made;
    }

    /** Called on the thread of the scheduler, so that there is one entry for each. */
    private Subscribers on(Scheduler scheduler) {
        for (Subscribers some : subscribers) {
            if (some.areOn(scheduler)) {
                return some;
            }
        }
        Subscribers added = new Subscribers(scheduler, slow == Slow.CLOSE ? () -> oldest : () -> 0);
        subscribers.add(added);
        return added;
    }

    private void left(Subscribers at) {
        if (at.count() == 0) {
            subscribers.remove(at);
        }
    }

    /**
     * How far one subscriber has got. Used in the steps of its component only:
     *
     * <pre>{@code
     * for (T next; outbox.hasRoom() && (next = subscription.next()) != null; ) outbox.send(next);
     * if (subscription.isTooSlow() || subscription.isOver()) finish();
     * }</pre>
     *
     * @param <T> the type of the messages
     */
    public static final class Subscription<T> extends Subscriber {
        private final Broadcast<T> from;
        private final Subscribers at;
        private long passed; // the number of the last message that was taken or missed
        private long missedSince; // since the last message that was taken
        private long missed;
        private long missedInAll;
        private boolean cancelled;

        private Subscription(Broadcast<T> from, Subscribers at, Component subscriber, long after) {
            super(subscriber);
            this.from = from;
            this.at = at;
            this.passed = after;
        }

        /**
         * Takes the next message. After null, the component is woken when there is a message.
         *
         * @return null if there is none yet, or the subscriber {@linkplain #isTooSlow is too slow}
         */
        public @Nullable T next() {
            T found = look();
            if (found == null && !waits && !cancelled && !isTooSlow()) {
                at.await(this);
                found = look(); // for what was published in the meantime
                if (from.closed) {
                    component.wake(); // it may not have seen that when it asked
                }
            }
            return found;
        }

        private @Nullable T look() {
            while (passed < from.newest && !isTooSlow()) {
                T found = from.get(passed + 1);
                if (found != null) {
                    passed++;
                    missed = missedSince;
                    missedSince = 0;
                    return found;
                }
                miss();
            }
            return null;
        }

        /** The next message is no longer kept. */
        private void miss() {
            long until = switch (from.slow) {
                case DROP_OLDEST, CLOSE -> from.oldest - 1;
                case DROP_NEWEST -> from.newest;
                case SKIP_TO_LATEST -> from.newest - 1;
            };
            long some = until - passed;
            if (some > 0) {
                missedSince += some;
                missedInAll += some;
                passed = until;
            }
        }

        @Override
        long needs() {
            return passed + 1;
        }

        /** The number of messages that were missed right before the one that {@link #next} has returned. */
        public long missed() {
            return missed;
        }

        /** The number of messages that this subscriber has missed. */
        public long missedInAll() {
            return missedInAll;
        }

        /** Whether it must end, because it has missed a message and the policy is {@link Slow#CLOSE}. */
        public boolean isTooSlow() {
            return from.slow == Slow.CLOSE && passed + 1 < from.oldest;
        }

        /** Whether the broadcast was closed and every message was taken. */
        public boolean isOver() {
            return from.closed && passed >= from.newest;
        }

        /** Ends the subscription. Later calls do nothing. */
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                at.remove(this);
                from.left(at);
            }
        }
    }
}
