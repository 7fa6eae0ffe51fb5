package org.kamaelia.benchmarks.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Loads a server until it is warm: until its throughput has stopped rising and the compiler of its JVM has nearly nothing
 * left to do. The throughput alone does not tell: a server that shares its processor with its compiler can stay slow for
 * many seconds, and become faster later.
 *
 * <p>Windows of load follow each other. The median throughput of the last five is compared with that of the five before
 * them, so that a rise counts even if each window adds little.
 */
final class WarmUp {
    static final int WINDOWS = 5;
    private static final double MOST_RISE = 0.05;

    private final LongSupplier nanoTime;
    private final List<Load> windows = new ArrayList<>();

    /**
     * A warm-up that has not begun.
     *
     * @param nanoTime the time, such as {@link System#nanoTime}
     */
    WarmUp(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Loads the server for the time of one window. */
    @FunctionalInterface
    interface Window {
        /** What the server did. */
        Load run() throws IOException;
    }

    /**
     * Runs windows until the server is warm.
     *
     * @param longest no window begins later
     * @return why the server is not warm; empty if it is
     */
    Optional<String> run(Window window, Duration longest) throws IOException {
        long begin = nanoTime.getAsLong();
        while (true) {
            windows.add(window.run());
            Optional<String> complaint = complaint();
            long taken = nanoTime.getAsLong() - begin;
            if (complaint.isEmpty()) {
                return complaint;
            }
            if (taken >= longest.toNanos()) {
                return complaint.map(
                        why -> "after " + Duration.ofNanos(taken).toSeconds() + " s of warm-up ".concat(why));
            }
        }
    }

    private Optional<String> complaint() {
        int count = windows.size();
        if (count < 2 * WINDOWS) {
            return Optional.of("there were only " + count + " of the " + 2 * WINDOWS + " windows that are compared");
        }
        List<Load> last = windows.subList(count - WINDOWS, count);
        List<Load> before = windows.subList(count - 2 * WINDOWS, count - WINDOWS);
        double rise = median(last, Load::throughput) / median(before, Load::throughput) - 1;
        if (!(rise < MOST_RISE)) { // also where nothing at all was answered
            return Optional.of(String.format(
                    Locale.ROOT,
                    "its throughput still rose by %.0f %% in %d windows, less than %.0f %% is allowed",
                    rise * 100,
                    WINDOWS,
                    MOST_RISE * 100));
        }
        return Load.compilerComplaint(median(last, Load::compiling));
    }

    private static double median(List<Load> loads, ToDoubleFunction<Load> value) {
        return new Rounds(loads.stream().mapToDouble(value).toArray()).median();
    }
}
