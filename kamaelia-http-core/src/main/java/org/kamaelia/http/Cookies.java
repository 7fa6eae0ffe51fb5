package org.kamaelia.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.PairScanner;

/**
 * The cookies of a request (RFC 6265bis sections 4.2 and 5.8.3), in the order in which the client sent them. Names are
 * case-sensitive. A name may occur more than once, for several paths or domains, and another host of the same domain
 * may have set such a cookie. Values are as the client sent them, including quotes. Immutable. The size is limited by
 * the limit of the header section.
 */
public final class Cookies implements Iterable<Map.Entry<String, String>> {
    private static final Cookies NONE = new Cookies(List.of());

    private final List<Map.Entry<String, String>> pairs;

    private Cookies(List<Map.Entry<String, String>> pairs) {
        this.pairs = pairs;
    }

    /** Reads the Cookie lines of a request. A pair without a name or without an equals sign is ignored. */
    public static Cookies of(Fields fields) {
        if (!fields.contains("Cookie")) {
            return NONE;
        }
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (String line : fields.all("Cookie")) {
            PairScanner scanner = new PairScanner(line, ';');
            while (scanner.next()) {
                add(pairs, line, scanner);
            }
        }
        return new Cookies(List.copyOf(pairs));
    }

    private static void add(List<Map.Entry<String, String>> pairs, String line, PairScanner at) {
        if (at.equals() < 0) {
            return;
        }
        String name = line.substring(at.from(), at.equals()).strip();
        if (!name.isEmpty()) {
            pairs.add(Map.entry(name, line.substring(at.equals() + 1, at.end()).strip()));
        }
    }

    /** Returns the value of the first cookie with this name; null if there is none. */
    public @Nullable String first(String name) {
        for (Map.Entry<String, String> pair : pairs) {
            if (pair.getKey().equals(name)) {
                return pair.getValue();
            }
        }
        return null;
    }

    /** Returns the values of all cookies with this name. */
    public List<String> all(String name) {
        return pairs.stream()
                .filter(pair -> pair.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The number of cookies. */
    public int size() {
        return pairs.size();
    }

    /** Iterates over names and values. Removal is not supported. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return pairs.iterator();
    }

    /** Returns the names without the values, because the values may be secret. */
    @Override
    public String toString() {
        return pairs.stream().map(Map.Entry::getKey).toList().toString();
    }
}
