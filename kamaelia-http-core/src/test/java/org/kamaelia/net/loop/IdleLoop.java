package org.kamaelia.net.loop;

/** An event loop whose thread never starts, for tests that need what it lends: buffers and the date. */
public final class IdleLoop {

    private IdleLoop() {}

    /** A new one, to be used by one thread. */
    public static EventLoop create() {
        return new EventLoop("idle", System::nanoTime);
    }
}
