package org.kamaelia.http;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.FairShare;
import org.kamaelia.axon.Threads;

/**
 * Threads for the checks of blocking guards. Checks that wait, for a session store or an identity provider, run beside
 * each other in any number. Checks that compute, such as the hash of a password, would take the processors from the
 * event loops; so at most one fewer of them compute at once than there are processors, and at least one.
 *
 * <pre>
 *   check --> kind known to wait ---------------------------> a thread
 *         \-> else: queue, the clients in turn --a place--> a thread --> the processor time of its kind
 * </pre>
 *
 * <p>A kind is the checks of one guard. What a check needs is seen from the processor time of its thread: when it ends,
 * and every 10 ms while others wait for a place. So checks of a kind that is not known yet do not wait for long for a
 * check that itself waits. Thread-safe; a lock is held for a few steps only.
 */
final class CheckThreads {
    /** For all servers of this JVM. */
    static final CheckThreads SHARED =
            new CheckThreads(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

    private static final int MOST_WAITING = 1_024;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A check computes if it takes this much of a processor between two looks. */
    private static final long COMPUTES_NANOS = LOOK_NANOS / 5;

    private static final int IDLE_LOOKS = 10;
    private static final ThreadMXBean PROCESSORS = ManagementFactory.getThreadMXBean();

    // platform threads, because the processor time of virtual threads is not known
    private final Executor threads = Threads.platformPool("kamaelia-check-");
    private final Executor lookers = Threads.platformPool("kamaelia-check-look-");
    private final int places;
    private final ToLongFunction<Thread> processorTime;
    private final Map<Object, ArrayDeque<Check>> waiting = new LinkedHashMap<>(); // by client, the next one first
    private final Set<Check> running = new HashSet<>();
    private int waitingCount;
    private int taken;
    private boolean isLooking;

    /**
     * Makes threads without any check.
     *
     * @param places the most checks that compute at once
     */
    CheckThreads(int places) {
        this(places, CheckThreads::processorTime);
    }

    /**
     * Makes threads without any check.
     *
     * @param places the most checks that compute at once
     * @param processorTime what a thread has had of a processor, in nanoseconds
     */
    CheckThreads(int places, ToLongFunction<Thread> processorTime) {
        this.places = places;
        this.processorTime = processorTime;
    }

    /** The checks of one guard, and what one of them takes of a processor. */
    static final class Kind {
        private static final long UNKNOWN = -1;
        private volatile long nanos = UNKNOWN;
        private int begun;

        /** Whether a check of this kind needs so little of a processor that any number may run. */
        boolean waits() {
            return nanos != UNKNOWN && nanos < COMPUTES_NANOS;
        }

        /** Whether a check runs here. One of 64 that wait does, so that a kind is noticed that begins to compute. */
        boolean isLookedAt() {
            return !waits() || (begun++ & 63) == 0; // several loops count; a lost one does no harm
        }

        /** Grows at once and shrinks slowly, so that a few cheap checks among dear ones change nothing. */
        void took(long cpu) {
            long before = nanos;
            nanos = before == UNKNOWN || cpu > before ? cpu : before - (before - cpu) / 32;
        }
    }

    /** A check. */
    interface Task {
        /** Runs the check. Returns false if it was left out, because its client has gone. Throws nothing. */
        boolean run();
    }

    private static final class Check {
        private final Kind kind;
        private final Task task;
        private final Object client;
        private @Nullable Thread thread;
        private long cpu;
        private int idleLooks;
        private boolean hasPlace;

        Check(Kind kind, Task task, Object client) {
            this.kind = kind;
            this.task = task;
            this.client = client;
        }
    }

    /**
     * Runs a check now or later.
     *
     * @param client any object that is equal for the same client
     * @throws RejectedExecutionException if too many checks wait, altogether or of this client
     */
    void execute(Kind kind, Task task, Object client) {
        Check check = new Check(kind, task, client);
        synchronized (this) {
            if (!mayBegin(kind) || waitingCount > 0 && !kind.waits()) {
                await(check);
                return;
            }
            begins(check);
        }
        if (!start(check)) {
            synchronized (this) {
                ended(check);
            }
            throw new RejectedExecutionException("There is no thread for a check");
        }
    }

    private boolean mayBegin(Kind kind) {
        return taken < places || kind.waits();
    }

    private void begins(Check check) {
        running.add(check);
        check.hasPlace = !check.kind.waits();
        taken += check.hasPlace ? 1 : 0;
    }

    private void await(Check check) {
        ArrayDeque<Check> own = waiting.get(check.client);
        boolean tooMany = own != null && !FairShare.allows(own.size(), MOST_WAITING - waitingCount, MOST_WAITING);
        if (waitingCount == MOST_WAITING || tooMany) {
            throw new RejectedExecutionException(waitingCount + " checks wait");
        }
        waiting.computeIfAbsent(check.client, client -> new ArrayDeque<>()).add(check);
        waitingCount++;
        if (!isLooking) {
            isLooking = true;
            lookers.execute(this::look);
        }
    }

    private void run(Check first) {
        ArrayDeque<Check> own = new ArrayDeque<>(List.of(first));
        for (Check check = own.poll(); check != null; check = own.poll()) {
            Thread thread = Thread.currentThread();
            long began = processorTime.applyAsLong(thread);
            synchronized (this) {
                check.thread = thread;
                check.cpu = began;
            }
            if (check.task.run()) {
                check.kind.took(processorTime.applyAsLong(thread) - began);
            }
            List<Check> next;
            synchronized (this) {
                ended(check);
                next = thatMayBegin();
            }
            distribute(next, own);
        }
    }

    /** Starts checks that have left the queue: one on this thread if it has no other, and the others on new threads. */
    private void distribute(List<Check> checks, ArrayDeque<Check> own) {
        for (Check check : checks) {
            if (own.isEmpty() || !start(check)) {
                own.add(check); // a check that has left the queue must not be lost
            }
        }
    }

    private boolean start(Check check) {
        try {
            threads.execute(() -> run(check));
            return true;
        } catch (RuntimeException | Error noThread) {
            return false;
        }
    }

    /** Looks at the checks that run, again and again while others wait for their places. */
    private void look() {
        ArrayDeque<Check> own = new ArrayDeque<>();
        for (boolean more = true; more; ) {
            LockSupport.parkNanos(LOOK_NANOS);
            List<Check> next;
            synchronized (this) {
                running.forEach(this::lookAt);
                next = thatMayBegin();
                more = waitingCount > 0;
                isLooking = more;
            }
            for (Check check : next) {
                if (!start(check)) {
                    own.add(check);
                }
            }
        }
        own.forEach(this::run);
    }

    /** A check that waits needs no place; one that computes has one, whatever its kind. */
    private void lookAt(Check check) {
        Thread thread = check.thread;
        if (thread == null) {
            return; // it has just begun
        }
        long cpu = processorTime.applyAsLong(thread);
        boolean computes = cpu - check.cpu >= COMPUTES_NANOS;
        check.idleLooks = computes ? 0 : check.idleLooks + 1;
        check.cpu = computes ? cpu : check.cpu;
        // A runnable thread reads from a socket, or it waits for a processor. The latter does not last that long.
        boolean waits = thread.getState() != Thread.State.RUNNABLE || check.idleLooks >= IDLE_LOOKS;
        boolean needsPlace = computes || !waits;
        taken += (needsPlace ? 1 : 0) - (check.hasPlace ? 1 : 0);
        check.hasPlace = needsPlace;
    }

    /** The processor time of a thread; always 0 if the JVM does not know it, and -1 for a thread that has ended. */
    private static long processorTime(Thread thread) {
        return PROCESSORS.isThreadCpuTimeSupported() ? PROCESSORS.getThreadCpuTime(thread.getId()) : 0;
    }

    private void ended(Check check) {
        running.remove(check);
        taken -= check.hasPlace ? 1 : 0;
        check.hasPlace = false;
    }

    /** Takes the checks that may begin out of the queue, one of each client in turn. */
    private List<Check> thatMayBegin() {
        List<Check> next = new ArrayList<>();
        boolean more = waitingCount > 0;
        while (more) {
            more = false;
            Map<Object, ArrayDeque<Check>> later = new LinkedHashMap<>();
            for (Iterator<Map.Entry<Object, ArrayDeque<Check>>> all =
                            waiting.entrySet().iterator();
                    all.hasNext(); ) {
                Map.Entry<Object, ArrayDeque<Check>> one = all.next();
                if (mayBegin(one.getValue().peek().kind)) {
                    Check check = one.getValue().remove();
                    waitingCount--;
                    begins(check);
                    next.add(check);
                    all.remove();
                    if (!one.getValue().isEmpty()) {
                        later.put(one.getKey(), one.getValue());
                        more = true;
                    }
                }
            }
            waiting.putAll(later);
        }
        return next;
    }
}
