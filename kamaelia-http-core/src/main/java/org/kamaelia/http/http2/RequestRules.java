package org.kamaelia.http.http2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.FieldLine;
import org.kamaelia.http.syntax.ParserLimits;

/**
 * Makes the head of a request from a decoded header section and checks it (RFC 9113 sections 8.1.1, 8.2 and 8.3). Each field
 * is checked in its order; then the rules over several fields. One object serves all requests of a connection.
 */
final class RequestRules {

    private static final byte[] HOST = {'h', 'o', 's', 't', ':', ' '};
    private static final byte[] COOKIE = {'c', 'o', 'o', 'k', 'i', 'e', ':', ' '};
    private static final byte[] COOKIE_SEPARATOR = {';', ' '};
    private static final int LENGTH_DIGITS_MAX = 18;
    private static final int ABSENT = -1;
    private static final byte[] NO_OCTETS = {};
    private static final Http2RequestHead NONE = new Http2RequestHead();

    private final ParserLimits limits;
    private final TargetRules target;

    private FieldSection section = FieldSection.NONE;
    private byte[] octets = NO_OCTETS;
    private Http2RequestHead head = NONE;
    private boolean fieldSeen;

    /** The line of the first Priority field; ABSENT if there is none. */
    private int priority;

    private int fields;
    private int cookies;
    private int cookieOctets;
    private boolean contentTypeSeen;
    private boolean expectsOther;
    private boolean priorityRepeated;

    RequestRules(ParserLimits limits, boolean extendedConnect) {
        this.limits = limits;
        this.target = new TargetRules(limits.requestLine(), limits.strictTargets(), extendedConnect);
    }

    /** Makes a head. Returns the fault, or null; then {@link #head()} is the head. */
    @Nullable
    Http2Fault make(FieldSection decoded, boolean endsStream) {
        if (decoded.overflow()) {
            return decoded.tooMany() ? Http2Fault.FIELD_COUNT : Http2Fault.SECTION_SIZE;
        }
        begin(decoded);
        head.endsStream = endsStream;
        for (int i = 0; i < section.count(); i++) {
            Http2Fault fault = line(i);
            if (fault != null) {
                return fault;
            }
        }
        Http2Fault fault = end();
        if (fault == null) {
            seal();
        }
        return fault;
    }

    /** The head that was made last. */
    Http2RequestHead head() {
        return head;
    }

    private void begin(FieldSection decoded) {
        section = decoded;
        octets = decoded.octets;
        head = new Http2RequestHead();
        fieldSeen = false;
        target.begin(decoded, head);
        priority = ABSENT;
        fields = cookies = cookieOctets = 0;
        contentTypeSeen = expectsOther = priorityRepeated = false;
    }

    private int value(int line) {
        return FieldLine.value(section.line(line));
    }

    private int valueEnd(int line) {
        return FieldLine.end(section.line(line));
    }

    private @Nullable Http2Fault line(int i) {
        int name = FieldLine.name(section.line(i));
        int nameEnd = section.nameEnd(i);
        if (name < nameEnd && octets[name] == ':') {
            return fieldSeen ? Http2Fault.PSEUDO_FIELD_PLACE : target.pseudo(i, name, nameEnd);
        }
        fieldSeen = true;
        if (++fields > limits.fields()) {
            return Http2Fault.FIELD_COUNT;
        }
        Http2Fault fault = LineRules.characters(octets, name, nameEnd, value(i), valueEnd(i));
        return fault == null ? field(i, name, nameEnd) : fault;
    }

    private @Nullable Http2Fault field(int i, int name, int nameEnd) {
        if (LineRules.isConnectionField(octets, name, nameEnd)) {
            return Http2Fault.CONNECTION_FIELD;
        }
        return switch (nameEnd - name) {
            case 2 -> LineRules.is(octets, name, nameEnd, "te") ? te(i) : null;
            case 4 -> LineRules.is(octets, name, nameEnd, "host") ? target.host(i) : null;
            case 6 -> {
                if (LineRules.is(octets, name, nameEnd, "cookie")) {
                    cookies++;
                    cookieOctets += valueEnd(i) - value(i);
                } else if (LineRules.is(octets, name, nameEnd, "expect")) {
                    expect(i);
                }
                yield null;
            }
            case 8 -> {
                if (LineRules.is(octets, name, nameEnd, "priority")) {
                    priorityRepeated = priority != ABSENT;
                    priority = priorityRepeated ? priority : i;
                }
                yield null;
            }
            case 12 -> LineRules.is(octets, name, nameEnd, "content-type") ? contentType() : null;
            case 14 ->
                LineRules.is(octets, name, nameEnd, LineRules.CONTENT_LENGTH)
                        ? contentLength(i)
                        : lookalike(name, nameEnd, LineRules.CONTENT_LENGTH);
            case 17 -> lookalike(name, nameEnd, LineRules.TRANSFER_ENCODING);
            default -> null;
        };
    }

    private @Nullable Http2Fault lookalike(int name, int nameEnd, String known) {
        return LineRules.isLookalike(octets, name, nameEnd, known) ? Http2Fault.LOOKALIKE_NAME : null;
    }

    private @Nullable Http2Fault te(int i) {
        return Ascii.equal(octets, value(i), valueEnd(i), "trailers") ? null : Http2Fault.TE;
    }

    private void expect(int i) {
        boolean known = Ascii.equal(octets, value(i), valueEnd(i), "100-continue");
        head.expectsContinue |= known;
        expectsOther |= !known && value(i) < valueEnd(i);
    }

    private @Nullable Http2Fault contentType() {
        boolean repeated = contentTypeSeen;
        contentTypeSeen = true;
        return repeated ? Http2Fault.CONTENT_TYPE_REPEATED : null;
    }

    private @Nullable Http2Fault contentLength(int i) {
        int from = value(i);
        int to = valueEnd(i);
        if (head.contentLength >= 0 || from == to || to - from > LENGTH_DIGITS_MAX) {
            return Http2Fault.CONTENT_LENGTH;
        }
        long length = 0;
        for (int at = from; at < to; at++) {
            if (!Ascii.is(octets[at], Ascii.DIGIT)) {
                return Http2Fault.CONTENT_LENGTH;
            }
            length = length * 10 + octets[at] - '0';
        }
        head.contentLength = length;
        return null;
    }

    /** Checks the rules over all fields. */
    private @Nullable Http2Fault end() {
        Http2Fault fault = target.end();
        if (fault != null) {
            return fault;
        }
        if (head.endsStream && head.contentLength > 0) {
            return Http2Fault.CONTENT_LENGTH_MISMATCH;
        }
        return expectsOther ? Http2Fault.EXPECTATION : null;
    }

    /** Copies the octets, and makes the lines that a request in HTTP/1.1 would have. */
    private void seal() {
        boolean named = target.replacesHost();
        boolean joined = cookies > 1;
        int cookieStart = section.length + (named ? HOST.length + head.authorityEnd - head.authorityStart : 0);
        int end = cookieStart + (joined ? COOKIE.length + cookieOctets + 2 * (cookies - 1) : 0);
        byte[] exact = Arrays.copyOf(octets, end);
        long[] lines = new long[fields + (named ? 1 : 0)];
        int count = 0;
        if (named) {
            int value = put(HOST, 0, HOST.length, exact, section.length);
            put(octets, head.authorityStart, head.authorityEnd, exact, value);
            lines[count++] = FieldLine.pack(section.length, value, cookieStart);
        }
        for (int i = section.count() - fields; i < section.count(); i++) {
            boolean replaced = named && i == target.host() || joined && is(i, "cookie");
            if (!replaced) {
                lines[count++] = section.line(i);
            }
        }
        if (joined) {
            lines[count++] = joinCookies(exact, cookieStart);
        }
        head.priority = priority();
        head.sealed(exact, count == lines.length ? lines : Arrays.copyOf(lines, count));
    }

    private static int put(byte[] from, int start, int end, byte[] into, int at) {
        System.arraycopy(from, start, into, at, end - start);
        return at + end - start;
    }

    private boolean is(int line, String name) {
        return LineRules.is(octets, FieldLine.name(section.line(line)), section.nameEnd(line), name);
    }

    /** Joins the parts of a divided Cookie field (RFC 9113 section 8.2.3). */
    private long joinCookies(byte[] into, int start) {
        int value = put(COOKIE, 0, COOKIE.length, into, start);
        int at = value;
        for (int i = section.count() - fields; i < section.count(); i++) {
            if (is(i, "cookie")) {
                at = at == value ? at : put(COOKIE_SEPARATOR, 0, COOKIE_SEPARATOR.length, into, at);
                at = put(octets, value(i), valueEnd(i), into, at);
            }
        }
        return FieldLine.pack(start, value, at);
    }

    private Priority priority() {
        if (priority == ABSENT) {
            return Priority.defaults();
        }
        Priority read =
                priorityRepeated ? joinedPriority() : Priority.parse(octets, value(priority), valueEnd(priority));
        return read == null ? Priority.defaults() : read;
    }

    /** Reads the lines of a repeated Priority field as one dictionary (RFC 9110 section 5.3). */
    private @Nullable Priority joinedPriority() {
        byte[] all = new byte[section.length];
        int length = 0;
        for (int i = priority; i < section.count(); i++) {
            if (is(i, "priority")) {
                if (length > 0) {
                    all[length++] = ',';
                }
                length = put(octets, value(i), valueEnd(i), all, length);
            }
        }
        return Priority.parse(all, 0, length);
    }
}
