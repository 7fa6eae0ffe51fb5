package org.kamaelia.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;

/**
 * The cookies that a client sends (RFC 6265bis sections 4.2 and 5.8.3), in the order in which they came. Names that
 * differ in case are different, and a name may come more than once: for several paths or domains, perhaps from a
 * neighbour that must not be trusted. Values are as they were sent, quotes included. Immutable; bounded by the size of
 * the header section.
 */
public final class Cookies implements Iterable<Map.Entry<String, String>> {
    private static final Cookies NONE = new Cookies(List.of());

    private final List<Map.Entry<String, String>> pairs;

    private Cookies(List<Map.Entry<String, String>> pairs) {
        this.pairs = pairs;
    }

    /** Those in the Cookie lines of a request; what has no name or no equals sign is left out. */
    public static Cookies of(Fields fields) {
        if (!fields.contains("Cookie")) {
            return NONE;
        }
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (String line : fields.all("Cookie")) {
            for (int from = 0; from < line.length(); ) {
                int semicolon = line.indexOf(';', from);
                int end = semicolon < 0 ? line.length() : semicolon;
                add(pairs, line, from, end);
                from = end + 1;
            }
        }
        return new Cookies(List.copyOf(pairs));
    }

    private static void add(List<Map.Entry<String, String>> pairs, String line, int from, int end) {
        int equals = line.indexOf('=', from);
        if (equals < 0 || equals >= end) {
            return;
        }
        String name = line.substring(from, equals).strip();
        if (!name.isEmpty()) {
            pairs.add(Map.entry(name, line.substring(equals + 1, end).strip()));
        }
    }

    /** The value of the first cookie of this name; null if there is none. */
    public @Nullable String first(String name) {
        for (Map.Entry<String, String> pair : pairs) {
            if (pair.getKey().equals(name)) {
                return pair.getValue();
            }
        }
        return null;
    }

    /** The values of all cookies of this name. */
    public List<String> all(String name) {
        return pairs.stream()
                .filter(pair -> pair.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** How many there are. */
    public int size() {
        return pairs.size();
    }

    /** Names and values; removing is not supported. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return pairs.iterator();
    }

    /** The names; values are left out, since they are secret. */
    @Override
    public String toString() {
        return pairs.stream().map(Map.Entry::getKey).toList().toString();
    }
}
