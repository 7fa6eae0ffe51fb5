package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * Measures how long messages wait in boxes, without a time stamp in the messages. It follows one message at a time,
 * every 256th message of its scheduler, from the moment of sending to the moment of polling.
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
                followed.statistics.waited(scheduler.readClock() - sentAt); // it is stuck: count its wait so far
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
