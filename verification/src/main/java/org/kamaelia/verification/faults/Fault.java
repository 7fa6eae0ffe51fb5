package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One kind of trouble, and what proves that it really happened.
 *
 * @param name as {@code docs/faults.md} lists it
 * @param seconds how long it takes at least
 * @param trouble makes it
 * @param proofs what must have been seen by its makers, or counted by the server
 * @param never what the server must not have counted
 */
record Fault(String name, int seconds, Trouble trouble, List<Proof> proofs, List<String> never) {
    /** Makes the trouble until the end of its site. */
    @FunctionalInterface
    interface Trouble {
        void make(Site site) throws Exception;
    }

    /**
     * What must have happened.
     *
     * @param what the key of the tally or the counter of the server
     * @param times how often at least
     */
    record Proof(String what, long times) {}

    static Fault of(String name, Trouble trouble) {
        return new Fault(name, 0, trouble, List.of(), List.of());
    }

    /**
     * Makes it; answers whether it could be made, and says in the tally why not.
     *
     * @param until when to stop, in the nanoseconds of {@link System#nanoTime}
     */
    boolean make(ServerProcess server, Path files, Tally tally, long until) {
        try {
            trouble.make(new Site(server, files, KeyStores.trusting(), tally, until));
            return true;
        } catch (Exception failure) {
            tally.wrong(name + ": " + failure);
            return false;
        }
    }

    /** The same, which cannot be shown in less time than this. */
    Fault atLeast(int needed) {
        return new Fault(name, needed, trouble, proofs, never);
    }

    /** The same, which happened only if this was seen so often. */
    Fault proof(String what, long times) {
        List<Proof> more = new ArrayList<>(proofs);
        more.add(new Proof(what, times));
        return new Fault(name, seconds, trouble, more, never);
    }

    /** The same, during which the server must not count this. */
    Fault never(String what) {
        List<String> more = new ArrayList<>(never);
        more.add(what);
        return new Fault(name, seconds, trouble, proofs, more);
    }

    /**
     * What really happened.
     *
     * @param before the counters of the server before the fault
     * @param after and those after it
     */
    Outcome outcome(Tally tally, Map<String, Long> before, Map<String, Long> after) throws IOException {
        List<String> seen = new ArrayList<>();
        List<String> missed = new ArrayList<>(tally.wrong());
        for (Proof proof : proofs) {
            long times = tally.count(proof.what()) + counted(proof.what(), before, after);
            seen.add(times + " " + proof.what());
            if (times < proof.times()) {
                missed.add("only " + times + " of " + proof.times() + " " + proof.what());
            }
        }
        for (String what : never) {
            long times = counted(what, before, after);
            if (times > 0) {
                missed.add(times + " " + what);
            }
        }
        return new Outcome(String.join(", ", seen), missed);
    }

    private static long counted(String what, Map<String, Long> before, Map<String, Long> after) {
        return after.getOrDefault(what, 0L) - before.getOrDefault(what, 0L);
    }

    /**
     * What happened.
     *
     * @param evidence how often each proof was seen
     * @param missed what is missing or wrong; empty if the server did what it must
     */
    record Outcome(String evidence, List<String> missed) {}
}
