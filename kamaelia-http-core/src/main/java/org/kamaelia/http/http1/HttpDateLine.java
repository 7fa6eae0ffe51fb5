package org.kamaelia.http.http1;

import java.nio.charset.StandardCharsets;
import org.kamaelia.http.syntax.HttpDate;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.LoopLocal;
import org.kamaelia.net.loop.WallClock;

/**
 * The Date line of a response (RFC 9110 section 6.6.1), made once a second for each event loop. Used on the thread of
 * that loop.
 */
final class HttpDateLine {
    private static final LoopLocal<HttpDateLine> LINES = LoopLocal.of(loop -> new HttpDateLine());

    private long second = Long.MIN_VALUE;
    private byte[] line = {};

    private HttpDateLine() {}

    /** Returns the line for this turn of the loop, with its line end, in ASCII. Do not change the array. */
    static byte[] of(EventLoop loop) {
        return LINES.get(loop).at(Math.floorDiv(WallClock.millis(loop), 1000L));
    }

    private byte[] at(long now) {
        if (second != now) {
            second = now;
            line = ("Date: " + HttpDate.format(now) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }
        return line;
    }
}
