package org.kamaelia.axon;

/**
 * Checks that a call that belongs to the thread of a scheduler comes from that thread. Boxes, timers and the run queue
 * have no lock, so a call from another thread would corrupt them for all components of the scheduler. The check costs
 * one comparison.
 */
final class Confinement {
    private Confinement() {}

    /**
     * Throws {@link IllegalStateException} at a caller on another thread than that of the component's scheduler. Before
     * a component is activated, it belongs to the thread that makes it.
     *
     * @param call the call, for the message
     */
    static void check(Component owner, String call) {
        Scheduler on = owner.confinedTo();
        if (on != null && on.isElsewhere()) {
            throw misplaced(owner, on, call);
        }
    }

    /**
     * As {@link #check(Component, String)}, for a call of one component that changes another one.
     *
     * @param changed the component that the call changes; it is on the scheduler of the caller, unless the two were
     *     linked by mistake
     */
    static void check(Component changed, Component caller, String call) {
        Scheduler on = changed.confinedTo();
        if (on != null && on.isElsewhere()) {
            throw misplaced(caller, on, call);
        }
    }

    /** As {@link #check(Component, String)}, for a call that belongs to a scheduler alone. */
    static void check(Scheduler on, String call) {
        if (on.isElsewhere()) {
            throw new IllegalStateException(message(call, on)
                    + " Use scheduler().execute(task) to run a task on that thread, and wake() to wake a component.");
        }
    }

    private static IllegalStateException misplaced(Component owner, Scheduler on, String call) {
        return new IllegalStateException(
                message(call + " of " + owner.getClass().getName(), on) + " " + owner.fromElsewhere());
    }

    private static String message(String call, Scheduler on) {
        return call + " belongs to the thread of " + on.name() + ", and was called on the thread "
                + Thread.currentThread().getName() + ".";
    }
}
