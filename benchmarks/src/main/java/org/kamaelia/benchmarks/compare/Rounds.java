package org.kamaelia.benchmarks.compare;

import java.util.Arrays;

/** The figures of several rounds, at least one. Immutable. */
final class Rounds {
    private final double[] sorted;

    Rounds(double... figures) {
        sorted = figures.clone();
        Arrays.sort(sorted);
    }

    /** The figure in the middle; the mean of the two in the middle if the number of rounds is even. */
    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** How far the highest figure is from the lowest one, as a share of the median. */
    double spread() {
        return (sorted[sorted.length - 1] - sorted[0]) / median();
    }
}
