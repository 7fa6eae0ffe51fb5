package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The control word of a box")
class SignalTest {

    private final TestScheduler scheduler = new TestScheduler();
    private final Receiver<String> receiver = Receiver.of(4);
    private Sender<String> sender = new Sender<>();

    @BeforeEach
    void link() {
        scheduler.run(receiver);
        sender = next();
    }

    private Sender<String> next() {
        Sender<String> made = Sender.to(receiver.inbox);
        scheduler.run(made);
        return made;
    }

    @Test
    @DisplayName("says ProducerFinished while messages are queued; the flow has ended once all have been polled")
    void finishedArrivesBehindQueuedMessages() {
        sender.send("a", "b");
        sender.outbox.finish();

        assertThat(receiver.inbox.control()).isSameAs(ProducerFinished.INSTANCE);
        assertThat(receiver.inbox.ended()).isFalse();
        receiver.take(1);
        assertThat(receiver.inbox.ended()).isFalse();
        receiver.take(1);
        assertThat(receiver.inbox.ended()).isTrue();
        assertThat(receiver.inbox.shutdown()).isNull();
    }

    @Test
    @DisplayName("wakes the receiver, once for all that is said before its step")
    void wakesTheReceiverOnceBeforeItsStep() {
        int before = receiver.steps;
        sender.outbox.finish();
        sender.outbox.shutdown(new Shutdown("one"));
        sender.outbox.shutdown(new Shutdown("two"));
        scheduler.runUntilIdle();

        assertThat(receiver.steps).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("needs no room: it arrives in a full box")
    void needsNoRoomInAFullBox() {
        sender.send("a", "b", "c", "d");
        assertThat(sender.outbox.hasRoom()).isFalse();
        sender.outbox.finish();
        assertThat(receiver.takeAll()).hasSize(4);
        assertThat(receiver.inbox.ended()).isTrue();
    }

    @Test
    @DisplayName("becomes Shutdown after ProducerFinished, and queued messages are discarded; the first Shutdown stays")
    void shutdownReplacesFinishedAndDiscardsTheQueue() {
        sender.send("a");
        sender.outbox.finish();
        Shutdown first = new Shutdown("first", new IllegalStateException());
        sender.outbox.shutdown(first);
        sender.outbox.shutdown(new Shutdown("second"));

        assertThat(receiver.inbox.shutdown()).isSameAs(first);
        assertThat(receiver.inbox.isEmpty()).isTrue();
        assertThat(receiver.inbox.ended()).as("a truncated flow has not ended").isFalse();
    }

    @Test
    @DisplayName("never goes back from Shutdown to ProducerFinished")
    void shutdownNeverGoesBackToFinished() {
        Sender<String> other = next();
        Shutdown shutdown = new Shutdown("test");
        other.outbox.shutdown(shutdown);
        sender.outbox.finish();
        other.outbox.finish();

        assertThat(receiver.inbox.control()).isSameAs(shutdown);
    }

    @Test
    @DisplayName("ends the sending: a message after it is a mistake")
    void endsTheSending() {
        sender.outbox.finish();
        assertThat(sender.outbox.isFinished()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> sender.send("a")).withMessageContaining("has finished");
        assertThat(receiver.inbox.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("is Shutdown when the sender ends without having finished, with the exception if there was one")
    void isShutdownWhenTheSenderEndsWithoutFinish() {
        sender.send("a");
        Component.stop(sender);
        Shutdown shutdown = receiver.inbox.shutdown();
        assertThat(shutdown).isNotNull();
        assertThat(shutdown.reason()).isEqualTo("Sender ended before it had finished");
        assertThat(shutdown.cause()).isNull();
        assertThat(receiver.inbox.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("is Shutdown with the exception when the sender fails")
    void isShutdownWithTheExceptionWhenTheSenderFails() {
        RuntimeException failure = new RuntimeException("test");
        sender.onStep = () -> {
            throw failure;
        };
        sender.wake();
        scheduler.runUntilIdle();
        Shutdown shutdown = receiver.inbox.shutdown();
        assertThat(shutdown).isNotNull();
        assertThat(shutdown.reason()).isEqualTo("Sender failed");
        assertThat(shutdown.cause()).isSameAs(failure);
        assertThat(shutdown).hasToString("Shutdown(Sender failed)");
    }

    @Test
    @DisplayName("stays ProducerFinished when the sender ends, or fails, after it has finished")
    void staysFinishedWhenTheSenderEndsOrFailsLater() {
        sender.send("a");
        sender.onStep = () -> {
            sender.outbox.finish();
            throw new IllegalStateException("late");
        };
        sender.wake();
        scheduler.runUntilIdle();

        assertThat(sender.hasEnded()).isTrue();
        assertThat(receiver.takeAll()).containsExactly("a");
        assertThat(receiver.inbox.ended()).isTrue();
    }

    @Test
    @DisplayName("can be forgotten for the next flow, together with the queued messages")
    void canBeForgottenForTheNextFlow() {
        sender.send("a");
        sender.outbox.finish();
        sender.outbox.unlink();
        receiver.inbox.nextFlow();
        assertThat(receiver.inbox.control()).isNull();
        assertThat(receiver.inbox.isEmpty()).isTrue();

        Sender<String> second = next();
        second.send("b");
        assertThat(receiver.takeAll()).containsExactly("b");
        assertThat(receiver.inbox.ended()).isFalse();
        second.outbox.finish();
        assertThat(receiver.inbox.ended()).isTrue();
    }

    @Test
    @DisplayName("of the next flow is right, however many flows ended before and in whatever way")
    void isRightHoweverEarlierFlowsEnded() {
        for (int i = 0; i < 30; i++) {
            Sender<String> one = next();
            switch (i % 5) {
                case 0 -> one.outbox.shutdown(new Shutdown("test"));
                case 1 -> {
                    one.outbox.finish();
                    one.outbox.shutdown(new Shutdown("test"));
                }
                case 2 -> Component.stop(one);
                case 3 -> {
                    Component.stop(one);
                    one.outbox.finish();
                }
                default -> {
                    Sender<String> other = next();
                    other.outbox.shutdown(new Shutdown("test"));
                    one.outbox.finish();
                    other.outbox.unlink();
                }
            }
            one.outbox.unlink();
            sender.outbox.unlink();
            receiver.inbox.nextFlow();

            sender = next();
            sender.send("message");
            assertThat(receiver.takeAll()).containsExactly("message");
            assertThat(receiver.inbox.ended())
                    .as("before the end of flow %d", i)
                    .isFalse();
            sender.outbox.finish();
            assertThat(receiver.inbox.ended()).as("at the end of flow %d", i).isTrue();
            sender.outbox.unlink();
            receiver.inbox.nextFlow();
        }
    }
}
