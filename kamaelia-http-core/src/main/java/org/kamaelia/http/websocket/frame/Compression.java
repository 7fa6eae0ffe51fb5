package org.kamaelia.http.websocket.frame;

/**
 * How a server compresses messages (RFC 7692). Immutable; begin with {@link #defaults()} or {@link #none()}.
 *
 * @param enabled whether the extension {@code permessage-deflate} is accepted
 * @param level 1, the fastest, to 9, the smallest result
 * @param threshold octets; smaller messages are sent as they are
 * @param contextTakeover whether messages may refer to earlier messages. They then get smaller, but each connection keeps
 *     up to 300 KiB outside of the heap, which counts against the budget of all connections
 */
public record Compression(boolean enabled, int level, int threshold, boolean contextTakeover) {
    private static final Compression DEFAULTS = new Compression(true, 6, 128, false);
    private static final Compression NONE = new Compression(false, 6, 128, false);

    /** Checks the settings. */
    public Compression {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("The level of compression is from 1 to 9, not " + level);
        }
        if (threshold < 0) {
            throw new IllegalArgumentException("The threshold of compression is at least 0 bytes, not " + threshold);
        }
    }

    /** Accepts the extension, compresses messages from 128 octets on with level 6, and keeps no context. */
    public static Compression defaults() {
        return DEFAULTS;
    }

    /** Accepts no extension. */
    public static Compression none() {
        return NONE;
    }

    /** The same with another level. */
    public Compression level(int other) {
        return new Compression(enabled, other, threshold, contextTakeover);
    }

    /** The same with another threshold in octets. */
    public Compression threshold(int octets) {
        return new Compression(enabled, level, octets, contextTakeover);
    }

    /** The same with or without contexts that are kept between messages. */
    public Compression contextTakeover(boolean kept) {
        return new Compression(enabled, level, threshold, kept);
    }
}
