package org.kamaelia.verification.faults.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What handlers have seen, by name. Thread-safe; the names are those of the code, so there are few. */
final class Counters {
    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

    void count(String what) {
        add(what, 1);
    }

    void add(String what, long number) {
        counters.computeIfAbsent(what, name -> new LongAdder()).add(number);
    }

    /** The values now, by name. */
    Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>();
        counters.forEach((name, counter) -> values.put(name, counter.sum()));
        return values;
    }
}
