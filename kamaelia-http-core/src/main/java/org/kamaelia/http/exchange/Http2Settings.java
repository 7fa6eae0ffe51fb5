package org.kamaelia.http.exchange;

import java.time.Duration;
import java.util.Locale;

/**
 * Whether a server speaks HTTP/2, and the limits that only HTTP/2 has. The limits of {@link HttpLimits} hold as well: the
 * header section of a request, for example, has the same limit in every version of HTTP. Immutable; start with
 * {@link #defaults()}.
 *
 * <p>A client that exceeds {@link #resets()} or {@link #controlFrames()} gets GOAWAY with ENHANCE_YOUR_CALM, and its
 * connection is closed.
 *
 * @param overTls whether HTTP/2 is offered by ALPN to clients that use TLS
 * @param clearText whether a connection without TLS may begin with the preface of HTTP/2 (prior knowledge, RFC 9113
 *     section 3.3)
 * @param streams the most streams of a client that are open at once, 1 to 65,535; a further stream is refused
 * @param streamWindow the octets of a request body that a client may send before the handler takes them, 1 to
 *     16,777,216
 * @param connectionWindow the same for all streams of a connection together, larger than the window of a stream, 65,535
 *     to 268,435,456. One stream that is not read cannot stop the others therefore
 * @param frameSize the largest frame that a client may send, 16,384 to 16,777,215 octets
 * @param resets how many streams a client may cancel, or cause the server to reset, in a short time, 1 to 1,000,000. Each
 *     stream that ends normally, and every {@link #RECOVERY} divided by this number, allows one more
 * @param controlFrames how many frames without use for a request a client may send in a short time, such as PING, SETTINGS,
 *     PRIORITY and empty DATA, 10 to 1,000,000. Frames with data, and every second, allow more
 * @param windowStall how long a response may wait for the client to open its window without sending an octet, at least
 *     1 ms; then the stream is reset
 */
public record Http2Settings(
        boolean overTls,
        boolean clearText,
        int streams,
        int streamWindow,
        int connectionWindow,
        int frameSize,
        int resets,
        int controlFrames,
        Duration windowStall) {
    /** In this time a client that has used up {@link #resets()} may use all of them again. */
    public static final Duration RECOVERY = Duration.ofSeconds(30);

    private static final int KIB = 1024;
    private static final int LEAST_CONNECTION_WINDOW = 65_535; // RFC 9113 section 6.9.2: it cannot be made smaller
    private static final Http2Settings DEFAULTS =
            new Http2Settings(true, false, 100, 128 * KIB, 1024 * KIB, 16 * KIB, 200, 1_000, Duration.ofSeconds(30));

    /** Checks the ranges; the message of the exception has the limit and its range. */
    public Http2Settings {
        check("number of streams", streams, 1, 65_535);
        check("window of a stream", streamWindow, 1, 16 * KIB * KIB);
        check("window of a connection", connectionWindow, LEAST_CONNECTION_WINDOW, 256 * KIB * KIB);
        check("size of a frame", frameSize, 16 * KIB, 16 * KIB * KIB - 1);
        check("number of resets", resets, 1, 1_000_000);
        check("number of control frames", controlFrames, 10, 1_000_000);
        if (connectionWindow <= streamWindow) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The window of a connection of HTTP/2 must be larger than the window of a stream, %,d, but it is %,d;"
                            + " otherwise one stream that is not read stops all others.",
                    streamWindow,
                    connectionWindow));
        }
        if (windowStall.isNegative() || windowStall.isZero()) {
            throw new IllegalArgumentException("windowStall is a positive time, not " + windowStall);
        }
    }

    private static void check(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "The %s of HTTP/2 must be from %,d to %,d, but it is %,d.", what, least, most, value));
        }
    }

    /**
     * Returns the default settings: over TLS and not in clear text, 100 streams, windows of 128 KiB a stream and 1 MiB a
     * connection, frames of 16 KiB, 200 resets, 1,000 control frames, 30 s without an octet.
     */
    public static Http2Settings defaults() {
        return DEFAULTS;
    }

    /** Returns a copy that is offered over TLS or not. */
    public Http2Settings overTls(boolean offered) {
        return new Http2Settings(
                offered,
                clearText,
                streams,
                streamWindow,
                connectionWindow,
                frameSize,
                resets,
                controlFrames,
                windowStall);
    }

    /** Returns a copy that is spoken without TLS, by prior knowledge, or not. */
    public Http2Settings clearText(boolean spoken) {
        return new Http2Settings(
                overTls,
                spoken,
                streams,
                streamWindow,
                connectionWindow,
                frameSize,
                resets,
                controlFrames,
                windowStall);
    }

    /** Returns a copy with another number of streams. */
    public Http2Settings streams(int most) {
        return new Http2Settings(
                overTls,
                clearText,
                most,
                streamWindow,
                connectionWindow,
                frameSize,
                resets,
                controlFrames,
                windowStall);
    }

    /** Returns a copy with other windows, in octets. */
    public Http2Settings windows(int ofStream, int ofConnection) {
        return new Http2Settings(
                overTls, clearText, streams, ofStream, ofConnection, frameSize, resets, controlFrames, windowStall);
    }

    /** Returns a copy with another size of the largest frame, in octets. */
    public Http2Settings frameSize(int octets) {
        return new Http2Settings(
                overTls,
                clearText,
                streams,
                streamWindow,
                connectionWindow,
                octets,
                resets,
                controlFrames,
                windowStall);
    }

    /** Returns a copy with other limits of {@link #resets()} and {@link #controlFrames()}. */
    public Http2Settings floods(int ofResets, int ofControlFrames) {
        return new Http2Settings(
                overTls,
                clearText,
                streams,
                streamWindow,
                connectionWindow,
                frameSize,
                ofResets,
                ofControlFrames,
                windowStall);
    }

    /** Returns a copy with another limit of {@link #windowStall()}. */
    public Http2Settings windowStall(Duration time) {
        return new Http2Settings(
                overTls, clearText, streams, streamWindow, connectionWindow, frameSize, resets, controlFrames, time);
    }
}
