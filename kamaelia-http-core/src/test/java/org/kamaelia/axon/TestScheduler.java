package org.kamaelia.axon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A scheduler that is turned by the test, with a clock that moves only when the test says so. */
final class TestScheduler extends Scheduler {
    /** What was reported as failed, in order. */
    final List<Component> failed = new ArrayList<>();

    final List<Throwable> failures = new ArrayList<>();
    private final Clock clock;

    TestScheduler() {
        this(new Clock());
    }

    private TestScheduler(Clock clock) {
        super("test", () -> clock.nanos);
        this.clock = clock;
    }

    private static final class Clock {
        private long nanos = -7_777_777;
    }

    /** Moves the clock and works off what is due then. */
    void pass(Duration time) {
        clock.nanos += time.toNanos();
        runUntilIdle();
    }

    /** Moves the clock; nothing is stepped. */
    void tickTo(Duration later) {
        clock.nanos += later.toNanos();
    }

    /** Activates components and works off their first steps. */
    void run(Component... components) {
        for (Component component : components) {
            activate(component);
        }
        runUntilIdle();
    }

    @Override
    protected void failed(Component component, Throwable failure) {
        failed.add(component);
        failures.add(failure);
    }
}
