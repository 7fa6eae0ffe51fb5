package org.kamaelia.axon;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages from any thread to many subscribers, which are components on any scheduler.
 *
 * <pre>
 *   publish(), any thread --> the latest messages, kept once --> Subscription.next() --> the outbox of a subscriber
 *                                    \--wake()------------------> the component of each subscriber
 * </pre>
 *
 * <p>The latest messages are kept once for all subscribers, within a limit of messages and of bytes. Each subscriber only
 * remembers how far it has got. It takes the next message when the box to its client has room. So a slow subscriber costs
 * no memory beside that box, and delays nobody. What a slow subscriber misses is decided by {@link Slow}.
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
    private final Set<Subscription<T>> subscriptions = ConcurrentHashMap.newKeySet();
    private long bytes; // of what is kept; guarded by the lock of the publishers
    private volatile long oldest = 1;
    private volatile long newest;
    private volatile boolean closed;

    private record Kept<T>(long number, T message, int weight) {}

    /** What happens to a subscriber whose client takes messages more slowly than they are published. */
    public enum Slow {
        /** It continues with the oldest message that is kept. */
        DROP_OLDEST,
        /** It misses what was published while its box was full, and continues with the next message after that. */
        DROP_NEWEST,
        /** It continues with the latest message once its box has room again. */
        SKIP_TO_LATEST,
        /** It is told to end when a message that it has not taken is no longer kept. */
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
        for (Subscription<T> one : subscriptions) {
            one.published();
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
        return subscriptions.size();
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Ends the broadcast: subscribers get the messages that were published before, and then end. */
    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(one -> one.subscriber.wake());
    }

    /**
     * Subscribes a component, which is woken for each message. It must {@linkplain Subscription#cancel cancel} the
     * subscription when it ends. Call it in a step of the component.
     *
     * @param after the number of the last message that the subscriber does not want; {@link #newest} for new ones only
     */
    public Subscription<T> subscribe(Component subscriber, long after) {
        Subscription<T> made = new Subscription<>(this, subscriber, after);
        subscriptions.add(made);
        subscriber.wake(); // for what was published, or closed, in the meantime
        return made;
    }

    /**
     * How far one subscriber has got. Used in the steps of its component only:
     *
     * <pre>{@code
     * for (T next; subscription.wants(outbox.hasRoom()) && (next = subscription.next()) != null; ) outbox.send(next);
     * if (subscription.isTooSlow() || subscription.isOver()) finish();
     * }</pre>
     *
     * @param <T> the type of the messages
     */
    public static final class Subscription<T> {
        private final Broadcast<T> from;
        private final Component subscriber;
        private volatile long passed; // the number of the last message that was taken or missed
        private volatile boolean stalled; // there was no room
        private long missedSince; // since the last message that was taken
        private long missed;
        private long missedInAll;

        private Subscription(Broadcast<T> from, Component subscriber, long after) {
            this.from = from;
            this.subscriber = subscriber;
            this.passed = after;
        }

        /** A stalled subscriber is stepped when there is room; until then only the policy CLOSE is in a hurry. */
        private void published() {
            if (!stalled || from.slow == Slow.CLOSE && isTooSlow()) {
                subscriber.wake();
            }
        }

        /**
         * Notes whether there is room for a message.
         *
         * @return {@code room}
         */
        public boolean wants(boolean room) {
            if (stalled == room) {
                stalled = !room;
                if (room) {
                    returned();
                }
            }
            return room;
        }

        /** There is room again after there was none. */
        private void returned() {
            long latest = from.newest;
            if (from.slow == Slow.DROP_NEWEST) {
                pass(latest);
            } else if (from.slow == Slow.SKIP_TO_LATEST) {
                pass(latest - 1);
            }
        }

        private void pass(long until) {
            long behind = until - passed;
            if (behind > 0) {
                missedSince += behind;
                missedInAll += behind;
                passed = until;
            }
        }

        /** Takes the next message; null if there is none yet, or the subscriber {@linkplain #isTooSlow is too slow}. */
        public @Nullable T next() {
            while (passed < from.newest && !isTooSlow()) {
                T found = from.get(passed + 1);
                if (found != null) {
                    passed = passed + 1;
                    missed = missedSince;
                    missedSince = 0;
                    return found;
                }
                pass(from.slow == Slow.SKIP_TO_LATEST ? from.newest - 1 : from.oldest - 1);
            }
            return null;
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

        /** Ends the subscription. */
        public void cancel() {
            from.subscriptions.remove(this);
        }
    }
}
