package org.kamaelia.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits of one path, or of whatever else a {@link HandlerFactory} stands for, where they differ from those of its
 * server. Immutable; begin with {@link #none()}.
 *
 * <pre>{@code
 * routes.at("/upload/", upload.within(PathLimits.none().requestBody(0).firstPart(Duration.ofMinutes(5))))
 * }</pre>
 *
 * @param requestBody bytes of a request body, 0 for no limit, past it 413 and close; null for the server's limit. A
 *     handler that has a limit of its own, such as one that collects the body, keeps it
 * @param bodyIdle time without a byte of the body while it is wanted, past it 408 and close; null for the server's
 * @param bodyRate least bytes of body in a second on average, 0 for none, past it 408 and close; null for the server's
 * @param firstPart time for the first part of the response, past it 503; null for the server's
 */
public record PathLimits(
        @Nullable Long requestBody,
        @Nullable Duration bodyIdle,
        @Nullable Integer bodyRate,
        @Nullable Duration firstPart) {
    private static final PathLimits NONE = new PathLimits(null, null, null, null);

    /** Checks the limits. */
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

    /** Nothing differs. */
    public static PathLimits none() {
        return NONE;
    }

    /** The same with a limit of the request body in bytes; 0 for no limit. */
    public PathLimits requestBody(long bytes) {
        return new PathLimits(bytes, bodyIdle, bodyRate, firstPart);
    }

    /** The same with a time without a byte of the body. */
    public PathLimits bodyIdle(Duration time) {
        return new PathLimits(requestBody, time, bodyRate, firstPart);
    }

    /** The same with a least rate of the body in bytes a second; 0 for none. */
    public PathLimits bodyRate(int bytesASecond) {
        return new PathLimits(requestBody, bodyIdle, bytesASecond, firstPart);
    }

    /** The same with a time for the first part of the response. */
    public PathLimits firstPart(Duration time) {
        return new PathLimits(requestBody, bodyIdle, bodyRate, time);
    }

    /** These limits, and those of another where these have none. */
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
