package org.kamaelia.http.http1;

import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Authority;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.FieldLine;
import org.kamaelia.http.syntax.TargetForm;

/**
 * Checks the fields that decide where a message ends, which host it is for, and whether the connection persists. Each
 * line is checked when it is read. Rules over several lines are checked when the header section has ended.
 */
final class FieldRules {

    private static final int LENGTH_DIGITS_MAX = 18;
    private static final String CONTENT_LENGTH = "content-length";
    private static final String TRANSFER_ENCODING = "transfer-encoding";

    private FieldRules() {}

    /**
     * Checks one well-formed field line of a header section.
     *
     * @return the code of a fault, or 0
     */
    static int line(Http1RequestHead head, byte[] octets, long line) {
        int name = FieldLine.name(line);
        switch (FieldLine.colon(octets, line) - name) {
            case 4:
                return Ascii.matches(octets, name, "host") ? host(head, octets, line) : 0;
            case 6:
                return Ascii.matches(octets, name, "expect") ? expect(head, octets, line) : 0;
            case 10:
                return Ascii.matches(octets, name, "connection") ? connection(head, octets, line) : 0;
            case 12:
                return Ascii.matches(octets, name, "content-type") ? contentType(head) : 0;
            case 14:
                if (Ascii.matches(octets, name, CONTENT_LENGTH)) {
                    return contentLength(head, octets, line);
                }
                return isLookalike(octets, name, CONTENT_LENGTH) ? Fault.LOOKALIKE_NAME.code() : 0;
            case 17:
                if (Ascii.matches(octets, name, TRANSFER_ENCODING)) {
                    return transferEncoding(head, octets, line);
                }
                return isLookalike(octets, name, TRANSFER_ENCODING) ? Fault.LOOKALIKE_NAME.code() : 0;
            default:
                return 0;
        }
    }

    /**
     * Checks the rules over all field lines.
     *
     * @return the code of a fault, or 0
     */
    static int end(Http1RequestHead head) {
        if (head.minorVersion > 0 && !head.has(Http1RequestHead.HOST)) {
            return Fault.HOST_MISSING.code();
        }
        if (head.has(Http1RequestHead.TRANSFER_ENCODING)) {
            if (head.minorVersion == 0) {
                return Fault.CODING_IN_HTTP_1_0.code();
            }
            if (head.has(Http1RequestHead.CONTENT_LENGTH)) {
                return Fault.LENGTH_AND_CODING.code();
            }
            if (head.has(Http1RequestHead.BAD_CODING) || !head.has(Http1RequestHead.CHUNKED)) {
                return Fault.CODING_NOT_CHUNKED.code();
            }
            if (head.has(Http1RequestHead.OTHER_CODING)) {
                return Fault.CODING_UNKNOWN.code();
            }
        }
        return head.has(Http1RequestHead.EXPECT_OTHER) ? Fault.EXPECTATION.code() : 0;
    }

    /**
     * Checks one well-formed field line of a trailer section. Fields for framing, routing, authentication or the format
     * of the content are not allowed after the body (RFC 9110 section 6.5.1).
     *
     * @return the code of a fault, or 0
     */
    static int trailer(byte[] octets, long line) {
        int name = FieldLine.name(line);
        boolean forbidden = switch (FieldLine.colon(octets, line) - name) {
            case 4 -> Ascii.matches(octets, name, "host");
            case 12 -> Ascii.matches(octets, name, "content-type");
            case 13 -> Ascii.matches(octets, name, "authorization") || Ascii.matches(octets, name, "content-range");
            case 14 -> isLookalike(octets, name, CONTENT_LENGTH);
            case 16 -> Ascii.matches(octets, name, "content-encoding");
            case 17 -> isLookalike(octets, name, TRANSFER_ENCODING);
            case 19 -> Ascii.matches(octets, name, "proxy-authorization");
            default -> false;
        };
        return forbidden ? Fault.TRAILER_FORBIDDEN.code() : 0;
    }

    /** Whether the name equals the given name if underscores are read as hyphens, as CGI gateways read them. */
    private static boolean isLookalike(byte[] octets, int at, String name) {
        for (int i = 0; i < name.length(); i++) {
            byte octet = octets[at + i];
            if ((octet == '_' ? '-' : octet | 0x20) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int host(Http1RequestHead head, byte[] octets, long line) {
        if (head.has(Http1RequestHead.HOST)) {
            return Fault.HOST_REPEATED.code();
        }
        head.flags |= Http1RequestHead.HOST;
        int from = FieldLine.value(line);
        int to = FieldLine.end(line);
        if (!Authority.valid(octets, from, to)) {
            return Fault.HOST_MALFORMED.code();
        }
        if (head.form == TargetForm.ORIGIN || head.form == TargetForm.ASTERISK) {
            head.authorityStart = from;
            head.authorityEnd = to;
        }
        return 0;
    }

    private static int contentType(Http1RequestHead head) {
        if (head.has(Http1RequestHead.CONTENT_TYPE)) {
            return Fault.CONTENT_TYPE_REPEATED.code();
        }
        head.flags |= Http1RequestHead.CONTENT_TYPE;
        return 0;
    }

    private static int contentLength(Http1RequestHead head, byte[] octets, long line) {
        if (head.has(Http1RequestHead.CONTENT_LENGTH)) {
            return Fault.CONTENT_LENGTH_REPEATED.code();
        }
        head.flags |= Http1RequestHead.CONTENT_LENGTH;
        int from = FieldLine.value(line);
        int to = FieldLine.end(line);
        if (from == to || to - from > LENGTH_DIGITS_MAX) {
            return Fault.CONTENT_LENGTH_MALFORMED.code();
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            if (!Ascii.is(octets[i], Ascii.DIGIT)) {
                return Fault.CONTENT_LENGTH_MALFORMED.code();
            }
            length = length * 10 + octets[i] - '0';
        }
        head.contentLength = length;
        return 0;
    }

    private static int transferEncoding(Http1RequestHead head, byte[] octets, long line) {
        head.flags |= Http1RequestHead.TRANSFER_ENCODING;
        int to = FieldLine.end(line);
        for (int from = FieldLine.value(line), next; from <= to; from = next + 1) {
            next = memberEnd(octets, from, to);
            head.flags |= coding(head, octets, memberStart(octets, from, next), trimmed(octets, from, next));
        }
        return 0;
    }

    private static int coding(Http1RequestHead head, byte[] octets, int from, int to) {
        if (head.has(Http1RequestHead.CHUNKED)) {
            return Http1RequestHead.BAD_CODING;
        }
        if (Ascii.equal(octets, from, to, "chunked")) {
            return Http1RequestHead.CHUNKED;
        }
        int name = from;
        while (name < to && Ascii.is(octets[name], Ascii.TOKEN)) {
            name++;
        }
        int parameters = name;
        while (parameters < to && Ascii.isBlank(octets[parameters])) {
            parameters++;
        }
        boolean wellFormed = name > from && (parameters == to || octets[parameters] == ';');
        boolean chunked = Ascii.equal(octets, from, name, "chunked");
        return wellFormed && !chunked ? Http1RequestHead.OTHER_CODING : Http1RequestHead.BAD_CODING;
    }

    private static int connection(Http1RequestHead head, byte[] octets, long line) {
        int to = FieldLine.end(line);
        for (int from = FieldLine.value(line), next; from < to; from = next + 1) {
            next = memberEnd(octets, from, to);
            int start = memberStart(octets, from, next);
            int end = trimmed(octets, from, next);
            if (Ascii.equal(octets, start, end, "close")) {
                head.flags |= Http1RequestHead.CLOSE;
            } else if (Ascii.equal(octets, start, end, "keep-alive")) {
                head.flags |= Http1RequestHead.KEEP_ALIVE;
            } else if (Ascii.equal(octets, start, end, "upgrade")) {
                head.flags |= Http1RequestHead.UPGRADE;
            }
        }
        return 0;
    }

    private static int expect(Http1RequestHead head, byte[] octets, long line) {
        int to = FieldLine.end(line);
        for (int from = FieldLine.value(line), next; from < to; from = next + 1) {
            next = memberEnd(octets, from, to);
            int start = memberStart(octets, from, next);
            int end = trimmed(octets, from, next);
            if (Ascii.equal(octets, start, end, "100-continue")) {
                head.flags |= Http1RequestHead.EXPECT_CONTINUE;
            } else if (start < end) {
                head.flags |= Http1RequestHead.EXPECT_OTHER;
            }
        }
        return 0;
    }

    /** The index of the comma that ends the member of a list, or {@code to} (RFC 9110 section 5.6.1). */
    private static int memberEnd(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && octets[i] != ',') {
            i++;
        }
        return i;
    }

    private static int memberStart(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && Ascii.isBlank(octets[i])) {
            i++;
        }
        return i;
    }

    private static int trimmed(byte[] octets, int from, int to) {
        int i = to;
        while (i > from && Ascii.isBlank(octets[i - 1])) {
            i--;
        }
        return i;
    }
}
