package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A component that is renewed")
class RenewedComponentTest {

    private final TestScheduler scheduler = new TestScheduler();

    @Test
    @DisplayName("must have ended before")
    void mustHaveEndedBefore() {
        Actor actor = new Actor();
        scheduler.run(actor);
        assertThatIllegalStateException().isThrownBy(actor::renew).withMessageContaining("still running");
    }

    @Test
    @DisplayName("lives again: is started, stepped and stopped once more, with empty boxes and no timer")
    void livesAgainWithEmptyBoxesAndNoTimer() {
        Receiver<String> receiver = Receiver.of(2);
        Sender<String> first = Sender.to(receiver.inbox);
        scheduler.run(receiver, first);
        first.send("a");
        first.outbox.finish();
        receiver.stepAfter(Duration.ofSeconds(1));
        first.outbox.unlink();
        Component.stop(receiver);

        receiver.renew();
        Sender<String> second = Sender.to(receiver.inbox);
        scheduler.run(second, receiver);
        assertThat(receiver.inbox.isEmpty()).isTrue();
        assertThat(receiver.inbox.control()).isNull();
        assertThat(receiver.starts).isEqualTo(2);
        int before = receiver.steps;
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(receiver.steps).isEqualTo(before);

        second.send("b");
        second.outbox.finish();
        assertThat(receiver.takeAll()).containsExactly("b");
        assertThat(receiver.inbox.ended()).isTrue();
        Component.stop(receiver);
        assertThat(receiver.stops).hasSize(2);
    }

    @Test
    @DisplayName("may live on another scheduler the next time, with its timer and its boxes counted there")
    void mayLiveOnAnotherSchedulerTheNextTime() {
        TestScheduler other = new TestScheduler();
        Receiver<String> receiver = Receiver.of(2);
        scheduler.run(receiver);
        receiver.stepAfter(Duration.ofSeconds(5));
        Component.stop(receiver);
        receiver.stepAfter(Duration.ofSeconds(5));

        receiver.renew();
        other.run(receiver);
        assertThat(receiver.scheduler()).isSameAs(other);
        receiver.stepAfter(Duration.ofSeconds(1));
        int before = receiver.steps;
        scheduler.pass(Duration.ofSeconds(60));
        assertThat(receiver.steps).isEqualTo(before);
        other.pass(Duration.ofMillis(1_010));
        assertThat(receiver.steps).isEqualTo(before + 1);

        assertThat(InboxTest.counted(receiver.inbox).capacity()).isEqualTo(2);
        assertThat(scheduler.liveComponents()).isEmpty();
        assertThat(other.liveComponents()).containsExactly(receiver);
    }

    @Test
    @DisplayName("is woken where it lives now, when the waking was asked for where it lived before")
    void isWokenWhereItLivesNow() throws InterruptedException {
        TestScheduler other = new TestScheduler();
        Actor actor = new Actor();
        scheduler.run(actor);
        Thread waker = new Thread(actor::wake);
        waker.start();
        waker.join();
        Component.stop(actor);
        actor.renew();
        other.run(actor);
        int before = actor.steps;

        scheduler.runUntilIdle();
        assertThat(actor.steps).isEqualTo(before);
        other.runUntilIdle();
        assertThat(actor.steps)
                .as("a step too many is no harm, one on the wrong scheduler is")
                .isEqualTo(before + 1);
    }

    @Test
    @DisplayName("though it was still in the run queue does not disturb the queue: no component misses a step")
    void whileQueuedDoesNotDisturbTheRunQueue() {
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            List<Actor> actors = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                actors.add(new Actor());
            }
            scheduler.run(actors.toArray(Component[]::new));
            List<Integer> before = actors.stream().map(one -> one.steps).toList();
            actors.forEach(Component::ready);
            for (int i = 0; i < 3; i++) {
                Actor renewed = actors.get(random.nextInt(actors.size()));
                Component.stop(renewed);
                renewed.renew();
                scheduler.activate(renewed);
                actors.get(random.nextInt(actors.size())).ready();
            }
            scheduler.runUntilIdle();

            for (int i = 0; i < actors.size(); i++) {
                assertThat(actors.get(i).steps).isEqualTo(before.get(i) + 1);
                Component.stop(actors.get(i));
            }
        }
        assertThat(scheduler.liveComponents()).isEmpty();
    }
}
