package org.kamaelia.http.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.LoopLocal;

/**
 * Writes the frames of one connection (RFC 9113 sections 4 and 6). Frames and small data are collected in one buffer while
 * that buffer waits to be written, so that all frames of a turn are written together. Large data is passed on without a
 * copy.
 *
 * <p>Frames with heads and data are written only while there {@linkplain #hasRoom() is room}. The rest of the box is for
 * the other frames, so that a client whose window is used up can still be told about it. The rest is bounded too, see
 * {@link #hasRoomForControl()}.
 */
final class FrameOutput {
    /** Entries of the box that only frames without heads and data use: 64 KiB of them. */
    private static final int RESERVED = 8;

    /** The most entries of a frame with data, or of a head of usual size with its continuation. */
    private static final int ENTRIES_A_FRAME = 6;

    /** Data in direct memory up to this size, in bytes, is copied into the open buffer. */
    private static final int COPIED = 4 * 1024;

    /** The limit for data in heap memory, which must be copied in any case before it is written. */
    private static final int COPIED_FROM_HEAP = 8 * 1024;

    private static final int LARGEST_CONTROL = 64;
    private static final int SCRATCH = 512;

    /** For a frame that is being written, so that the connections of a loop can share it. */
    private static final LoopLocal<ByteBuffer> SCRATCHES = LoopLocal.of(loop -> ByteBuffer.allocate(SCRATCH));

    /** The longest payload of a DATA frame. Every client accepts it, and no frame delays a more urgent one for longer. */
    static final int DATA_FRAME = Frames.MIN_MAX_FRAME;

    private static final IoBuffer NONE = IoBuffer.wrap(ByteBuffer.allocate(0));

    private final Outbox<IoBuffer> outbox;
    private final EventLoop loop;
    private final ByteBuffer scratch;
    private IoBuffer tail = NONE;
    private boolean unsent; // the tail is new: it is sent when it is not empty
    private int uncounted;
    private long produced;
    private int maxFrame = Frames.MIN_MAX_FRAME;

    FrameOutput(Outbox<IoBuffer> outbox, EventLoop loop) {
        this.outbox = outbox;
        this.loop = loop;
        this.scratch = SCRATCHES.get(loop);
    }

    /** The number of octets that have been written so far. */
    long produced() {
        return produced;
    }

    /** Sets the longest payload that the client accepts. */
    void maxFrame(int octets) {
        maxFrame = octets;
    }

    /** Whether there is room for a head or a frame with data; if not, the component is stepped when there is. */
    boolean hasRoom() {
        return outbox.hasRoom(RESERVED + ENTRIES_A_FRAME);
    }

    /**
     * Whether there is room for a frame without head and data. If not, the client has caused tens of kilobytes of them and
     * does not read them.
     */
    boolean hasRoomForControl() {
        return hasSpace(LARGEST_CONTROL) || outbox.hasRoom(1);
    }

    // Frames without heads and data.

    /** Writes SETTINGS. */
    void settings(Setting... settings) {
        ByteBuffer frame = ByteBuffer.allocate(FrameWriter.settingsLength(settings.length));
        FrameWriter.settings(frame, settings);
        put(frame);
    }

    /** Acknowledges SETTINGS. */
    void settingsAck() {
        FrameWriter.settingsAck(scratch.clear());
        put(scratch);
    }

    /** Writes PING, or the answer to one. */
    void ping(boolean ack, long opaque) {
        FrameWriter.ping(scratch.clear(), ack, opaque);
        put(scratch);
    }

    /** Writes RST_STREAM. */
    void reset(int stream, ErrorCode code) {
        FrameWriter.rstStream(scratch.clear(), stream, code);
        put(scratch);
    }

    /** Writes WINDOW_UPDATE; stream 0 is the connection. */
    void windowUpdate(int stream, int increment) {
        FrameWriter.windowUpdate(scratch.clear(), stream, increment);
        put(scratch);
    }

    /** Writes GOAWAY. */
    void goAway(int lastStream, ErrorCode code, String reason) {
        ByteBuffer frame = ByteBuffer.allocate(FrameWriter.GOAWAY + reason.length());
        FrameWriter.goAway(frame, lastStream, code, reason);
        put(frame);
    }

    private void put(ByteBuffer frame) {
        put(frame.array(), frame.position());
        count();
    }

    // Frames with heads and data.

    /** Writes a field block as HEADERS, and as CONTINUATION if the client does not accept such a long frame. */
    void headers(int stream, boolean endStream, byte[] block, int length) {
        int octets = FrameWriter.headersLength(length, maxFrame);
        ByteBuffer frames = octets <= scratch.capacity() ? scratch.clear() : ByteBuffer.allocate(octets);
        FrameWriter.headers(frames, stream, endStream, block, length, maxFrame);
        put(frames);
    }

    /** Begins a DATA frame. Exactly these octets of data follow, by {@link #copy} and {@link #send}, then {@link #endData}. */
    void beginData(int stream, int octets, boolean endStream) {
        FrameWriter.dataHeader(scratch.clear(), stream, octets, endStream);
        if (octets <= COPIED || hasSpace(FrameWriter.HEADER)) {
            put(scratch.array(), FrameWriter.HEADER);
        } else { // does not open a buffer for a few octets only
            send(IoBuffer.wrap(ByteBuffer.wrap(Arrays.copyOf(scratch.array(), FrameWriter.HEADER))));
        }
    }

    /** Whether data is copied, so that its memory is not needed after {@link #data}. */
    static boolean copies(ByteBuffer data, int octets) {
        return octets <= (data.isDirect() ? COPIED : COPIED_FROM_HEAP);
    }

    /** Writes a part of the payload by copying it. */
    void copy(ByteBuffer data) {
        ByteBuffer rest = data;
        while (rest.hasRemaining()) {
            IoBuffer into = open();
            int some = Math.min(rest.remaining(), into.space());
            into.append(some == rest.remaining() ? rest : rest.slice(rest.position(), some));
            wrote(some);
            rest = rest.slice(rest.position() + some, rest.remaining() - some);
        }
    }

    /** Writes a part of the payload without a copy. Releases the buffer when it has been sent. */
    void send(IoBuffer data) {
        count();
        tail = NONE;
        unsent = false;
        produced += data.remaining();
        outbox.send(data);
    }

    /** Ends a DATA frame. */
    void endData() {
        count();
    }

    /**
     * Writes a DATA frame with the next octets of a file, which it reads now.
     *
     * @param most no more octets than these
     * @param endsFile whether the frame that has the last octets of the file ends the stream
     * @return how many octets
     * @throws IOException if the file cannot be read or is too short; nothing has been written then
     */
    int file(int stream, FileRegion region, int most, boolean endsFile) throws IOException {
        IoBuffer buffer = loop.writeBuffers().acquire();
        ByteBuffer bytes = buffer.bytes();
        bytes.position(FrameWriter.HEADER).limit(Math.min(bytes.capacity(), FrameWriter.HEADER + most));
        try {
            while (bytes.hasRemaining() && region.read(bytes) > 0) {
                // the region fills the buffer, or ends
            }
        } catch (IOException failure) {
            buffer.release();
            throw failure;
        }
        int octets = bytes.position() - FrameWriter.HEADER;
        bytes.flip();
        boolean end = endsFile && region.remaining() == 0;
        FrameWriter.dataHeader(bytes, stream, octets, end);
        bytes.rewind();
        send(buffer);
        return octets;
    }

    // The open buffer.

    private void wrote(int octets) {
        uncounted += octets;
        produced += octets;
    }

    private void put(byte[] bytes, int length) {
        for (int at = 0; at < length; ) {
            IoBuffer into = open();
            int some = Math.min(length - at, into.space());
            into.append(bytes, at, some);
            wrote(some);
            at += some;
        }
    }

    private boolean hasSpace(int bytes) {
        return tail.space() >= bytes && (unsent || outbox.isNewest(tail));
    }

    /** Returns the last waiting buffer if it has space; else a new buffer. */
    private IoBuffer open() {
        if (uncounted > 0 ? tail.space() == 0 : !hasSpace(1)) {
            count();
            tail = loop.writeBuffers().acquire();
            tail.bytes().limit(0);
            unsent = true;
        }
        return tail;
    }

    /** Sends the open buffer if it is new. Otherwise tells the box how many octets were appended to its newest message. */
    private void count() {
        if (uncounted > 0) {
            if (unsent) {
                unsent = false;
                outbox.send(tail);
            } else {
                outbox.grown(uncounted);
            }
            uncounted = 0;
        }
    }
}
