package org.kamaelia.verification.faults;

import java.util.List;

/**
 * One requirement and whether it holds.
 *
 * @param what the requirement
 * @param figures what was measured
 * @param missed what is missing or wrong; empty if it holds
 */
record Verdict(String what, String figures, List<String> missed) {
    boolean holds() {
        return missed.isEmpty();
    }

    /** A verdict of one condition. */
    static Verdict of(String what, String figures, boolean holds) {
        return new Verdict(what, figures, holds ? List.of() : List.of(figures));
    }
}
