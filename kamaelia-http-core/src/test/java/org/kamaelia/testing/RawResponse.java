package org.kamaelia.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A response, or an interim one, as {@link RawClient} read it.
 *
 * @param status the status code
 * @param fields the field lines, names as sent
 * @param body what is left when the framing is taken away
 * @param trailers the trailer fields of a chunked body
 * @param octets everything as it came
 */
public record RawResponse(
        int status,
        List<Map.Entry<String, String>> fields,
        byte[] body,
        List<Map.Entry<String, String>> trailers,
        byte[] octets) {

    /** Everything as it came, in ISO-8859-1, but with {@code *} for the value of Date. */
    public String raw() {
        return RawClient.withoutDate(new String(octets, ISO_8859_1));
    }

    /** The body in ISO-8859-1. */
    public String text() {
        return new String(body, ISO_8859_1);
    }

    /** The value of the only field line of this name; null if there is none. */
    public @Nullable String field(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError("Field " + name + " is repeated: " + values);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** The values of all field lines of this name. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .collect(Collectors.toList());
    }

    /** Whether the server says that it closes the connection after this response (RFC 9112 section 9.6). */
    public boolean saysClose() {
        return "close".equals(field("Connection"));
    }
}
