package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A box")
class InboxTest {

    private final TestScheduler scheduler = new TestScheduler();

    private <T> Sender<T> link(Receiver<T> receiver) {
        Sender<T> sender = Sender.to(receiver.inbox);
        scheduler.run(receiver, sender);
        return sender;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 15, 16, 17, 64, 1000, 2000})
    @DisplayName("holds exactly as many messages as it declares, and gives them in the order in which they were sent")
    void holdsDeclaredNumberOfMessagesInOrder(int capacity) {
        Receiver<Integer> receiver = Receiver.of(capacity);
        Sender<Integer> sender = link(receiver);

        List<Integer> sent = new ArrayList<>();
        while (sender.outbox.hasRoom()) {
            sender.send(sent.size());
            sent.add(sent.size());
        }

        assertThat(sent).hasSize(capacity);
        assertThat(receiver.inbox.size()).isEqualTo(capacity);
        assertThat(receiver.takeAll()).isEqualTo(sent);
        assertThat(receiver.inbox.isEmpty()).isTrue();
        assertThat(sender.outbox.hasRoom(capacity)).isTrue();
        assertThat(sender.outbox.hasRoom(capacity + 1)).isFalse();
    }

    @Test
    @DisplayName("refuses a message when it is full, and its content stays unchanged")
    void refusesAMessageWhenFullAndKeepsItsContent() {
        Receiver<String> receiver = Receiver.of(2);
        Sender<String> sender = link(receiver);
        sender.send("a", "b");

        assertThatExceptionOfType(NoSpaceInBox.class)
                .isThrownBy(() -> sender.send("c"))
                .withMessageContaining("Receiver.inbox (2 of 2 messages")
                .withMessageContaining("hasRoom()");

        assertThat(receiver.takeAll()).containsExactly("a", "b");
        sender.send("c");
        assertThat(receiver.takeAll()).containsExactly("c");
    }

    @Test
    @DisplayName("cannot be declared without room for a message")
    void cannotBeDeclaredWithoutRoomForAMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoxSpec.of("Receiver", "inbox", "nothing", 0))
                .withMessageContaining("at least 1 message");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16, 33})
    @DisplayName(
            "keeps order and shows every place while it fills and drains beyond the first place and around its ring")
    void keepsOrderAndShowsEveryPlaceAroundItsRing(int capacity) {
        Receiver<Integer> receiver = Receiver.of(capacity);
        Sender<Integer> sender = link(receiver);
        Deque<Integer> model = new ArrayDeque<>();
        int next = 0;
        for (int round = 0; round < 200; round++) {
            int fill = 1 + round % capacity;
            while (model.size() < fill) {
                sender.send(next);
                model.add(next++);
            }
            assertPlaces(receiver.inbox, model);
            int keep = round * 7 % fill;
            while (model.size() > keep) {
                assertThat(receiver.inbox.peek()).isEqualTo(model.peek());
                assertThat(receiver.inbox.poll()).isEqualTo(model.poll());
            }
            assertPlaces(receiver.inbox, model);
        }
    }

    private static void assertPlaces(Inbox<Integer> inbox, Deque<Integer> model) {
        assertThat(inbox.size()).isEqualTo(model.size());
        int place = 0;
        for (Integer expected : model) {
            assertThat(inbox.peek(place++)).isEqualTo(expected);
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> inbox.peek(model.size()));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> inbox.peek(-1));
    }

    @Test
    @DisplayName("has its owner stepped when a message arrives, once for all that arrive before the step")
    void stepsItsOwnerOnceForAllMessagesBeforeTheStep() {
        Receiver<String> receiver = Receiver.<String>of(4).greedy();
        Sender<String> sender = link(receiver);
        int before = receiver.steps;

        sender.send("a", "b", "c");
        scheduler.runUntilIdle();

        assertThat(receiver.steps).isEqualTo(before + 1);
        assertThat(receiver.received).containsExactly("a", "b", "c");
    }

    @Test
    @DisplayName("has a sender that found no room stepped when there is room, and not one that did not ask")
    void stepsASenderThatAskedWhenThereIsRoom() {
        Receiver<String> receiver = Receiver.of(1);
        Sender<String> sender = link(receiver);
        Sender<String> other = Sender.to(receiver.inbox);
        scheduler.run(other);
        sender.send("a");
        assertThat(sender.outbox.hasRoom()).isFalse();
        int before = sender.steps;
        int beforeOther = other.steps;

        receiver.take(1);
        scheduler.runUntilIdle();
        assertThat(sender.steps).isEqualTo(before + 1);
        assertThat(other.steps).isEqualTo(beforeOther);

        sender.send("b");
        receiver.take(1);
        scheduler.runUntilIdle();
        assertThat(sender.steps).as("it did not ask this time").isEqualTo(before + 1);
    }

    @Test
    @DisplayName("remembers the most messages that it ever held")
    void remembersTheMostMessagesItEverHeld() {
        Receiver<Integer> receiver = Receiver.of(8);
        Sender<Integer> sender = link(receiver);
        sender.send(1, 2, 3, 4, 5);
        receiver.takeAll();
        sender.send(6);

        assertThat(receiver.inbox.highWater()).isEqualTo(5);
    }

    @Test
    @DisplayName("counts bytes as weighed when sent, less bytes used up in place, plus bytes appended in place")
    void countsBytesAsWeighedUsedUpAndAppended() {
        Receiver<Integer> receiver = Receiver.weighing(4);
        Sender<Integer> sender = link(receiver);
        BoxStatistics counted = counted(receiver.inbox);
        sender.send(100);
        sender.outbox.grown(11);
        sender.send(1000);
        sender.outbox.grown(22);
        sender.send(10_000);
        sender.outbox.grown(33);
        assertThat(receiver.inbox.bytes()).isEqualTo(11_166);
        assertThat(counted.bytes()).isEqualTo(11_166);

        receiver.inbox.consumed(60);
        assertThat(receiver.inbox.bytes()).isEqualTo(11_106);
        receiver.take(1);
        assertThat(receiver.inbox.bytes()).isEqualTo(11_055);
        receiver.inbox.consumed(1022);
        receiver.take(1);
        assertThat(receiver.inbox.bytes()).isEqualTo(10_033);
        receiver.take(1);
        assertThat(receiver.inbox.bytes()).isZero();
        assertThat(counted.bytes()).isZero();
    }

    @Test
    @DisplayName("knows its newest message, to which the sender may append while it is queued")
    void letsASenderAppendToItsNewestMessage() {
        Receiver<String> receiver = Receiver.of(4);
        Sender<String> sender = link(receiver);
        assertThat(sender.outbox.isNewest("a")).isFalse();
        sender.send("a");
        assertThat(sender.outbox.isNewest("a")).isTrue();
        sender.send("b");
        assertThat(sender.outbox.isNewest("a")).isFalse();
        assertThat(sender.outbox.isNewest("b")).isTrue();
        receiver.takeAll();
        assertThat(sender.outbox.isNewest("b")).isFalse();
    }

    @Test
    @DisplayName("discards, counts and releases queued messages when its owner ends")
    void releasesQueuedMessagesWhenItsOwnerEnds() {
        Receiver<Held> receiver = Receiver.of(4);
        Sender<Held> sender = link(receiver);
        BoxStatistics counted = counted(receiver.inbox);
        Held taken = new Held();
        Held first = new Held();
        Held second = new Held();
        long sent = counted.sent();
        long discarded = counted.discarded();
        sender.send(taken, first, second);
        receiver.take(1);

        Component.stop(receiver);

        assertThat(taken.released).isZero();
        assertThat(first.released).isOne();
        assertThat(second.released).isOne();
        assertThat(counted.sent() - sent).isEqualTo(3);
        assertThat(counted.discarded() - discarded).isEqualTo(2);
        assertThat(counted.depth()).isZero();
    }

    @Test
    @DisplayName("of a component that has ended takes everything, and discards, counts and releases it")
    void takesAndReleasesEverythingAfterItsOwnerEnded() {
        Receiver<Held> receiver = Receiver.of(1);
        Sender<Held> sender = link(receiver);
        BoxStatistics counted = counted(receiver.inbox);
        Component.stop(receiver);
        long sent = counted.sent();
        long discarded = counted.discarded();

        for (int i = 0; i < 10; i++) {
            scheduler.runUntilIdle();
            assertThat(sender.outbox.hasRoom() || sender.outbox.hasRoom()).isTrue();
            Held held = new Held();
            sender.send(held);
            assertThat(held.released).isOne();
        }

        assertThat(receiver.inbox.isEmpty()).isTrue();
        assertThat(counted.sent() - sent).isEqualTo(10);
        assertThat(counted.discarded() - discarded).isEqualTo(10);
        assertThat(counted.depth()).isZero();
    }

    @Test
    @DisplayName("has senders that wait for room stepped when its owner ends: they can send, and it is discarded")
    void stepsWaitingSendersWhenItsOwnerEnds() {
        Receiver<String> receiver = Receiver.of(1);
        Sender<String> sender = link(receiver);
        sender.send("a");
        assertThat(sender.outbox.hasRoom()).isFalse();
        int before = sender.steps;

        Component.stop(receiver);
        scheduler.runUntilIdle();

        assertThat(sender.steps).isEqualTo(before + 1);
        assertThat(sender.outbox.hasRoom()).isTrue();
    }

    @Test
    @DisplayName("that discards has room for one box a step: a sender without end cannot keep the thread for itself")
    void discardsOnlyOneBoxOfMessagesAStep() {
        Receiver<Integer> receiver = Receiver.of(4);
        Sender<Integer> sender = link(receiver);
        int[] sent = {0};
        sender.onStep = () -> {
            int now = 0;
            while (sender.outbox.hasRoom()) {
                sender.send(sent[0]++);
                if (++now > 1_000_000) {
                    throw new IllegalStateException("the step does not end");
                }
            }
        };
        Actor other = new Actor();
        other.onStep = other::again;
        scheduler.activate(other);
        Component.stop(receiver);
        sender.ready();

        scheduler.turn();

        assertThat(scheduler.failures).isEmpty();
        assertThat(sender.steps).as("it goes on").isGreaterThan(2);
        assertThat(other.steps).as("and so do others").isGreaterThan(2);
        assertThat(InboxTest.counted(receiver.inbox).discarded()).isEqualTo(sent[0]);
        Component.stop(other);
        sender.onStep = () -> {};
    }

    @Test
    @DisplayName("is emptied, and its owner ends in order, even when giving back a message fails")
    void isEmptiedEvenWhenGivingBackAMessageFails() {
        Receiver<Releasable> receiver = Receiver.of(4);
        Sender<Releasable> sender = link(receiver);
        Held behind = new Held();
        IllegalStateException failure = new IllegalStateException("twice");
        sender.send(
                () -> {
                    throw failure;
                },
                behind);

        Component.stop(receiver);

        assertThat(behind.released).isOne();
        assertThat(receiver.stops).hasSize(1);
        assertThat(scheduler.failures).containsExactly(failure);
    }

    @Test
    @DisplayName("shows each message to its owner as it enters, but none that is discarded")
    void showsAcceptedMessagesToItsOwnerButNoDiscardedOnes() {
        List<String> seen = new ArrayList<>();
        Actor owner = new Actor();
        Inbox<String> inbox = new Inbox<>(owner, BoxSpec.of("Watcher", "inbox", "anything", 4)) {
            @Override
            protected void accepted(String message) {
                seen.add(message + size());
            }
        };
        Sender<String> sender = Sender.to(inbox);
        scheduler.run(owner, sender);
        sender.send("a", "b");
        Component.stop(owner);
        sender.send("c");

        assertThat(seen).containsExactly("a1", "b2");
    }

    @Test
    @DisplayName("holds one message before its owner is activated, which is counted from then on")
    void holdsOneMessageBeforeItsOwnerIsActivated() {
        Receiver<Integer> receiver = Receiver.weighing(4);
        Sender<Integer> sender = Sender.to(receiver.inbox);
        scheduler.run(sender);
        sender.send(70);
        assertThat(sender.outbox.hasRoom()).isFalse();

        scheduler.run(receiver);
        BoxStatistics counted = counted(receiver.inbox);
        assertThat(counted.depth()).isOne();
        assertThat(counted.bytes()).isEqualTo(70);
        assertThat(sender.outbox.hasRoom()).isTrue();

        assertThat(receiver.takeAll()).containsExactly(70);
        assertThat(counted.depth()).isZero();
        assertThat(counted.bytes()).isZero();
        assertThat(counted.sent()).isOne();
    }

    @Test
    @DisplayName("has a sender that found no room before the activation stepped when there is")
    void stepsAWaitingSenderWhenActivationMakesRoom() {
        Receiver<Integer> receiver = Receiver.of(4);
        Sender<Integer> sender = Sender.to(receiver.inbox);
        scheduler.run(sender);
        sender.send(1);
        assertThat(sender.outbox.hasRoom()).isFalse();
        int before = sender.steps;

        receiver.greedy();
        scheduler.run(receiver);

        assertThat(sender.steps).isEqualTo(before + 1);
    }

    static BoxStatistics counted(Inbox<?> inbox) {
        BoxStatistics statistics = inbox.statistics;
        assertThat(statistics).isNotNull();
        return java.util.Objects.requireNonNull(statistics);
    }
}
