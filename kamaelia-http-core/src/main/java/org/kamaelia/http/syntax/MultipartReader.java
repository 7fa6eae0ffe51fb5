package org.kamaelia.http.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a multipart body (RFC 2046 section 5.1, RFC 7578): bytes in, events out.
 *
 * <pre>
 *   PREAMBLE --delimiter--> HEAD --empty line--> DATA --delimiter--> HEAD ...
 *                             \--"--"--> EPILOGUE   (also after the last part)
 * </pre>
 *
 * <p>The caller gives some input, then asks for events until {@link Event#NEEDS_INPUT}, and repeats that. Holds 8 KiB and
 * no more: data is given out as it comes. Not thread-safe.
 */
public final class MultipartReader {
    private static final int BUFFER = 8 * 1024;
    private static final int LONGEST_BOUNDARY = 70;
    private static final int MOST_FIELDS = 16;
    private static final int MOST_BLANKS = 256;
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final byte[] delimiter;
    private final int mostParts;
    private final byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;
    private int searched; // what is sought now does not begin before this index
    private long examined;
    private int parts;
    private State state = State.PREAMBLE;
    private Fields fields = Fields.empty();
    private ByteBuffer data = ByteBuffer.allocate(0);
    private String fault = "";

    private enum State {
        PREAMBLE,
        DELIMITER,
        HEAD,
        DATA,
        EPILOGUE,
        BROKEN
    }

    /** What comes next. */
    public enum Event {
        /** There is no event before there is more input. */
        NEEDS_INPUT,
        /** A part begins: {@link #fields()}. */
        PART,
        /** Some of its content: {@link #data()}. */
        DATA,
        /** The part is complete. */
        PART_END,
        /** The body is complete; what follows is discarded. */
        END,
        /** The body is malformed: {@link #fault()}. */
        MALFORMED
    }

    /**
     * A reader of one body.
     *
     * @param boundary the parameter of the media type; see {@link #boundary}
     * @param mostParts the most parts; a body with more is malformed
     */
    public MultipartReader(String boundary, int mostParts) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.mostParts = mostParts;
        System.arraycopy(LINE_END, 0, buffer, 0, LINE_END.length); // the first delimiter may begin the body
        end = LINE_END.length;
    }

    /**
     * The boundary that a media type names.
     *
     * <p>Lenient: RFC 2046 section 5.1.1 requires quotes around a boundary with characters such as {@code =}, {@code /}
     * or {@code :}, and clients leave them out. A boundary may also have other visible ASCII characters. Strict: a
     * boundary with a quote or a backslash is refused, since readers disagree about what a backslash escapes.
     *
     * @param contentType the value of Content-Type; null if there is none
     * @param type such as {@code multipart/form-data}, in lower case
     * @return null if it is another type, or there is no boundary of 1 to 70 such characters
     */
    public static @Nullable String boundary(@Nullable String contentType, String type) {
        Parameterized value = Parameterized.of(contentType);
        String boundary = value == null || !value.name().equals(type) ? null : value.parameter("boundary");
        boolean wellFormed = boundary != null
                && !boundary.isEmpty()
                && boundary.length() <= LONGEST_BOUNDARY
                && !boundary.endsWith(" ")
                && boundary.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\');
        return wellFormed ? boundary : null;
    }

    /** Takes as much input as there is room for; call again when {@link #next()} needs input. */
    public void input(ByteBuffer bytes) {
        if (start > 0 && bytes.remaining() > BUFFER - end) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            examined += end - start;
            end -= start;
            searched = Math.max(0, searched - start);
            start = 0;
        }
        int some = Math.min(bytes.remaining(), BUFFER - end);
        bytes.get(buffer, end, some);
        end += some;
    }

    /** What comes next. */
    public Event next() {
        while (true) {
            Event event = switch (state) {
                case PREAMBLE -> preamble();
                case DELIMITER -> delimiter();
                case HEAD -> head();
                case DATA -> content();
                case EPILOGUE -> epilogue();
                case BROKEN -> Event.MALFORMED;
            };
            if (event != null) {
                return event;
            }
        }
    }

    /** The header fields of the part that has begun. */
    public Fields fields() {
        return fields;
    }

    /** Content of the part, valid until the next call of {@link #input} or {@link #next()}. */
    public ByteBuffer data() {
        return data;
    }

    /** What is wrong, as a sentence. */
    public String fault() {
        return fault;
    }

    /** Whether the last delimiter has come. If it has not when the body ends, the body is truncated. */
    public boolean isComplete() {
        return state == State.EPILOGUE;
    }

    private @Nullable Event preamble() {
        int found = find(delimiter);
        if (found >= 0) {
            start = found + delimiter.length;
            state = State.DELIMITER;
            return null;
        }
        start = Math.max(start, end - delimiter.length + 1);
        return Event.NEEDS_INPUT;
    }

    /** Behind a delimiter: two hyphens end the body, blanks and a line end begin a part. */
    private @Nullable Event delimiter() {
        if (end - start < 2) {
            return Event.NEEDS_INPUT;
        }
        if (buffer[start] == '-' && buffer[start + 1] == '-') {
            state = State.EPILOGUE;
            return Event.END;
        }
        int i = Math.max(start, searched);
        while (i < end && Ascii.isBlank(buffer[i])) {
            i++;
            examined++;
        }
        searched = i;
        if (end - i < 2) {
            return end - start > MOST_BLANKS
                    ? broken("A delimiter between parts has too many blanks behind it")
                    : Event.NEEDS_INPUT;
        }
        if (buffer[i] != '\r' || buffer[i + 1] != '\n') {
            return broken("A delimiter between parts does not end its line");
        }
        if (++parts > mostParts) {
            return broken("There are more than " + mostParts + " parts");
        }
        start = i; // the line end stays, so that an empty head is a line end twice
        state = State.HEAD;
        return null;
    }

    private Event head() {
        int found = find(HEAD_END);
        if (found < 0) {
            return end - start == BUFFER
                    ? broken("The head of a part is larger than " + BUFFER + " bytes")
                    : Event.NEEDS_INPUT;
        }
        String lines = new String(buffer, start, found - start, StandardCharsets.ISO_8859_1);
        start = found + HEAD_END.length;
        Fields.Builder builder = Fields.builder();
        int count = 0;
        for (String line : lines.split("\r\n")) {
            int colon = line.indexOf(':');
            if (line.isEmpty()) {
                continue; // the end of the line of the delimiter
            }
            try {
                builder.add(
                        colon < 0 ? "" : line.substring(0, colon),
                        line.substring(colon + 1).strip());
            } catch (IllegalArgumentException e) {
                return broken("A line in the head of a part is malformed");
            }
            if (++count > MOST_FIELDS) {
                return broken("The head of a part has more than " + MOST_FIELDS + " fields");
            }
        }
        fields = builder.build();
        state = State.DATA;
        return Event.PART;
    }

    private Event content() {
        int found = find(delimiter);
        if (found == start) {
            return partEnd(found);
        }
        int until = found >= 0 ? found : end - delimiter.length + 1;
        if (until <= start) {
            return Event.NEEDS_INPUT;
        }
        data = ByteBuffer.wrap(buffer, start, until - start).slice();
        start = until;
        return Event.DATA;
    }

    private Event partEnd(int at) {
        start = at + delimiter.length;
        state = State.DELIMITER;
        return Event.PART_END;
    }

    private Event epilogue() {
        start = end;
        return Event.NEEDS_INPUT;
    }

    private Event broken(String why) {
        fault = why;
        state = State.BROKEN;
        return Event.MALFORMED;
    }

    /**
     * The first index of a pattern in the buffer; -1 if the whole pattern is not there. The next search begins where this
     * one ended, so each octet is examined a fixed number of times, however the body is divided.
     */
    private int find(byte[] pattern) {
        int last = end - pattern.length;
        int i = Math.max(start, searched);
        for (; i <= last; i++) {
            examined++;
            if (buffer[i] == pattern[0] && matches(pattern, i)) {
                searched = i;
                return i;
            }
        }
        searched = i;
        return -1;
    }

    /** How often an octet has been looked at or moved, for tests that count the work. */
    long examined() {
        return examined;
    }

    private boolean matches(byte[] pattern, int at) {
        for (int j = 1; j < pattern.length; j++) {
            examined++;
            if (buffer[at + j] != pattern[j]) {
                return false;
            }
        }
        return true;
    }
}
