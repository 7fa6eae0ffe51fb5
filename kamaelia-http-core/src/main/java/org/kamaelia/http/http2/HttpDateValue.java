package org.kamaelia.http.http2;

import java.nio.charset.StandardCharsets;
import org.kamaelia.http.syntax.HttpDate;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.LoopLocal;
import org.kamaelia.net.loop.WallClock;

/**
 * The value of the Date field of a response (RFC 9110 section 6.6.1), made once a second for each event loop. Used on the
 * thread of that loop.
 */
final class HttpDateValue {
    private static final LoopLocal<HttpDateValue> VALUES = LoopLocal.of(loop -> new HttpDateValue());

    private long second = Long.MIN_VALUE;
    private byte[] value = {};

    private HttpDateValue() {}

    /** Returns the value for this turn of the loop, in ASCII. Do not change the array. */
    static byte[] of(EventLoop loop) {
        return VALUES.get(loop).at(Math.floorDiv(WallClock.millis(loop), 1000L));
    }

    private byte[] at(long now) {
        if (second != now) {
            second = now;
            value = HttpDate.format(now).getBytes(StandardCharsets.US_ASCII);
        }
        return value;
    }
}
