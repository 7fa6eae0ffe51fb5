package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bound in bytes over several boxes")
class ByteBoundTest {

    private final TestScheduler scheduler = new TestScheduler();
    private final ByteBound bound = new ByteBound(100);
    private final Receiver<Integer> gate = Receiver.weighing(8);
    private final Receiver<Integer> inner = Receiver.weighing(8);
    private final Sender<Integer> sender = Sender.to(gate.inbox);
    private final Sender<Integer> middle = Sender.to(inner.inbox);

    ByteBoundTest() {
        gate.inbox.boundBy(bound, true);
        inner.inbox.boundBy(bound, false);
        scheduler.run(gate, inner, sender, middle);
    }

    /** The component between the boxes takes one message and sends it on. */
    private void moveOn() {
        for (int message : gate.take(1)) {
            middle.send(message);
        }
    }

    @Test
    @DisplayName("is at least 1 byte")
    void isAtLeastOneByte() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteBound(0));
        assertThat(new ByteBound(1).limit()).isOne();
    }

    @Test
    @DisplayName("has room while fewer bytes than the limit are inside, and refuses at the limit")
    void hasRoomBelowTheLimitAndRefusesAtTheLimit() {
        sender.send(60, 39);
        assertThat(bound.used()).isEqualTo(99);
        assertThat(sender.outbox.hasRoom()).isTrue();
        sender.send(1);
        assertThat(bound.used()).isEqualTo(100);
        assertThat(sender.outbox.hasRoom()).isFalse();
        assertThatExceptionOfType(NoSpaceInBox.class).isThrownBy(() -> sender.send(1));
    }

    @Test
    @DisplayName("counts a message once, in whichever of its boxes it lies")
    void countsAMessageOnceInWhicheverBoxItLies() {
        sender.send(60, 40);
        moveOn();
        assertThat(gate.inbox.bytes()).isEqualTo(40);
        assertThat(inner.inbox.bytes()).isEqualTo(60);
        assertThat(bound.used()).isEqualTo(100);
        assertThat(sender.outbox.hasRoom()).as("nothing has left").isFalse();
    }

    @Test
    @DisplayName("is kept by the box at the entrance alone: messages inside can always move on")
    void innerBoxesNeverRefuse() {
        sender.send(60, 60);
        assertThat(bound.hasRoom()).isFalse();
        assertThat(middle.outbox.hasRoom()).isTrue();
        moveOn();
        moveOn();
        assertThat(inner.inbox.bytes()).isEqualTo(120);
        assertThat(middle.outbox.hasRoom()).isTrue();
    }

    @Test
    @DisplayName("lets a message larger than the limit pass alone")
    void largeMessagePassesAlone() {
        sender.send(5_000);
        assertThat(bound.used()).isEqualTo(5_000);
        assertThat(sender.outbox.hasRoom()).isFalse();
        moveOn();
        inner.take(1);
        assertThat(bound.used()).isZero();
        assertThat(sender.outbox.hasRoom()).isTrue();
    }

    @Test
    @DisplayName("wakes waiting senders when at most half of the limit is left inside, not before")
    void wakesWaitingSendersWhenHalfTheLimitIsLeft() {
        sender.send(49, 1, 50);
        for (int i = 0; i < 3; i++) {
            moveOn();
        }
        assertThat(sender.outbox.hasRoom()).isFalse();
        int before = sender.steps;

        inner.take(1);
        scheduler.runUntilIdle();
        assertThat(bound.used()).isEqualTo(51);
        assertThat(sender.steps).isEqualTo(before);

        inner.take(1);
        scheduler.runUntilIdle();
        assertThat(bound.used()).isEqualTo(50);
        assertThat(sender.steps).isEqualTo(before + 1);

        inner.take(1);
        scheduler.runUntilIdle();
        assertThat(sender.steps).as("woken once").isEqualTo(before + 1);
    }

    @Test
    @DisplayName("wakes when a message is used up in place, too")
    void wakesWhenAMessageIsUsedUpInPlace() {
        sender.send(100);
        moveOn();
        assertThat(sender.outbox.hasRoom()).isFalse();
        int before = sender.steps;

        inner.inbox.consumed(49);
        scheduler.runUntilIdle();
        assertThat(sender.steps).isEqualTo(before);
        inner.inbox.consumed(1);
        scheduler.runUntilIdle();
        assertThat(sender.steps).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("counts bytes that are appended in place to a queued message")
    void countsWhatIsAppendedInPlace() {
        sender.send(99);
        sender.outbox.grown(1);
        assertThat(bound.used()).isEqualTo(100);
        assertThat(sender.outbox.hasRoom()).isFalse();
        gate.take(1);
        assertThat(bound.used()).isZero();
    }

    @Test
    @DisplayName("stops counting a message that a box discards, by shutdown or because its owner ended")
    void countsNoDiscardedMessage() {
        Sender<Integer> other = Sender.to(inner.inbox);
        scheduler.run(other);
        sender.send(30, 30);
        moveOn();
        middle.outbox.shutdown(new Shutdown("test"));
        assertThat(bound.used()).isEqualTo(30);
        other.send(500);
        assertThat(bound.used()).isEqualTo(30);
        Component.stop(gate);
        assertThat(bound.used()).isZero();
    }

    @Test
    @DisplayName("still limits the messages of each box")
    void limitsTheMessagesOfEachBoxAsWell() {
        for (int i = 0; i < 8; i++) {
            assertThat(sender.outbox.hasRoom()).isTrue();
            sender.send(1);
        }
        assertThat(bound.hasRoom()).isTrue();
        assertThat(sender.outbox.hasRoom()).isFalse();
        int before = sender.steps;
        gate.take(1);
        scheduler.runUntilIdle();
        assertThat(sender.steps).as("waits for a message to go, not for bytes").isEqualTo(before + 1);
    }

    @Test
    @DisplayName("has a waiting sender stepped when the entrance closes, though bytes stay inside")
    void stepsAWaitingSenderWhenTheEntranceCloses() {
        sender.send(100);
        moveOn();
        assertThat(sender.outbox.hasRoom()).isFalse();
        int before = sender.steps;

        Component.stop(gate);
        scheduler.runUntilIdle();

        assertThat(bound.used()).isEqualTo(100);
        assertThat(sender.steps).isEqualTo(before + 1);
        assertThat(sender.outbox.hasRoom()).isTrue();
    }

    @Test
    @DisplayName("has a waiting sender stepped when another sender shuts the entrance down, though bytes stay inside")
    void stepsAWaitingSenderWhenTheEntranceIsShutDown() {
        Sender<Integer> other = Sender.to(gate.inbox);
        scheduler.run(other);
        sender.send(100);
        moveOn();
        assertThat(sender.outbox.hasRoom()).isFalse();
        int before = sender.steps;

        other.outbox.shutdown(new Shutdown("test"));
        scheduler.runUntilIdle();

        assertThat(sender.steps).isEqualTo(before + 1);
        assertThat(sender.outbox.hasRoom()).as("what is sent now is discarded").isTrue();
    }

    @Test
    @DisplayName("forgets a waiting sender that is unlinked")
    void forgetsAWaitingSenderThatIsUnlinked() {
        sender.send(100);
        Sender<Integer> other = Sender.to(gate.inbox);
        Sender<Integer> third = Sender.to(gate.inbox);
        scheduler.run(other, third);
        for (Sender<Integer> one : java.util.List.of(sender, other, third)) {
            assertThat(one.outbox.hasRoom()).isFalse();
        }
        int before = other.steps;

        other.outbox.unlink();
        gate.take(1);
        scheduler.runUntilIdle();

        assertThat(other.steps).isEqualTo(before);
        assertThat(sender.steps).isEqualTo(2);
        assertThat(third.steps).isEqualTo(2);
    }

    @Test
    @DisplayName("can be asked by a component inside, which is stepped when bytes have left")
    void componentInsideMayAskAndIsSteppedWhenBytesLeave() {
        sender.send(60, 60);
        assertThat(bound.hasRoom(middle.outbox)).isFalse();
        int before = middle.steps;
        gate.takeAll();
        scheduler.runUntilIdle();
        assertThat(middle.steps).isEqualTo(before + 1);
        assertThat(bound.hasRoom(middle.outbox)).isTrue();
    }

    @Test
    @DisplayName("still has a sender that asked stepped when its own box has room again")
    void stepsASenderWhenItsOwnBoxHasRoomAgain() {
        Receiver<Integer> small = Receiver.weighing(2);
        small.inbox.boundBy(bound, false);
        Sender<Integer> between = Sender.to(small.inbox);
        scheduler.run(small, between);
        between.send(40, 60);
        assertThat(bound.hasRoom(between.outbox)).isFalse();
        small.take(1);
        between.send(0);
        sender.send(500);
        assertThat(between.outbox.hasRoom()).as("two messages").isFalse();
        int before = between.steps;

        small.takeAll();
        scheduler.runUntilIdle();

        assertThat(bound.used()).as("in the box at the entrance").isEqualTo(500);
        assertThat(between.steps).isEqualTo(before + 1);
    }
}
