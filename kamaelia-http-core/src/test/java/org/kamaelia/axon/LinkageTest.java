package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A linkage")
class LinkageTest {

    private final TestScheduler scheduler = new TestScheduler();
    private final Receiver<String> receiver = Receiver.of(2);

    private Sender<String> sender() {
        Sender<String> sender = Sender.to(receiver.inbox);
        scheduler.run(sender);
        return sender;
    }

    @Test
    @DisplayName(
            "from one box to two is refused with a sentence that says what to do instead, and the first linkage stays")
    void fromOneBoxToTwoIsRefused() {
        Sender<String> sender = sender();
        Receiver<String> second = Receiver.of(2);

        assertThatIllegalStateException()
                .isThrownBy(() -> sender.outbox.linkTo(second.inbox))
                .withMessageContaining("is linked to Receiver.inbox")
                .withMessageContaining("copies each message");
        assertThatIllegalStateException().isThrownBy(() -> sender.outbox.linkTo(receiver.inbox));

        assertThat(sender.outbox.target()).isSameAs(receiver.inbox);
    }

    @Test
    @DisplayName("is needed to send; without it there is no room")
    void isNeededToSend() {
        Sender<String> sender = new Sender<>();
        scheduler.run(sender);

        assertThat(sender.outbox.isLinked()).isFalse();
        assertThat(sender.outbox.hasRoom()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> sender.send("a")).withMessageContaining("not linked");
        sender.outbox.finish();
        sender.outbox.shutdown(new Shutdown("test"));
        sender.outbox.unlink();
        assertThat(sender.outbox.isFinished()).isFalse();
    }

    @Test
    @DisplayName("made after its sender looked for room has the sender stepped")
    void madeLaterStepsTheWaitingSender() {
        Sender<String> sender = new Sender<>();
        sender.onStep = () -> {
            if (sender.outbox.hasRoom()) {
                sender.send("a");
            }
        };
        scheduler.run(receiver, sender);

        sender.outbox.linkTo(receiver.inbox);
        scheduler.runUntilIdle();

        assertThat(receiver.takeAll()).containsExactly("a");
    }

    @Test
    @DisplayName("that is undone leaves the queued messages, and can be made again to another box")
    void canBeUndoneAndMadeAgainToAnotherBox() {
        Receiver<String> second = Receiver.of(2);
        scheduler.run(receiver, second);
        Sender<String> sender = sender();
        sender.send("a");
        sender.outbox.unlink();
        sender.outbox.unlink();

        assertThat(sender.outbox.isLinked()).isFalse();
        assertThat(sender.outbox.target()).isNull();
        sender.outbox.linkTo(second.inbox);
        sender.send("b");

        assertThat(receiver.takeAll()).containsExactly("a");
        assertThat(second.takeAll()).containsExactly("b");
        assertThat(receiver.inbox.control()).isNull();
    }

    @Test
    @DisplayName("that is undone forgets its sender, wherever it stands among those that wait")
    void undoneForgetsItsWaitingSender() {
        scheduler.run(receiver);
        List<Sender<String>> senders = List.of(sender(), sender(), sender(), sender());
        senders.get(0).send("a", "b");
        for (int gone = 0; gone < senders.size(); gone++) {
            senders.forEach(one -> assertThat(one.outbox.hasRoom()).isFalse());
            List<Integer> before = steps(senders);

            senders.get(gone).outbox.unlink();
            receiver.take(1);
            scheduler.runUntilIdle();

            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < senders.size(); i++) {
                expected.add(before.get(i) + (i == gone ? 0 : 1));
            }
            assertThat(steps(senders)).isEqualTo(expected);
            senders.get(gone).outbox.linkTo(receiver.inbox);
            scheduler.runUntilIdle();
            senders.get(gone).send("c");
        }
    }

    private static List<Integer> steps(List<Sender<String>> senders) {
        return senders.stream().map(one -> one.steps).toList();
    }

    @Test
    @DisplayName("to another box waits for room there, not for room in the box before")
    void toAnotherBoxWaitsForRoomThere() {
        Receiver<String> second = Receiver.of(1);
        scheduler.run(receiver, second);
        Sender<String> sender = sender();
        sender.send("a", "b");
        assertThat(sender.outbox.hasRoom()).isFalse();
        sender.outbox.unlink();
        sender.outbox.linkTo(second.inbox);
        sender.send("c");
        assertThat(sender.outbox.hasRoom()).isFalse();
        scheduler.runUntilIdle();
        int before = sender.steps;

        receiver.takeAll();
        scheduler.runUntilIdle();
        assertThat(sender.steps).isEqualTo(before);
        second.takeAll();
        scheduler.runUntilIdle();
        assertThat(sender.steps).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "5, 1", "5, 2", "7, 3", "16, 5"})
    @DisplayName("of many to one lets all senders take turns: none of them waits for ever")
    void ofManyToOneLetsAllSendersTakeTurns(int senders, int capacity) {
        Receiver<Integer> one = Receiver.of(capacity);
        int[] sent = new int[senders];
        for (int i = 0; i < senders; i++) {
            int number = i;
            Sender<Integer> sender = Sender.to(one.inbox);
            sender.onStep = () -> {
                while (sender.outbox.hasRoom()) {
                    sender.send(number);
                    sent[number]++;
                }
            };
            scheduler.activate(sender);
        }
        scheduler.run(one);
        int rounds = 100 * senders;
        for (int i = 0; i < rounds; i++) {
            one.takeAll();
            scheduler.runUntilIdle();
        }

        int fairShare = rounds * capacity / senders;
        for (int share : sent) {
            assertThat(share).as("of %s", java.util.Arrays.toString(sent)).isBetween(fairShare / 2, fairShare * 2);
        }
    }

    @Test
    @DisplayName("of many to one ends when every sender has finished or left, and the last of them finished")
    void ofManyToOneEndsWithItsLastSender() {
        scheduler.run(receiver);
        Sender<String> first = sender();
        Sender<String> second = sender();
        Sender<String> third = sender();

        first.outbox.finish();
        first.outbox.finish();
        assertThat(receiver.inbox.control()).isNull();
        second.outbox.finish();
        assertThat(receiver.inbox.ended()).isFalse();
        int before = receiver.steps;
        third.outbox.unlink();
        scheduler.runUntilIdle();

        assertThat(receiver.inbox.ended()).isTrue();
        assertThat(receiver.steps).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("of many to one goes on when one that had finished leaves")
    void ofManyToOneGoesOnWhenAFinishedSenderLeaves() {
        scheduler.run(receiver);
        Sender<String> first = sender();
        Sender<String> second = sender();
        first.outbox.finish();
        first.outbox.unlink();
        assertThat(receiver.inbox.ended()).isFalse();
        second.send("a");
        second.outbox.finish();
        assertThat(receiver.takeAll()).containsExactly("a");
        assertThat(receiver.inbox.ended()).isTrue();
    }

    @Test
    @DisplayName("of many to one does not end by senders that leave without ProducerFinished")
    void ofManyToOneDoesNotEndBySendersThatLeave() {
        scheduler.run(receiver);
        Sender<String> first = sender();
        Sender<String> second = sender();
        first.outbox.unlink();
        second.outbox.unlink();

        assertThat(receiver.inbox.control()).isNull();
    }

    @Test
    @DisplayName("of many to one is shut down at once by one of its senders, and queued messages are discarded")
    void ofManyToOneIsShutDownAtOnceByOneSender() {
        scheduler.run(receiver);
        Sender<String> first = sender();
        Sender<String> second = sender();
        first.send("a");
        Shutdown shutdown = new Shutdown("test");
        second.outbox.shutdown(shutdown);

        assertThat(receiver.inbox.shutdown()).isSameAs(shutdown);
        assertThat(receiver.inbox.isEmpty()).isTrue();
        first.send("b");
        assertThat(receiver.inbox.isEmpty()).isTrue();
        first.outbox.finish();
        assertThat(receiver.inbox.ended()).isFalse();
    }
}
