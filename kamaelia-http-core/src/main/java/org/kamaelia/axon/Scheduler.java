package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps the components that were activated on it, one at a time, on one thread: a first-in first-out run queue, timers,
 * and a mailbox for what other threads want done.
 *
 * <p>A turn takes in the mailbox and the timers that are due, and then steps ready components until none is left or
 * {@value #STEPS_A_TURN} steps are done. Components that {@linkplain Component#stepsLast() step last} come when no
 * other is ready, so they see everything that a turn produced at once.
 *
 * <p>A scheduler has no thread of its own: whoever calls {@link #turn()} is the thread, always the same one. Tests own
 * the clock and call it by hand; an event loop calls it between two looks at its sockets. Only {@link #execute},
 * {@link #wake}, {@link #statistics} and the getters may be called from other threads.
 */
public class Scheduler {
    /** Steps in one turn at the most. */
    public static final int STEPS_A_TURN = 64;

    /** One message in this many has its waiting time measured. */
    static final int SAMPLE_EVERY = 256;

    /** The length of a window of {@link BoxStatistics#maxDepth()}, in seconds. */
    static final int WINDOW_SECONDS = 30;

    private static final long WINDOW_NANOS = WINDOW_SECONDS * 1_000_000_000L;
    private static final System.Logger LOG = BackgroundLog.of(Scheduler.class);

    private static final VarHandle TURNS = handle("turns", long.class);
    private static final VarHandle RUNNING = handle("running", Component.class);

    final TimerWheel timers;
    final WaitSampler sampler = new WaitSampler(this);
    private final String name;
    private final LongSupplier clock;
    private final Mailbox mailbox = new Mailbox();
    private @Nullable Mail unread; // taken out of the mailbox, the oldest first
    private final List<StatisticsGroup> groups = new CopyOnWriteArrayList<>();
    private final StatisticsGroup ungrouped;
    private @Nullable Component ready;
    private @Nullable Component lastReady;
    private final ArrayDeque<Component> last = new ArrayDeque<>();
    private @Nullable Component live;
    private final RingPool rings = new RingPool();
    private int stepsLeft;
    private long now;
    private long turns; // these two are read by other threads, to whom any recent value will do
    private @Nullable Component running;
    private volatile long windowStarted;
    private @Nullable Thread thread;

    /**
     * A scheduler.
     *
     * @param name for people
     * @param clock nanoseconds from any origin that never go back, such as {@link System#nanoTime()}
     */
    public Scheduler(String name, LongSupplier clock) {
        this.name = name;
        this.clock = clock;
        this.now = clock.getAsLong();
        this.windowStarted = now;
        this.timers = new TimerWheel(now);
        this.ungrouped = statistics("");
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Scheduler.class, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The name, for people. */
    public final String name() {
        return name;
    }

    /** The time in nanoseconds, read once a turn. Only differences mean anything. */
    public final long now() {
        return now;
    }

    /** Begins to step a component; its boxes count in no group in particular. */
    public final void activate(Component component) {
        activate(component, ungrouped);
    }

    /**
     * Begins to step a component: its {@code start()} and first step follow in this turn.
     *
     * @param group where its boxes are counted, made by {@link #statistics(String)} of this scheduler
     */
    public final void activate(Component component, StatisticsGroup group) {
        component.activatedOn(this, group);
        Component others = live;
        component.nextLive = others;
        if (others != null) {
            others.previousLive = component;
        }
        live = component;
        enqueue(component);
        try {
            component.activated(this, group);
        } catch (RuntimeException failure) {
            component.end(failure);
            throw failure;
        }
    }

    /** A new group of box statistics on this scheduler. Call it from any thread. */
    public final StatisticsGroup statistics(String name) {
        StatisticsGroup group = new StatisticsGroup(name, this);
        groups.add(group);
        return group;
    }

    /** Forgets a group whose components have all ended. Call it from any thread. */
    public final void forget(StatisticsGroup group) {
        groups.remove(group);
    }

    /**
     * Runs a task on this scheduler's thread in its next turn. Call it from any thread; tasks of one thread keep their
     * order.
     *
     * <p>No task is refused, so callers bound how many are queued: each has at most one, or a fixed number, for every thing
     * that it owns and that is bounded itself, such as a connection, a server or a handler. What a peer sends must never be
     * a task each; that is what a {@link CrossingInbox} is for.
     */
    public final void execute(Runnable task) {
        post(new Mailbox.Task(task));
    }

    /**
     * Has a component stepped. Call it from any thread; {@link Component#wake()} does. From its mail until its step a
     * component stands in the mailbox once at most, however often it is woken, and nothing is allocated for it.
     */
    final void wake(Component component) {
        if (inThread() && component.isLiveOn(this)) {
            component.wokenHere();
        } else if (component.markPosted()) {
            post(component);
        }
    }

    private void post(Mail mail) {
        if (mailbox.add(mail)) {
            wakeUp();
        }
    }

    /**
     * Called, on any thread, after something was put in the mailbox while it was empty; a scheduler that sleeps must return
     * from it.
     */
    protected void wakeUp() {}

    /** Whether the caller is on this scheduler's thread. */
    public final boolean inThread() {
        return Thread.currentThread() == thread;
    }

    /** Makes the caller's thread this scheduler's thread; {@link #turn()} does it the first time. */
    protected final void adoptThread() {
        thread = Thread.currentThread();
    }

    /**
     * One turn.
     *
     * @return whether there is more to do at once
     */
    public final boolean turn() {
        if (thread == null) {
            adoptThread();
        }
        tick();
        readMailbox();
        timers.advance(now);
        return runReady(STEPS_A_TURN);
    }

    /** Turns until nothing is ready; for tests and for programs without sockets. */
    public final void runUntilIdle() {
        while (turn() || hasMail()) {
            // each turn is bounded, so that what other threads send is seen
        }
    }

    /** How often the clock has been read: turns, and batches of ready channels. Call it from any thread. */
    public final long turns() {
        return (long) TURNS.getOpaque(this);
    }

    /** The component that is being stepped; null while none is. Call it from any thread. */
    public final @Nullable Component running() {
        return (Component) RUNNING.getOpaque(this);
    }

    /** Reads the clock. */
    protected final void tick() {
        TURNS.setOpaque(this, turns + 1);
        now = clock.getAsLong();
        long age = now - windowStarted;
        if (age >= WINDOW_NANOS) {
            windowStarted = now;
            for (StatisticsGroup group : groups) {
                group.nextWindow();
                if (age >= 2 * WINDOW_NANOS) {
                    group.nextWindow(); // the window before the one that ended now was slept through
                }
            }
        }
    }

    /** The clock itself in nanoseconds, for what is shorter than a turn. Call it from any thread. */
    public final long readClock() {
        return clock.getAsLong();
    }

    boolean windowIsCurrent() {
        return clock.getAsLong() - windowStarted < 2 * WINDOW_NANOS;
    }

    /** What comes in meanwhile, perhaps by a task itself, has to wait for the next turn. */
    private void readMailbox() {
        if (unread == null) {
            unread = mailbox.takeAll();
        }
        for (Mail mail; (mail = unread) != null; ) {
            unread = mail.nextMail;
            mail.nextMail = null;
            if (mail instanceof Component component) {
                component.mailRead(this);
            } else {
                runTask((Mailbox.Task) mail);
            }
        }
    }

    private boolean hasMail() {
        return unread != null || !mailbox.isEmpty();
    }

    private void runTask(Mailbox.Task task) {
        try {
            task.run();
        } catch (Throwable failure) {
            LOG.log(System.Logger.Level.ERROR, "A task failed", failure); // put together nothing without memory
        }
    }

    /**
     * Steps ready components until none is left.
     *
     * @param steps how many at the most; when they are used up, those that step last still come once
     * @return whether some are left
     */
    protected final boolean runReady(int steps) {
        stepsLeft = steps;
        while (true) {
            for (Component next; stepsLeft > 0 && (next = ready) != null; stepsLeft--) {
                takeFirst(next);
                run(next);
            }
            int gathering = last.size();
            for (int i = 0; i < gathering && !last.isEmpty(); i++) {
                run(last.remove());
            }
            stepsLeft -= gathering;
            if (stepsLeft <= 0 || ready == null && last.isEmpty()) {
                RUNNING.setOpaque(this, null);
                return ready != null || !last.isEmpty();
            }
        }
    }

    /** Counts work done within a step as a step more. */
    final void countStep() {
        stepsLeft--;
    }

    private void run(Component next) {
        RUNNING.setOpaque(this, next);
        next.run();
    }

    private void takeFirst(Component first) {
        ready = first.nextReady;
        if (ready == null) {
            lastReady = null;
        }
        first.nextReady = null;
    }

    /** Takes a component out of the run queue, wherever it stands; rare, so the queue has no links back. */
    private void dequeue(Component component) {
        if (component.stepsLast()) {
            last.remove(component);
        } else if (ready == component) {
            takeFirst(component);
        } else {
            Component before = ready;
            while (before != null && before.nextReady != component) {
                before = before.nextReady;
            }
            if (before != null) {
                before.nextReady = component.nextReady;
                component.nextReady = null;
                if (lastReady == component) {
                    lastReady = before;
                }
            }
        }
    }

    /** Whether something is ready or waits in the mailbox. */
    protected final boolean hasWork() {
        return ready != null || !last.isEmpty() || hasMail();
    }

    /** Nanoseconds until the next timer may be due; {@link Long#MAX_VALUE} when none is set. */
    protected final long nanosToNextTimer() {
        return timers.nanosToNext(now);
    }

    final void enqueue(Component component) {
        if (component.stepsLast()) {
            last.add(component);
        } else if (lastReady == null) {
            ready = lastReady = component;
        } else {
            lastReady.nextReady = component;
            lastReady = component;
        }
    }

    final void ended(Component component) {
        timers.disarm(component);
        if (component.isQueued()) {
            dequeue(component);
        }
        Component previous = component.previousLive;
        Component next = component.nextLive;
        if (previous == null) {
            live = next;
        } else {
            previous.nextLive = next;
        }
        if (next != null) {
            next.previousLive = previous;
        }
        component.previousLive = null;
        component.nextLive = null;
    }

    /** Called when a component ended by an exception; logs it unless it is an {@link ExpectedFailure}. */
    protected void failed(Component component, Throwable failure) {
        if (failure instanceof ExpectedFailure) {
            return;
        }
        try {
            LOG.log(System.Logger.Level.ERROR, component + " failed and was ended", failure);
        } catch (Throwable second) { // a toString() that fails, or no memory for it
            LOG.log(System.Logger.Level.ERROR, "A component failed and was ended", failure);
        }
    }

    /** All live components, newest first. Call it on this scheduler's thread. */
    final List<Component> liveComponents() {
        List<Component> all = new ArrayList<>();
        for (Component one = live; one != null; one = one.nextLive) {
            all.add(one);
        }
        return all;
    }

    final Ring borrowRing(int capacity) {
        return rings.borrow(capacity);
    }

    final void giveBack(Ring ring) {
        rings.giveBack(ring);
    }

    @Override
    public String toString() {
        return name;
    }
}
