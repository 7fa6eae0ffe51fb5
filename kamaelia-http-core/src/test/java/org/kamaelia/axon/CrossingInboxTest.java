package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A box that crosses threads")
@Timeout(30)
class CrossingInboxTest {

    private static final BoxSpec<Object> FOUR = BoxSpec.of("Crossed", "inbox", "anything", 4);
    private static final BoxSpec<Integer> BYTES =
            BoxSpec.<Integer>of("CrossedBytes", "inbox", "bytes", 8, size -> size);

    private final TestScheduler scheduler = new TestScheduler();

    /** The owner of a box; it polls when the test says so. */
    private static final class Owner<T> extends Actor {
        private final CrossingInbox<T> inbox;
        private final CrossingOutbox<T> sender;

        Owner(BoxSpec<? super T> spec, int maxBytes) {
            inbox = new CrossingInbox<>(this, spec, maxBytes);
            sender = new CrossingOutbox<>(inbox);
        }

        List<T> takeAll() {
            List<T> all = new ArrayList<>();
            for (T message; (message = inbox.poll()) != null; ) {
                all.add(message);
            }
            return all;
        }

        BoxStatistics counted() {
            return java.util.Objects.requireNonNull(inbox.statistics);
        }
    }

    private Owner<Object> owner() {
        Owner<Object> owner = new Owner<>(FOUR, Integer.MAX_VALUE);
        scheduler.run(owner);
        return owner;
    }

    @Test
    @DisplayName("gives its owner messages in the order of sending, in a step that their arrival causes")
    void givesItsOwnerMessagesInOrderInAStep() {
        Owner<Object> owner = owner();
        assertThat(owner.sender.offer("a")).isTrue();
        assertThat(owner.sender.offer("b")).isTrue();
        scheduler.runUntilIdle();
        assertThat(owner.steps).isEqualTo(2);
        assertThat(owner.takeAll()).containsExactly("a", "b");
    }

    @Test
    @DisplayName("keeps messages that are sent before its owner is activated")
    void keepsMessagesSentBeforeItsOwnerIsActivated() {
        Owner<Object> owner = new Owner<>(FOUR, Integer.MAX_VALUE);
        owner.sender.offer("early");
        scheduler.run(owner);
        assertThat(owner.takeAll()).containsExactly("early");
    }

    @Test
    @DisplayName("may be made by a component that runs already, and is counted from then on")
    void mayBeMadeByARunningComponentAndIsCounted() {
        Actor actor = new Actor();
        scheduler.run(actor);
        CrossingInbox<Object> inbox = new CrossingInbox<>(actor, FOUR);
        new CrossingOutbox<>(inbox).offer("a");
        scheduler.runUntilIdle();
        assertThat(inbox.poll()).isEqualTo("a");
        assertThat(java.util.Objects.requireNonNull(inbox.statistics).capacity())
                .isEqualTo(4);
    }

    @Test
    @DisplayName("takes as many messages as it was declared for, seen by its owner or not; the sender keeps the rest")
    void takesAsManyMessagesAsDeclared() {
        Owner<Object> owner = owner();
        assertThat(offerAll(owner, 3)).isEqualTo(3);
        scheduler.runUntilIdle();
        assertThat(offerAll(owner, 3)).isEqualTo(1);
        scheduler.runUntilIdle();
        assertThat(owner.inbox.size()).isEqualTo(4);
        owner.inbox.poll();
        assertThat(offerAll(owner, 3)).isEqualTo(1);
    }

    private static int offerAll(Owner<Object> owner, int messages) {
        int taken = 0;
        while (taken < messages && owner.sender.offer(taken)) {
            taken++;
        }
        return taken;
    }

    @Test
    @DisplayName(
            "has room while fewer bytes than its bound are inside, so one that is larger than the bound passes alone")
    void hasRoomWhileFewerBytesThanItsBoundAreInside() {
        Owner<Integer> owner = new Owner<>(BYTES, 100);
        scheduler.run(owner);
        assertThat(owner.sender.offer(99)).isTrue();
        assertThat(owner.sender.offer(500)).isTrue();
        assertThat(owner.sender.offer(1)).isFalse();
        scheduler.runUntilIdle();
        assertThat(owner.inbox.bytes()).isEqualTo(599);
        assertThat(owner.takeAll()).containsExactly(99, 500);
        assertThat(owner.sender.offer(1_000)).isTrue();
        assertThat(owner.sender.offer(1)).isFalse();
    }

    @Test
    @DisplayName("gives back the room of a message by the size that it had when it was sent, used up in place or not")
    void givesBackTheRoomThatAMessageHadWhenSent() {
        Owner<Integer> owner = new Owner<>(BYTES, 100);
        scheduler.run(owner);
        for (int i = 0; i < 20; i++) {
            assertThat(owner.sender.offer(100)).isTrue();
            scheduler.runUntilIdle();
            owner.inbox.consumed(60);
            owner.inbox.poll();
        }
    }

    @Test
    @DisplayName("calls a sender that found no room back once, when there is room")
    void callsASenderBackOnceWhenThereIsRoom() {
        Owner<Object> owner = owner();
        AtomicInteger called = new AtomicInteger();
        CrossingOutbox<Object> sender = new CrossingOutbox<>(owner.inbox, called::incrementAndGet);
        offerAll(owner, 4);
        assertThat(sender.hasRoom()).isFalse();
        assertThat(sender.hasRoom()).isFalse();
        scheduler.runUntilIdle();
        assertThat(called).hasValue(0);
        owner.inbox.poll();
        owner.inbox.poll();
        assertThat(called).hasValue(1);
        assertThat(sender.hasRoom()).isTrue();
        assertThat(owner.counted().full()).isPositive();
    }

    @Test
    @DisplayName("calls a sender that found too many bytes back when half of them have left")
    void callsASenderBackWhenHalfOfTheBytesHaveLeft() {
        Owner<Integer> owner = new Owner<>(BYTES, 100);
        scheduler.run(owner);
        AtomicInteger called = new AtomicInteger();
        CrossingOutbox<Integer> sender = new CrossingOutbox<>(owner.inbox, called::incrementAndGet);
        for (int size : new int[] {40, 40, 40}) {
            sender.offer(size);
        }
        assertThat(sender.hasRoom()).isFalse();
        scheduler.runUntilIdle();
        owner.inbox.poll();
        assertThat(called).hasValue(0);
        owner.inbox.poll();
        assertThat(called).hasValue(1);
    }

    @Test
    @DisplayName("goes on when a sender fails in its callback")
    void goesOnWhenASenderFailsInItsCallback() {
        Owner<Object> owner = owner();
        AtomicInteger called = new AtomicInteger();
        CrossingOutbox<Object> bad = new CrossingOutbox<>(owner.inbox, () -> {
            throw new IllegalStateException("test");
        });
        CrossingOutbox<Object> good = new CrossingOutbox<>(owner.inbox, called::incrementAndGet);
        offerAll(owner, 4);
        assertThat(bad.hasRoom() || good.hasRoom()).isFalse();
        scheduler.runUntilIdle();
        try (LogCapture log = LogCapture.of(CrossingOutbox.class)) {
            assertThat(owner.takeAll()).hasSize(4);
            assertThat(log.thrown()).singleElement().isInstanceOf(IllegalStateException.class);
        }
        assertThat(called).hasValue(1);
    }

    @Test
    @DisplayName(
            "calls back a sender that waits for room when its owner ends: later messages of that sender are discarded")
    void callsAWaitingSenderBackWhenItsOwnerEnds() {
        Owner<Object> owner = owner();
        AtomicInteger called = new AtomicInteger();
        CrossingOutbox<Object> sender = new CrossingOutbox<>(owner.inbox, called::incrementAndGet);
        offerAll(owner, 4);
        assertThat(sender.hasRoom()).isFalse();
        Component.stop(owner);
        assertThat(called).hasValue(1);
        assertThat(sender.hasRoom()).isTrue();
        assertThat(sender.isWanted()).isFalse();
    }

    @Test
    @DisplayName("lets a thread wait for room")
    void letsAThreadWaitForRoom() throws Exception {
        Owner<Object> owner = owner();
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    owner.sender.send(i);
                }
                sent.complete(100);
            } catch (InterruptedException e) {
                sent.completeExceptionally(e);
            }
        });
        thread.start();
        List<Object> received = new ArrayList<>();
        await().pollInterval(java.time.Duration.ofMillis(1)).until(() -> {
            assertThat(owner.inbox.size()).isLessThanOrEqualTo(4);
            scheduler.runUntilIdle();
            received.addAll(owner.takeAll());
            return received.size() == 100;
        });
        assertThat(sent.get(10, TimeUnit.SECONDS)).isEqualTo(100);
        assertThat(received).startsWith(0, 1, 2).endsWith(98, 99);
    }

    @Test
    @DisplayName("throws at a thread that waits for room when its owner ends; the thread keeps its message")
    void throwsAtAWaitingThreadWhenItsOwnerEnds() throws Exception {
        Owner<Object> owner = owner();
        Held held = new Held();
        offerAll(owner, 4);
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                owner.sender.send(held);
                end.complete("sent");
            } catch (ShutdownException e) {
                end.complete("shutdown " + held.released);
            } catch (InterruptedException e) {
                end.complete("interrupted");
            }
        });
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        Component.stop(owner);
        assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("shutdown 0");
    }

    @Test
    @DisplayName("has ended when all of its senders have finished and everything has been polled")
    void hasEndedWhenAllSendersFinishedAndAllIsPolled() {
        Owner<Object> owner = owner();
        CrossingOutbox<Object> second = new CrossingOutbox<>(owner.inbox);
        second.offerLast("last of the second");
        scheduler.runUntilIdle();
        assertThat(owner.inbox.control()).isNull();
        owner.sender.offer("x");
        owner.sender.finish();
        owner.sender.finish();
        scheduler.runUntilIdle();
        assertThat(owner.inbox.ended()).isFalse();
        assertThat(owner.takeAll()).containsExactly("last of the second", "x");
        assertThat(owner.inbox.ended()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> owner.sender.offer("y"));
    }

    @Test
    @DisplayName("sends the last message and the end with one wake-up")
    void sendsLastMessageAndEndWithOneWakeUp() {
        Owner<Object> owner = owner();
        owner.sender.offerLast("x");
        scheduler.runUntilIdle();
        assertThat(owner.steps).isEqualTo(2);
        assertThat(owner.takeAll()).containsExactly("x");
        assertThat(owner.inbox.ended()).isTrue();
    }

    @Test
    @DisplayName(
            "is shut down by any of its senders: queued messages, and those that the other senders send, are released once")
    void isShutDownByAnyOfItsSenders() {
        Owner<Object> owner = owner();
        CrossingOutbox<Object> second = new CrossingOutbox<>(owner.inbox);
        Held seen = new Held();
        Held unseen = new Held();
        Held late = new Held();
        second.offer(seen);
        scheduler.runUntilIdle();
        second.offer(unseen);
        Shutdown reason = new Shutdown("test");
        owner.sender.shutdown(reason);
        scheduler.runUntilIdle();
        assertThat(owner.inbox.shutdown()).isSameAs(reason);
        assertThat(second.offer(late)).isTrue();
        assertThat(second.isWanted()).isFalse();
        assertThatExceptionOfType(ShutdownException.class)
                .isThrownBy(() -> second.send("x"))
                .withMessage("test");
        assertThat(List.of(seen.released, unseen.released, late.released)).containsOnly(1);
        assertThat(owner.takeAll()).isEmpty();
    }

    @Test
    @DisplayName("releases messages that its owner has not polled when it ends, and later ones; both are counted")
    void releasesAndCountsMessagesLeftWhenItsOwnerEnds() {
        Owner<Object> owner = owner();
        Held seen = new Held();
        Held unseen = new Held();
        Held late = new Held();
        BoxStatistics counted = owner.counted();
        final long sent = counted.sent();
        final long discarded = counted.discarded();
        owner.sender.offer(seen);
        scheduler.runUntilIdle();
        owner.sender.offer(unseen);
        Component.stop(owner);
        assertThat(owner.sender.offer(late)).isTrue();
        assertThat(List.of(seen.released, unseen.released, late.released)).containsOnly(1);
        assertThat(counted.sent() - sent).isEqualTo(3);
        assertThat(counted.discarded() - discarded).isEqualTo(3);
        assertThat(counted.depth()).isZero();
    }

    @Test
    @DisplayName("of an owner that is activated again takes nothing from senders of the time before")
    void takesNothingFromSendersBeforeItsOwnerWasRenewed() {
        class Again extends Actor {
            private final CrossingInbox<Object> inbox = new CrossingInbox<>(this, FOUR);

            void anew() {
                renew();
                scheduler.run(this);
            }
        }
        Again owner = new Again();
        scheduler.run(owner);
        CrossingOutbox<Object> old = new CrossingOutbox<>(owner.inbox);
        Component.stop(owner);
        owner.anew();
        Held late = new Held();
        CrossingOutbox<Object> current = new CrossingOutbox<>(owner.inbox);
        old.offer(late);
        old.finish();
        current.offer("x");
        scheduler.runUntilIdle();
        assertThat(late.released).isOne();
        assertThat(owner.inbox.poll()).isEqualTo("x");
        assertThat(owner.inbox.poll()).isNull();
        assertThat(owner.inbox.ended()).isFalse();
    }

    @Test
    @DisplayName("cannot be linked to an ordinary outbox, which would go around its bound")
    void cannotBeLinkedToAnOrdinaryOutbox() {
        Owner<Object> owner = owner();
        Sender<Object> sender = new Sender<>();
        assertThatIllegalStateException().isThrownBy(() -> sender.outbox.linkTo(owner.inbox));
        assertThat(sender.outbox.isLinked()).isFalse();
    }

    @Test
    @DisplayName("is counted and shown like every other box")
    void isCountedAndShownLikeEveryOtherBox() throws Exception {
        Owner<Object> owner = owner();
        owner.sender.offer("x");
        scheduler.runUntilIdle();
        assertThat(owner.counted().depth()).isPositive();
        CompletableFuture<Introspector.Snapshot> snapshot = Introspector.snapshot(List.of(scheduler));
        scheduler.runUntilIdle();
        Introspector.InboxState shown =
                snapshot.get(10, TimeUnit.SECONDS).components().get(0).inboxes().get(0);
        assertThat(shown.name()).isEqualTo("inbox");
        assertThat(shown.depth()).isOne();
        assertThat(shown.capacity()).isEqualTo(4);
    }
}
