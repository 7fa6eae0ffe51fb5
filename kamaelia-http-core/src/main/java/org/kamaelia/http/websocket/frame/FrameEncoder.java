package org.kamaelia.http.websocket.frame;

/** Writes the heads of frames of a server, which are not masked (RFC 6455 section 5.2). */
public final class FrameEncoder {
    /** The most octets of a head. */
    public static final int MOST_OF_HEAD = 10;

    private static final int SHORT = 126;
    private static final int LONG = 127;

    private FrameEncoder() {}

    /** The kinds of frames. */
    public enum Kind {
        /** A further part of a message. */
        CONTINUATION(FrameHead.CONTINUATION),
        /** Text, or its first part. */
        TEXT(FrameHead.TEXT),
        /** Binary data, or its first part. */
        BINARY(FrameHead.BINARY),
        /** The end of the connection. */
        CLOSE(FrameHead.CLOSE),
        /** Asks whether the client is there. */
        PING(FrameHead.PING),
        /** Answers a ping. */
        PONG(FrameHead.PONG);

        private final int opcode;

        Kind(int opcode) {
            this.opcode = opcode;
        }
    }

    /**
     * Writes a head.
     *
     * @param into has {@value #MOST_OF_HEAD} octets
     * @param last whether the message ends with this frame
     * @param compressed whether this is the first frame of a compressed message
     * @param length the octets of the payload
     * @return the octets of the head
     */
    public static int head(byte[] into, Kind kind, boolean last, boolean compressed, int length) {
        into[0] = (byte) (kind.opcode | (last ? FrameHead.FIN : 0) | (compressed ? FrameHead.RSV1 : 0));
        if (length < SHORT) {
            into[1] = (byte) length;
            return 2;
        }
        if (length < 0x1_0000) {
            into[1] = SHORT;
            into[2] = (byte) (length >> 8);
            into[3] = (byte) length;
            return 4;
        }
        into[1] = LONG;
        for (int i = 0; i < Long.BYTES; i++) {
            into[2 + i] = (byte) ((long) length >>> 8 * (Long.BYTES - 1 - i));
        }
        return MOST_OF_HEAD;
    }

    /** Returns a whole frame in one array. */
    public static byte[] frame(Kind kind, boolean last, boolean compressed, Content payload) {
        byte[] head = new byte[MOST_OF_HEAD];
        int length = head(head, kind, last, compressed, payload.size());
        byte[] frame = new byte[length + payload.size()];
        System.arraycopy(head, 0, frame, 0, length);
        payload.copyTo(frame, length);
        return frame;
    }
}
