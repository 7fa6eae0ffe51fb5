package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** The links of a component: in the run queue, the list of live components and the timer wheel, and to its boxes. */
abstract sealed class Links extends Mail permits Component {
    @Nullable
    Component nextReady;

    @Nullable
    Component nextLive;

    @Nullable
    Component previousLive;

    @Nullable
    Component nextTimer;

    @Nullable
    Component previousTimer;

    long due = TimerWheel.NEVER;
    int timerSlot = TimerWheel.UNARMED;
    private @Nullable Inbox<?> inboxes;
    private @Nullable Outbox<?> outboxes;

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

    final @Nullable Inbox<?> inboxes() {
        return inboxes;
    }

    final @Nullable Outbox<?> outboxes() {
        return outboxes;
    }

    /**
     * Returns a sentence that says what to use instead of a method that belongs to the thread of the scheduler. It is
     * a part of the exception that a caller on another thread gets.
     */
    protected String fromElsewhere() {
        return "Use a CrossingOutbox to send from another thread, wake() to ask for a step, or scheduler().execute(task)"
                + " to run a task on that thread.";
    }
}
