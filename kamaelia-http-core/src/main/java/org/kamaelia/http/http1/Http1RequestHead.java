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
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.http.syntax.TargetForm;

/**
 * The head of a request: request line and header section, valid by RFC 9112 when {@link RequestParser} gives it out.
 *
 * <p>Immutable and safe to share between threads. It owns one copy of the octets of the head and where the parts lie
 * in it; Strings are made when they are asked for, in ISO-8859-1, so that every octet survives. Method, target, path
 * and authority are kept once made.
 *
 * <p>Not promised: that percent-encoding is resolved, that dot segments are removed, that a name in Host exists.
 */
public final class Http1RequestHead implements RequestHead {

    static final int HOST = 1;
    static final int CONTENT_LENGTH = 1 << 1;
    static final int CONTENT_TYPE = 1 << 2;
    static final int TRANSFER_ENCODING = 1 << 3;
    /** The last transfer coding so far is chunked, and no other is. */
    static final int CHUNKED = 1 << 4;
    /** There is a well-formed transfer coding that is not chunked. */
    static final int OTHER_CODING = 1 << 5;
    /** Transfer-Encoding has an empty or malformed member, or one behind chunked. */
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

    private byte[] octets = NONE;
    private Fields fields = Fields.empty();

    // Made when asked for. A race makes an equal String twice, no more.
    private @Nullable String target;
    private @Nullable String path;
    private @Nullable String authority;

    Http1RequestHead() {}

    /** Ends the writing of this head: from here on it may be handed to any thread, also through a data race. */
    Http1RequestHead sealed(byte[] exactOctets, long[] exactLines) {
        octets = exactOctets;
        fields = exactLines.length == 0 ? Fields.empty() : new Fields(exactOctets, exactLines);
        VarHandle.releaseFence();
        return this;
    }

    /** Whether the octets at the position of a buffer, in whichever order it has, begin with this very head. */
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

    /** The method, case-sensitive, any token (RFC 9110 9.1). */
    @Override
    public String method() {
        String known = method;
        if (known == null) {
            method = known = text(0, methodEnd);
        }
        return known;
    }

    /** The whole request target as it was sent. */
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
     * The path as it was sent, without query: {@code /} if an absolute target has none, {@code *} in asterisk-form and
     * for OPTIONS with an absolute target of neither path nor query, which means the same (RFC 9112 3.2.4), and empty in
     * authority-form, which has no path.
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

    /** The query as it was sent, without its question mark; null if there is no question mark. */
    @Override
    public @Nullable String query() {
        return pathEnd < targetEnd ? text(pathEnd + 1, targetEnd) : null;
    }

    /** Whether the method is one of RFC 9110 section 9.3, or PATCH (RFC 5789). */
    @Override
    public boolean hasWellKnownMethod() {
        return Methods.known(octets, methodEnd) != null;
    }

    /** Whether the target is an absolute {@code https} URI, which may come over a secure connection only. */
    @Override
    public boolean targetsHttps() {
        return form == TargetForm.ABSOLUTE && (octets[methodEnd + 5] | 0x20) == 's';
    }

    /**
     * Host and port the request is for, as they were sent: those of the target if it has them, else those of the Host
     * field (RFC 9112 3.2.2, 3.3); empty for an HTTP/1.0 request that names none.
     */
    @Override
    public String authority() {
        String known = authority;
        if (known == null) {
            authority = known = text(authorityStart, authorityEnd);
        }
        return known;
    }

    /** The host of {@link #authority()}, with brackets if it is an IP literal; empty if there is none. */
    public String host() {
        int end = Authority.hostEnd(octets, authorityStart, authorityEnd);
        return end == authorityEnd ? authority() : text(authorityStart, end);
    }

    /** The port of {@link #authority()}, 0 to 65,535; -1 if it names none. */
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

    /** Whether the client offers to go on with another protocol, which Upgrade names (RFC 9110 section 7.8). */
    public boolean offersUpgrade() {
        return has(UPGRADE) && minorVersion > 0;
    }

    /** 0 for HTTP/1.0; 1 for HTTP/1.1 and every higher minor version (RFC 9110 2.5). */
    public int minorVersion() {
        return minorVersion;
    }

    /** The field lines of the header section. */
    @Override
    public Fields fields() {
        return fields;
    }

    /**
     * Whether the client wants the connection to persist (RFC 9112 9.3): in HTTP/1.1 unless it says {@code close}, in
     * HTTP/1.0 only if it says {@code keep-alive} and not {@code close}.
     */
    public boolean keepAlive() {
        return !has(CLOSE) && (minorVersion > 0 || has(KEEP_ALIVE));
    }

    /**
     * Whether the client waits for {@code 100 Continue} before it sends the body (RFC 9110 10.1.1). Never in HTTP/1.0,
     * and never if there is no body.
     */
    @Override
    public boolean expectsContinue() {
        return has(EXPECT_CONTINUE) && minorVersion > 0 && hasBody();
    }

    /** Its size in octets, as it came in. */
    @Override
    public int size() {
        return octets.length;
    }

    /** The value of Content-Length in octets; -1 if the field is absent. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether the body is chunked. */
    public boolean chunked() {
        return has(CHUNKED);
    }

    /** Whether a body follows that may have octets: it is chunked, or its length is not 0. */
    @Override
    public boolean hasBody() {
        return chunked() || contentLength > 0;
    }

    private String text(int from, int to) {
        return from == to ? "" : new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Method and path. Query and fields are left out, since they may be secret. */
    @Override
    public String toString() {
        return method() + " " + path() + " HTTP/1." + minorVersion;
    }
}
