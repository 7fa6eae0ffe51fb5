package org.kamaelia.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits that replace the limits of the server for the requests of one {@link HandlerFactory}, for example for one
 * path. Immutable; start with {@link #none()}.
 *
 * <pre>{@code
 * routes.at("/upload/", upload.within(PathLimits.none().requestBody(0).firstPart(Duration.ofMinutes(5))))
 * }</pre>
 *
 * @param requestBody the largest request body in bytes, 0 for no limit; a larger body gets 413 and the connection
 *     closes; null for the limit of the server. If a handler has its own limit, for example because it collects the
 *     body, its own limit applies
 * @param bodyIdle the longest time without a byte of the body while the server reads it; after that 408, and the
 *     connection closes; null for the limit of the server
 * @param bodyRate the lowest average rate of the body in bytes per second, 0 for none; a slower body gets 408 and the
 *     connection closes; null for the limit of the server
 * @param firstPart the longest time until the first part of the response; after that 503; null for the limit of the
 *     server
 */
public record PathLimits(
        @Nullable Long requestBody,
        @Nullable Duration bodyIdle,
        @Nullable Integer bodyRate,
        @Nullable Duration firstPart) {
    private static final PathLimits NONE = new PathLimits(null, null, null, null);

    /**
     * Checks the limits. Throws {@link IllegalArgumentException} for a negative number, or a time that is not positive.
     */
    public PathLimits {
        if (requestBody != null && requestBody < 0 || bodyRate != null && bodyRate < 0) {
            throw new IllegalArgumentException(
                    "requestBody and bodyRate are at least 0 bytes, not " + requestBody + " and " + bodyRate);
        }
        positive("bodyIdle", bodyIdle);
        positive("firstPart", firstPart);
    }

    private static void positive(String name, @Nullable Duration time) {
        if (time != null && (time.isNegative() || time.isZero())) {
            throw new IllegalArgumentException(name + " is a positive time, not " + time);
        }
    }

    /** Returns limits that replace no limit of the server. */
    public static PathLimits none() {
        return NONE;
    }

    /** Returns a copy with a limit of the request body in bytes; 0 for no limit. */
    public PathLimits requestBody(long bytes) {
        return new PathLimits(bytes, bodyIdle, bodyRate, firstPart);
    }

    /** Returns a copy with a longest time without a byte of the body. */
    public PathLimits bodyIdle(Duration time) {
        return new PathLimits(requestBody, time, bodyRate, firstPart);
    }

    /** Returns a copy with a lowest rate of the body in bytes per second; 0 for none. */
    public PathLimits bodyRate(int bytesASecond) {
        return new PathLimits(requestBody, bodyIdle, bytesASecond, firstPart);
    }

    /** Returns a copy with a longest time until the first part of the response. */
    public PathLimits firstPart(Duration time) {
        return new PathLimits(requestBody, bodyIdle, bodyRate, time);
    }

    /** Returns these limits, completed by the limits of {@code other} where this object has none. */
    public PathLimits over(PathLimits other) {
        if (this == NONE) {
            return other;
        }
        return other == NONE
                ? this
                : new PathLimits(
                        requestBody != null ? requestBody : other.requestBody,
                        bodyIdle != null ? bodyIdle : other.bodyIdle,
                        bodyRate != null ? bodyRate : other.bodyRate,
                        firstPart != null ? firstPart : other.firstPart);
    }
}
