package org.kamaelia.http.http1;

import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Authority;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.TargetForm;

/** Reads the request target in one of its four forms, and checks its grammar (RFC 9112 section 3.2, RFC 3986). */
final class Target {

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private Target() {}

    /**
     * Reads the target that begins at {@code at}, after the method has been read. A space or a control character must
     * follow the target.
     *
     * @param strict whether only characters of RFC 3986 are allowed, and not those that the URL standard leaves raw
     * @return the index after the target, or the code of a fault
     */
    static int read(Http1RequestHead head, byte[] octets, int at, boolean strict) {
        if (head.methodIs("CONNECT")) {
            return authority(head, octets, at);
        }
        if (octets[at] == '/') {
            head.form = TargetForm.ORIGIN;
            return pathAndQuery(head, octets, at, strict);
        }
        if (octets[at] == '*') {
            return asterisk(head, octets, at);
        }
        return absolute(head, octets, at, strict);
    }

    private static int asterisk(Http1RequestHead head, byte[] octets, int at) {
        if (octets[at + 1] != Ascii.SP) {
            return Fault.TARGET.code();
        }
        head.form = TargetForm.ASTERISK;
        head.pathStart = at;
        head.pathEnd = at + 1;
        return head.methodIs("OPTIONS") ? at + 1 : Fault.TARGET_ASTERISK.code();
    }

    private static int authority(Http1RequestHead head, byte[] octets, int at) {
        int end = visibleEnd(octets, at);
        if (octets[end] != Ascii.SP || !Authority.validWithPort(octets, at, end)) {
            return Fault.TARGET_CONNECT.code();
        }
        head.form = TargetForm.AUTHORITY;
        head.authorityStart = at;
        head.authorityEnd = end;
        head.pathStart = end;
        head.pathEnd = end;
        return end;
    }

    private static int absolute(Http1RequestHead head, byte[] octets, int at, boolean strict) {
        int end = visibleEnd(octets, at);
        int start = schemeEnd(octets, at, end);
        if (start < 0) {
            return (hasScheme(octets, at, end) ? Fault.TARGET_SCHEME : Fault.TARGET).code();
        }
        int stop = start;
        while (stop < end && octets[stop] != '/' && octets[stop] != '?' && octets[stop] != '#') {
            stop++;
        }
        if (!Authority.valid(octets, start, stop)) {
            return Fault.TARGET_AUTHORITY.code();
        }
        head.form = TargetForm.ABSOLUTE;
        head.authorityStart = start;
        head.authorityEnd = stop;
        return pathAndQuery(head, octets, stop, strict);
    }

    /** Reads {@code path-abempty [ "?" query ]}, the part after the authority. */
    private static int pathAndQuery(Http1RequestHead head, byte[] octets, int at, boolean strict) {
        head.pathStart = at;
        head.pathEnd = 0;
        int allowed = strict ? Ascii.PATH : Ascii.PATH | Ascii.URL_PATH;
        int i = at;
        while (true) {
            byte octet = octets[i];
            if (Ascii.is(octet, allowed)) {
                i++;
            } else if (octet == '?') {
                if (head.pathEnd == 0) {
                    head.pathEnd = i;
                    allowed = strict ? Ascii.PATH : Ascii.PATH | Ascii.URL_QUERY;
                }
                i++;
            } else if (octet == '%') {
                if (!Authority.isPercentEncoded(octets, i, octets.length)) {
                    return Fault.TARGET_PERCENT.code();
                }
                i += 3;
            } else {
                break;
            }
        }
        if (head.pathEnd == 0) {
            head.pathEnd = i;
        }
        if (octets[i] == Ascii.SP) {
            return i;
        }
        return (octets[i] == '#' ? Fault.TARGET_FRAGMENT : Fault.TARGET_CHARACTER).code();
    }

    /** The index of the first octet that is a space, a control character or not ASCII. */
    private static int visibleEnd(byte[] octets, int at) {
        int end = at;
        while (octets[end] > Ascii.SP && octets[end] != 0x7f) {
            end++;
        }
        return end;
    }

    /** The index after the {@code //} of an http or https URI, or -1. */
    private static int schemeEnd(byte[] octets, int at, int end) {
        if (end - at >= HTTP.length() && Ascii.matches(octets, at, HTTP)) {
            return at + HTTP.length();
        }
        return end - at >= HTTPS.length() && Ascii.matches(octets, at, HTTPS) ? at + HTTPS.length() : -1;
    }

    private static boolean hasScheme(byte[] octets, int at, int end) {
        int i = at;
        while (i < end && Ascii.is(octets[i], Ascii.TOKEN)) {
            i++;
        }
        return i > at && i < end && octets[i] == ':';
    }
}
