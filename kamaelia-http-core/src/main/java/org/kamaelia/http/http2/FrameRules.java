package org.kamaelia.http.http2;

import org.jspecify.annotations.Nullable;

/** Which streams, lengths and values a frame may have, by its type (RFC 9113 section 6). */
final class FrameRules {

    private static final int PRIORITY_FIELDS = 5;
    private static final int SETTING = 6;
    /** The most settings of a frame. Each setting may cost a change of all streams, and fewer than ten are defined. */
    private static final int SETTINGS_MAX = 32;

    private FrameRules() {}

    /** Checks the header of a frame that a client sends. Returns the fault, or null. */
    static @Nullable Http2Fault header(int type, int flags, int stream, int length) {
        return switch (type) {
            case Frames.DATA -> {
                boolean tooShort = length < pad(flags);
                yield stream == 0 ? Http2Fault.DATA_STREAM : tooShort ? Http2Fault.FRAME_TOO_SHORT : null;
            }
            case Frames.HEADERS -> headers(flags, stream, length);
            case Frames.PRIORITY ->
                stream == 0
                        ? Http2Fault.PRIORITY_STREAM
                        : length == PRIORITY_FIELDS ? null : Http2Fault.PRIORITY_LENGTH;
            case Frames.RST_STREAM ->
                stream == 0 ? Http2Fault.RST_STREAM_STREAM : length == 4 ? null : Http2Fault.RST_STREAM_LENGTH;
            case Frames.SETTINGS -> settings(flags, stream, length);
            case Frames.PUSH_PROMISE -> Http2Fault.PUSH_PROMISE;
            case Frames.PING -> stream != 0 ? Http2Fault.PING_STREAM : length == 8 ? null : Http2Fault.PING_LENGTH;
            case Frames.GOAWAY ->
                stream != 0 ? Http2Fault.GOAWAY_STREAM : length >= 8 ? null : Http2Fault.FRAME_TOO_SHORT;
            case Frames.WINDOW_UPDATE -> length == 4 ? null : Http2Fault.WINDOW_UPDATE_LENGTH;
            case Frames.PRIORITY_UPDATE ->
                stream != 0 ? Http2Fault.PRIORITY_UPDATE_STREAM : length >= 4 ? null : Http2Fault.FRAME_TOO_SHORT;
            default -> null;
        };
    }

    private static int pad(int flags) {
        return (flags & Frames.PADDED) != 0 ? 1 : 0;
    }

    private static @Nullable Http2Fault headers(int flags, int stream, int length) {
        if (stream == 0) {
            return Http2Fault.HEADERS_STREAM;
        }
        if ((stream & 1) == 0) {
            return Http2Fault.STREAM_PARITY;
        }
        int least = pad(flags) + ((flags & Frames.PRIORITY_FLAG) != 0 ? PRIORITY_FIELDS : 0);
        return length < least ? Http2Fault.FRAME_TOO_SHORT : null;
    }

    private static @Nullable Http2Fault settings(int flags, int stream, int length) {
        if (stream != 0) {
            return Http2Fault.SETTINGS_STREAM;
        }
        if ((flags & Frames.ACK) != 0) {
            return length == 0 ? null : Http2Fault.SETTINGS_ACK_LENGTH;
        }
        if (length % SETTING != 0) {
            return Http2Fault.SETTINGS_LENGTH;
        }
        return length <= SETTINGS_MAX * SETTING ? null : Http2Fault.SETTINGS_COUNT;
    }

    /** The octets that a frame begins with, for the types that have the same fields in each frame. */
    static int fixedLength(int type) {
        return switch (type) {
            case Frames.PRIORITY -> PRIORITY_FIELDS;
            case Frames.PING, Frames.GOAWAY -> 8;
            default -> 4;
        };
    }

    /** Checks the value of a setting (RFC 9113 section 6.5.2). Returns the fault, or null. Unknown settings are ignored. */
    static @Nullable Http2Fault setting(int id, int value) {
        boolean isBoolean = (value & ~1) == 0;
        return switch (id) {
            case Setting.ENABLE_PUSH -> isBoolean ? null : Http2Fault.ENABLE_PUSH;
            case Setting.INITIAL_WINDOW_SIZE -> value >= 0 ? null : Http2Fault.INITIAL_WINDOW;
            case Setting.MAX_FRAME_SIZE ->
                value >= Frames.MIN_MAX_FRAME && value <= Frames.MAX_MAX_FRAME ? null : Http2Fault.MAX_FRAME_SIZE;
            case Setting.ENABLE_CONNECT_PROTOCOL -> isBoolean ? null : Http2Fault.CONNECT_PROTOCOL;
            case Setting.NO_RFC7540_PRIORITIES -> isBoolean ? null : Http2Fault.NO_RFC7540_PRIORITIES;
            default -> null;
        };
    }
}
