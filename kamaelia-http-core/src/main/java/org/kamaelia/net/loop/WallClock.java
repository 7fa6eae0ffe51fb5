package org.kamaelia.net.loop;

/** The time of day of an event loop, read from the system at most once a turn. Used on the thread of that loop. */
public final class WallClock {
    private static final LoopLocal<WallClock> CLOCKS = LoopLocal.of(WallClock::new);

    private final EventLoop loop;
    private long turn;
    private long millis;

    private WallClock(EventLoop loop) {
        this.loop = loop;
        this.turn = loop.now() - 1;
    }

    /** The time of day in milliseconds since 1970, the same during the whole turn of this loop. */
    public static long millis(EventLoop loop) {
        return CLOCKS.get(loop).millis();
    }

    private long millis() {
        if (turn != loop.now()) {
            turn = loop.now();
            millis = System.currentTimeMillis();
        }
        return millis;
    }
}
