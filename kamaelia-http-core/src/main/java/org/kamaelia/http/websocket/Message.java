package org.kamaelia.http.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Utf8;
import org.kamaelia.http.websocket.frame.Content;
import org.kamaelia.http.websocket.frame.FrameEncoder.Kind;
import org.kamaelia.http.websocket.frame.Utf8Check;

/**
 * A message of a WebSocket, text or binary, or a part of one (RFC 6455 section 5.6). Immutable and thread-safe. A message
 * that was received can be sent again as it is, also to other clients; its octets are not copied.
 *
 * <p>A ping or pong can be sent like a message, also between two parts of one. The server sends pings and answers those of
 * the client by itself, so only an application that wants to measure something needs them.
 */
public final class Message {
    private static final int FIRST = 1;
    private static final int LAST = 2;
    private static final int WHOLE = FIRST | LAST;

    private static final int MOST_OF_CONTROL = 125;

    private final Content content;
    private final Kind kind;
    private final int place;

    // Frames that were made for several clients. Two threads may write equal frames at once.
    private boolean sent;
    private byte @Nullable [] frame;
    private byte @Nullable [] compressedFrame;

    private Message(Content content, Kind kind, int place) {
        this.content = content;
        this.kind = kind;
        this.place = place;
    }

    /**
     * Makes a text message.
     *
     * @throws IllegalArgumentException if the text has a surrogate without its partner, which UTF-8 cannot represent
     */
    public static Message text(String text) {
        return new Message(encoded(text), Kind.TEXT, WHOLE);
    }

    private static Content encoded(String text) {
        if (!Utf8.isEncodable(text)) {
            throw new IllegalArgumentException("Text with a surrogate that has no partner cannot be sent as UTF-8");
        }
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes a text message of octets that are UTF-8 already. The array belongs to the message from now on.
     *
     * @throws IllegalArgumentException if the octets are not well-formed UTF-8
     */
    public static Message utf8(byte[] octets) {
        Utf8Check check = new Utf8Check();
        if (!check.accept(octets, 0, octets.length) || !check.isComplete()) {
            throw new IllegalArgumentException("The octets of a text message are UTF-8, and these are not");
        }
        return new Message(Content.of(octets), Kind.TEXT, WHOLE);
    }

    /**
     * Makes a ping, which the client answers with a pong of the same payload.
     *
     * @param payload at most 125 bytes; the array belongs to the ping from now on
     */
    public static Message ping(byte[] payload) {
        return control(Kind.PING, payload);
    }

    /**
     * Makes a pong that answers no ping. No client answers it.
     *
     * @param payload at most 125 bytes; the array belongs to the pong from now on
     */
    public static Message pong(byte[] payload) {
        return control(Kind.PONG, payload);
    }

    private static Message control(Kind kind, byte[] payload) {
        if (payload.length > MOST_OF_CONTROL) {
            throw new IllegalArgumentException(
                    "The payload of a ping or pong has at most 125 bytes, not " + payload.length);
        }
        return new Message(Content.of(payload), kind, WHOLE);
    }

    /** Makes a binary message. The array belongs to the message from now on. */
    public static Message binary(byte[] octets) {
        return new Message(Content.of(octets), Kind.BINARY, WHOLE);
    }

    /** Makes a binary message of the remaining octets of a buffer, which are copied. */
    public static Message binary(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(octets.position(), copy);
        return binary(copy);
    }

    /**
     * Makes a part of a text message, which is sent as a fragment. No other message may be sent before the last part.
     *
     * @param isFirst whether the message begins with this part
     * @param isLast whether the message ends with this part
     */
    public static Message textPart(String text, boolean isFirst, boolean isLast) {
        return new Message(encoded(text), Kind.TEXT, place(isFirst, isLast));
    }

    /** Makes a part of a binary message; see {@link #textPart}. The array belongs to the message from now on. */
    public static Message binaryPart(byte[] octets, boolean isFirst, boolean isLast) {
        return new Message(Content.of(octets), Kind.BINARY, place(isFirst, isLast));
    }

    private static int place(boolean isFirst, boolean isLast) {
        return (isFirst ? FIRST : 0) | (isLast ? LAST : 0);
    }

    static Message received(Content content, boolean text, boolean isFirst, boolean isLast) {
        return new Message(content, text ? Kind.TEXT : Kind.BINARY, place(isFirst, isLast));
    }

    /** Whether this is text. If not, it is binary: what a handler receives is one of the two. */
    public boolean isText() {
        return kind == Kind.TEXT;
    }

    /** Whether this is a ping or pong. */
    boolean isControl() {
        return kind == Kind.PING || kind == Kind.PONG;
    }

    /** The kind of the first frame. */
    Kind kind() {
        return kind;
    }

    /** Whether this is a whole message and not a part. */
    public boolean isWhole() {
        return place == WHOLE;
    }

    /** Whether the message begins with this part; true for a whole message. */
    public boolean isFirst() {
        return (place & FIRST) != 0;
    }

    /** Whether the message ends with this part; true for a whole message. */
    public boolean isLast() {
        return (place & LAST) != 0;
    }

    /** The number of octets, for text in UTF-8. */
    public int size() {
        return content.size();
    }

    /**
     * Returns the text. Each call decodes it.
     *
     * @throws IllegalStateException if this is binary
     */
    public String text() {
        if (kind != Kind.TEXT) {
            throw new IllegalStateException("A binary message has no text; use bytes()");
        }
        return content.text();
    }

    /** Returns the octets, for text in UTF-8, in a read-only buffer. They are copied only if they came in pieces. */
    public ByteBuffer bytes() {
        return content.bytes();
    }

    Content content() {
        return content;
    }

    // For messages that go to several clients.

    /** Notes that the message is sent to a client, and tells whether it was sent before: then its frame is kept. */
    boolean isSentAgain() {
        boolean again = sent;
        if (!again) {
            sent = true;
        }
        return again;
    }

    byte @Nullable [] frame(boolean compressed) {
        return compressed ? compressedFrame : frame;
    }

    void frame(boolean compressed, byte[] made) {
        if (compressed) {
            compressedFrame = made;
        } else {
            frame = made;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message message
                && kind == message.kind
                && place == message.place
                && bytes().equals(message.bytes());
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, place, bytes());
    }

    /** Returns kind and size. The content is not shown, because it may be confidential. */
    @Override
    public String toString() {
        String part = isWhole() ? "" : isLast() ? "last part of " : "part of ";
        return part + kind.name().toLowerCase(Locale.ROOT) + (isControl() ? "" : " message") + ", " + size() + " bytes";
    }
}
