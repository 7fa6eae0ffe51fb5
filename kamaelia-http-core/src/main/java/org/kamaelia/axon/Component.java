package org.kamaelia.axon;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An object with boxes and a {@link #step()}, after Kamaelia's {@code Axon.Component.component}. Its {@link Scheduler}
 * steps it when a message or a signal arrives, when room appears after its outbox reported no room, when its timer is
 * due, or when it asked for another step. A step does a bounded amount of work and never blocks.
 *
 * <p>All methods are called on the scheduler's thread, except {@link #wake()}. After {@link #stop()}, or after a step
 * threw an exception, the component is never stepped again. The messages in its inboxes are discarded and counted, its
 * outboxes are unlinked, and {@link #stopped} has run exactly once. An exception ends this component. The components
 * that receive from it get {@link Shutdown}. Other components continue.
 */
public abstract non-sealed class Component extends Links {
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);
    private static final int QUEUED = 1;
    private static final int STARTED = 2;
    private static final int LIVE = 4;
    private static final int ENDED = 8;
    private static final int WOKEN = 16; // its mail was read; the step removes the mark of the mail
    private static final int CROSSED = 32; // its boxes have to take in what other threads have sent

    private int state;
    private volatile @Nullable Scheduler scheduler;
    private @Nullable Scheduler liveOn; // written by the thread of that scheduler alone
    private @Nullable StatisticsGroup group;
    private @Nullable Graphline<?, ?> graph;
    boolean surrounded;

    /** For subclasses. */
    protected Component() {}

    /** Called once, before the first step. An exception ends the component. */
    protected void start() throws Exception {}

    /** Does the work that is possible now without waiting. An exception ends the component. */
    protected abstract void step() throws Exception;

    /**
     * Called exactly once, when the component has ended for any reason. Its boxes are closed by then.
     *
     * @param failure the exception that ended the component; null if it ended without one
     */
    protected void stopped(@Nullable Throwable failure) {}

    /**
     * Returns the failure that {@link #stopped}, the receiving components and the log get for an exception that a step
     * threw. Returns the exception itself, unless overridden.
     */
    protected Throwable failing(Throwable thrown) {
        return thrown;
    }

    /**
     * The context around each {@link #start()} and {@link #step()} of a component that is {@linkplain #surrounded
     * surrounded}, and around the log message about its failure.
     */
    protected Surrounding surrounding() {
        throw new IllegalStateException(
                getClass().getName() + " must override surrounding(), because it called surrounded(true)");
    }

    /** Sets whether {@link #surrounding()} is called around each step from now on. Off by default. */
    protected final void surrounded(boolean asked) {
        surrounded = asked;
    }

    /** Asks for another step. The components that are ready now are stepped first. */
    protected final void again() {
        Confinement.check(this, "again()");
        ready();
    }

    /** Counts the work done in this step as one more step of the turn; see {@link Scheduler#STEPS_A_TURN}. */
    protected final void countStep() {
        scheduler().countStep();
    }

    /** Ends this component. {@link #stopped} is called before this method returns. Later calls do nothing. */
    protected final void stop() {
        Confinement.check(this, "stop()");
        end(null);
    }

    /** Ends another component of the same scheduler, as its own {@link #stop()} would. */
    public static void stop(Component component) {
        Confinement.check(component, "stop()");
        component.end(null);
    }

    /**
     * Asks for a step after a delay of at most 365 days. The step comes at most {@value TimerWheel#TICK_MILLIS} ms late
     * if the scheduler is not busy. A component has one timer: a second call moves the timer.
     */
    protected final void stepAfter(Duration delay) {
        long now = now();
        long nanos = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY.toNanos() : delay.toNanos();
        stepAt(now + nanos);
    }

    /** Asks for a step when the scheduler's clock, see {@link #now()}, has reached this value in nanoseconds. */
    protected final void stepAt(long nanos) {
        Confinement.check(this, "stepAt() or stepAfter()");
        if ((state & LIVE) != 0) {
            scheduler().timers.arm(this, nanos);
        }
    }

    /** Cancels the timer. A step that was already due may still come. */
    protected final void cancelTimer() {
        Confinement.check(this, "cancelTimer()");
        due = TimerWheel.NEVER;
    }

    /** The scheduler's clock in nanoseconds, read once a turn. Only differences between two values have a meaning. */
    protected final long now() {
        return scheduler().now();
    }

    /**
     * Asks for a step soon. Unlike the other methods, this one may be called from any thread. The step sees everything
     * that the caller wrote before the call. Further calls before that step have no effect.
     */
    public final void wake() {
        Scheduler on = scheduler;
        if (on != null) {
            on.wake(this);
        }
    }

    /** Whether the component has been activated and has not ended. */
    public final boolean isLive() {
        return (state & LIVE) != 0;
    }

    /** Whether {@link #start()} has been called. */
    public final boolean hasStarted() {
        return (state & STARTED) != 0;
    }

    /** Whether the component has a scheduler. */
    final boolean wasActivated() {
        return state != 0;
    }

    /** Whether the component is in the run queue of its scheduler. */
    final boolean isQueued() {
        return (state & QUEUED) != 0;
    }

    /** Whether the component has ended. */
    public final boolean hasEnded() {
        return (state & ENDED) != 0;
    }

    /**
     * The scheduler that steps this component.
     *
     * @throws IllegalStateException if the component has not been activated
     */
    public final Scheduler scheduler() {
        Scheduler on = scheduler;
        if (on == null) {
            throw new IllegalStateException(getClass().getName() + " has not been activated");
        }
        return on;
    }

    /** The statistics group that counts the boxes of this component; null before the component is activated. */
    public final @Nullable StatisticsGroup group() {
        return group;
    }

    /**
     * Whether this component is stepped after all other ready components. For components that gather the output of
     * several components. False, unless overridden; must always return the same value.
     */
    protected boolean stepsLast() {
        return false;
    }

    /**
     * Resets a component that has ended or was never activated, so that it can be activated again, also on another
     * scheduler. Afterwards its boxes are empty and not linked. Throws {@link IllegalStateException} if the component
     * is live.
     */
    protected final void renew() {
        if ((state & LIVE) != 0) {
            throw new IllegalStateException(getClass().getName() + " is still running");
        }
        state = 0;
        due = TimerWheel.NEVER;
        for (Inbox<?> box = inboxes(); box != null; box = box.nextOfOwner) {
            box.reopen();
        }
    }

    final void partOf(Graphline<?, ?> of) {
        graph = of;
    }

    /**
     * Whether the component is live on this scheduler; exact on its thread, also during a move to another scheduler.
     */
    final boolean isLiveOn(Scheduler asking) {
        return liveOn == asking;
    }

    /**
     * Throws {@link IllegalStateException} unless the caller is on the thread of this component's scheduler. For
     * methods of subclasses that belong to that thread.
     *
     * @param call the name of the method, for the message
     */
    protected final void checkThread(String call) {
        Confinement.check(this, call);
    }

    /** The scheduler whose thread alone may use this component; null before it is activated. */
    final @Nullable Scheduler confinedTo() {
        return state == 0 ? null : scheduler;
    }

    /** Called when the component is woken on its own scheduler's thread. */
    final void wokenHere() {
        state |= CROSSED;
        ready();
    }

    /** Called on the scheduler's thread when it reads the mail of a component that another thread has woken. */
    final void mailRead(Scheduler reading) {
        if (isLiveOn(reading)) {
            state |= WOKEN;
            ready();
            return;
        }
        unmarkPosted();
        Scheduler moved = scheduler;
        if (moved != null && moved != reading) { // the component was activated again on another scheduler
            moved.wake(this);
        }
    }

    /** Lets the boxes take in, before this step, what other threads have sent. */
    private void takeIn() {
        markTaken();
        state &= ~CROSSED;
        for (Inbox<?> box = inboxes(); box != null; box = box.nextOfOwner) {
            box.takeIn();
        }
    }

    /** From now on, another thread that wakes the component posts it again. */
    private void markTaken() {
        if ((state & WOKEN) != 0) {
            state &= ~WOKEN;
            unmarkPosted();
        }
    }

    final BoxStatistics counted(BoxSpec<?> spec) {
        return java.util.Objects.requireNonNull(group).of(spec);
    }

    final void ready() {
        if ((state & (LIVE | QUEUED)) == LIVE) {
            state |= QUEUED;
            scheduler().enqueue(this);
        }
    }

    final void activatedOn(Scheduler on, StatisticsGroup counted) {
        if (state != 0) {
            throw new IllegalStateException(getClass().getName() + " has been activated before");
        }
        scheduler = on;
        liveOn = on;
        group = counted;
        state = LIVE | QUEUED | CROSSED;
        for (Inbox<?> box = inboxes(); box != null; box = box.nextOfOwner) {
            box.opened(counted.of(box.spec));
        }
    }

    /** Called at the end of the activation; a graph activates its parts. */
    void activated(Scheduler on, StatisticsGroup counted) {}

    /** One step, called by the scheduler; exceptions stay inside. */
    final void run() {
        if ((state & LIVE) == 0) {
            state &= ~QUEUED;
            return;
        }
        try {
            if ((state & (WOKEN | CROSSED)) != 0) {
                takeIn(); // while the component counts as queued, because its step follows
            }
            state &= ~QUEUED;
            if (surrounded) {
                runSurrounded();
            } else {
                startAndStep();
            }
        } catch (Throwable failure) {
            fail(failure);
        }
    }

    /** Work that is done for a component and may fail like a step of the component. */
    @FunctionalInterface
    protected interface Guarded {
        /** Does the work. */
        void run() throws Exception;
    }

    /** Runs work for a live component as if the work were part of its step: an exception ends that component only. */
    protected static void within(Component component, Guarded work) {
        if (component.isLive()) {
            try {
                work.run();
            } catch (Throwable failure) {
                component.fail(failure);
            }
        }
    }

    private void fail(Throwable thrown) {
        Scheduler on = scheduler();
        Throwable failure = thrown instanceof OutOfMemoryError none ? on.outOfMemory(none) : failing(thrown);
        end(failure);
        report(on, failure);
    }

    /** Reports a failure and ignores a failure of the report: a component that fails must not end others. */
    private void report(Scheduler on, Throwable failure) {
        try {
            on.failed(this, failure);
        } catch (Throwable mute) {
            // out of memory, or a toString() that throws: there is no other way to report it
        }
    }

    private void runSurrounded() throws Exception {
        AutoCloseable open = surrounding().open();
        try {
            startAndStep();
        } finally {
            open.close();
        }
    }

    private void startAndStep() throws Exception {
        if ((state & STARTED) == 0) {
            state |= STARTED;
            start();
            if ((state & LIVE) == 0) {
                return;
            }
        }
        step();
    }

    /** Ends this component as if a step had thrown; for graphs whose other parts failed. */
    final void end(@Nullable Throwable failure) {
        if ((state & LIVE) == 0) {
            return;
        }
        markTaken();
        state = state & ~LIVE | ENDED;
        Scheduler on = scheduler();
        on.ended(this);
        liveOn = null;
        for (Outbox<?> box = outboxes(); box != null; box = box.nextOfOwner) {
            box.endWith(failure);
        }
        for (Inbox<?> box = inboxes(); box != null; box = box.nextOfOwner) {
            box.close();
        }
        try {
            stopped(failure);
        } catch (Throwable second) {
            report(on, second);
        }
        if (graph != null) {
            graph.partEnded(this, failure);
        }
    }

    @Override
    public String toString() {
        String name = getClass().getSimpleName();
        return (name.isEmpty() ? getClass().getName() : name) + "@"
                + Integer.toHexString(System.identityHashCode(this));
    }
}
