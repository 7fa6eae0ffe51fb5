package org.kamaelia.verification.faults;

import java.util.ArrayList;
import java.util.List;

/** Does something at a steady pace on some threads until a time. */
final class Repeat {
    private Repeat() {}

    /** What is done; an exception is noted as wrong. */
    interface Step {
        void run() throws Exception;
    }

    /**
     * Returns when the time has come, not before, and every thread has done its last step.
     *
     * @param end in the nanoseconds of {@link System#nanoTime}
     * @param threads how many
     * @param perSecond steps a second of all threads together; a step that takes long is not made up for
     */
    static void until(long end, int threads, double perSecond, Tally tally, Step step) throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        long pause = (long) (threads * 1e9 / perSecond);
        for (int i = 0; i < threads; i++) {
            long first = System.nanoTime() + i * pause / threads;
            Thread thread = new Thread(() -> loop(first, end, pause, tally, step), "fault-" + i);
            thread.setDaemon(true);
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            thread.join();
        }
        sleepUntil(end); // what is done seldom must not make the time shorter
    }

    private static void loop(long first, long end, long pause, Tally tally, Step step) {
        try {
            for (long next = first; next < end; next = Math.max(next + pause, System.nanoTime())) {
                sleepUntil(next);
                step.run();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            tally.wrong(failure.toString());
        }
    }

    /** Sleeps until a time in the nanoseconds of {@link System#nanoTime}. */
    static void sleepUntil(long time) throws InterruptedException {
        long left = time - System.nanoTime();
        if (left > 0) {
            Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
