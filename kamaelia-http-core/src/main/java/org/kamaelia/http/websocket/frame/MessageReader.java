package org.kamaelia.http.websocket.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that a client sends, from octets in pieces of any size (RFC 6455 section 5, RFC 7692 section 7).
 * Does no input and output itself.
 *
 * <pre>
 *   octets --> FrameHead --> unmasked in place --> [Inflation] --> ContentBuilder, checked as text --> MESSAGE or PART
 *                                             \--> control frame ------------------------------------> PING, PONG, CLOSE
 * </pre>
 *
 * <p>After a {@link ProtocolFault} or a {@code CLOSE} nothing more is read. Not thread-safe.
 */
public final class MessageReader {
    /** What was read. */
    public enum Event {
        /** All octets were taken, and more are needed. */
        NOTHING,
        /** A whole message; or, where parts are asked for, the last part of one. */
        MESSAGE,
        /** A part of a message that is not the last. */
        PART,
        /** A ping; {@link #payload()} is to be sent back. */
        PING,
        /** A pong. */
        PONG,
        /** The client closes; see {@link #closeCode()}. */
        CLOSE
    }

    private static final int LARGEST_PART = 64 * 1024;

    private final MessageLimits limits;
    private final @Nullable Inflation inflation;
    private final FrameHead head = new FrameHead();
    private final Utf8Check utf8 = new Utf8Check();
    private final ContentBuilder content = new ContentBuilder();
    private byte[] payload = NONE;
    private int payloadAt;
    private long left; // octets of the payload of the current frame that have not come
    private long length; // octets of the message so far, without those that were given out
    private boolean inFrame;
    private boolean inMessage;
    private boolean text;
    private boolean compressed;
    private boolean given; // a part of the current message has been given out
    private boolean firstPart;
    private Content taken = Content.EMPTY;

    private static final byte[] NONE = {};

    /**
     * Makes a reader.
     *
     * @param inflation decompresses messages; null if no extension was negotiated
     */
    public MessageReader(MessageLimits limits, @Nullable Inflation inflation) {
        this.limits = limits;
        this.inflation = inflation;
    }

    /**
     * Reads the next octets up to the next event. The octets are unmasked in place.
     *
     * @throws ProtocolFault if the client broke the protocol or a limit
     */
    public Event read(ByteBuffer in) throws ProtocolFault {
        while (true) {
            if (!inFrame) {
                if (!head.read(in, inflation != null)) {
                    return Event.NOTHING;
                }
                begin();
            }
            Event event = head.isControl() ? control(in) : data(in);
            if (event != null) {
                return event;
            }
        }
    }

    // What the last event has brought.

    /** Whether the message, or its part, is text. */
    public boolean isText() {
        return text;
    }

    /** Whether the part is the first of its message. */
    public boolean isFirst() {
        return firstPart;
    }

    /** The octets of the message or part. */
    public Content content() {
        Content given = taken;
        taken = Content.EMPTY;
        return given;
    }

    /** The payload of a ping or pong, or the reason of a close with its two octets of the code. */
    public byte[] payload() {
        return payload;
    }

    /** The code of the Close frame, or {@link CloseCode#NO_CODE}. */
    public int closeCode() {
        return payload.length < 2 ? CloseCode.NO_CODE : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }

    /** The reason in the Close frame; empty if there is none. */
    public String closeReason() {
        return payload.length <= 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    /** The memory of the message that is not whole yet, in bytes. */
    public int held() {
        return content.allocated() + (inflation == null ? 0 : inflation.held());
    }

    /** Gives back what the reader has borrowed. Call it once, when nothing more is read. */
    public void end() {
        content.clear();
        if (inflation != null) {
            inflation.end();
        }
    }

    // Frames.

    private void begin() throws ProtocolFault {
        inFrame = true;
        left = head.length();
        if (head.isControl()) {
            payload = left == 0 ? NONE : new byte[(int) left];
            payloadAt = 0;
            return;
        }
        boolean continues = head.opcode() == FrameHead.CONTINUATION;
        if (continues != inMessage) {
            throw FrameHead.error(
                    continues ? "a continuation without a message" : "a message within a fragmented message");
        }
        if (!continues) {
            inMessage = true;
            text = head.opcode() == FrameHead.TEXT;
            compressed = head.isCompressed();
            length = 0;
            given = false;
            utf8.begin();
        }
        if (limits.frame() > 0 && left > limits.frame()) {
            throw tooBig("a frame has at most " + limits.frame() + " octets");
        }
        if (!compressed) {
            grow(left);
        }
    }

    private void grow(long more) throws ProtocolFault {
        length += more;
        if (limits.message() > 0 && (length > limits.message() || length < 0)) {
            throw tooBig("a message has at most " + limits.message() + " octets");
        }
    }

    /** The octets that the message may still get. So the first fault is found first, however the octets are divided. */
    private long allowed() {
        return limits.message() > 0 ? limits.message() - length : Long.MAX_VALUE;
    }

    private static ProtocolFault tooBig(String what) {
        return new ProtocolFault(CloseCode.TOO_BIG, what);
    }

    private long offset() {
        return head.length() - left;
    }

    /** Reads the payload of a control frame; null if it is not whole. */
    private Event control(ByteBuffer in) throws ProtocolFault {
        int some = (int) Math.min(left, in.remaining());
        if (some > 0) {
            int at = in.position();
            Masking.apply(in, at, at + some, head.key(), offset());
            in.get(payload, payloadAt, some);
            payloadAt += some;
            left -= some;
        }
        if (left > 0) {
            return Event.NOTHING;
        }
        inFrame = false;
        return switch (head.opcode()) {
            case FrameHead.PING -> Event.PING;
            case FrameHead.PONG -> Event.PONG;
            default -> close();
        };
    }

    private Event close() throws ProtocolFault {
        if (payload.length == 1) {
            throw FrameHead.error("a Close frame with one octet");
        }
        if (payload.length >= 2) {
            if (!CloseCode.mayBeSent(closeCode())) {
                throw FrameHead.error("a Close frame with the code " + closeCode());
            }
            Utf8Check reason = new Utf8Check();
            if (!reason.accept(payload, 2, payload.length) || !reason.isComplete()) {
                throw notText();
            }
        }
        return Event.CLOSE;
    }

    private static ProtocolFault notText() {
        return new ProtocolFault(CloseCode.INVALID_DATA, "text is not UTF-8");
    }

    /** Reads the payload of a data frame; null if another frame must follow. */
    private @Nullable Event data(ByteBuffer in) throws ProtocolFault {
        int some = (int) Math.min(left, in.remaining());
        if (some > 0) {
            int at = in.position();
            Masking.apply(in, at, at + some, head.key(), offset());
            append(in, at, some);
            in.position(at + some);
            left -= some;
        }
        if (left > 0) {
            return limits.streaming() && content.size() > utf8.pending() ? part() : Event.NOTHING;
        }
        inFrame = false;
        if (head.isLast()) {
            return message();
        }
        return limits.streaming() && content.size() > utf8.pending() ? part() : null;
    }

    private void append(ByteBuffer in, int at, int some) throws ProtocolFault {
        if (compressed) {
            inflate(in.slice(at, some));
            return;
        }
        long expected = head.isLast() ? left : Long.MAX_VALUE;
        if (!content.append(in, at, some, expected, text ? utf8 : null)) {
            throw notText();
        }
    }

    private void inflate(ByteBuffer octets) throws ProtocolFault {
        Inflation inflating = Objects.requireNonNull(inflation);
        inflating.input(octets);
        int some = octets.remaining();
        while (true) {
            int room = content.room(Math.min(4 * some, LARGEST_PART), Long.MAX_VALUE);
            int from = content.used();
            int inflated = inflating.inflate(content.piece(), from, room);
            if (inflated == 0) {
                return;
            }
            if (text && !utf8.accept(content.piece(), from, from + (int) Math.min(inflated, allowed()))) {
                throw notText();
            }
            grow(inflated);
            content.wrote(inflated);
        }
    }

    private Event message() throws ProtocolFault {
        if (compressed) {
            Inflation inflating = Objects.requireNonNull(inflation);
            inflate(inflating.tail());
            inflating.endMessage();
        }
        if (text && !utf8.isComplete()) {
            throw notText();
        }
        inMessage = false;
        firstPart = !given;
        taken = content.take(0);
        return Event.MESSAGE;
    }

    /** Gives out what is there, up to the last whole character. */
    private Event part() {
        firstPart = !given;
        given = true;
        taken = content.take(text ? utf8.pending() : 0);
        return Event.PART;
    }
}
