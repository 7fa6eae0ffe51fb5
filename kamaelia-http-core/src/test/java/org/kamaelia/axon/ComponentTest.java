package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A component")
class ComponentTest {

    private final TestScheduler scheduler = new TestScheduler();

    @Test
    @DisplayName("is started once, before its first step, in the turn after its activation")
    void isStartedOnceInTheTurnAfterItsActivation() {
        List<String> seen = new ArrayList<>();
        Actor actor = Actor.doing(() -> seen.add("step"));
        actor.onStart = () -> seen.add("start");
        assertThat(actor.isLive()).isFalse();

        scheduler.activate(actor);
        assertThat(actor.isLive()).isTrue();
        assertThat(seen).isEmpty();
        scheduler.runUntilIdle();
        actor.wake();
        scheduler.runUntilIdle();

        assertThat(seen).containsExactly("start", "step", "step");
    }

    @Test
    @DisplayName("is activated once only")
    void isActivatedOnlyOnce() {
        Actor actor = new Actor();
        scheduler.run(actor);
        assertThatIllegalStateException().isThrownBy(() -> scheduler.activate(actor));
        Component.stop(actor);
        assertThatIllegalStateException()
                .isThrownBy(() -> scheduler.activate(actor))
                .withMessageContaining("activated before");
    }

    @Test
    @DisplayName("has no scheduler before it is activated; waking it then does nothing")
    void hasNoSchedulerBeforeItIsActivated() {
        Actor actor = new Actor();
        actor.wake();
        assertThatIllegalStateException().isThrownBy(actor::scheduler).withMessageContaining("not been activated");
    }

    @Test
    @DisplayName("is not stepped without a reason")
    void isNotSteppedWithoutAReason() {
        Actor actor = new Actor();
        scheduler.run(actor);
        scheduler.runUntilIdle();
        assertThat(actor.steps).isOne();
    }

    @Test
    @DisplayName("is stopped exactly once, and never stepped again")
    void isStoppedOnceAndNeverSteppedAgain() {
        Actor actor = new Actor();
        actor.onStep = () -> {
            actor.again();
            actor.stop();
            actor.stop();
        };
        actor.onStopped = actor::again;
        scheduler.run(actor);
        Component.stop(actor);
        actor.wake();
        scheduler.runUntilIdle();

        assertThat(actor.stops).hasSize(1).containsOnlyNulls();
        assertThat(actor.steps).isOne();
        assertThat(actor.isLive()).isFalse();
        assertThat(actor.hasEnded()).isTrue();
        assertThat(scheduler.failures).isEmpty();
    }

    @Test
    @DisplayName("that ends in its start has no step")
    void hasNoStepWhenItEndsInItsStart() {
        Actor actor = new Actor();
        actor.onStart = actor::stop;
        scheduler.run(actor);
        assertThat(actor.steps).isZero();
        assertThat(actor.stops).hasSize(1);
    }

    @Test
    @DisplayName("that is ended before its first step is neither started nor stepped, and stopped")
    void isOnlyStoppedWhenItEndsBeforeItsFirstStep() {
        Actor actor = new Actor();
        scheduler.activate(actor);
        Component.stop(actor);
        scheduler.runUntilIdle();
        assertThat(actor.starts).isZero();
        assertThat(actor.steps).isZero();
        assertThat(actor.stops).hasSize(1);
    }

    @Test
    @DisplayName("that was never activated cannot be stopped")
    void cannotBeStoppedIfItWasNeverActivated() {
        Actor actor = new Actor();
        Component.stop(actor);
        assertThat(actor.stops).isEmpty();
        scheduler.run(actor);
        assertThat(actor.steps).isOne();
    }

    @Test
    @DisplayName("that throws, whatever it is, is stopped with that once, and reported once; others go on")
    void isStoppedOnceWithWhateverItThrows() {
        for (Throwable failure : List.of(new Exception("a"), new RuntimeException("b"), new StackOverflowError("c"))) {
            Actor bad = Actor.doing(() -> raise(failure));
            Actor good = new Actor();
            scheduler.run(bad, good);
            bad.wake();
            good.wake();
            scheduler.runUntilIdle();

            assertThat(bad.stops).containsExactly(failure);
            assertThat(bad.steps).isOne();
            assertThat(good.steps).isEqualTo(2);
            assertThat(good.isLive()).isTrue();
        }
        assertThat(scheduler.failures).extracting(Throwable::getMessage).containsExactly("a", "b", "c");
    }

    private static void raise(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    @Test
    @DisplayName("that throws in its start, or in stopped, is reported as well")
    void isReportedWhenItThrowsInStartOrStopped() {
        Actor starting = new Actor();
        starting.onStart = () -> {
            throw new IllegalArgumentException("start");
        };
        Actor stopping = new Actor();
        stopping.onStopped = () -> {
            throw new IllegalArgumentException("stopped");
        };
        scheduler.run(starting, stopping);
        Component.stop(stopping);

        assertThat(starting.steps).isZero();
        assertThat(starting.stops).hasSize(1);
        assertThat(stopping.stops).hasSize(1);
        assertThat(scheduler.failures).extracting(Throwable::getMessage).containsExactly("start", "stopped");
    }

    @Test
    @DisplayName("that fails takes down the components that depend on it through Shutdown, and no others")
    void failureReachesDependantsThroughShutdown() {
        Receiver<String> dependent = Receiver.of(2);
        dependent.onStep = () -> {
            if (dependent.inbox.shutdown() != null) {
                dependent.stop();
            }
        };
        Sender<String> failing = Sender.to(dependent.inbox);
        Receiver<String> other = Receiver.<String>of(2).greedy();
        Sender<String> working = Sender.to(other.inbox);
        failing.onStep = () -> {
            throw new IllegalStateException();
        };
        scheduler.run(dependent, other, working, failing);
        working.send("a");
        scheduler.runUntilIdle();

        assertThat(dependent.hasEnded()).isTrue();
        assertThat(other.received).containsExactly("a");
    }

    @Test
    @DisplayName("asks for another step, which comes after those of all that are ready")
    void anotherStepComesAfterAllReadyComponents() {
        List<String> seen = new ArrayList<>();
        Actor first = new Actor();
        first.onStep = () -> {
            seen.add("first");
            if (first.steps < 3) {
                first.again();
            }
        };
        Actor second = Actor.doing(() -> seen.add("second"));
        scheduler.run(first, second);

        assertThat(seen).containsExactly("first", "second", "first", "first");
    }

    @Test
    @DisplayName("unlinks its outboxes when it ends")
    void unlinksItsOutboxesWhenItEnds() {
        Receiver<String> receiver = Receiver.of(2);
        Sender<String> sender = Sender.to(receiver.inbox);
        scheduler.run(receiver, sender);
        Component.stop(sender);
        assertThat(sender.outbox.isLinked()).isFalse();
    }

    @Test
    @DisplayName("is found among the live ones from its activation to its end")
    void isListedAsLiveFromActivationToEnd() {
        Actor first = new Actor();
        Actor second = new Actor();
        Actor third = new Actor();
        scheduler.run(first, second, third);
        assertThat(scheduler.liveComponents()).containsExactlyInAnyOrder(first, second, third);
        Component.stop(second);
        assertThat(scheduler.liveComponents()).containsExactlyInAnyOrder(first, third);
        Component.stop(first);
        Component.stop(third);
        assertThat(scheduler.liveComponents()).isEmpty();
    }
}
