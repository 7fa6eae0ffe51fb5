package org.kamaelia.http.http2;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Ascii;

/** What names and values of fields may be, in header sections and in trailers (RFC 9113 section 8.2). */
final class LineRules {

    static final String CONTENT_LENGTH = "content-length";
    static final String TRANSFER_ENCODING = "transfer-encoding";

    private LineRules() {}

    /** Checks the characters of a field that is no pseudo-header field. Returns the fault, or null. */
    static @Nullable Http2Fault characters(byte[] octets, int name, int nameEnd, int value, int end) {
        if (name == nameEnd) {
            return Http2Fault.FIELD_NAME;
        }
        for (int i = name; i < nameEnd; i++) {
            byte octet = octets[i];
            if (octet >= 'A' && octet <= 'Z') {
                return Http2Fault.FIELD_NAME_CASE;
            }
            if (!Ascii.is(octet, Ascii.TOKEN)) {
                return Http2Fault.FIELD_NAME;
            }
        }
        for (int i = value; i < end; i++) {
            if (!Ascii.is(octets[i], Ascii.TEXT)) {
                return Http2Fault.FIELD_VALUE;
            }
        }
        boolean blank = value < end && (Ascii.isBlank(octets[value]) || Ascii.isBlank(octets[end - 1]));
        return blank ? Http2Fault.FIELD_VALUE_SPACE : null;
    }

    /** Whether {@code [from, to)} is exactly a text. */
    static boolean is(byte[] octets, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (octets[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a name is that of a field about an HTTP/1 connection (RFC 9113 section 8.2.2). */
    static boolean isConnectionField(byte[] octets, int name, int nameEnd) {
        return switch (nameEnd - name) {
            case 7 -> is(octets, name, nameEnd, "upgrade");
            case 10 -> is(octets, name, nameEnd, "connection") || is(octets, name, nameEnd, "keep-alive");
            case 16 -> is(octets, name, nameEnd, "proxy-connection");
            case 17 -> is(octets, name, nameEnd, TRANSFER_ENCODING);
            default -> false;
        };
    }

    /** Whether a name equals the given name only if underscores are read as hyphens, as CGI gateways read them. */
    static boolean isLookalike(byte[] octets, int name, int nameEnd, String known) {
        boolean underscore = false;
        for (int i = 0; i < known.length(); i++) {
            byte octet = octets[name + i];
            underscore |= octet == '_';
            if ((octet == '_' ? '-' : octet) != known.charAt(i)) {
                return false;
            }
        }
        return underscore;
    }

    /** Checks one field of a trailer section (RFC 9110 section 6.5.1). Returns the fault, or null. */
    static @Nullable Http2Fault trailer(byte[] octets, int name, int nameEnd) {
        boolean forbidden = switch (nameEnd - name) {
            case 2 -> is(octets, name, nameEnd, "te");
            case 4 -> is(octets, name, nameEnd, "host");
            case 12 -> is(octets, name, nameEnd, "content-type");
            case 13 -> is(octets, name, nameEnd, "authorization") || is(octets, name, nameEnd, "content-range");
            case 14 -> is(octets, name, nameEnd, CONTENT_LENGTH) || isLookalike(octets, name, nameEnd, CONTENT_LENGTH);
            case 16 -> is(octets, name, nameEnd, "content-encoding");
            case 17 -> isLookalike(octets, name, nameEnd, TRANSFER_ENCODING);
            case 19 -> is(octets, name, nameEnd, "proxy-authorization");
            default -> false;
        };
        return forbidden ? Http2Fault.TRAILER_FORBIDDEN : null;
    }
}
