package org.kamaelia.benchmarks.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kamaelia.http.protocol.Fields;

/** The Cookie field (RFC 6265 section 4.2.1): pairs divided by semicolons, names that differ by case are different. */
final class Cookies {
    private Cookies() {}

    /** Name and value of each cookie in the order in which they came; what is no pair is left out. */
    static List<Map.Entry<String, String>> of(Fields fields) {
        List<Map.Entry<String, String>> cookies = new ArrayList<>();
        for (String line : fields.all("Cookie")) {
            for (String pair : line.split(";")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? "" : pair.substring(0, equals).strip();
                if (!name.isEmpty()) {
                    cookies.add(Map.entry(name, pair.substring(equals + 1).strip()));
                }
            }
        }
        return cookies;
    }
}
