package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A timer")
class TimerTest {

    private static final Duration TICK = Duration.ofMillis(TimerWheel.TICK_MILLIS);

    private final TestScheduler scheduler = new TestScheduler();

    private Actor actor() {
        Actor actor = new Actor();
        scheduler.run(actor);
        return actor;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 10, 11, 500, 10_239, 10_240, 10_241, 20_480, 75_000, 3_600_000})
    @DisplayName("steps its component when the time has come, at most a tick later, and never before")
    void stepsItsComponentWithinATickAndNeverBefore(long millis) {
        Actor actor = actor();
        actor.stepAfter(Duration.ofMillis(millis));
        scheduler.pass(Duration.ofMillis(millis).minusNanos(1));
        assertThat(actor.steps).isOne();
        scheduler.pass(TICK.plusNanos(1));
        assertThat(actor.steps).isEqualTo(2);
        scheduler.pass(Duration.ofHours(1));
        assertThat(actor.steps).as("once").isEqualTo(2);
    }

    @Test
    @DisplayName("that is due at once, or was due before now, steps within a tick")
    void stepsWithinATickWhenDueAtOnceOrBefore() {
        Actor actor = actor();
        actor.stepAfter(Duration.ZERO);
        scheduler.pass(TICK);
        assertThat(actor.steps).isEqualTo(2);
        actor.stepAt(scheduler.now() - 1_000_000_000L);
        scheduler.pass(TICK);
        assertThat(actor.steps).isEqualTo(3);
        actor.stepAfter(Duration.ofSeconds(-5));
        scheduler.pass(TICK);
        assertThat(actor.steps).isEqualTo(4);
    }

    @Test
    @DisplayName("for longer than the clock can count waits, and does not fire now")
    void doesNotFireWhenSetForLongerThanTheClockCounts() {
        Actor actor = actor();
        for (Duration delay : List.of(
                Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE), Duration.ofDays(200_000))) {
            actor.stepAfter(delay);
            scheduler.pass(Duration.ofDays(2));
            assertThat(actor.steps).isOne();
            assertThat(actor.isLive()).isTrue();
        }
    }

    @Test
    @DisplayName("that is moved to later does not step at the time before")
    void doesNotStepAtTheEarlierTimeWhenMovedLater() {
        Actor actor = actor();
        for (int i = 0; i < 1_000; i++) {
            actor.stepAfter(Duration.ofSeconds(30));
            scheduler.pass(Duration.ofSeconds(1));
        }
        assertThat(actor.steps).isOne();
        scheduler.pass(Duration.ofSeconds(29).plus(TICK));
        assertThat(actor.steps).isEqualTo(2);
    }

    @Test
    @DisplayName("that is moved to later stays where it is in the wheel until that place comes by")
    void staysInItsPlaceOfTheWheelWhenMovedLater() {
        Actor actor = actor();
        actor.stepAfter(Duration.ofSeconds(1));
        int slot = actor.timerSlot;
        actor.stepAfter(Duration.ofSeconds(5));
        assertThat(actor.timerSlot).isEqualTo(slot);
        scheduler.pass(Duration.ofSeconds(1).plus(TICK));
        assertThat(actor.timerSlot).isNotEqualTo(slot);
        assertThat(actor.steps).isOne();
    }

    @Test
    @DisplayName("that is moved to earlier steps then, and not again at the time before")
    void stepsOnceWhenMovedEarlier() {
        Actor actor = actor();
        actor.stepAfter(Duration.ofSeconds(60));
        actor.stepAfter(Duration.ofSeconds(2));
        scheduler.pass(Duration.ofSeconds(2).plus(TICK));
        assertThat(actor.steps).isEqualTo(2);
        scheduler.pass(Duration.ofSeconds(120));
        assertThat(actor.steps).isEqualTo(2);
    }

    @Test
    @DisplayName("that is cancelled does not step, and can be set again")
    void doesNotStepWhenCancelledAndCanBeSetAgain() {
        Actor actor = actor();
        actor.stepAfter(Duration.ofSeconds(1));
        actor.cancelTimer();
        scheduler.pass(Duration.ofSeconds(30));
        assertThat(actor.steps).isOne();
        assertThat(actor.timerSlot).isEqualTo(TimerWheel.UNARMED);

        actor.cancelTimer();
        actor.stepAfter(Duration.ofSeconds(1));
        actor.cancelTimer();
        actor.stepAfter(Duration.ofMillis(500));
        scheduler.pass(Duration.ofMillis(510));
        assertThat(actor.steps).isEqualTo(2);
    }

    @Test
    @DisplayName("ends with its component, and cannot be set after the end")
    void endsWithItsComponent() {
        Actor actor = actor();
        actor.stepAfter(Duration.ofSeconds(1));
        actor.onStopped = () -> actor.stepAfter(Duration.ofSeconds(1));
        Component.stop(actor);
        actor.stepAfter(Duration.ofSeconds(1));
        assertThat(scheduler.nanosToNextTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("can be set again in the step that it caused")
    void canBeSetAgainInTheStepThatItCaused() {
        Actor actor = new Actor();
        actor.onStep = () -> actor.stepAfter(Duration.ofMillis(100));
        scheduler.run(actor);
        for (int i = 0; i < 1_000; i++) {
            scheduler.pass(TICK);
        }
        assertThat(actor.steps).isBetween(1 + 90, 1 + 100);
    }

    @ParameterizedTest
    @ValueSource(longs = {10_230, 10_240, 10_250, 20_480, 1_000_000, 86_400_000})
    @DisplayName("is met when the clock jumps far, over the whole wheel and more; a timer that is not due yet stays")
    void isMetWhenTheClockJumpsFar(long millis) {
        List<Actor> early = new ArrayList<>();
        List<Actor> late = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            Actor one = actor();
            one.stepAfter(Duration.ofMillis(millis * i / 40));
            early.add(one);
            Actor other = actor();
            other.stepAfter(Duration.ofMillis(millis + 1_000L * i));
            late.add(other);
        }
        scheduler.pass(Duration.ofMillis(millis).plus(TICK));
        assertThat(early).allMatch(one -> one.steps == 2);
        assertThat(late).allMatch(one -> one.steps == 1);
        for (int i = 1; i <= 40; i++) {
            scheduler.pass(Duration.ofMillis(1_000));
            int fired = i;
            assertThat(late.subList(0, fired)).allMatch(one -> one.steps == 2);
            assertThat(late.subList(fired, 40)).allMatch(one -> one.steps == 1);
        }
    }

    @Test
    @DisplayName("is neither early nor missed, in any mix of setting, moving and cancelling")
    void isNeitherEarlyNorLostAmongManyChanges() {
        Random random = new Random(7);
        List<Actor> actors = new ArrayList<>();
        long[] due = new long[20];
        for (int i = 0; i < due.length; i++) {
            actors.add(actor());
            due[i] = Long.MAX_VALUE;
        }
        for (int round = 0; round < 30_000; round++) {
            int one = random.nextInt(due.length);
            if (random.nextInt(5) == 0) {
                actors.get(one).cancelTimer();
                due[one] = Long.MAX_VALUE;
            } else {
                long delay = (long) (Math.pow(random.nextDouble(), 4) * 40e9);
                actors.get(one).stepAfter(Duration.ofNanos(delay));
                due[one] = scheduler.now() + delay;
            }
            long next = scheduler.nanosToNextTimer();
            assertNotTooLate(next, java.util.Arrays.stream(due).min().orElseThrow());
            sleepAndCheck(actors, due, sleep(random, next));
        }
    }

    private static Duration sleep(Random random, long next) {
        long most = Math.min(next, Duration.ofSeconds(60).toNanos());
        return Duration.ofNanos(
                switch (random.nextInt(4)) {
                    case 0 -> most / 2;
                    case 1 -> most + random.nextInt(50_000_000);
                    case 2 -> random.nextInt(1_000_000);
                    default -> most;
                });
    }

    private void assertNotTooLate(long next, long earliest) {
        assertThat(next).isGreaterThanOrEqualTo(0);
        if (earliest != Long.MAX_VALUE) {
            assertThat(next).isLessThanOrEqualTo(Math.max(0, earliest - scheduler.now()) + TICK.toNanos());
        }
    }

    private void sleepAndCheck(List<Actor> actors, long[] due, Duration sleep) {
        int[] before = actors.stream().mapToInt(actor -> actor.steps).toArray();
        scheduler.pass(sleep);
        for (int i = 0; i < due.length; i++) {
            int steps = actors.get(i).steps - before[i];
            if (due[i] > scheduler.now()) {
                assertThat(steps).as("not early").isZero();
            } else if (due[i] <= scheduler.now() - TICK.toNanos()) {
                assertThat(steps).as("not late").isOne();
            }
            if (steps > 0) {
                due[i] = Long.MAX_VALUE;
            }
        }
    }
}
