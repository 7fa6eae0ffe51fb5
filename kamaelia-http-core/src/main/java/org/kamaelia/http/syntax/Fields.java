package org.kamaelia.http.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of a header or trailer section, in their order (RFC 9110 5). Names are compared without regard to
 * case; values are octets, given as Strings in ISO-8859-1.
 *
 * <p>Immutable and safe to share between threads. The lines stay in the form they have on the wire, and a String is
 * made for each question that is answered with one. A question about a name looks at the lines one after the other.
 */
public final class Fields implements Iterable<Map.Entry<String, String>> {

    private static final Fields EMPTY = new Fields(new byte[0], new long[0]);

    private final byte[] octets;
    /** Packed by {@link FieldLine}; in rising order, without gaps between their line ends and the next name. */
    private final long[] lines;

    public Fields(byte[] octets, long[] lines) {
        this.octets = octets;
        this.lines = lines;
    }

    /** No field lines. */
    public static Fields empty() {
        return EMPTY;
    }

    /** A builder without field lines. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these field lines. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        for (int i = 0; i < lines.length; i++) {
            builder.add(name(i), value(i));
        }
        return builder;
    }

    /** The number of field lines. */
    public int size() {
        return lines.length;
    }

    /** The name of a line, in the case it was given in. */
    public String name(int i) {
        long line = lines[i];
        return text(FieldLine.name(line), FieldLine.colon(octets, line));
    }

    /** The value of a line. */
    public String value(int i) {
        return text(FieldLine.value(lines[i]), FieldLine.end(lines[i]));
    }

    /** The value of the first line of that name; null if there is none. */
    public @Nullable String first(String name) {
        int i = next(name, 0);
        return i < 0 ? null : value(i);
    }

    /**
     * The value of the first line of that name as text, for fields whose octets are UTF-8 in practice, such as
     * Last-Event-ID; null if there is none. Octets that are not UTF-8 are read as ISO-8859-1, as {@link #first} does.
     */
    public @Nullable String firstText(String name) {
        String octets = first(name);
        String text = octets == null ? null : Utf8.decode(octets);
        return text == null ? octets : text;
    }

    /** The values of all lines of that name, in their order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (int i = next(name, 0); i >= 0; i = next(name, i + 1)) {
            values.add(value(i));
        }
        return List.copyOf(values);
    }

    /** Whether there is a line of that name. */
    public boolean contains(String name) {
        return next(name, 0) >= 0;
    }

    /**
     * The values of all lines of that name as one, joined with {@code ", "} (RFC 9110 5.3); null if there is none. Not
     * for Set-Cookie, whose values may have commas of their own.
     */
    public @Nullable String joined(String name) {
        int i = next(name, 0);
        if (i < 0) {
            return null;
        }
        int second = next(name, i + 1);
        return second < 0 ? value(i) : String.join(", ", all(name));
    }

    /**
     * Whether a member of the list in the lines of that name is the token, in any case (RFC 9110 5.6.1). A member with
     * parameters is not; commas in quoted strings do not divide members.
     */
    public boolean hasToken(String name, String token) {
        for (int i = next(name, 0); i >= 0; i = next(name, i + 1)) {
            if (hasMember(FieldLine.value(lines[i]), FieldLine.end(lines[i]), token)) {
                return true;
            }
        }
        return false;
    }

    /** The lines as entries of name and value; entries are unmodifiable, and removing is not supported. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return new Iterator<>() {
            private int i;

            @Override
            public boolean hasNext() {
                return i < lines.length;
            }

            @Override
            public Map.Entry<String, String> next() {
                if (i == lines.length) {
                    throw new NoSuchElementException();
                }
                return Map.entry(name(i), value(i++));
            }
        };
    }

    /** How many octets {@link #writeTo} puts. */
    public int wireLength() {
        int length = 0;
        for (long line : lines) {
            length += FieldLine.end(line) - FieldLine.name(line) + 2;
        }
        return length;
    }

    /** Puts every line with its line end; the buffer must have room for {@link #wireLength()} octets. */
    public void writeTo(ByteBuffer out) {
        for (long line : lines) {
            int name = FieldLine.name(line);
            out.put(octets, name, FieldLine.end(line) - name).put(Ascii.CR).put(Ascii.LF);
        }
    }

    /** Whether the same lines stand in the same order: names in any case, values octet by octet. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Fields) || ((Fields) other).lines.length != lines.length) {
            return false;
        }
        Fields fields = (Fields) other;
        for (int i = 0; i < lines.length; i++) {
            if (!fields.name(i).equalsIgnoreCase(name(i)) || !fields.value(i).equals(value(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < lines.length; i++) {
            hash = 31 * hash + value(i).hashCode();
        }
        return hash;
    }

    /** The names. Values are left out, since they may be secret. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            names.add(name(i));
        }
        return names.toString();
    }

    private int next(String name, int from) {
        for (int i = from; i < lines.length; i++) {
            int start = FieldLine.name(lines[i]);
            int colon = start + name.length();
            if (colon < FieldLine.value(lines[i]) && octets[colon] == ':' && Ascii.matches(octets, start, name)) {
                return i;
            }
        }
        return -1;
    }

    private boolean hasMember(int from, int to, String token) {
        int start = from;
        boolean quoted = false;
        for (int i = from; i <= to; i++) {
            if (i == to || octets[i] == ',' && !quoted) {
                int end = i;
                while (start < end && Ascii.isBlank(octets[start])) {
                    start++;
                }
                while (end > start && Ascii.isBlank(octets[end - 1])) {
                    end--;
                }
                if (Ascii.equal(octets, start, end, token)) {
                    return true;
                }
                start = i + 1;
            } else if (octets[i] == '"') {
                quoted = !quoted;
            } else if (octets[i] == '\\' && quoted) {
                i++;
            }
        }
        return false;
    }

    private String text(int from, int to) {
        return from == to ? "" : new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Collects field lines and checks each. Not safe for use by two threads at once. */
    public static final class Builder {

        private final List<String> names = new ArrayList<>();
        private final List<String> values = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a line behind the others.
         *
         * @param name  a token
         * @param value visible characters, spaces and tabs, each one octet in ISO-8859-1; kept as it is, though a
         *              recipient drops white space at its ends
         * @throws IllegalArgumentException if one of them is something else; the message tells what, and where
         */
        public Builder add(String name, String value) {
            check(name, value);
            names.add(name);
            values.add(value);
            return this;
        }

        /**
         * Makes this the only line of that name, in the place of the first one if there is any.
         *
         * @throws IllegalArgumentException as {@link #add}
         */
        public Builder set(String name, String value) {
            check(name, value);
            int first = indexOf(name);
            remove(name);
            int at = first < 0 ? names.size() : first;
            names.add(at, name);
            values.add(at, value);
            return this;
        }

        /** Removes every line of that name. */
        public Builder remove(String name) {
            for (int i = indexOf(name); i >= 0; i = indexOf(name)) {
                names.remove(i);
                values.remove(i);
            }
            return this;
        }

        /**
         * The field lines collected so far.
         *
         * @throws IllegalArgumentException if they have more than 2,097,151 octets together
         */
        public Fields build() {
            if (names.isEmpty()) {
                return EMPTY;
            }
            StringBuilder wire = new StringBuilder();
            long[] lines = new long[names.size()];
            for (int i = 0; i < lines.length; i++) {
                int start = wire.length();
                int value = wire.append(names.get(i)).append(": ").length();
                int end = wire.append(values.get(i)).length();
                wire.append("\r\n");
                lines[i] = FieldLine.pack(start, value, end);
                if (end > FieldLine.INDEX_MAX) {
                    throw new IllegalArgumentException("The fields together have more than 2,097,151 octets.");
                }
            }
            return new Fields(wire.toString().getBytes(StandardCharsets.ISO_8859_1), lines);
        }

        private int indexOf(String name) {
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).equalsIgnoreCase(name)) {
                    return i;
                }
            }
            return -1;
        }

        private static void check(String name, String value) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("A field name must not be empty (RFC 9110 5.1).");
            }
            check(name, Ascii.TOKEN, "The field name has", "no token may have (RFC 9110 5.6.2).");
            check(
                    value,
                    Ascii.TEXT,
                    "The value of the field " + name + " has",
                    "no field value may have (RFC 9110 5.5).");
        }

        private static void check(String text, int kind, String subject, String rule) {
            for (int i = 0; i < text.length(); i++) {
                if (!Ascii.is(text.charAt(i), kind)) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "%s the character U+%04X at index %d, which %s",
                            subject,
                            (int) text.charAt(i),
                            i,
                            rule));
                }
            }
        }
    }
}
