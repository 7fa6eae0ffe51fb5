package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Checks that a request body arrives fast enough. Only the time during which the server wants to read the body counts.
 * Used while a body is incomplete. Times are nanoseconds of the scheduler's clock. Not thread-safe.
 */
public final class BodyPace {
    private static final long SECOND = 1_000_000_000L;
    private static final long PAUSED = Long.MIN_VALUE;

    private long wantedSince;
    private long wantedBefore;
    private long lastByte;
    private long bytes;
    private boolean moved;

    /** Starts the clock of a body. */
    public BodyPace(long now) {
        this.wantedSince = now;
        this.lastByte = now;
    }

    /** Counts received bytes of the body. */
    public void received(int count) {
        bytes += count;
        moved = true;
    }

    /** Stops the clock, because the server does not read now. The next call of {@link #late} starts it again. */
    public void pause() {
        if (wantedSince != PAUSED) {
            wantedBefore += Math.max(0, lastByte - wantedSince);
            wantedSince = PAUSED;
        }
    }

    /** Returns a sentence for the client if the body is too slow for these limits; else null. */
    @Nullable
    public String late(long now, HttpLimits limits) {
        if (wantedSince == PAUSED) {
            wantedSince = now;
            moved = true;
        }
        if (moved) {
            lastByte = now;
            moved = false;
        }
        if (now - lastByte >= limits.bodyIdle().toNanos()) {
            return "No byte of the body arrived for " + limits.bodyIdle().toSeconds() + " s";
        }
        long wanted = wantedBefore + now - wantedSince;
        if (wanted >= limits.bodyGrace().toNanos() && bytes < limits.bodyRate() * (wanted / SECOND)) {
            return "The body arrived at less than " + limits.bodyRate() + " bytes a second";
        }
        return null;
    }

    /**
     * Returns the time of the next check: at the end of the grace period, then once a second, or when the idle limit
     * ends.
     */
    public long next(long now, HttpLimits limits) {
        long idle = lastByte + limits.bodyIdle().toNanos();
        if (limits.bodyRate() == 0) {
            return idle;
        }
        long rate = Math.max(wantedSince + limits.bodyGrace().toNanos() - wantedBefore, now + SECOND);
        return Math.min(idle, rate);
    }
}
