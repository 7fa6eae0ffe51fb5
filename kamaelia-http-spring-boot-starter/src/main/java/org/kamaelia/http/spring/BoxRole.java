package org.kamaelia.http.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.kamaelia.axon.BoxStatistics;
import org.kamaelia.axon.StatisticsGroup;

/**
 * The statistics of all boxes of one declaration in one server, summed over its event loops. Counts from before a
 * restart of the server are kept. Thread-safe.
 */
final class BoxRole {
    private final String component;
    private final String box;
    private final List<Part> parts = new ArrayList<>();
    private long full;
    private long waits;
    private long waitedNanos;

    private record Part(StatisticsGroup group, BoxStatistics statistics) {}

    BoxRole(String component, String box) {
        this.component = component;
        this.box = box;
    }

    String component() {
        return component;
    }

    String box() {
        return box;
    }

    synchronized void add(StatisticsGroup group, BoxStatistics statistics) {
        parts.add(new Part(group, statistics));
    }

    /** Keeps the totals of the groups of a stopped server, and releases the groups. */
    synchronized void retire(Collection<StatisticsGroup> groups) {
        for (Part part : parts) {
            if (groups.contains(part.group)) {
                full += part.statistics.full();
                waits += part.statistics.waits();
                waitedNanos += part.statistics.waitedNanos();
            }
        }
        parts.removeIf(part -> groups.contains(part.group));
    }

    private long sum(ToLongFunction<BoxStatistics> figure) {
        return parts.stream()
                .mapToLong(part -> figure.applyAsLong(part.statistics))
                .sum();
    }

    synchronized long depth() {
        return sum(BoxStatistics::depth);
    }

    synchronized long capacity() {
        return sum(BoxStatistics::capacity);
    }

    synchronized long bytes() {
        return sum(BoxStatistics::bytes);
    }

    /** The depth of the deepest single box in the current and the last window. */
    synchronized long maxDepth() {
        return parts.stream()
                .mapToLong(part -> part.group.maxDepth(part.statistics))
                .max()
                .orElse(0);
    }

    synchronized long full() {
        return full + sum(BoxStatistics::full);
    }

    synchronized long waits() {
        return waits + sum(BoxStatistics::waits);
    }

    synchronized long waitedNanos() {
        return waitedNanos + sum(BoxStatistics::waitedNanos);
    }
}
