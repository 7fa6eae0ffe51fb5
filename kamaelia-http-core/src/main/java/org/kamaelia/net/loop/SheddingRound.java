package org.kamaelia.net.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One decision of all loops together about what is reset: each loop adds its candidates, and the loop that adds the last of
 * them decides. A loop that is blocked adds nothing; then the others decide without it after a while. Thread-safe.
 */
final class SheddingRound {
    /** A round that is not complete after this time is decided with the candidates that there are, in nanoseconds. */
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private final long begun;
    private final List<Victims.Candidate> candidates = new ArrayList<>();
    private int missing;
    private boolean decided;

    /**
     * A round without candidates.
     *
     * @param loops the number of loops, at least 1
     * @param now in nanoseconds
     */
    SheddingRound(int loops, long now) {
        missing = loops;
        begun = now;
    }

    /** Adds the candidates of one loop, which are ignored after the decision. */
    synchronized void add(List<Victims.Candidate> ofLoop) {
        if (!decided) {
            candidates.addAll(ofLoop);
        }
        missing--;
    }

    synchronized boolean isDecided() {
        return decided;
    }

    /**
     * Decides if it is time. Only the first decision counts. What connections hold that were reset before, and have not let
     * go of it yet, is in the excess. Others must not be reset for it, so no more is freed than brings what the candidates
     * hold down to what is allowed.
     *
     * @param excess bytes that are to be freed
     * @param allowed bytes that all together may hold afterwards
     * @return what is to be reset, by the number of the loop; empty if there is nothing to decide
     */
    synchronized Map<Integer, List<Victims.Candidate>> decide(long now, long excess, long allowed) {
        if (decided || missing > 0 && now - begun < PATIENCE_NANOS) {
            return Map.of();
        }
        decided = true;
        long held = candidates.stream().mapToLong(Victims.Candidate::held).sum();
        Map<Integer, List<Victims.Candidate>> chosen = new HashMap<>();
        for (Victims.Candidate one : Victims.choose(candidates, Math.min(excess, held - allowed))) {
            chosen.computeIfAbsent(one.loop(), loop -> new ArrayList<>()).add(one);
        }
        candidates.clear();
        return chosen;
    }
}
