package org.kamaelia.http.websocket;

import java.time.Duration;
import org.kamaelia.http.websocket.frame.Compression;

/**
 * Limits and times of WebSockets. Immutable; begin with {@link #defaults()}.
 *
 * @param message bytes of a message that is received, after it was decompressed; a larger one ends the connection with
 *     1009. 0 for no limit, only where messages are taken in parts
 * @param frame bytes of a frame that is received; a larger one ends the connection with 1009. 0 for no limit
 * @param compression whether and how messages are compressed
 * @param ping a client that has sent nothing for this time gets a ping; more than 0
 * @param pong a client that then sends nothing for this time is disconnected; more than 0
 * @param idle a connection without a message in either direction for this time is closed with 1001; 0 for no such limit,
 *     because pings find clients that are gone
 * @param close how long a client has to answer a Close frame; more than 0
 * @param statistics counts these WebSockets
 */
public record WebSocketSettings(
        long message,
        long frame,
        Compression compression,
        Duration ping,
        Duration pong,
        Duration idle,
        Duration close,
        WebSocketStatistics statistics) {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final long MIB = 1024 * 1024;
    private static final WebSocketSettings DEFAULTS = new WebSocketSettings(
            MIB,
            MIB,
            Compression.defaults(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ZERO,
            Duration.ofSeconds(5),
            WebSocketStatistics.shared());

    /** Checks the settings. */
    public WebSocketSettings {
        if (message < 0 || frame < 0) {
            throw new IllegalArgumentException(
                    "A limit in bytes is at least 0, which means no limit, not " + Math.min(message, frame));
        }
        check("ping", ping, true);
        check("pong", pong, true);
        check("idle", idle, false);
        check("close", close, true);
    }

    private static void check(String name, Duration time, boolean positive) {
        if (time.isNegative() || positive && time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + (positive ? "more than 0" : "at least 0") + " and at most 365 days, not " + time);
        }
    }

    /**
     * Messages and frames of 1 MiB, compression without contexts that are kept, a ping after 30 s, 15 s for its answer, no
     * limit of idle time, 5 s for the answer to a Close frame.
     */
    public static WebSocketSettings defaults() {
        return DEFAULTS;
    }

    /** The same with other limits of messages and frames, in bytes. */
    public WebSocketSettings limits(long largestMessage, long largestFrame) {
        return new WebSocketSettings(largestMessage, largestFrame, compression, ping, pong, idle, close, statistics);
    }

    /** The same with other compression. */
    public WebSocketSettings compression(Compression other) {
        return new WebSocketSettings(message, frame, other, ping, pong, idle, close, statistics);
    }

    /** The same with other times for pings and their answers. */
    public WebSocketSettings pings(Duration afterSilence, Duration answerWithin) {
        return new WebSocketSettings(message, frame, compression, afterSilence, answerWithin, idle, close, statistics);
    }

    /** The same with another limit of idle time; 0 for none. */
    public WebSocketSettings idle(Duration time) {
        return new WebSocketSettings(message, frame, compression, ping, pong, time, close, statistics);
    }

    /** The same with another time for the answer to a Close frame. */
    public WebSocketSettings close(Duration time) {
        return new WebSocketSettings(message, frame, compression, ping, pong, idle, time, statistics);
    }

    /** The same with other statistics. */
    public WebSocketSettings statistics(WebSocketStatistics other) {
        return new WebSocketSettings(message, frame, compression, ping, pong, idle, close, other);
    }
}
