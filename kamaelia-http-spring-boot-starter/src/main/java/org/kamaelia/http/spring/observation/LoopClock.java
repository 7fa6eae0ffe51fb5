package org.kamaelia.http.spring.observation;

import io.micrometer.core.instrument.Clock;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.WallClock;

/**
 * The system's clock for meters, but that the time of day is read once a turn on event loops. Every timer and summary asks
 * for it with every record, only to know when its maximum is over, and asking costs as much as the rest of recording.
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
