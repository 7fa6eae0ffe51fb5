package org.kamaelia.http.spring;

import java.time.Duration;
import java.util.List;
import org.kamaelia.http.websocket.WebSocketSettings;
import org.kamaelia.http.websocket.frame.Compression;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * WebSockets of all servers. A WebSocket whose bean calls {@code settings(...)} has its own settings instead.
 *
 * @param message Largest size of a message of a client, after it is decompressed, 1MB by default. A larger message closes
 *     the connection with 1009.
 * @param frame Largest size of a frame of a client, 1MB by default. A larger frame closes the connection with 1009.
 * @param pingAfter Time without a byte from the client after which the server sends a ping, 30s by default.
 * @param pongWithin Time that the client has to answer a ping, 15s by default. Past it the connection is reset.
 * @param idle Time without a message in either direction after which the connection is closed with 1001. 0, the default,
 *     means no limit, because pings find clients that are gone.
 * @param closeWithin Time that the client has to answer a Close frame, 5s by default.
 * @param allowedOrigins Origins of web pages that may connect beside pages of the same origin, such as
 *     https://app.example. * allows every page. Empty by default.
 * @param compression Compression of messages.
 */
public record WebSocketProperties(
        @DefaultValue("1MB") DataSize message,
        @DefaultValue("1MB") DataSize frame,
        @DefaultValue("30s") Duration pingAfter,
        @DefaultValue("15s") Duration pongWithin,
        @DefaultValue("0s") Duration idle,
        @DefaultValue("5s") Duration closeWithin,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue Deflate compression) {
    private static final long MOST_MESSAGE = 1024L * 1024 * 1024;
    private static final String PREFIX = KamaeliaHttpProperties.PREFIX + ".websocket";

    /**
     * Compression of messages (permessage-deflate).
     *
     * @param enabled Whether messages are compressed for clients that offer it, true by default.
     * @param level Level of compression, from 1 (fastest) to 9 (smallest), 6 by default.
     * @param threshold Least size of a message that is compressed, 128B by default.
     * @param contextTakeover Whether messages may refer to earlier messages, false by default. Messages then get smaller,
     *     but each connection keeps up to 300 KB outside of the heap.
     */
    public record Deflate(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("6") int level,
            @DefaultValue("128B") DataSize threshold,
            @DefaultValue("false") boolean contextTakeover) {}

    /**
     * The settings as the core has them.
     *
     * @throws HttpStartupException if a value is out of range
     */
    public WebSocketSettings settings() {
        if (message.toBytes() < 1 || message.toBytes() > MOST_MESSAGE) {
            throw new HttpStartupException(
                    "The property " + PREFIX + ".message is " + message + ", which is not a size from 1B to 1GB.",
                    "Correct the value. A handler that takes messages in parts can set its own limit.");
        }
        try {
            return WebSocketSettings.defaults()
                    .limits(message.toBytes(), frame.toBytes())
                    .pings(pingAfter, pongWithin)
                    .idle(idle)
                    .close(closeWithin)
                    .compression(new Compression(
                            compression.enabled(),
                            compression.level(),
                            Math.toIntExact(compression.threshold().toBytes()),
                            compression.contextTakeover()));
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            throw new HttpStartupException(
                    "A property under " + PREFIX + " has a wrong value: " + wrong.getMessage() + ".",
                    "Correct the value, or remove the property to get the default.");
        }
    }
}
