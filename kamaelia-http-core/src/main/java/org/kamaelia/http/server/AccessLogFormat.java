package org.kamaelia.http.server;

/**
 * How a line of an {@link AccessLog} looks. Whatever a client sends, a line is one line of ASCII. Of each field that comes
 * from a client at most 1,024 characters are written, and three dots mark what was cut. IPv6 addresses have the form of
 * RFC 5952.
 */
public enum AccessLogFormat {
    /**
     * The Common Log Format: address, time of the end, request line, status and bytes of body.
     *
     * <pre>{@code 192.0.2.7 - - [25/Nov/2026:22:37:38 +0000] "GET /hello?x HTTP/1.1" 200 6}</pre>
     */
    COMMON,

    /** The same with Referer and User-Agent behind it. */
    COMBINED,

    /**
     * A JSON object with these members, of which those that are not known are left out: {@code time} (ISO 8601, of the
     * end), {@code server}, {@code remote}, {@code method}, {@code target}, {@code protocol}, {@code host}, {@code route},
     * {@code status}, {@code framing}, {@code bytes}, {@code micros} (from taking up the request to the end of the answer),
     * {@code ending} (see {@link org.kamaelia.http.CloseReason}), {@code exception} (its class), {@code referer} and
     * {@code userAgent}.
     */
    JSON
}
