package org.kamaelia.http.http2;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Authority;
import org.kamaelia.http.syntax.FieldLine;
import org.kamaelia.http.syntax.TargetForm;

/** The pseudo-header fields of a request, with Host: the method and the target (RFC 9113 sections 8.3.1 and 8.5). */
final class TargetRules {

    private static final int METHOD_MAX = 31;
    private static final int ABSENT = -1;
    private static final Http2RequestHead NONE = new Http2RequestHead();

    private final int pathMax;
    private final boolean strict;
    private final boolean extendedConnect;

    private FieldSection section = FieldSection.NONE;
    private byte[] octets = section.octets;
    private Http2RequestHead head = NONE;

    // The numbers of lines; ABSENT if there is none.
    private int method;
    private int scheme;
    private int path;
    private int authority;
    private int protocol;
    private int host;

    /**
     * Makes the rules of a connection.
     *
     * @param pathMax the most octets of {@code :path}
     * @param strict whether only characters of RFC 3986 are allowed, and not those that the URL standard leaves raw
     * @param extendedConnect whether {@code :protocol} is allowed (RFC 8441)
     */
    TargetRules(int pathMax, boolean strict, boolean extendedConnect) {
        this.pathMax = pathMax;
        this.strict = strict;
        this.extendedConnect = extendedConnect;
    }

    /** Begins with the next request. */
    void begin(FieldSection decoded, Http2RequestHead made) {
        section = decoded;
        octets = decoded.octets;
        head = made;
        method = scheme = path = authority = protocol = host = ABSENT;
    }

    /** The line of the Host field; -1 if there is none. */
    int host() {
        return host;
    }

    /** Whether {@code :authority} takes the place of the Host field. */
    boolean replacesHost() {
        return authority != ABSENT;
    }

    private int value(int line) {
        return FieldLine.value(section.line(line));
    }

    private int valueEnd(int line) {
        return FieldLine.end(section.line(line));
    }

    /** Takes a pseudo-header field. */
    @Nullable
    Http2Fault pseudo(int i, int name, int nameEnd) {
        int before;
        if (LineRules.is(octets, name, nameEnd, ":method")) {
            before = method;
            method = i;
        } else if (LineRules.is(octets, name, nameEnd, ":path")) {
            before = path;
            path = i;
        } else if (LineRules.is(octets, name, nameEnd, ":scheme")) {
            before = scheme;
            scheme = i;
        } else if (LineRules.is(octets, name, nameEnd, ":authority")) {
            before = authority;
            authority = i;
        } else if (LineRules.is(octets, name, nameEnd, ":protocol")) {
            before = protocol;
            protocol = i;
        } else {
            return Http2Fault.PSEUDO_FIELD_UNKNOWN;
        }
        return before == ABSENT ? null : Http2Fault.PSEUDO_FIELD_REPEATED;
    }

    /** Takes a Host field. */
    @Nullable
    Http2Fault host(int i) {
        boolean valid = host == ABSENT && Authority.valid(octets, value(i), valueEnd(i));
        host = i;
        return valid ? null : Http2Fault.HOST;
    }

    /** Checks the rules over all of these fields, and writes the target into the head. */
    @Nullable
    Http2Fault end() {
        Http2Fault fault = method();
        if (fault != null) {
            return fault;
        }
        return head.method.equals("CONNECT") && protocol == ABSENT ? connect() : target();
    }

    private @Nullable Http2Fault method() {
        if (method == ABSENT) {
            return Http2Fault.METHOD_MISSING;
        }
        int from = value(method);
        int to = valueEnd(method);
        for (int i = from; i < to; i++) {
            if (!Ascii.is(octets[i], Ascii.TOKEN)) {
                return Http2Fault.METHOD;
            }
        }
        if (from == to || to - from > METHOD_MAX) {
            return from == to ? Http2Fault.METHOD : Http2Fault.METHOD_LENGTH;
        }
        head.method = LineRules.is(octets, from, to, "GET")
                ? "GET"
                : LineRules.is(octets, from, to, "POST") ? "POST" : text(method);
        return null;
    }

    private @Nullable Http2Fault connect() {
        if (scheme != ABSENT || path != ABSENT) {
            return Http2Fault.CONNECT_FIELDS;
        }
        if (authority == ABSENT || !Authority.validWithPort(octets, value(authority), valueEnd(authority))) {
            return Http2Fault.CONNECT_AUTHORITY;
        }
        head.form = TargetForm.AUTHORITY;
        head.targetStart = value(authority);
        head.targetEnd = head.pathEnd = valueEnd(authority);
        return authority();
    }

    private @Nullable Http2Fault target() {
        if (protocol != ABSENT && !isExtendedConnect()) {
            return Http2Fault.PROTOCOL;
        }
        Http2Fault fault = scheme();
        if (fault == null) {
            fault = path();
        }
        return fault == null ? authority() : fault;
    }

    private boolean isExtendedConnect() {
        boolean token = value(protocol) < valueEnd(protocol);
        for (int i = value(protocol); i < valueEnd(protocol); i++) {
            token &= Ascii.is(octets[i], Ascii.TOKEN);
        }
        if (token) {
            head.protocol = text(protocol);
        }
        return token && extendedConnect && head.method.equals("CONNECT");
    }

    private @Nullable Http2Fault scheme() {
        if (scheme == ABSENT) {
            return Http2Fault.SCHEME_MISSING;
        }
        int from = value(scheme);
        int to = valueEnd(scheme);
        boolean https = LineRules.is(octets, from, to, "https");
        if (https || LineRules.is(octets, from, to, "http")) {
            head.scheme = https ? "https" : "http";
            return null;
        }
        for (int i = from; i < to; i++) {
            int lower = octets[i] | 0x20;
            boolean letter = lower >= 'a' && lower <= 'z';
            boolean other = i > from && (Ascii.is(octets[i], Ascii.DIGIT) || "+-.".indexOf(octets[i]) >= 0);
            if (!letter && !other) {
                return Http2Fault.SCHEME;
            }
        }
        head.scheme = text(scheme);
        return from == to ? Http2Fault.SCHEME : null;
    }

    private @Nullable Http2Fault path() {
        if (path == ABSENT || value(path) == valueEnd(path)) {
            return Http2Fault.PATH_MISSING;
        }
        int from = value(path);
        int to = valueEnd(path);
        head.targetStart = from;
        head.targetEnd = head.pathEnd = to;
        if (LineRules.is(octets, from, to, "*") && head.method.equals("OPTIONS")) {
            head.form = TargetForm.ASTERISK;
            return null;
        }
        if (octets[from] != '/') {
            return Http2Fault.PATH_FORM;
        }
        return to - from > pathMax ? Http2Fault.PATH_LENGTH : pathAndQuery(from, to);
    }

    private @Nullable Http2Fault pathAndQuery(int from, int to) {
        int allowed = strict ? Ascii.PATH : Ascii.PATH | Ascii.URL_PATH;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (Ascii.is(octet, allowed)) {
                continue;
            }
            if (octet == '?') {
                allowed = strict ? Ascii.PATH : Ascii.PATH | Ascii.URL_QUERY;
                head.pathEnd = Math.min(head.pathEnd, i);
            } else if (octet != '%') {
                return Http2Fault.PATH_CHARACTER;
            } else if (!Authority.isPercentEncoded(octets, i, to)) {
                return Http2Fault.PATH_PERCENT;
            }
        }
        return null;
    }

    /** Decides between {@code :authority} and Host, which must name the same host (RFC 9113 section 8.3.1). */
    private @Nullable Http2Fault authority() {
        if (authority == ABSENT && host == ABSENT) {
            return Http2Fault.AUTHORITY_MISSING;
        }
        int line = authority == ABSENT ? host : authority;
        head.authorityStart = value(line);
        head.authorityEnd = valueEnd(line);
        if (authority == ABSENT) {
            return null;
        }
        if (!Authority.valid(octets, head.authorityStart, head.authorityEnd)) {
            return Http2Fault.AUTHORITY;
        }
        return host == ABSENT || sameAuthority() ? null : Http2Fault.HOST;
    }

    /** Compares host and port after normalisation: the case of the host and the default port make no difference. */
    private boolean sameAuthority() {
        int length = Authority.hostEnd(octets, value(authority), valueEnd(authority)) - value(authority);
        int hostLength = Authority.hostEnd(octets, value(host), valueEnd(host)) - value(host);
        if (length != hostLength || port(authority) != port(host)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(octets[value(authority) + i]) != lower(octets[value(host) + i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
    }

    private int port(int line) {
        int colon = Authority.hostEnd(octets, value(line), valueEnd(line));
        int port = Authority.port(octets, Math.min(colon + 1, valueEnd(line)), valueEnd(line));
        return port >= 0 ? port : head.scheme.equals("https") ? 443 : 80;
    }

    private String text(int line) {
        return new String(octets, value(line), valueEnd(line) - value(line), StandardCharsets.ISO_8859_1);
    }
}
