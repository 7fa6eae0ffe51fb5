package org.kamaelia.http.content;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Utf8;

/**
 * One server-sent event (HTML standard, section 9.2). Immutable.
 *
 * <p>A client sends the id back in the header field Last-Event-ID. So an id has only what a field value carries (RFC 9110
 * section 5.5): any text in UTF-8, but no control character other than a tab, and no space or tab at its ends, which a
 * recipient of a field drops.
 *
 * @param id what a client sends as Last-Event-ID when it comes back, at most {@value #LONGEST_ID} bytes in UTF-8. Null for
 *     an id that the stream makes. An empty id has the client forget the last one, so that it comes back as a new client
 * @param name the type of the event, one line; null or empty for {@code message}
 * @param data the text. CR, LF and CRLF divide it into lines, and a client reads each of them as LF
 */
public record Event(@Nullable String id, @Nullable String name, String data) {
    /** The longest id in bytes: a longer field might be refused by the server, or by a proxy, whenever a client returns. */
    public static final int LONGEST_ID = 1_024;

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    /**
     * Checks id and name.
     *
     * @throws IllegalArgumentException if the id cannot come back in a field, or the name is not one line of text
     */
    public Event {
        if (id != null) {
            checkId(id);
        }
        if (name != null && (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0 || !Utf8.isEncodable(name))) {
            throw new IllegalArgumentException("The name of an event is a single line of text");
        }
    }

    private static void checkId(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                throw refused("the control character at index " + i);
            }
        }
        if (!id.equals(trimmed(id))) {
            throw refused("the space or tab at its end or beginning");
        }
        if (!Utf8.isEncodable(id)) {
            throw refused("a surrogate without its partner");
        }
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_ID) {
            throw refused("more than " + LONGEST_ID + " bytes, of which it has " + bytes);
        }
    }

    /** Without the white space that a recipient of a field value drops. */
    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(
                "The id of an event comes back in the field Last-Event-ID, which cannot carry " + what);
    }

    /** An event of the type {@code message} with an id that the stream makes. */
    public static Event of(String data) {
        return new Event(null, null, data);
    }

    /** An event of another type with an id that the stream makes. */
    public static Event of(String name, String data) {
        return new Event(null, name, data);
    }

    /** The event as it is sent, in UTF-8; a surrogate without its partner in the data becomes a question mark. */
    byte[] encoded(String withId) {
        StringBuilder text = new StringBuilder(data.length() + 48);
        text.append("id: ").append(withId).append('\n');
        if (name != null) {
            text.append("event: ").append(name).append('\n');
        }
        for (String line : LINE_END.split(data, -1)) {
            text.append("data: ").append(line).append('\n');
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
