package org.kamaelia.http.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.websocket.frame.CloseCode;
import org.kamaelia.http.websocket.frame.Content;
import org.kamaelia.http.websocket.frame.Deflation;
import org.kamaelia.http.websocket.frame.FrameEncoder;
import org.kamaelia.http.websocket.frame.FrameEncoder.Kind;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.LoopLocal;

/**
 * Writes the frames of one connection. Heads and small messages are collected in one buffer while that buffer waits to be
 * written, so that all messages of a turn leave together. Larger messages, and messages for several clients that are slow,
 * are passed on without a copy.
 */
final class FrameWriter {
    /** The most buffers that one call sends: what was collected, a head, and a piece. */
    static final int ENTRIES = 3;

    private static final LoopLocal<byte[]> HEADS = LoopLocal.of(loop -> new byte[FrameEncoder.MOST_OF_HEAD]);
    private static final int COPIED = 4 * 1024;
    private static final int COPIED_OF_SHARED = 256;

    private final Outbox<IoBuffer> outbox;
    private final EventLoop loop;
    private final @Nullable Deflation deflation;
    private final int threshold;
    private @Nullable IoBuffer tail;
    private boolean unsent; // the tail is new: it is sent when it is not empty
    private boolean inMessage; // a first part was sent, and the last was not
    private boolean compressing; // the message whose parts are sent is compressed
    private @Nullable Content current; // a frame of which some pieces have not been sent
    private int nextPiece;
    private byte @Nullable [] waitingPong;

    /**
     * Makes a writer.
     *
     * @param deflation compresses messages; null if no extension was negotiated
     * @param threshold octets from which on a message is compressed
     */
    FrameWriter(Outbox<IoBuffer> outbox, EventLoop loop, @Nullable Deflation deflation, int threshold) {
        this.outbox = outbox;
        this.loop = loop;
        this.deflation = deflation;
        this.threshold = threshold;
    }

    /** Whether a frame is under way, so that no other frame may begin. */
    boolean isInFrame() {
        return current != null;
    }

    /** The memory that the compressor holds, in bytes. */
    int held() {
        return deflation == null ? 0 : deflation.held();
    }

    /** Gives back what the writer has borrowed. */
    void end() {
        if (deflation != null) {
            deflation.end();
        }
    }

    /**
     * Begins the frame of a message. It may be that pieces of it have to follow, see {@link #isInFrame}.
     *
     * @throws IllegalStateException if the message does not fit the parts that were sent before
     */
    void begin(Message message) {
        if (message.isControl()) {
            write(message.kind(), true, false, message.content());
            return;
        }
        if (message.isFirst() == inMessage) {
            throw new IllegalStateException(
                    inMessage
                            ? "A message was sent before the last part of the message before it"
                            : "A part was sent that is not the first of its message, and there was no first one");
        }
        boolean last = message.isLast();
        inMessage = !last;
        if (message.isFirst()) {
            compressing = deflation != null && (message.size() >= threshold || !last);
        }
        Kind kind = message.isFirst() ? message.kind() : Kind.CONTINUATION;
        if (message.isSentAgain() && message.isWhole() && message.size() > COPIED_OF_SHARED && sharesFrames()) {
            sendShared(shared(message, kind));
            return;
        }
        Content content = message.content();
        boolean compressed = compressing;
        if (compressed && deflation != null) {
            Content smaller = deflation.deflate(content, last);
            if (!message.isWhole() || !deflation.makesEqualMessages() || smaller.size() < content.size()) {
                content = smaller;
            } else {
                compressed = false; // no later message refers to it, so it may as well be sent as it is
            }
        }
        write(kind, last, compressed && message.isFirst(), content);
    }

    private boolean sharesFrames() {
        return !compressing || deflation != null && deflation.makesEqualMessages();
    }

    private byte[] shared(Message message, Kind kind) {
        byte[] known = message.frame(compressing);
        if (known == null) {
            Content content = message.content();
            Content smaller = compressing && deflation != null ? deflation.deflate(content, true) : content;
            boolean compressed = smaller.size() < content.size();
            known = FrameEncoder.frame(kind, true, compressed, compressed ? smaller : content);
            message.frame(compressing, known);
        }
        return known;
    }

    /**
     * Sends a frame that other clients get, too. A client that keeps up gets a copy, because a socket takes a buffer outside
     * of the heap faster. What waits for a slow client is not copied, so that it costs next to nothing.
     */
    private void sendShared(byte[] frame) {
        Inbox<? super IoBuffer> ahead = outbox.target();
        boolean isFree = ahead != null && ahead.isEmpty();
        if (frame.length <= COPIED && (isFree || hasSpace(frame.length))) {
            append(frame, frame.length, Content.EMPTY);
        } else {
            send(frame);
        }
    }

    private void write(Kind kind, boolean last, boolean compressed, Content payload) {
        byte[] head = HEADS.get(loop);
        int length = FrameEncoder.head(head, kind, last, compressed, payload.size());
        if (payload.size() <= COPIED) {
            append(head, length, payload);
            return;
        }
        if (hasSpace(length)) {
            append(head, length, Content.EMPTY);
        } else {
            send(Arrays.copyOf(head, length));
        }
        current = payload;
        nextPiece = 0;
        goOn();
    }

    /** Sends the pieces of the current frame while there is room. */
    void goOn() {
        Content payload = current;
        while (payload != null && outbox.hasRoom(1)) {
            tail = null;
            ByteBuffer piece = payload.shared(nextPiece++);
            if (piece.hasRemaining()) {
                outbox.send(IoBuffer.wrap(piece));
            }
            if (nextPiece == payload.pieces()) {
                current = null;
                return;
            }
        }
    }

    /**
     * Answers a ping. The answer waits while there is no room or a frame is under way, and then takes the place of an
     * answer that waits already (RFC 6455 section 5.5.3).
     *
     * @param now whether it may be sent at once
     */
    void pong(byte[] payload, boolean now) {
        waitingPong = payload;
        if (now && !isInFrame() && outbox.hasRoom(ENTRIES)) {
            sendPong();
        }
    }

    /** Sends the answer that waits; tells whether there was one. */
    boolean sendPong() {
        byte[] payload = waitingPong;
        if (payload == null) {
            return false;
        }
        waitingPong = null;
        control(Kind.PONG, payload);
        return true;
    }

    /** Writes a ping or pong. */
    void control(Kind kind, byte[] payload) {
        write(kind, true, false, Content.of(payload));
    }

    /**
     * Writes a Close frame.
     *
     * @param code 1005 for none
     */
    void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = {};
        if (code != CloseCode.NO_CODE) {
            payload = new byte[2 + text.length];
            payload[0] = (byte) (code >> 8);
            payload[1] = (byte) code;
            System.arraycopy(text, 0, payload, 2, text.length);
        }
        write(Kind.CLOSE, true, false, Content.of(payload));
    }

    private boolean hasSpace(int bytes) {
        IoBuffer open = tail;
        return open != null && open.space() >= bytes && (unsent || outbox.isNewest(open));
    }

    private void append(byte[] head, int length, Content payload) {
        IoBuffer open = tail;
        int all = length + payload.size();
        if (open == null || !hasSpace(all)) {
            open = loop.writeBuffers().acquire();
            open.bytes().limit(0);
            tail = open;
            unsent = true;
        }
        open.append(head, 0, length);
        for (int i = 0; i < payload.pieces(); i++) {
            open.append(payload.array(i), 0, payload.length(i));
        }
        if (unsent) {
            unsent = false;
            outbox.send(open);
        } else {
            outbox.grown(all);
        }
    }

    private void send(byte[] whole) {
        tail = null;
        outbox.send(IoBuffer.wrap(ByteBuffer.wrap(whole)));
    }
}
