package org.kamaelia.http.http2;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.spi.ServerAccess;

/**
 * The time limits of the open streams of a connection: bodies that arrive too slowly, clients that do not open their
 * windows, and requests that are discarded. They are checked once a second while a stream is open, so a stream has no timer
 * of its own. Times are nanoseconds of the scheduler's clock.
 */
final class TimeLimits {
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final long SECOND = 1_000_000_000;

    private final HttpLimits limits;
    private final HttpSetup setup;
    private final Streams streams;
    private long next = Long.MAX_VALUE;

    TimeLimits(HttpSetup setup, Streams streams) {
        this.limits = setup.limits();
        this.setup = setup;
        this.streams = streams;
    }

    /** When the limits are checked next; {@code Long.MAX_VALUE} while no stream is open. */
    long next() {
        return next;
    }

    /**
     * Checks the limits if it is time to.
     *
     * @return the fault that ends the connection: every response that waits has waited for too long; null if there is none
     */
    @Nullable
    Http2Fault check(long now) {
        if (streams.isEmpty()) {
            next = Long.MAX_VALUE;
            return null;
        }
        if (next == Long.MAX_VALUE) {
            next = now + SECOND;
        }
        if (now < next) {
            return null;
        }
        next = now + SECOND;
        HttpLimits sending = limits.bodyPace(setup.http2().windowStall(), limits.bodyRate(), limits.bodyGrace());
        int waiting = 0;
        int late = 0;
        for (Http2Stream stream : streams.all()) {
            receive(stream, now);
            if (stream.output().isStalled(streams.window())) {
                waiting++;
                if (stream.output().late(now, sending)) {
                    late++;
                }
            } else {
                stream.output().goesOn(now);
            }
        }
        if (late > 0 && late == waiting) {
            return Http2Fault.WINDOWS_CLOSED;
        }
        if (late > 0) {
            resetLate(now, sending);
        }
        return null;
    }

    private void receive(Http2Stream stream, long now) {
        if (now >= stream.drainUntil()) {
            streams.reset(stream, ErrorCode.NO_ERROR, CloseReason.FINISHED);
        } else if (stream.state() == StreamState.OPEN && stream.exchange().isAtWork()) {
            String late = stream.input().late(now, of(stream.request()));
            if (late != null) {
                stream.exchange().refuse(408, late, CloseReason.TIMEOUT, false);
            }
        }
    }

    /** The limits for the path of a request. */
    private HttpLimits of(@Nullable Request request) {
        return request == null ? limits : limits.of(ACCESS.limits(request));
    }

    /** Resets the streams whose window has been closed for too long, while others go on. */
    private void resetLate(long now, HttpLimits sending) {
        for (Http2Stream stream : streams.all()) {
            if (stream.output().isStalled(streams.window()) && stream.output().late(now, sending)) {
                streams.reset(stream, ErrorCode.CANCEL, CloseReason.TIMEOUT);
            }
        }
    }
}
