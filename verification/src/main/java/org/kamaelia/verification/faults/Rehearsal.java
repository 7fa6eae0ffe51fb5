package org.kamaelia.verification.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Faults made once, before those that are measured: so that pools have grown and the compilers have met what is new. */
final class Rehearsal {
    private Rehearsal() {}

    /**
     * Makes faults all at the same time, and returns when the last has ended. What their makers see does not count: they
     * keep each other from what they want.
     *
     * @param seconds how long each of them lasts
     */
    static void of(List<Fault> faults, ServerProcess server, Path directory, int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> all = new ArrayList<>();
        for (Fault fault : faults) {
            Thread thread = new Thread(() -> fault.make(server, directory, new Tally(), end), "first-" + fault.name());
            thread.setDaemon(true);
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
    }
}
