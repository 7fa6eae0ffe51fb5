package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A scheduler")
class SchedulerTest {

    private final TestScheduler scheduler = new TestScheduler();

    /** An actor that gathers what others produce. */
    private static class Gatherer extends Actor {
        @Override
        protected boolean stepsLast() {
            return true;
        }
    }

    @Test
    @DisplayName("steps components in the order in which they became ready")
    void stepsComponentsInTheOrderTheyBecameReady() {
        List<Integer> seen = new ArrayList<>();
        List<Actor> actors = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            actors.add(Actor.doing(() -> seen.add(number)));
        }
        scheduler.run(actors.toArray(Component[]::new));
        seen.clear();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i * 37 % 100;
            actors.get(number).ready();
            actors.get(number).ready();
            expected.add(number);
        }
        scheduler.runUntilIdle();
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    @DisplayName("does a bounded number of steps in a turn, and goes on in the next")
    void doesABoundedNumberOfStepsInATurn() {
        Actor endless = new Actor();
        endless.onStep = endless::again;
        scheduler.activate(endless);

        assertThat(scheduler.turn()).isTrue();
        assertThat(endless.steps).isEqualTo(Scheduler.STEPS_A_TURN);
        assertThat(scheduler.turn()).isTrue();
        assertThat(endless.steps).isEqualTo(2 * Scheduler.STEPS_A_TURN);
        Component.stop(endless);
        assertThat(scheduler.turn()).isFalse();
    }

    @Test
    @DisplayName("steps those that step last when no other is ready, so that they see all that a turn produced")
    void stepsLastComponentsWhenNoOtherIsReady() {
        List<String> seen = new ArrayList<>();
        Gatherer gatherer = new Gatherer();
        gatherer.onStep = () -> seen.add("gather");
        Actor producer = new Actor();
        Actor second = Actor.doing(() -> {
            gatherer.ready();
            seen.add("second");
        });
        producer.onStep = () -> {
            seen.add("first");
            gatherer.ready();
            second.ready();
            if (producer.steps < 4) {
                producer.again();
            }
        };
        scheduler.run(gatherer, second, producer);

        assertThat(seen)
                .containsExactly(
                        "second", "first", "second", "first", "second", "first", "second", "first", "second", "gather");
    }

    @Test
    @DisplayName("steps those that step last in every turn, even one that others fill")
    void stepsLastComponentsEvenInAFullTurn() {
        Actor endless = new Actor();
        endless.onStep = endless::again;
        Gatherer gatherer = new Gatherer();
        scheduler.activate(endless);
        scheduler.activate(gatherer);
        scheduler.turn();
        assertThat(gatherer.steps).isOne();
        assertThat(endless.steps).isEqualTo(Scheduler.STEPS_A_TURN);
        gatherer.ready();
        scheduler.turn();
        assertThat(gatherer.steps).isEqualTo(2);
    }

    @Test
    @DisplayName("does not give its turn away to components that step last and always ask for another step")
    void doesNotGiveItsTurnToComponentsThatStepLast() {
        Gatherer first = new Gatherer();
        Gatherer second = new Gatherer();
        first.onStep = second::ready;
        second.onStep = first::ready;
        Gatherer third = new Gatherer();
        third.onStep = third::again;
        scheduler.activate(first);
        scheduler.activate(second);
        scheduler.activate(third);

        assertThat(scheduler.turn()).isTrue();
        int steps = first.steps + second.steps + third.steps;
        assertThat(steps).isBetween(Scheduler.STEPS_A_TURN, Scheduler.STEPS_A_TURN + 3);
        assertThat(first.steps).isPositive();
        assertThat(second.steps).isPositive();
    }

    @Test
    @DisplayName("runs tasks in the order in which they were given, on its own thread, in its next turn")
    void runsTasksInOrderOnItsThreadInItsNextTurn() {
        List<String> seen = new ArrayList<>();
        scheduler.execute(() -> seen.add("a" + scheduler.inThread()));
        scheduler.execute(() -> seen.add("b" + scheduler.inThread()));
        assertThat(seen).isEmpty();
        scheduler.turn();
        assertThat(seen).containsExactly("atrue", "btrue");
    }

    @Test
    @DisplayName("runs a task that a task gives it in the turn after: a task that repeats itself starves no other")
    void runsATaskOfATaskInTheTurnAfter() {
        int[] runs = {0};
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            if (++runs[0] < 1_000) {
                scheduler.execute(again[0]);
            }
        };
        Actor actor = new Actor();
        scheduler.run(actor);
        scheduler.execute(again[0]);
        actor.ready();

        scheduler.turn();
        assertThat(runs[0]).isOne();
        assertThat(actor.steps).isEqualTo(2);
        scheduler.turn();
        assertThat(runs[0]).isEqualTo(2);
        scheduler.runUntilIdle();
        assertThat(runs[0]).isEqualTo(1_000);
    }

    @Test
    @DisplayName("goes on when a task throws, and logs it")
    void goesOnWhenATaskThrowsAndLogsIt() {
        List<String> seen = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("test");
        scheduler.execute(() -> {
            throw failure;
        });
        scheduler.execute(() -> seen.add("next"));
        try (LogCapture log = LogCapture.of(Scheduler.class)) {
            scheduler.turn();
            assertThat(log.thrown()).containsExactly(failure);
        }
        assertThat(seen).containsExactly("next");
    }

    @Test
    @DisplayName("logs the exception that ends a component, unless it is an answer and no fault")
    void logsFailuresThatAreNoAnswers() {
        class Answer extends RuntimeException implements ExpectedFailure {
            private static final long serialVersionUID = 1L;
        }
        IllegalStateException failure = new IllegalStateException("test");
        Scheduler plain = new Scheduler("plain", () -> 0);
        plain.activate(Actor.doing(() -> {
            throw failure;
        }));
        plain.activate(Actor.doing(() -> {
            throw new Answer();
        }));
        try (LogCapture log = LogCapture.of(Scheduler.class)) {
            plain.runUntilIdle();
            assertThat(log.thrown()).containsExactly(failure);
        }
    }

    @Test
    @DisplayName("reads the clock once a turn")
    void readsTheClockOnceATurn() {
        long before = scheduler.now();
        scheduler.tickTo(java.time.Duration.ofNanos(5));
        assertThat(scheduler.now()).isEqualTo(before);
        scheduler.turn();
        assertThat(scheduler.now()).isEqualTo(before + 5);
    }

    @Test
    @DisplayName("is not in its thread elsewhere")
    void isNotInItsThreadElsewhere() throws InterruptedException {
        scheduler.turn();
        assertThat(scheduler.inThread()).isTrue();
        boolean[] elsewhere = {true};
        Thread other = new Thread(() -> elsewhere[0] = scheduler.inThread());
        other.start();
        other.join();
        assertThat(elsewhere[0]).isFalse();
    }

    @Test
    @DisplayName("lends the same ring again, and never one that is too small")
    void lendsTheSameRingAgainAndNeverOneTooSmall() {
        Ring small = scheduler.borrowRing(3);
        scheduler.giveBack(small);
        assertThat(scheduler.borrowRing(16)).isSameAs(small);
        Ring large = scheduler.borrowRing(64);
        assertThat(large.messages.length).isGreaterThanOrEqualTo(63);
        scheduler.giveBack(large);
        assertThat(scheduler.borrowRing(16)).isNotSameAs(large);
        assertThat(scheduler.borrowRing(64)).isSameAs(large);
        for (int capacity : new int[] {1, 2, 17, 1_024, 1_025, 5_000}) {
            Ring ring = scheduler.borrowRing(capacity);
            assertThat(ring.messages.length).isGreaterThanOrEqualTo(capacity - 1);
            assertThat(Integer.bitCount(ring.messages.length)).isOne();
            scheduler.giveBack(ring);
        }
    }
}
