package org.kamaelia.axon;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An object with boxes and a {@link #step()}. It is stepped by its {@link Scheduler} when a message or a signal arrives,
 * when room appears behind a full box that it asked, when its timer is due, or when it asked for another step. A step
 * does a bounded amount of work and never blocks.
 *
 * <p>Everything here is called on the scheduler's thread, except {@link #wake()}. After {@link #stop()}, or an exception
 * out of a step, the component is never stepped again: what is queued in its inboxes is discarded and counted, its
 * outboxes are unlinked, and {@link #stopped} has run exactly once. An exception ends this component and, through
 * {@link Shutdown} on its outboxes, those that depend on it; nothing else.
 */
public abstract non-sealed class Component extends Links {
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);
    private static final int QUEUED = 1;
    private static final int STARTED = 2;
    private static final int LIVE = 4;
    private static final int ENDED = 8;
    private static final int WOKEN = 16; // its mail was read; the mark of the mail is taken away by the step
    private static final int CROSSED = 32; // its boxes have to look at what other threads did

    private int state;
    private volatile @Nullable Scheduler scheduler;
    private @Nullable Scheduler liveOn; // written by the thread of that scheduler alone
    private @Nullable StatisticsGroup group;
    private @Nullable Inbox<?> inboxes;
    private @Nullable Outbox<?> outboxes;
    private @Nullable Graphline<?, ?> graph;
    private boolean surrounded;

    /** For subclasses. */
    protected Component() {}

    /** Runs once, before the first step. */
    protected void start() throws Exception {}

    /** Does what can be done now without waiting. */
    protected abstract void step() throws Exception;

    /**
     * Runs exactly once, when the component has ended, however it ended; boxes are closed by then.
     *
     * @param failure what was thrown out of a step, if that was the end
     */
    protected void stopped(@Nullable Throwable failure) {}

    /**
     * What counts as the failure when this was thrown out of a step: what {@link #stopped}, those that depend on this
     * component, and the log are told.
     */
    protected Throwable failing(Throwable thrown) {
        return thrown;
    }

    /**
     * Opens what surrounds each {@link #start()} and {@link #step()} of a component that is {@linkplain #surrounded
     * surrounded}; it is closed on the same thread when the call is over.
     */
    protected AutoCloseable surrounding() {
        throw new IllegalStateException(getClass().getName() + " does not say what surrounds it");
    }

    /** Says whether {@link #surrounding()} is asked from now on; it is not unless this is called. */
    protected final void surrounded(boolean asked) {
        surrounded = asked;
    }

    /** Asks for another step after those of all components that are ready now. */
    protected final void again() {
        ready();
    }

    /**
     * Counts what was done within this step as a step more, of which a turn has so many: for work that would be a
     * component's own if it were not done in place.
     */
    protected final void countStep() {
        scheduler().countStep();
    }

    /** Ends this component; {@link #stopped} runs before this returns. Does nothing the second time. */
    protected final void stop() {
        end(null);
    }

    /** Ends another component of the same scheduler from outside, as {@link #stop()} does from inside. */
    public static void stop(Component component) {
        component.end(null);
    }

    /**
     * Asks to be stepped once this much time has passed, at the latest a tick of {@value TimerWheel#TICK_MILLIS} ms
     * later. A component has one timer; asking again moves it.
     */
    protected final void stepAfter(Duration delay) {
        long now = now();
        long nanos = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY.toNanos() : delay.toNanos();
        stepAt(now + nanos);
    }

    /** Asks to be stepped when the scheduler's clock has reached this many nanoseconds; see {@link #now()}. */
    protected final void stepAt(long nanos) {
        if ((state & LIVE) != 0) {
            scheduler().timers.arm(this, nanos);
        }
    }

    /** Takes the timer back; a step that was due already may still come. */
    protected final void cancelTimer() {
        due = TimerWheel.NEVER;
    }

    /** The scheduler's clock in nanoseconds, read once a turn. Only differences mean anything. */
    protected final long now() {
        return scheduler().now();
    }

    /**
     * Has the component stepped soon. The one method that may be called from any thread; what the caller wrote before
     * is visible to the step. Called again before that step it does nothing more.
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

    /** Whether it has begun its work: {@link #start()} has been called. */
    public final boolean hasStarted() {
        return (state & STARTED) != 0;
    }

    /** Whether it has a scheduler. */
    final boolean wasActivated() {
        return state != 0;
    }

    /** Whether it stands in its scheduler's run queue. */
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
     * @throws IllegalStateException before it was activated
     */
    public final Scheduler scheduler() {
        Scheduler on = scheduler;
        if (on == null) {
            throw new IllegalStateException(getClass().getName() + " has not been activated");
        }
        return on;
    }

    /** The group in which the boxes of this component are counted. */
    public final @Nullable StatisticsGroup group() {
        return group;
    }

    /** Whether steps come after those of all other ready components: for components that gather what others produce. */
    protected boolean stepsLast() {
        return false;
    }

    /**
     * Makes a component that has ended, or was never activated, as good as new, for components that are activated time
     * after time, never twice at once and perhaps on one scheduler after another. Its boxes are empty and unlinked.
     */
    protected final void renew() {
        if ((state & LIVE) != 0) {
            throw new IllegalStateException(getClass().getName() + " is still running");
        }
        state = 0;
        due = TimerWheel.NEVER;
        for (Inbox<?> box = inboxes; box != null; box = box.nextOfOwner) {
            box.reopen();
        }
    }

    final @Nullable Inbox<?> own(Inbox<?> inbox) {
        Inbox<?> others = inboxes;
        inboxes = inbox;
        return others;
    }

    final @Nullable Outbox<?> own(Outbox<?> outbox) {
        Outbox<?> others = outboxes;
        outboxes = outbox;
        return others;
    }

    final void partOf(Graphline<?, ?> of) {
        graph = of;
    }

    final @Nullable Inbox<?> inboxes() {
        return inboxes;
    }

    final @Nullable Outbox<?> outboxes() {
        return outboxes;
    }

    /** Whether it is live on this scheduler; exact on that scheduler's thread, also while it moves to another one. */
    final boolean isLiveOn(Scheduler asking) {
        return liveOn == asking;
    }

    /** Woken on its own scheduler's thread. */
    final void wokenHere() {
        state |= CROSSED;
        ready();
    }

    /** Woken by another thread: its mail has come, and is read on the thread of that scheduler. */
    final void mailRead(Scheduler reading) {
        if (isLiveOn(reading)) {
            state |= WOKEN;
            ready();
            return;
        }
        unmarkPosted();
        Scheduler moved = scheduler;
        if (moved != null && moved != reading) { // it is activated time after time, on one scheduler after another
            moved.wake(this);
        }
    }

    /** Has its boxes look at what other threads did before the step at hand. */
    private void takeIn() {
        markTaken();
        state &= ~CROSSED;
        for (Inbox<?> box = inboxes; box != null; box = box.nextOfOwner) {
            box.takeIn();
        }
    }

    /** From now on another thread that wakes it posts it again. */
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
        for (Inbox<?> box = inboxes; box != null; box = box.nextOfOwner) {
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
                takeIn(); // while it counts as queued, since it is about to be stepped
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

    /** Something that is done for a component, and may fail as its steps may. */
    @FunctionalInterface
    protected interface Guarded {
        /** Does it. */
        void run() throws Exception;
    }

    /** Does something for a live component as if it were in its step: an exception ends the component, and nothing else. */
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
        Throwable failure = failing(thrown);
        end(failure);
        report(on, failure);
    }

    /** Says what went wrong, if that goes well: a component that fails must not take others with it. */
    private void report(Scheduler on, Throwable failure) {
        try {
            on.failed(this, failure);
        } catch (Throwable mute) {
            // out of memory, or a toString() that throws: nothing is left that could be said
        }
    }

    private void runSurrounded() throws Exception {
        AutoCloseable open = surrounding();
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
        for (Outbox<?> box = outboxes; box != null; box = box.nextOfOwner) {
            box.endWith(failure);
        }
        for (Inbox<?> box = inboxes; box != null; box = box.nextOfOwner) {
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
