package org.kamaelia.benchmarks.compare;

import java.util.Locale;
import java.util.Optional;

/**
 * What a server did under load for some time.
 *
 * @param throughput requests for each second of CPU time that its process took
 * @param compiling share of that CPU time that the JVM's compilers took, 0 to 1
 */
record Load(double throughput, double compiling) {
    private static final double MOST_COMPILING = 0.05;

    /**
     * What is wrong with a server whose compilers take this share of its CPU time; empty if the share is small enough.
     *
     * @param compiling 0 to 1
     */
    static Optional<String> compilerComplaint(double compiling) {
        if (compiling <= MOST_COMPILING) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "the compiler of its JVM still took %.0f %% of its CPU time, %.0f %% are allowed",
                compiling * 100,
                MOST_COMPILING * 100));
    }
}
