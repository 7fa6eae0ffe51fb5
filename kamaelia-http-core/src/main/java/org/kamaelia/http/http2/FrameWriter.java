package org.kamaelia.http.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames (RFC 9113 section 6) into a buffer of any byte order, which must have room for them. The payload of DATA is
 * not written here: it goes from the memory of the handler to the socket.
 */
public final class FrameWriter {

    /** The octets of a frame header, and of a DATA frame without its data. */
    public static final int HEADER = Frames.HEADER;
    /** The octets of a SETTINGS frame that acknowledges settings. */
    public static final int SETTINGS_ACK = HEADER;
    /** The octets of one setting in a SETTINGS frame. */
    public static final int SETTING = 6;
    /** The octets of a PING frame. */
    public static final int PING = HEADER + 8;
    /** The octets of an RST_STREAM frame. */
    public static final int RST_STREAM = HEADER + 4;
    /** The octets of a WINDOW_UPDATE frame. */
    public static final int WINDOW_UPDATE = HEADER + 4;
    /** The octets of a GOAWAY frame without debug data. */
    public static final int GOAWAY = HEADER + 8;

    private FrameWriter() {}

    private static void number(ByteBuffer out, int number) {
        out.put((byte) (number >>> 24))
                .put((byte) (number >>> 16))
                .put((byte) (number >>> 8))
                .put((byte) number);
    }

    private static void header(ByteBuffer out, int length, int type, int flags, int stream) {
        out.put((byte) (length >>> 16)).put((byte) (length >>> 8)).put((byte) length);
        out.put((byte) type).put((byte) flags);
        number(out, stream);
    }

    /** Writes the header of a DATA frame. Then {@code length} octets of data must follow. */
    public static void dataHeader(ByteBuffer out, int stream, int length, boolean endStream) {
        header(out, length, Frames.DATA, endStream ? Frames.END_STREAM : 0, stream);
    }

    /** The octets of the HEADERS and CONTINUATION frames for a field block. */
    public static int headersLength(int block, int maxFrame) {
        return block + HEADER * Math.max(1, (block + maxFrame - 1) / maxFrame);
    }

    /**
     * Writes a field block as a HEADERS frame and as many CONTINUATION frames as it needs.
     *
     * @param out has room for {@link #headersLength} octets
     * @param maxFrame the longest payload that the client accepts
     */
    public static void headers(ByteBuffer out, int stream, boolean endStream, byte[] block, int length, int maxFrame) {
        int at = 0;
        do {
            int piece = Math.min(length - at, maxFrame);
            int type = at == 0 ? Frames.HEADERS : Frames.CONTINUATION;
            int flags = at == 0 && endStream ? Frames.END_STREAM : 0;
            header(out, piece, type, at + piece == length ? flags | Frames.END_HEADERS : flags, stream);
            out.put(block, at, piece);
            at += piece;
        } while (at < length);
    }

    /** The octets of a SETTINGS frame with a number of settings. */
    public static int settingsLength(int settings) {
        return HEADER + SETTING * settings;
    }

    /** Writes a SETTINGS frame. */
    public static void settings(ByteBuffer out, Setting... settings) {
        header(out, SETTING * settings.length, Frames.SETTINGS, 0, 0);
        for (Setting setting : settings) {
            out.put((byte) (setting.id() >>> 8)).put((byte) setting.id());
            number(out, setting.value());
        }
    }

    /** Writes the acknowledgement of a SETTINGS frame. */
    public static void settingsAck(ByteBuffer out) {
        header(out, 0, Frames.SETTINGS, Frames.ACK, 0);
    }

    /** Writes a PING frame, or the answer to one. */
    public static void ping(ByteBuffer out, boolean ack, long opaque) {
        header(out, 8, Frames.PING, ack ? Frames.ACK : 0, 0);
        number(out, (int) (opaque >>> 32));
        number(out, (int) opaque);
    }

    /** Writes an RST_STREAM frame. */
    public static void rstStream(ByteBuffer out, int stream, ErrorCode code) {
        header(out, 4, Frames.RST_STREAM, 0, stream);
        number(out, code.code());
    }

    /**
     * Writes a WINDOW_UPDATE frame.
     *
     * @param stream the stream; 0 for the connection
     * @param increment at least 1
     */
    public static void windowUpdate(ByteBuffer out, int stream, int increment) {
        header(out, 4, Frames.WINDOW_UPDATE, 0, stream);
        number(out, increment);
    }

    /**
     * Writes a GOAWAY frame.
     *
     * @param out has room for {@link #GOAWAY} octets and the debug data
     * @param lastStream the last stream that this server may have worked on
     * @param debug a sentence for the people who run the client, in ASCII; may be empty
     */
    public static void goAway(ByteBuffer out, int lastStream, ErrorCode code, String debug) {
        header(out, 8 + debug.length(), Frames.GOAWAY, 0, 0);
        number(out, lastStream);
        number(out, code.code());
        out.put(debug.getBytes(StandardCharsets.US_ASCII));
    }
}
