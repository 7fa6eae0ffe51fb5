package org.kamaelia.http.content;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event (HTML standard, section 9.2).
 *
 * @param id what a client sends as Last-Event-ID when it comes back; null for one that the stream makes
 * @param name its type; null for {@code message}
 * @param data the text, of any number of lines
 */
public record Event(@Nullable String id, @Nullable String name, String data) {
    /** Checks id and name, which are one line each. */
    public Event {
        check("id", id);
        check("name", name);
        if (id != null && id.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The id of an event has no NUL");
        }
    }

    private static void check(String what, @Nullable String text) {
        if (text != null && (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0)) {
            throw new IllegalArgumentException("The " + what + " of an event is a single line");
        }
    }

    /** An event of the type {@code message} with an id that the stream makes. */
    public static Event of(String data) {
        return new Event(null, null, data);
    }

    /** An event of another type with an id that the stream makes. */
    public static Event of(String name, String data) {
        return new Event(null, name, data);
    }

    /** The event as it leaves, in UTF-8. */
    byte[] encoded(String withId) {
        StringBuilder text = new StringBuilder(data.length() + 48);
        text.append("id: ").append(withId).append('\n');
        if (name != null) {
            text.append("event: ").append(name).append('\n');
        }
        for (String line : data.split("\r\n|\r|\n", -1)) {
            text.append("data: ").append(line).append('\n');
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
