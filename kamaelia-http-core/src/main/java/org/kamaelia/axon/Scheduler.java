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
 * Steps the components that were activated on it, one at a time, on one thread. It has a first-in first-out run queue,
 * timers, and a mailbox for tasks and wake-ups from other threads. After Kamaelia's {@code Axon.Scheduler}.
 *
 * <p>A turn handles the mailbox and the due timers, and then steps ready components until none is left or
 * {@value #STEPS_A_TURN} steps are done. Components that {@linkplain Component#stepsLast() step last} are stepped when
 * no other component is ready, so they see the whole output of a turn at once.
 *
 * <p>A scheduler has no thread of its own. Its thread is the thread that calls {@link #turn()}. A test calls it directly
 * and supplies the clock. An event loop calls it between two selections of its sockets. Other threads may call only the
 * methods whose comments say so; other methods throw {@link IllegalStateException} there.
 */
public class Scheduler {
    /** The most steps in one turn. */
    public static final int STEPS_A_TURN = 64;

    /** The waiting time of one message in this many is measured. */
    static final int SAMPLE_EVERY = 256;

    /** The length of a window of {@link BoxStatistics#maxDepth()}, in seconds. */
    static final int WINDOW_SECONDS = 30;

    private static final long WINDOW_NANOS = WINDOW_SECONDS * 1_000_000_000L;
    private static final BackgroundLog LOG = BackgroundLog.of(Scheduler.class);

    private static final VarHandle TURNS = Handles.of(MethodHandles.lookup(), "turns", long.class);
    private static final VarHandle RUNNING = Handles.of(MethodHandles.lookup(), "running", Component.class);

    final TimerWheel timers;
    final WaitSampler sampler = new WaitSampler(this);
    private final String name;
    private final LongSupplier clock;
    private final Mailbox mailbox = new Mailbox();
    private @Nullable Mail unread; // taken out of the mailbox, oldest first
    private final List<StatisticsGroup> groups = new CopyOnWriteArrayList<>();
    private final StatisticsGroup ungrouped;
    private @Nullable Component ready;
    private @Nullable Component lastReady;
    private final ArrayDeque<Component> last = new ArrayDeque<>();
    private @Nullable Component live;
    private final RingPool rings = new RingPool();
    private int stepsLeft;
    private long now;
    private long turns; // "turns" and "running" are also read by other threads, for which a recent value is enough
    private @Nullable Component running;
    private volatile long windowStarted;
    private @Nullable Thread thread;
    private boolean adopted;

    /**
     * Makes a scheduler.
     *
     * @param name for log messages and the introspector
     * @param clock returns nanoseconds since any origin and never goes back, such as {@link System#nanoTime()}
     */
    public Scheduler(String name, LongSupplier clock) {
        this.name = name;
        this.clock = clock;
        this.now = clock.getAsLong();
        this.windowStarted = now;
        this.timers = new TimerWheel(now);
        this.ungrouped = statistics("");
    }

    /** The name, for log messages and the introspector. */
    public final String name() {
        return name;
    }

    /** The time in nanoseconds, read once a turn. Only differences between two values have a meaning. */
    public final long now() {
        return now;
    }

    /** Activates a component in a group without a name. */
    public final void activate(Component component) {
        activate(component, ungrouped);
    }

    /**
     * Activates a component: its {@code start()} and first step follow. Call it on this scheduler's thread.
     *
     * @param group the group that counts its boxes, made by {@link #statistics(String)} of this scheduler
     */
    public final void activate(Component component, StatisticsGroup group) {
        Confinement.check(this, "activate()");
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

    /** Makes a group of box statistics on this scheduler. May be called from any thread. */
    public final StatisticsGroup statistics(String name) {
        StatisticsGroup group = new StatisticsGroup(name, this);
        groups.add(group);
        return group;
    }

    /** Removes a group whose components have all ended. May be called from any thread. */
    public final void forget(StatisticsGroup group) {
        groups.remove(group);
    }

    /**
     * Runs a task on this scheduler's thread in its next turn. May be called from any thread. Tasks of one thread keep
     * their order.
     *
     * <p>The scheduler refuses no task, so each caller must limit its queued tasks to a fixed number for each
     * connection, server or handler. Never queue a task for each message of a peer; use a {@link CrossingInbox} for
     * messages.
     */
    public final void execute(Runnable task) {
        post(new Mailbox.Task(task));
    }

    /** Wakes a component, from any thread. It is in the mailbox at most once, and waking it allocates nothing. */
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

    /** Called on any thread after mail was put into the empty mailbox: a sleeping scheduler must wake up. */
    protected void wakeUp() {}

    /** Whether the caller is on this scheduler's thread. */
    public final boolean inThread() {
        return Thread.currentThread() == thread;
    }

    /** Whether this scheduler has a thread, and the caller is on another one. */
    final boolean isElsewhere() {
        Thread own = thread;
        return own != null && own != Thread.currentThread();
    }

    /** Makes the calling thread this scheduler's thread for good. Without it, the thread of a turn is the thread. */
    protected final void adoptThread() {
        thread = Thread.currentThread();
        adopted = true;
    }

    /**
     * Runs one turn.
     *
     * @return whether more components are ready
     */
    public final boolean turn() {
        if (!adopted) {
            thread = Thread.currentThread();
        }
        Confinement.check(this, "turn()");
        tick();
        readMailbox();
        timers.advance(now);
        return runReady(STEPS_A_TURN);
    }

    /** Runs turns until no component is ready. For tests and for programs without sockets. */
    public final void runUntilIdle() {
        while (turn() || hasMail()) {
            // each turn is bounded, so that mail of other threads is read in between
        }
    }

    /** How often the clock has been read: for turns and for batches of ready channels. For any thread. */
    public final long turns() {
        return (long) TURNS.getOpaque(this);
    }

    /** The component that is being stepped; null if there is none. May be called from any thread. */
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
                    group.nextWindow(); // the scheduler slept through the previous window
                }
            }
        }
    }

    /** Reads the clock in nanoseconds, for times shorter than a turn. May be called from any thread. */
    public final long readClock() {
        return clock.getAsLong();
    }

    boolean windowIsCurrent() {
        return clock.getAsLong() - windowStarted < 2 * WINDOW_NANOS;
    }

    /** Handles the mail that is there now. Mail that arrives meanwhile, also from these tasks, waits for the next turn. */
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

    /** Called on the scheduler's thread when there was no memory for something. Needs none; returns the error. */
    protected OutOfMemoryError outOfMemory(OutOfMemoryError error) {
        return error;
    }

    private void runTask(Mailbox.Task task) {
        try {
            task.run();
        } catch (Throwable failure) {
            Throwable seen = failure instanceof OutOfMemoryError none ? outOfMemory(none) : failure;
            LOG.log(System.Logger.Level.ERROR, "A task failed", seen); // a constant: there may be no memory
        }
    }

    /**
     * Steps ready components until none is left.
     *
     * @param steps the most steps; when they are used up, the components that step last are still stepped once
     * @return whether components are left
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

    /** Counts work done within a step as one more step. */
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

    /** Takes a component out of the run queue at any place. This is rare, so the queue has no backward links. */
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

    /** Whether a component is ready or the mailbox is not empty. */
    protected final boolean hasWork() {
        return ready != null || !last.isEmpty() || hasMail();
    }

    /** Nanoseconds until the next timer may be due; {@link Long#MAX_VALUE} if no timer is set. */
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

    /** Called when an exception has ended a component. Logs the exception unless it is an {@link ExpectedFailure}. */
    protected void failed(Component component, Throwable failure) {
        if (failure instanceof ExpectedFailure) {
            return;
        }
        FailureLog.write(LOG, component, failure);
    }

    /** All live components, newest first. For this scheduler's thread only. */
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
