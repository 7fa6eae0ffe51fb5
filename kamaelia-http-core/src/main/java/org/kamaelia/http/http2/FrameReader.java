package org.kamaelia.http.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the octets of one connection into frames, strictly by RFC 9113 sections 3.4, 4 and 6. Without input or output: the
 * caller supplies the octets. A reader belongs to one connection and is not thread-safe.
 *
 * <pre>
 *   PREFACE --> HEADER --> PREFIX (padding, priority) --> DATA ------.
 *                ^ |   \                              \-> FRAGMENT --|
 *                | |    '-> FIXED (all other payloads)               |
 *                | |            |    .-> ENTRY, one for each setting |
 *                | '--------> SKIP &lt;---------------------------------'
 *                '--------------'        any of them --fault--> FAILED, if the fault ends the connection
 * </pre>
 *
 * <p>The events do not depend on how the octets are divided among buffers, except that each buffer with data or with a
 * part of a field block gives its own {@link FrameEvent#DATA} or {@link FrameEvent#FRAGMENT}. Data is never copied. Frames of
 * unknown types are skipped.
 *
 * <p>The reader checks each frame alone, the order of the frames of a field block, and the first frame. It does not know
 * the states of streams.
 */
public final class FrameReader {

    private enum State {
        PREFACE,
        HEADER,
        PREFIX,
        DATA,
        FRAGMENT,
        FIXED,
        ENTRY,
        PRIORITY_VALUE,
        SKIP,
        FAILED
    }

    /** What a client sends before its first frame (RFC 9113 section 3.4). */
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** A longer value of PRIORITY_UPDATE is not read. The two members that are known need ten octets. */
    private static final int PRIORITY_VALUE_MAX = 256;

    private static final int SETTING = 6;
    private static final int PRIORITY_FIELDS = 5;

    private final int maxFrame;
    private final int maxBlock;
    private final int maxBlockFrames;

    private State state = State.PREFACE;
    private int prefaceSeen;
    private boolean settingsSeen;
    private @Nullable Http2Fault fault;

    private final Collector collector = new Collector();

    // The current frame.
    private int type;
    private int flags;
    /** The octets of the payload that are not consumed yet, without padding. */
    private int remaining;

    private int padding;
    /** The octets of the payload; 0 after the first event of a DATA frame. */
    private int payload;

    /** The stream of the field block that is not complete; 0 if there is none. */
    private int blockStream;

    private boolean blockEndsStream;
    private int blockOctets;
    private int blockFrames;

    private final Frame frame = new Frame();

    /**
     * Makes a reader for a new connection.
     *
     * @param maxFrame the longest payload, as SETTINGS_MAX_FRAME_SIZE says, 16,384 to 16,777,215
     * @param maxBlock the most octets of the frames of one field block
     * @param maxBlockFrames the most frames of one field block, at least 1
     */
    public FrameReader(int maxFrame, int maxBlock, int maxBlockFrames) {
        this.maxFrame = maxFrame;
        this.maxBlock = maxBlock;
        this.maxBlockFrames = maxBlockFrames;
    }

    /** What the latest event says. Always the same object. */
    public Frame frame() {
        return frame;
    }

    /** The fault of {@link FrameEvent#FAULT}, or of the stream of {@link FrameEvent#HEADERS}; null if there is none. */
    public @Nullable Http2Fault fault() {
        return fault;
    }

    /** Whether a field block has begun and is not complete, so that no other frame may come. */
    public boolean inFieldBlock() {
        return blockStream != 0;
    }

    /** Whether a frame has begun and is not complete. */
    public boolean midFrame() {
        return state != State.HEADER || collector.hasSome();
    }

    /** Whether SETTINGS, the first frame, has come. */
    public boolean started() {
        return settingsSeen;
    }

    /**
     * Consumes octets up to the end of the next event. Octets after the event are not consumed.
     *
     * @param in a heap or direct buffer of any byte order. It is read from its position to its limit and not written
     */
    public FrameEvent read(ByteBuffer in) {
        if (state != State.FAILED) {
            fault = null;
        }
        while (true) {
            FrameEvent event = switch (state) {
                case PREFACE -> preface(in);
                case HEADER -> header(in);
                case PREFIX -> prefix(in);
                case DATA -> data(in);
                case FRAGMENT -> fragment(in);
                case FIXED -> fixed(in);
                case ENTRY -> entry(in);
                case PRIORITY_VALUE -> priorityValue(in);
                case SKIP -> skip(in);
                case FAILED -> FrameEvent.FAULT;
            };
            if (event != null) {
                return event;
            }
        }
    }

    private @Nullable FrameEvent preface(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (in.get() != PREFACE.charAt(prefaceSeen++)) {
                return fail(Http2Fault.PREFACE);
            }
            if (prefaceSeen == PREFACE.length()) {
                state = State.HEADER;
                return null;
            }
        }
        return FrameEvent.MORE;
    }

    private @Nullable FrameEvent header(ByteBuffer in) {
        if (!collector.collect(in, Frames.HEADER)) {
            return FrameEvent.MORE;
        }
        remaining = collector.number(0) >>> 8;
        type = collector.octet(3);
        flags = collector.octet(4);
        frame.stream = collector.number(5) & Integer.MAX_VALUE;
        payload = remaining;
        padding = 0;
        Http2Fault wrong = wrongPlace();
        if (wrong == null) {
            wrong = remaining > maxFrame
                    ? Http2Fault.FRAME_LENGTH
                    : FrameRules.header(type, flags, frame.stream, remaining);
        }
        return wrong == null ? begin() : fail(wrong);
    }

    /** Checks that the frame may come now (RFC 9113 sections 3.4 and 4.3). */
    private @Nullable Http2Fault wrongPlace() {
        if (!settingsSeen) {
            settingsSeen = type == Frames.SETTINGS && (flags & Frames.ACK) == 0;
            return settingsSeen ? null : Http2Fault.FIRST_FRAME;
        }
        if (blockStream != 0) {
            boolean follows = type == Frames.CONTINUATION && frame.stream == blockStream;
            return follows ? null : Http2Fault.CONTINUATION_EXPECTED;
        }
        return type == Frames.CONTINUATION ? Http2Fault.CONTINUATION_ALONE : null;
    }

    private @Nullable FrameEvent begin() {
        switch (type) {
            case Frames.DATA, Frames.HEADERS -> state = State.PREFIX;
            case Frames.CONTINUATION -> {
                return beginFragment();
            }
            case Frames.SETTINGS -> {
                if ((flags & Frames.ACK) != 0) {
                    return FrameEvent.SETTINGS_ACK;
                }
                state = State.ENTRY;
            }
            case Frames.PRIORITY,
                    Frames.RST_STREAM,
                    Frames.PING,
                    Frames.GOAWAY,
                    Frames.WINDOW_UPDATE,
                    Frames.PRIORITY_UPDATE -> state = State.FIXED;
            default -> {
                finish();
                return FrameEvent.UNKNOWN;
            }
        }
        return null;
    }

    /** Ends the frame; what is left of it is skipped. */
    private void finish() {
        remaining += padding;
        padding = 0;
        state = remaining == 0 ? State.HEADER : State.SKIP;
    }

    /** Reports a fault. After a fault of a stream, the reader goes on with the next frame. */
    private FrameEvent fail(Http2Fault found) {
        fault = found;
        if (found.scope() == Http2Fault.Scope.CONNECTION) {
            state = State.FAILED;
        } else {
            finish();
        }
        return FrameEvent.FAULT;
    }

    private @Nullable FrameEvent prefix(ByteBuffer in) {
        int pad = (flags & Frames.PADDED) != 0 ? 1 : 0;
        boolean dependency = type == Frames.HEADERS && (flags & Frames.PRIORITY_FLAG) != 0;
        int octets = pad + (dependency ? PRIORITY_FIELDS : 0);
        if (!collector.collect(in, octets)) {
            return FrameEvent.MORE;
        }
        remaining -= octets;
        padding = pad == 0 ? 0 : collector.octet(0);
        if (padding > remaining) {
            return fail(Http2Fault.PADDING);
        }
        remaining -= padding;
        if (type == Frames.DATA) {
            state = State.DATA;
            return null;
        }
        fault = dependency && dependsOnItself(pad) ? Http2Fault.SELF_DEPENDENCY : null;
        blockStream = frame.stream;
        blockEndsStream = frame.endStream = (flags & Frames.END_STREAM) != 0;
        blockOctets = 0;
        blockFrames = 0;
        FrameEvent wrong = beginFragment();
        return wrong == null ? FrameEvent.HEADERS : wrong;
    }

    private boolean dependsOnItself(int at) {
        return (collector.number(at) & Integer.MAX_VALUE) == frame.stream;
    }

    /** Counts a frame of a field block against the limits. */
    private @Nullable FrameEvent beginFragment() {
        blockOctets += payload;
        if (blockOctets > maxBlock) {
            return fail(Http2Fault.FIELD_BLOCK_SIZE);
        }
        if (++blockFrames > maxBlockFrames) {
            return fail(Http2Fault.FIELD_BLOCK_FRAMES);
        }
        state = State.FRAGMENT;
        return null;
    }

    /** Takes what there is of the data or the fragment. */
    private void view(ByteBuffer in) {
        frame.start = in.position();
        frame.end = frame.start + Math.min(remaining, in.remaining());
        in.position(frame.end);
        remaining -= frame.end - frame.start;
    }

    private FrameEvent data(ByteBuffer in) {
        if (remaining > 0 && !in.hasRemaining()) {
            return FrameEvent.MORE;
        }
        frame.counted = payload;
        frame.notData = payload == 0 ? 0 : payload - remaining;
        payload = 0;
        view(in);
        frame.endStream = remaining == 0 && (flags & Frames.END_STREAM) != 0;
        if (remaining == 0) {
            finish();
        }
        return FrameEvent.DATA;
    }

    private @Nullable FrameEvent fragment(ByteBuffer in) {
        if (remaining > 0) {
            if (!in.hasRemaining()) {
                return FrameEvent.MORE;
            }
            view(in);
            return FrameEvent.FRAGMENT;
        }
        finish();
        if ((flags & Frames.END_HEADERS) == 0) {
            return null;
        }
        blockStream = 0;
        frame.endStream = blockEndsStream;
        return FrameEvent.HEADERS_END;
    }

    private @Nullable FrameEvent fixed(ByteBuffer in) {
        int octets = FrameRules.fixedLength(type);
        if (!collector.collect(in, octets)) {
            return FrameEvent.MORE;
        }
        remaining -= octets;
        frame.value = collector.number(0) & Integer.MAX_VALUE;
        if (type == Frames.PRIORITY_UPDATE) {
            return beginPriorityValue();
        }
        frame.opaque = octets < 8 ? collector.number(0) : collector.longNumber();
        finish();
        return switch (type) {
            case Frames.PRIORITY -> dependsOnItself(0) ? fail(Http2Fault.SELF_DEPENDENCY) : FrameEvent.PRIORITY;
            case Frames.RST_STREAM -> FrameEvent.RST_STREAM;
            case Frames.GOAWAY -> FrameEvent.GOAWAY;
            case Frames.PING -> (flags & Frames.ACK) != 0 ? FrameEvent.PING_ACK : FrameEvent.PING;
            default -> increment();
        };
    }

    private FrameEvent increment() {
        if (frame.value == 0) {
            return fail(frame.stream == 0 ? Http2Fault.CONNECTION_INCREMENT : Http2Fault.STREAM_INCREMENT);
        }
        return FrameEvent.WINDOW_UPDATE;
    }

    private @Nullable FrameEvent entry(ByteBuffer in) {
        if (remaining == 0) {
            finish();
            return FrameEvent.SETTINGS_END;
        }
        if (!collector.collect(in, SETTING)) {
            return FrameEvent.MORE;
        }
        remaining -= SETTING;
        frame.id = collector.number(0) >>> 16;
        frame.value = collector.number(2);
        Http2Fault wrong = FrameRules.setting(frame.id, frame.value);
        return wrong == null ? FrameEvent.SETTING : fail(wrong);
    }

    private @Nullable FrameEvent beginPriorityValue() {
        if (frame.value == 0) {
            return fail(Http2Fault.PRIORITY_UPDATE_TARGET);
        }
        if (remaining > PRIORITY_VALUE_MAX) {
            finish();
            return FrameEvent.UNKNOWN;
        }
        state = State.PRIORITY_VALUE;
        return null;
    }

    /** Collects the value of a PRIORITY_UPDATE. A value that cannot be read changes nothing (RFC 9218 section 7). */
    private FrameEvent priorityValue(ByteBuffer in) {
        int length = remaining;
        if (!collector.collect(in, length)) {
            return FrameEvent.MORE;
        }
        remaining = 0;
        finish();
        Priority read = Priority.parse(collector.octets, 0, length);
        if (read == null) {
            return FrameEvent.UNKNOWN;
        }
        frame.priority = read;
        return FrameEvent.PRIORITY_UPDATE;
    }

    private @Nullable FrameEvent skip(ByteBuffer in) {
        int taken = Math.min(in.remaining(), remaining);
        in.position(in.position() + taken);
        remaining -= taken;
        if (remaining > 0) {
            return FrameEvent.MORE;
        }
        state = State.HEADER;
        return null;
    }
}
