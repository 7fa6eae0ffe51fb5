package org.kamaelia.verification.faults;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What the makers of a fault saw: how often what happened, and what must not have. Thread-safe. */
final class Tally {
    private static final int MOST_COMPLAINTS = 5;

    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    void saw(String what) {
        saw(what, 1);
    }

    void saw(String what, long times) {
        seen.computeIfAbsent(what, name -> new LongAdder()).add(times);
    }

    /** Notes what the server must never do. */
    void wrong(String what) {
        if (wrong.size() < MOST_COMPLAINTS) {
            wrong.add(what);
        }
    }

    /** Notes it unless it is so. */
    void check(boolean right, String otherwise) {
        if (!right) {
            wrong(otherwise);
        }
    }

    long count(String what) {
        LongAdder count = seen.get(what);
        return count == null ? 0 : count.sum();
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }
}
