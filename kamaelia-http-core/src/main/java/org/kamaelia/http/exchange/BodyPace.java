package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Whether a request body comes in fast enough, counting only the time in which it is wanted. Exists while a body is
 * incomplete; times are nanoseconds of the scheduler's clock.
 */
public final class BodyPace {
    private static final long SECOND = 1_000_000_000L;
    private static final long PAUSED = Long.MIN_VALUE;

    private long wantedSince;
    private long wantedBefore;
    private long lastByte;
    private long bytes;
    private boolean moved;

    public BodyPace(long now) {
        this.wantedSince = now;
        this.lastByte = now;
    }

    public void received(int count) {
        bytes += count;
        moved = true;
    }

    /** Nobody wants more for now; the clock stands until {@link #late} is asked again. */
    public void pause() {
        if (wantedSince != PAUSED) {
            wantedBefore += Math.max(0, lastByte - wantedSince);
            wantedSince = PAUSED;
        }
    }

    /** A sentence about what is too slow by these limits, if something is. */
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

    /** When to look again: at the end of the grace, then once a second, or when the last byte is too old. */
    public long next(long now, HttpLimits limits) {
        long idle = lastByte + limits.bodyIdle().toNanos();
        if (limits.bodyRate() == 0) {
            return idle;
        }
        long rate = Math.max(wantedSince + limits.bodyGrace().toNanos() - wantedBefore, now + SECOND);
        return Math.min(idle, rate);
    }
}
