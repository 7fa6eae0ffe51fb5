package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A wake-up from another thread")
@Timeout(30)
class WakeUpTest {

    private final Counting scheduler = new Counting();

    /** Counts how often its thread would have to be woken. */
    private static final class Counting extends Scheduler {
        private final AtomicInteger wakeUps = new AtomicInteger();

        Counting() {
            super("counting", () -> 0);
            adoptThread();
        }

        @Override
        protected void wakeUp() {
            wakeUps.incrementAndGet();
        }

        void run(Component... components) {
            for (Component component : components) {
                activate(component);
            }
            runUntilIdle();
        }
    }

    private static void elsewhere(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("of a component that was woken and not stepped yet costs nothing: one wake-up of the thread, one step")
    void isCoalescedUntilTheThreadHasReadIt() {
        Actor actor = new Actor();
        scheduler.run(actor);
        elsewhere(() -> {
            for (int i = 0; i < 1_000; i++) {
                actor.wake();
            }
        });
        assertThat(scheduler.wakeUps).hasValue(1);
        scheduler.runUntilIdle();
        assertThat(actor.steps).isEqualTo(2);
        assertThat(scheduler.hasWork()).isFalse();
    }

    @Test
    @DisplayName("of a component that waits for its step already costs nothing either")
    void isCoalescedWhileTheComponentWaitsForItsStep() {
        Actor actor = new Actor();
        scheduler.run(actor);
        List<Actor> crowd = new ArrayList<>();
        for (int i = 0; i < Scheduler.STEPS_A_TURN; i++) {
            crowd.add(new Actor());
            scheduler.activate(crowd.get(i));
        }
        elsewhere(actor::wake);
        scheduler.turn();
        assertThat(actor.steps).as("steps").isOne();
        elsewhere(actor::wake);
        assertThat(scheduler.wakeUps).hasValue(1);
        scheduler.turn();
        assertThat(actor.steps).isEqualTo(2);
        assertThat(scheduler.hasWork()).isFalse();

        elsewhere(actor::wake);
        scheduler.runUntilIdle();
        assertThat(actor.steps).isEqualTo(3);
    }

    @Test
    @DisplayName("of another component, and a task, wake the thread once for all that has not been read")
    void wakesTheThreadOnceForAllThatIsUnread() {
        Actor first = new Actor();
        Actor second = new Actor();
        scheduler.run(first, second);
        List<String> ran = new ArrayList<>();
        elsewhere(() -> {
            first.wake();
            second.wake();
            scheduler.execute(() -> ran.add("a"));
            scheduler.execute(() -> ran.add("b"));
        });
        assertThat(scheduler.wakeUps).hasValue(1);
        scheduler.runUntilIdle();
        assertThat(first.steps + second.steps).isEqualTo(4);
        assertThat(ran).containsExactly("a", "b");
        elsewhere(first::wake);
        assertThat(scheduler.wakeUps).hasValue(2);
    }

    @Test
    @DisplayName("in a component's own step makes another step")
    void inTheComponentsOwnStepMakesAnotherStep() {
        Actor actor = new Actor();
        actor.onStep = () -> {
            if (actor.steps == 2) {
                elsewhere(actor::wake);
            }
        };
        scheduler.run(actor);
        elsewhere(actor::wake);
        scheduler.runUntilIdle();
        assertThat(actor.steps).isEqualTo(3);
    }

    @Test
    @DisplayName("that is read after the component has moved to another scheduler follows it there")
    void followsAComponentToAnotherScheduler() {
        Counting other = new Counting();
        RenewedActor actor = new RenewedActor();
        scheduler.run(actor);
        elsewhere(actor::wake);
        Component.stop(actor);
        actor.again(other);
        elsewhere(actor::wake);
        assertThat(other.wakeUps)
                .as("coalesced into the mail that is under way")
                .hasValue(0);
        scheduler.runUntilIdle();
        other.runUntilIdle();
        assertThat(actor.steps).isEqualTo(3);
        elsewhere(actor::wake);
        assertThat(other.wakeUps).hasValue(1);
        other.runUntilIdle();
        assertThat(actor.steps).isEqualTo(4);
    }

    @Test
    @DisplayName("of a component that has ended is forgotten, and does not stand in the way of the next one's")
    void isForgottenWhenItsComponentHasEnded() {
        RenewedActor actor = new RenewedActor();
        scheduler.run(actor);
        Component.stop(actor);
        elsewhere(actor::wake);
        scheduler.runUntilIdle();
        actor.again(scheduler);
        assertThat(actor.steps).isEqualTo(2);
        elsewhere(actor::wake);
        scheduler.runUntilIdle();
        assertThat(actor.steps).isEqualTo(3);
    }

    private static final class RenewedActor extends Actor {
        void again(Counting on) {
            renew();
            on.run(this);
        }
    }
}
