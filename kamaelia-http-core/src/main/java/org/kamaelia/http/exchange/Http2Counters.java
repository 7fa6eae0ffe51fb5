package org.kamaelia.http.exchange;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The counters of one event loop for the streams of HTTP/2 of one server. Written by the loop; may be read by any thread.
 */
public final class Http2Counters {
    /** The error codes that RFC 9113 section 7 defines are lower than this number; all others count as this one. */
    public static final int UNKNOWN_CODE = 14;

    private static final String[] TAGS = {
        "no-error",
        "protocol-error",
        "internal-error",
        "flow-control-error",
        "settings-timeout",
        "stream-closed",
        "frame-size-error",
        "refused-stream",
        "cancel",
        "compression-error",
        "connect-error",
        "enhance-your-calm",
        "inadequate-security",
        "http-1-1-required",
        "unknown"
    };

    private static final int OPENED = 0;
    private static final int CLOSED = 1;
    private static final int WINDOWS_AT_ZERO = 2;
    private static final int FLOODS = 3;

    private final AtomicLongArray counts = new AtomicLongArray(4);
    private final AtomicLongArray sent = new AtomicLongArray(UNKNOWN_CODE + 1);
    private final AtomicLongArray received = new AtomicLongArray(UNKNOWN_CODE + 1);

    Http2Counters() {}

    private static void addOne(AtomicLongArray counters, int index) {
        counters.setOpaque(index, counters.getPlain(index) + 1);
    }

    /** Counts a stream that has opened. For the thread of the loop, as all methods that count. */
    public void opened() {
        addOne(counts, OPENED);
    }

    /** Counts a stream that has closed. */
    public void closed() {
        addOne(counts, CLOSED);
    }

    /** Counts a response that has data to send and must wait, because the client does not accept more. */
    public void windowAtZero() {
        addOne(counts, WINDOWS_AT_ZERO);
    }

    /** Counts a connection that was ended because of a flood. */
    public void flood() {
        addOne(counts, FLOODS);
    }

    /**
     * Counts a stream that the server has reset.
     *
     * @param code the error code, an unsigned number
     */
    public void resetSent(int code) {
        addOne(sent, index(code));
    }

    /**
     * Counts a stream that the client has reset.
     *
     * @param code the error code, an unsigned number
     */
    public void resetReceived(int code) {
        addOne(received, index(code));
    }

    private static int index(int code) {
        return code >= 0 && code < UNKNOWN_CODE ? code : UNKNOWN_CODE;
    }

    /**
     * The name of an error code in metrics (RFC 9113 section 7).
     *
     * @param code 0 to {@value #UNKNOWN_CODE}
     */
    public static String tag(int code) {
        return TAGS[code];
    }

    /** The streams that have been opened. */
    public long streamsOpened() {
        return counts.getOpaque(OPENED);
    }

    /** The streams that are open. */
    public long streamsOpen() {
        long closed = counts.getOpaque(CLOSED);
        return counts.getOpaque(OPENED) - closed;
    }

    /** How often a response had to wait for the client to open its window. */
    public long windowsAtZero() {
        return counts.getOpaque(WINDOWS_AT_ZERO);
    }

    /** The connections that were ended because of a flood. */
    public long floods() {
        return counts.getOpaque(FLOODS);
    }

    /**
     * The streams that the server has reset.
     *
     * @param code the error code, 0 to {@value #UNKNOWN_CODE}
     */
    public long resetsSent(int code) {
        return sent.getOpaque(code);
    }

    /**
     * The streams that the client has reset.
     *
     * @param code the error code, 0 to {@value #UNKNOWN_CODE}
     */
    public long resetsReceived(int code) {
        return received.getOpaque(code);
    }
}
