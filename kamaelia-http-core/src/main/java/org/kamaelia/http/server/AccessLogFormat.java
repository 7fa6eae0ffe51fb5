package org.kamaelia.http.server;

/**
 * The format of the lines of an {@link AccessLog}. Every entry is one line of ASCII, whatever a client sends. A field
 * from a client is cut after 1,024 characters, and three dots mark the cut. IPv6 addresses have the form of RFC 5952.
 */
public enum AccessLogFormat {
    /**
     * The Common Log Format: client address, time of the end, request line, status, and bytes of the body that the
     * client has taken.
     *
     * <pre>{@code 192.0.2.7 - - [25/Nov/2026:22:37:38 +0000] "GET /hello?x HTTP/1.1" 200 6}</pre>
     */
    COMMON,

    /** The Common Log Format, followed by Referer and User-Agent. */
    COMBINED,

    /**
     * A JSON object with these members: {@code time} (of the end, ISO 8601), {@code server}, {@code remote},
     * {@code method}, {@code target}, {@code protocol}, {@code host}, {@code route}, {@code status}, {@code framing},
     * {@code bytes} (of the body that the client has taken), {@code micros} (from the start of the request to the end
     * of the response), {@code ending} (see {@link org.kamaelia.http.CloseReason}), {@code exception} (its class),
     * {@code referer} and {@code userAgent}. Unknown members are left out.
     */
    JSON
}
