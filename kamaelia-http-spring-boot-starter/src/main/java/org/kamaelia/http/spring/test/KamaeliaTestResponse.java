package org.kamaelia.http.spring.test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response of a server.
 *
 * @param status the status code
 * @param fields the header fields, by their names in lower case
 * @param bytes the body, without its framing
 */
@SuppressWarnings("ArrayRecordComponent")
public record KamaeliaTestResponse(int status, Map<String, List<String>> fields, byte[] bytes) {
    /** The value of the first field of this name, case-insensitive; null if there is none. */
    public @Nullable String header(String name) {
        List<String> values = fields.get(name.toLowerCase(java.util.Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    /** The body as text in UTF-8. */
    public String body() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The status, the fields and the body, as a failed assertion shows them. */
    @Override
    public String toString() {
        return status + " " + fields + "\n" + body();
    }
}
