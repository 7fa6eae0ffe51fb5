package org.kamaelia.http.websocket.frame;

/**
 * What a reader of messages takes.
 *
 * @param message octets of a message, counted after it has been decompressed; 0 for no limit
 * @param frame octets of a data frame as it is sent; 0 for no limit
 * @param streaming whether the parts of a message are given out as they arrive
 */
public record MessageLimits(long message, long frame, boolean streaming) {
    /** Checks the limits. */
    public MessageLimits {
        if (message < 0 || frame < 0) {
            throw new IllegalArgumentException(
                    "A limit in bytes is at least 0, which means no limit, not " + Math.min(message, frame));
        }
        if (message > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("A message has at most 2 GiB, not " + message + " bytes");
        }
        if (message == 0 && !streaming) {
            throw new IllegalArgumentException(
                    "Only a handler that takes messages in parts can do without a limit; give a limit for messages, or"
                            + " take them in parts");
        }
    }
}
