package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.axon.Broadcast.Slow;

@DisplayName("A broadcast")
@Timeout(60)
class BroadcastTest {
    private final TestScheduler scheduler = new TestScheduler();

    /** Takes messages while it has room, and ends when it has to. */
    private static final class Listener extends Actor {
        private final Broadcast<Integer> from;
        private final List<Integer> taken = new ArrayList<>();
        private volatile int newest;
        private int room = Integer.MAX_VALUE;
        private boolean tooSlow;
        private Broadcast.@Nullable Subscription<Integer> subscription;

        Listener(Broadcast<Integer> from) {
            this.from = from;
            onStart = () -> subscription = from.subscribe(this, from.newest());
            onStopped = () -> subscription().cancel();
            onStep = this::listen;
        }

        Broadcast.Subscription<Integer> subscription() {
            return Objects.requireNonNull(subscription);
        }

        private void listen() {
            for (Integer next; room > 0 && (next = subscription().next()) != null; room--) {
                taken.add(next);
                newest = next;
            }
            tooSlow = subscription().isTooSlow();
            if (tooSlow || subscription().isOver()) {
                stop();
            }
        }
    }

    private Listener listener(Broadcast<Integer> from, int room) {
        Listener made = new Listener(from);
        made.room = room;
        scheduler.run(made);
        return made;
    }

    private void publish(Broadcast<Integer> to, int from, int until) {
        for (int i = from; i <= until; i++) {
            to.publish(i);
            scheduler.runUntilIdle();
        }
    }

    private void hasRoomFor(int messages, Listener listener) {
        listener.room = messages;
        listener.wake();
        scheduler.runUntilIdle();
    }

    @Test
    @DisplayName(
            "gives all subscribers the messages in the order in which they were published, from their subscription on")
    void order() {
        Broadcast<Integer> feed = Broadcast.of(4, Slow.DROP_OLDEST);
        Listener first = listener(feed, 100);
        publish(feed, 1, 3);
        Listener second = listener(feed, 100);
        publish(feed, 4, 6);
        assertThat(first.taken).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(second.taken).containsExactly(4, 5, 6);
        assertThat(feed.subscribers()).isEqualTo(2);
    }

    @Test
    @DisplayName("steps a subscriber without room for no message, and one that waits once for all messages of a turn")
    void stepsOnlyThoseThatWait() {
        Broadcast<Integer> feed = Broadcast.of(4, Slow.DROP_OLDEST);
        Listener full = listener(feed, 1);
        Listener waiting = listener(feed, 1_000);
        publish(feed, 1, 2);
        int fullBefore = full.steps;
        int waitingBefore = waiting.steps;
        for (int i = 3; i < 100; i++) {
            feed.publish(i);
            feed.publish(i);
            scheduler.runUntilIdle();
        }
        assertThat(full.steps).isEqualTo(fullBefore);
        assertThat(waiting.steps - waitingBefore).isEqualTo(97);
        assertThat(waiting.taken).hasSize(2 + 2 * 97);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "keeps what a subscriber without room has not taken: with every policy it misses nothing within the limit")
    void nothingIsMissedWithinTheLimit(Slow slow) {
        Broadcast<Integer> feed = Broadcast.of(4, slow);
        Listener listener = listener(feed, 1);
        publish(feed, 1, 5);
        hasRoomFor(100, listener);
        publish(feed, 6, 6);
        assertThat(listener.taken).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(listener.subscription().missedInAll()).isZero();
        assertThat(listener.isLive()).isTrue();
    }

    @Test
    @DisplayName("lets a subscriber that is too slow continue with the oldest message that is kept (DROP_OLDEST)")
    void dropOldest() {
        Broadcast<Integer> feed = Broadcast.of(4, Slow.DROP_OLDEST);
        Listener listener = listener(feed, 1);
        publish(feed, 1, 20);
        hasRoomFor(1, listener);
        assertThat(listener.taken).containsExactly(1, 17);
        assertThat(listener.subscription().missed()).isEqualTo(15);
        hasRoomFor(100, listener);
        assertThat(listener.taken).containsExactly(1, 17, 18, 19, 20);
    }

    @Test
    @DisplayName("lets a subscriber that is too slow continue with what comes after it has room (DROP_NEWEST)")
    void dropNewest() {
        Broadcast<Integer> feed = Broadcast.of(4, Slow.DROP_NEWEST);
        Listener listener = listener(feed, 1);
        publish(feed, 1, 20);
        hasRoomFor(100, listener);
        assertThat(listener.taken).containsExactly(1);
        publish(feed, 21, 22);
        assertThat(listener.taken).containsExactly(1, 21, 22);
        assertThat(listener.subscription().missedInAll()).isEqualTo(19);
    }

    @Test
    @DisplayName("lets a subscriber that is too slow continue with the latest message (SKIP_TO_LATEST)")
    void skipToLatest() {
        Broadcast<Integer> feed = Broadcast.of(4, Slow.SKIP_TO_LATEST);
        Listener listener = listener(feed, 1);
        publish(feed, 1, 20);
        hasRoomFor(100, listener);
        publish(feed, 21, 21);
        assertThat(listener.taken).containsExactly(1, 20, 21);
        assertThat(listener.subscription().missedInAll()).isEqualTo(18);
    }

    @Test
    @DisplayName("tells a subscriber that is too slow at once to end, although it has no room (CLOSE)")
    void close() {
        Broadcast<Integer> feed = Broadcast.of(4, Slow.CLOSE);
        Listener fast = listener(feed, 1_000);
        Listener slow = listener(feed, 1);
        Listener slower = listener(feed, 0);
        publish(feed, 1, 4);
        assertThat(slower.isLive()).isTrue();
        publish(feed, 5, 5);
        assertThat(slower.tooSlow).isTrue();
        assertThat(slow.isLive()).isTrue();
        publish(feed, 6, 6);
        assertThat(slow.tooSlow).isTrue();
        publish(feed, 7, 100);
        assertThat(fast.taken).hasSize(100);
        assertThat(feed.subscribers()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "ends its subscribers, once they have the messages before, when it is closed; nothing is published then")
    void closedBroadcast() {
        Broadcast<Integer> feed = Broadcast.of(4, Slow.DROP_OLDEST);
        Listener waiting = listener(feed, 100);
        Listener full = listener(feed, 0);
        feed.publish(1);
        feed.close();
        feed.publish(2);
        scheduler.runUntilIdle();
        assertThat(waiting.taken).containsExactly(1);
        assertThat(waiting.hasEnded()).isTrue();
        assertThat(full.isLive()).isTrue();
        hasRoomFor(1, full);
        assertThat(full.taken).containsExactly(1);
        assertThat(full.hasEnded()).isTrue();
        assertThat(feed.subscribers()).isZero();
    }

    @Test
    @DisplayName("keeps no more bytes than its limit, but always the latest message")
    void bytes() {
        Broadcast<Integer> feed = Broadcast.of(100, 50, weight -> weight, Slow.DROP_OLDEST);
        Listener listener = listener(feed, 0);
        publish(feed, 20, 22);
        hasRoomFor(2, listener);
        assertThat(listener.taken).containsExactly(21, 22);
        publish(feed, 1_000, 1_000);
        hasRoomFor(1, listener);
        assertThat(listener.taken).containsExactly(21, 22, 1_000);
    }

    @Test
    @DisplayName("loses no message and no wake-up between threads")
    void threads() {
        int messages = 200_000;
        Broadcast<Integer> feed = Broadcast.of(messages, Slow.CLOSE);
        try (LoopThread one = new LoopThread("one");
                LoopThread two = new LoopThread("two")) {
            List<Listener> all =
                    IntStream.range(0, 8).mapToObj(i -> new Listener(feed)).toList();
            one.run(all.subList(0, 4).toArray(Component[]::new));
            two.run(all.subList(4, 8).toArray(Component[]::new));
            eventually(() -> assertThat(feed.subscribers()).isEqualTo(8));
            for (int i = 1; i <= messages; i++) {
                feed.publish(i);
                if (i % 1_000 == 0) { // the loops fall asleep, so that a wake-up that is lost is noticed
                    int newest = i;
                    eventually(() -> assertThat(all).allMatch(listener -> listener.newest == newest));
                }
            }
            feed.close();
            eventually(() -> assertThat(feed.subscribers()).isZero());
            assertThat(one.failures).isEmpty();
            assertThat(two.failures).isEmpty();
            assertThat(all)
                    .allSatisfy(listener ->
                            assertThat(listener.taken).hasSize(messages).isSorted());
        }
    }
}
