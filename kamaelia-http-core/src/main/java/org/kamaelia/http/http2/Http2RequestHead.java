package org.kamaelia.http.http2;

import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Methods;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.http.syntax.TargetForm;

/**
 * The head of a request in HTTP/2: its pseudo-header fields and its fields (RFC 9113 section 8.3.1). A head from
 * {@link HeadReader} is valid by RFC 9113.
 *
 * <p>Immutable and thread-safe. Strings are made on demand, in ISO-8859-1, so that every octet is preserved.
 *
 * <p>The fields are those that a request in HTTP/1.1 would have: a Host field stands for {@code :authority}, and the parts
 * of a divided Cookie field are joined (sections 8.3.1 and 8.2.3).
 */
public final class Http2RequestHead implements RequestHead {

    // Written by RequestRules while the head is made, and never after sealed().
    String method = "";
    String scheme = "";
    TargetForm form = TargetForm.ORIGIN;
    int targetStart;
    int targetEnd;
    /** The index of the question mark, or the end of the target. */
    int pathEnd;

    int authorityStart;
    int authorityEnd;
    long contentLength = -1;
    boolean endsStream;
    boolean expectsContinue;
    Priority priority = Priority.defaults();

    @Nullable
    String protocol;

    private byte[] octets = {};
    private Fields fields = Fields.empty();

    // Made on demand. Two threads may make equal strings at once.
    private @Nullable String target;
    private @Nullable String path;
    private @Nullable String authority;

    Http2RequestHead() {}

    /** Completes this head. From now on it may be passed to any thread, even without synchronisation. */
    Http2RequestHead sealed(byte[] exactOctets, long[] exactLines) {
        octets = exactOctets;
        fields = exactLines.length == 0 ? Fields.empty() : new Fields(exactOctets, exactLines);
        VarHandle.releaseFence();
        return this;
    }

    /** The method: any token, case-sensitive (RFC 9110 section 9.1). */
    @Override
    public String method() {
        return method;
    }

    /** The value of {@code :path}; of {@code :authority} for CONNECT. */
    @Override
    public String target() {
        String known = target;
        if (known == null) {
            target = known = text(targetStart, targetEnd);
        }
        return known;
    }

    /** The form that the target would have in HTTP/1.1: origin, asterisk, or authority for CONNECT. */
    @Override
    public TargetForm form() {
        return form;
    }

    @Override
    public String path() {
        String known = path;
        if (known == null) {
            path = known =
                    form == TargetForm.AUTHORITY ? "" : pathEnd == targetEnd ? target() : text(targetStart, pathEnd);
        }
        return known;
    }

    @Override
    public @Nullable String query() {
        return pathEnd < targetEnd ? text(pathEnd + 1, targetEnd) : null;
    }

    /** The value of {@code :authority}; of the Host field if there is no {@code :authority}. */
    @Override
    public String authority() {
        String known = authority;
        if (known == null) {
            authority = known = text(authorityStart, authorityEnd);
        }
        return known;
    }

    /** The value of {@code :scheme}; empty for CONNECT. A client can write anything here, so it shows nothing about TLS. */
    public String scheme() {
        return scheme;
    }

    /** The value of {@code :protocol}, such as {@code websocket} (RFC 8441 section 4); null if there is none. */
    @Override
    public @Nullable String protocol() {
        return protocol;
    }

    /** The priority that the Priority field asks for (RFC 9218 section 5). */
    public Priority priority() {
        return priority;
    }

    /** Returns {@code HTTP/2}. */
    @Override
    public String version() {
        return "HTTP/2";
    }

    @Override
    public Fields fields() {
        return fields;
    }

    /** The value of content-length in octets; -1 if the field is absent. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether the stream ends with this head, so that neither data nor trailers follow. */
    public boolean endsStream() {
        return endsStream;
    }

    /** The length of the content: none for an extended CONNECT, whose data belongs to the other protocol. */
    @Override
    public long bodyLength() {
        return endsStream || protocol != null ? 0 : contentLength;
    }

    @Override
    public boolean expectsContinue() {
        return expectsContinue && hasBody();
    }

    @Override
    public boolean hasWellKnownMethod() {
        return Methods.isWellKnown(method);
    }

    /**
     * Returns false, although {@code :scheme} may be https. A gateway that ends TLS sends the scheme of its client, and the
     * scheme of a request is decided by its connection.
     */
    @Override
    public boolean targetsHttps() {
        return false;
    }

    /** The octets of this head when decompressed. */
    @Override
    public int size() {
        return octets.length;
    }

    private String text(int from, int to) {
        if (to - from == 1 && octets[from] == '/') {
            return "/";
        }
        return from == to ? "" : new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Returns the method and the path without the query and the fields, because these may be secret. */
    @Override
    public String toString() {
        return method + " " + path() + " HTTP/2";
    }
}
