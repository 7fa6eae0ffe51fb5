package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * Measures how long messages lie in boxes without a time stamp in any of them: it follows one message at a time, every
 * 256th of its scheduler, from the moment it is sent to the moment it is polled.
 */
final class WaitSampler {
    private final Scheduler scheduler;
    private int countdown = Scheduler.SAMPLE_EVERY;
    private @Nullable Inbox<?> followed;
    private int ahead;
    private long sentAt;

    WaitSampler(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void put(Inbox<?> box, int size) {
        if (--countdown <= 0) {
            if (followed != null && followed.statistics != null) {
                followed.statistics.waited(scheduler.readClock() - sentAt); // it is stuck: what it waited so far counts
            }
            countdown = Scheduler.SAMPLE_EVERY;
            followed = box;
            ahead = size - 1;
            sentAt = scheduler.readClock();
        }
    }

    void taken(Inbox<?> box, BoxStatistics statistics) {
        if (box == followed && ahead-- == 0) {
            followed = null;
            statistics.waited(Math.max(0, scheduler.readClock() - sentAt));
        }
    }
}
