package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Four times as many requests as blocking handlers can answer: those that are taken are answered, the rest is told so. */
final class OverloadRun {
    private static final int DESCRIPTORS = 16_384;
    private static final double SERVICE_SECONDS = 0.64;
    private static final int CONCURRENT = 1_024;
    private static final double CAPACITY = CONCURRENT / SERVICE_SECONDS;
    private static final double[] PEAK_LOADS = {0.7, 0.95};
    private static final double TIMES = 4;
    private static final double LEAST_GOODPUT = 0.8;
    private static final double QUICK_MILLIS = 100;
    private static final int SECONDS = 8;

    private final Path directory;

    OverloadRun(Path directory) {
        this.directory = directory;
    }

    List<Verdict> run() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, DESCRIPTORS)) {
            load(server, PEAK_LOADS[0], 3); // for classes to be loaded and compiled
            double peak = 0;
            for (double part : PEAK_LOADS) {
                peak = Math.max(peak, load(server, part, SECONDS).goodput());
            }
            Overload over = load(server, TIMES, SECONDS);
            return verdicts(over, peak);
        }
    }

    private static Overload load(ServerProcess server, double times, int seconds)
            throws IOException, InterruptedException {
        Overload load = new Overload(server.port(), times * CAPACITY, seconds);
        load.run();
        return load;
    }

    private static List<Verdict> verdicts(Overload over, double peak) {
        double share = over.goodput() / peak;
        String goodput = String.format(
                "%,.0f/s asked, %,.0f/s answered 200, peak %,.0f/s: %.2f, at least %.1f",
                TIMES * CAPACITY, over.goodput(), peak, share, LEAST_GOODPUT);
        double p99 = over.refused().millis(0.99);
        String refused = String.format(
                "%,d refused with 503 and Retry-After, median %.1f ms, p99 %.1f ms, at most %.0f; %d lost or wrong",
                over.refused().count(), over.refused().millis(0.5), p99, QUICK_MILLIS, over.bad());
        boolean quick = over.refused().count() > 1_000 && p99 <= QUICK_MILLIS && over.bad() == 0;
        return List.of(
                Verdict.of("5 goodput at four times the load", goodput, share >= LEAST_GOODPUT),
                Verdict.of("5 refused quickly", refused, quick));
    }
}
