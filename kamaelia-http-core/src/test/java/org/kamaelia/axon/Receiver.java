package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;

/** An actor with an inbox, which polls when the test says so. */
final class Receiver<T> extends Actor {
    final Inbox<T> inbox;
    final List<T> received = new ArrayList<>();

    Receiver(BoxSpec<? super T> spec) {
        inbox = new Inbox<>(this, spec);
    }

    /** A receiver of messages without a size. */
    static <T> Receiver<T> of(int capacity) {
        return new Receiver<>(BoxSpec.of("Receiver", "inbox", "anything", capacity));
    }

    /** A receiver of messages that are their own size in bytes. */
    static Receiver<Integer> weighing(int capacity) {
        return new Receiver<>(BoxSpec.<Integer>of("Weigher", "inbox", "bytes", capacity, size -> size));
    }

    /** Takes at most so many messages. */
    List<T> take(int messages) {
        List<T> taken = new ArrayList<>();
        for (T message; taken.size() < messages && (message = inbox.poll()) != null; ) {
            taken.add(message);
        }
        received.addAll(taken);
        return taken;
    }

    List<T> takeAll() {
        return take(Integer.MAX_VALUE);
    }

    /** From now on every step takes everything. */
    Receiver<T> greedy() {
        onStep = this::takeAll;
        return this;
    }
}
