package org.kamaelia.http.spring.diagnostics;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names in a finding: the first ten, and how many there are besides. */
final class Enumeration {
    private static final int MOST_NAMED = 10;

    private Enumeration() {}

    /** Returns a text such as {@code /a, /b and 3 more}. */
    static String of(Collection<String> names) {
        String named = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMED ? named + " and " + (names.size() - MOST_NAMED) + " more" : named;
    }
}
