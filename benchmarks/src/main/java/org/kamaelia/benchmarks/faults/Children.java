package org.kamaelia.benchmarks.faults;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The processes that the test has started. Whichever way it ends, they end with it, each by its own id. */
final class Children {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final int PATIENCE_SECONDS = 10;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Children() {}

    static Process add(Process child) {
        RUNNING.add(child);
        return child;
    }

    /** Asks it to end, insists after a while, and waits until it has. */
    static void end(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(child);
    }
}
