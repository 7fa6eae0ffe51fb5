package org.kamaelia.http.spring.actuate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kamaelia.axon.Introspector;

/**
 * The running components at one moment, summed by server and class, so that the size does not grow with the number of
 * connections.
 *
 * @param components the kinds of components
 * @param links the linkages between them
 */
record ComponentPicture(List<Kind> components, List<Link> links) {
    /**
     * All components of one class on one server.
     *
     * @param id a number that is unique in the picture
     * @param count how many there are
     */
    record Kind(int id, String server, String type, int count, List<Box> inboxes) {}

    /**
     * All inboxes with one name of these components.
     *
     * @param depth messages in all of them
     * @param capacity messages that all of them can hold
     * @param deepest messages in the fullest one
     * @param bytes bytes in all of them
     */
    record Box(String name, int depth, int capacity, int deepest, long bytes) {
        private Box and(Introspector.InboxState other) {
            return new Box(
                    name,
                    depth + other.depth(),
                    capacity + other.capacity(),
                    Math.max(deepest, other.depth()),
                    bytes + other.bytes());
        }
    }

    /** Linkages between two kinds of components. */
    record Link(int from, String outbox, int to, String inbox, int count) {}

    static ComponentPicture of(Introspector.Snapshot snapshot) {
        Map<String, List<Introspector.ComponentState>> kinds = new TreeMap<>();
        for (Introspector.ComponentState one : snapshot.components()) {
            kinds.computeIfAbsent(one.group() + ' ' + simple(one.type()), key -> new ArrayList<>())
                    .add(one);
        }
        List<Kind> components = new ArrayList<>();
        Map<String, Integer> kindOf = new HashMap<>();
        kinds.values().forEach(same -> {
            int id = components.size();
            same.forEach(one -> kindOf.put(one.id(), id));
            Introspector.ComponentState first = same.get(0);
            components.add(new Kind(id, first.group(), simple(first.type()), same.size(), boxes(same)));
        });
        return new ComponentPicture(components, links(snapshot.linkages(), kindOf));
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    private static List<Box> boxes(List<Introspector.ComponentState> same) {
        Map<String, Box> boxes = new LinkedHashMap<>();
        for (Introspector.ComponentState one : same) {
            for (Introspector.InboxState box : one.inboxes()) {
                boxes.merge(box.name(), new Box(box.name(), 0, 0, 0, 0).and(box), (sum, added) -> sum.and(box));
            }
        }
        return List.copyOf(boxes.values());
    }

    private static List<Link> links(List<Introspector.Linkage> linkages, Map<String, Integer> kindOf) {
        Map<Link, Integer> counts = new LinkedHashMap<>();
        for (Introspector.Linkage one : linkages) {
            Integer from = kindOf.get(one.from());
            Integer to = kindOf.get(one.to());
            if (from != null && to != null) {
                counts.merge(new Link(from, one.outbox(), to, one.inbox(), 0), 1, Integer::sum);
            }
        }
        List<Link> links = new ArrayList<>();
        counts.forEach(
                (link, count) -> links.add(new Link(link.from(), link.outbox(), link.to(), link.inbox(), count)));
        return links;
    }
}
