package org.kamaelia.http.http1;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Authority;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Methods;
import org.kamaelia.http.syntax.NormalPath;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.http.syntax.TargetForm;

/**
 * The head of a request: the request line and the header section. A head from {@link RequestParser} is valid by RFC
 * 9112.
 *
 * <p>Immutable and thread-safe. A head holds one copy of its octets and the positions of its parts. Strings are made on
 * demand, in ISO-8859-1, so that every octet is preserved. The strings of the method, target, path and authority are
 * cached.
 *
 * <p>Percent-encoding is not decoded, and dot segments are not removed. The host in the Host field may not exist.
 */
public final class Http1RequestHead implements RequestHead {

    static final int HOST = 1;
    static final int CONTENT_LENGTH = 1 << 1;
    static final int CONTENT_TYPE = 1 << 2;
    static final int TRANSFER_ENCODING = 1 << 3;
    /** The last transfer coding so far is chunked, and no earlier coding is. */
    static final int CHUNKED = 1 << 4;
    /** There is a well-formed transfer coding that is not chunked. */
    static final int OTHER_CODING = 1 << 5;
    /** Transfer-Encoding has an empty or malformed member, or a coding after chunked. */
    static final int BAD_CODING = 1 << 6;

    static final int CLOSE = 1 << 7;
    static final int KEEP_ALIVE = 1 << 8;
    static final int EXPECT_CONTINUE = 1 << 9;
    static final int EXPECT_OTHER = 1 << 10;
    /** Connection names upgrade (RFC 9110 section 7.8). */
    static final int UPGRADE = 1 << 11;

    // Written by RequestLine, Target and FieldRules while the head is read, and never after sealed().
    int methodEnd;
    int targetEnd;
    int pathStart;
    int pathEnd;
    int authorityStart;
    int authorityEnd;
    int flags;
    byte minorVersion;
    TargetForm form = TargetForm.ORIGIN;
    long contentLength = -1;

    @Nullable
    String method;

    private static final byte[] NONE = {};

    /** The octets of memory of the objects of a head, without their contents. */
    private static final int OBJECTS = 256;

    private byte[] octets = NONE;
    private Fields fields = Fields.empty();

    // Made on demand. Two threads may make equal strings at once.
    private @Nullable String target;
    private @Nullable String path;
    private @Nullable String normalPath;
    private @Nullable String authority;

    Http1RequestHead() {}

    /** Completes this head. From now on it may be passed to any thread, even without synchronisation. */
    Http1RequestHead sealed(byte[] exactOctets, long[] exactLines) {
        octets = exactOctets;
        fields = exactLines.length == 0 ? Fields.empty() : new Fields(exactOctets, exactLines);
        VarHandle.releaseFence();
        return this;
    }

    /** Whether the octets at the position of a buffer, of any byte order, begin with exactly this head. */
    boolean beginsAt(ByteBuffer in) {
        int length = octets.length;
        int from = in.position();
        if (in.remaining() < length) {
            return false;
        }
        boolean big = in.order() == ByteOrder.BIG_ENDIAN;
        int i = 0;
        for (; i <= length - 8; i += 8) {
            long word = in.getLong(from + i);
            if ((big ? Long.reverseBytes(word) : word) != Ascii.word(octets, i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (in.get(from + i) != octets[i]) {
                return false;
            }
        }
        return true;
    }

    boolean methodIs(String wellKnown) {
        return wellKnown.equals(method);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The method: any token, case-sensitive (RFC 9110 section 9.1). */
    @Override
    public String method() {
        String known = method;
        if (known == null) {
            method = known = text(0, methodEnd);
        }
        return known;
    }

    /** The whole request target as the client sent it. */
    @Override
    public String target() {
        String known = target;
        if (known == null) {
            target = known = text(methodEnd + 1, targetEnd);
        }
        return known;
    }

    /** The form of the target. */
    @Override
    public TargetForm form() {
        return form;
    }

    /**
     * The path as the client sent it, without the query. It is {@code /} if an absolute target has no path. It is
     * {@code *} in asterisk-form, and for OPTIONS with an absolute target without path and query, which has the same
     * meaning (RFC 9112 section 3.2.4). It is empty in authority-form, which has no path.
     */
    @Override
    public String path() {
        String known = path;
        if (known == null) {
            boolean absent = form == TargetForm.ABSOLUTE && pathStart == pathEnd;
            boolean server = absent && methodIs("OPTIONS") && pathEnd == targetEnd;
            path = known = server ? "*" : absent ? "/" : text(pathStart, pathEnd);
        }
        return known;
    }

    @Override
    public String normalPath() {
        String known = normalPath;
        if (known == null) {
            normalPath = known = NormalPath.of(path());
        }
        return known;
    }

    /** The query as the client sent it, without the question mark; null if there is no question mark. */
    @Override
    public @Nullable String query() {
        return pathEnd < targetEnd ? text(pathEnd + 1, targetEnd) : null;
    }

    /** Whether the method is one of RFC 9110 section 9.3, or PATCH (RFC 5789). */
    @Override
    public boolean hasWellKnownMethod() {
        return Methods.known(octets, methodEnd) != null;
    }

    /** Whether the target is an absolute {@code https} URI, which is allowed over a secure connection only. */
    @Override
    public boolean targetsHttps() {
        return form == TargetForm.ABSOLUTE && (octets[methodEnd + 5] | 0x20) == 's';
    }

    /**
     * The host and port of the request as the client sent them: from the target if it has a host, else from the Host
     * field (RFC 9112 sections 3.2.2 and 3.3). Empty for an HTTP/1.0 request without a host.
     */
    @Override
    public String authority() {
        String known = authority;
        if (known == null) {
            authority = known = text(authorityStart, authorityEnd);
        }
        return known;
    }

    /** The host of {@link #authority()}, with brackets if it is an IPv6 literal; empty if there is none. */
    public String host() {
        int end = Authority.hostEnd(octets, authorityStart, authorityEnd);
        return end == authorityEnd ? authority() : text(authorityStart, end);
    }

    /** The port of {@link #authority()}, 0 to 65,535; -1 if there is none. */
    public int port() {
        int colon = Authority.hostEnd(octets, authorityStart, authorityEnd);
        return Authority.port(octets, Math.min(colon + 1, authorityEnd), authorityEnd);
    }

    @Override
    public String version() {
        return minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public long bodyLength() {
        return chunked() ? -1 : Math.max(0, contentLength);
    }

    /** Whether the client offers another protocol in the Upgrade field (RFC 9110 section 7.8). */
    public boolean offersUpgrade() {
        return has(UPGRADE) && minorVersion > 0;
    }

    /** 0 for HTTP/1.0; 1 for HTTP/1.1 and every higher minor version (RFC 9110 section 2.5). */
    public int minorVersion() {
        return minorVersion;
    }

    /** The field lines of the header section. */
    @Override
    public Fields fields() {
        return fields;
    }

    /**
     * Whether the client wants the connection to persist (RFC 9112 section 9.3). In HTTP/1.1 it does unless the
     * Connection field has {@code close}. In HTTP/1.0 it does only if the Connection field has {@code keep-alive} and
     * not {@code close}.
     */
    public boolean keepAlive() {
        return !has(CLOSE) && (minorVersion > 0 || has(KEEP_ALIVE));
    }

    /**
     * Whether the client expects {@code 100 Continue} before it sends the body (RFC 9110 section 10.1.1). Always false
     * for HTTP/1.0 and for a request without a body.
     */
    @Override
    public boolean expectsContinue() {
        return has(EXPECT_CONTINUE) && minorVersion > 0 && hasBody();
    }

    /** The size of the head in octets, as received. */
    @Override
    public int size() {
        return octets.length;
    }

    /** The memory of this head with its fields, in octets, without the strings that are made on demand. */
    int memory() {
        return octets.length + Long.BYTES * fields.size() + OBJECTS;
    }

    /** The value of Content-Length in octets; -1 if the field is absent. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether the body is chunked. */
    public boolean chunked() {
        return has(CHUNKED);
    }

    /** Whether a body follows: it is chunked, or its length is not 0. */
    @Override
    public boolean hasBody() {
        return chunked() || contentLength > 0;
    }

    private String text(int from, int to) {
        return from == to ? "" : new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Returns the method and the path without the query and the fields, because these may be secret. */
    @Override
    public String toString() {
        return method() + " " + path() + " HTTP/1." + minorVersion;
    }
}
