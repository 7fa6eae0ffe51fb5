package org.kamaelia.benchmarks.compare;

import java.util.Arrays;

/** Figures of several rounds, put together. */
final class Rounds {
    private Rounds() {}

    /** The middle one; the mean of the two in the middle if they are even in number. */
    static double median(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of the ratios round by round. */
    static double ratio(double[] figures, double[] others) {
        double[] ratios = new double[figures.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figures[i] / others[i];
        }
        return median(ratios);
    }
}
