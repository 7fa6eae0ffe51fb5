package org.kamaelia.http.spring.observation;

import io.micrometer.core.instrument.Clock;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.WallClock;

/**
 * The system's clock for meters. On an event loop the time of day is read once for each turn. Every timer and summary
 * reads the time of day at every record, only to know when its maximum expires. This reading costs as much as the rest
 * of the record.
 */
final class LoopClock implements Clock {
    @Override
    public long wallTime() {
        EventLoop loop = EventLoop.current();
        return loop == null ? System.currentTimeMillis() : WallClock.millis(loop);
    }

    @Override
    public long monotonicTime() {
        return System.nanoTime();
    }
}
