package org.kamaelia.http.syntax;

import org.jspecify.annotations.Nullable;

/**
 * The head of a request as every version of HTTP has it: method, target and fields (RFC 9110 sections 6.2, 7.1 and 9).
 * Each version makes it from its own octets.
 *
 * <p>Immutable and safe to share between threads. Text is in ISO-8859-1, so that every octet survives.
 *
 * <p>Not promised: that percent-encoding is resolved, that dot segments are removed, that a name in Host exists.
 */
public interface RequestHead {
    /** The method, case-sensitive, any token (RFC 9110 section 9.1). */
    String method();

    /** The whole request target as it was sent. */
    String target();

    /** The form of the target (RFC 9112 section 3.2). */
    TargetForm form();

    /**
     * The path as it was sent, without query: {@code /} if an absolute target has none, {@code *} for the server as a
     * whole, and empty in authority-form, which has no path.
     */
    String path();

    /**
     * The normal form of {@link #path()}; see {@link NormalPath}. It is the same object as the path if the path is in that
     * form already and is served.
     */
    default String normalPath() {
        return NormalPath.of(path());
    }

    /** The query as it was sent, without its question mark; null if there is no question mark. */
    @Nullable
    String query();

    /** Host and port that the request is for, as they were sent; empty where an HTTP/1.0 request names none. */
    String authority();

    /** The version that governs the response, as {@code HTTP/1.1}. */
    String version();

    /** The field lines of the header section. */
    Fields fields();

    /** The length of the body in octets: 0 if there is no body, -1 if the length is not known in advance. */
    long bodyLength();

    /** Whether a body follows that may have octets. */
    default boolean hasBody() {
        return bodyLength() != 0;
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the body (RFC 9110 section 10.1.1). */
    boolean expectsContinue();

    /**
     * The protocol that the client wants to speak on the stream of this request, such as {@code websocket} (extended CONNECT,
     * RFC 8441 section 4); null if the client asks for none, as always in HTTP/1.
     */
    default @Nullable String protocol() {
        return null;
    }

    /** Whether the method is one of RFC 9110 section 9.3, or PATCH (RFC 5789). */
    boolean hasWellKnownMethod();

    /** Whether the target is an absolute {@code https} URI, which may come over a secure connection only. */
    boolean targetsHttps();

    /** The size of the head in octets, as it was received. */
    int size();
}
