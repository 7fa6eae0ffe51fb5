package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.net.loop.Progress;

/**
 * Checks that a body moves fast enough. Each octet pays for the time that it may take at the least rate. A body is late
 * when no octet has paid for a time as long as the grace. A burst pays for no more time to come than the time for which a
 * body may pause. Only the time during which the server wants to read the body counts. Used while a body is incomplete.
 * Times are nanoseconds of the scheduler's clock. Not thread-safe.
 */
public final class BodyPace {
    private static final long SHORTEST_WAIT = 50_000_000L;
    private static final long RUNNING = Long.MIN_VALUE;

    private final Progress progress;
    private long lastByte;
    private long pausedAt = RUNNING;
    private long bytes;

    /**
     * Starts the clock of a body.
     *
     * @param now when its head was complete
     */
    public BodyPace(long now) {
        this.progress = new Progress(now);
        this.lastByte = now;
    }

    /** Counts bytes of the body that have moved since the last call of {@link #late}. */
    public void received(long count) {
        bytes += count;
    }

    /** Stops the clock, because the server does not read now. The next call of {@link #late} starts it again. */
    public void pause(long now) {
        if (pausedAt == RUNNING) {
            pausedAt = now;
        }
    }

    /** Returns a sentence for the client if the body is too slow for these limits; else null. */
    @Nullable
    public String late(long now, HttpLimits limits) {
        boolean resumed = pausedAt != RUNNING;
        if (resumed) {
            progress.skip(now - pausedAt);
            pausedAt = RUNNING;
        }
        if (bytes > 0 || resumed) {
            lastByte = now;
        }
        int rate = limits.bodyRate();
        long grace = limits.bodyGrace().toNanos();
        long idle = limits.bodyIdle().toNanos();
        if (bytes > 0 && rate > 0) {
            progress.moved(bytes, now, rate, Math.max(0, idle - grace));
        }
        bytes = 0;
        if (now - lastByte >= idle) {
            return "No byte of the body arrived for " + limits.bodyIdle().toSeconds() + " s";
        }
        if (rate > 0 && progress.stalled(now) >= grace) {
            return "The body arrived at less than " + rate + " bytes a second";
        }
        return null;
    }

    /** Returns the time of the next check: when the paid time and the grace end, or the idle limit; 50 ms from now at least. */
    public long next(long now, HttpLimits limits) {
        long idle = lastByte + limits.bodyIdle().toNanos();
        if (limits.bodyRate() == 0) {
            return idle;
        }
        long unpaid = progress.paidUntil() + limits.bodyGrace().toNanos();
        return Math.min(idle, Math.max(unpaid, now + SHORTEST_WAIT));
    }
}
