package org.kamaelia.http.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Reads the heads of the frames of a client, in pieces of any size (RFC 6455 section 5.2). What is wrong with the first
 * two octets is reported before the others are there.
 */
final class FrameHead {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FIN = 0x80;
    static final int RSV1 = 0x40;
    static final int MOST_OF_CONTROL = 125;

    private static final int RSV2_AND_3 = 0x30;
    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private int first;
    private int second;
    private int have; // octets of the head so far
    private long length;
    private int key;

    boolean isLast() {
        return (first & FIN) != 0;
    }

    boolean isCompressed() {
        return (first & RSV1) != 0;
    }

    int opcode() {
        return first & 0x0f;
    }

    boolean isControl() {
        return opcode() >= CLOSE;
    }

    long length() {
        return length;
    }

    int key() {
        return key;
    }

    /**
     * Reads the octets of a head.
     *
     * @param compresses whether a data frame may be compressed
     * @return whether the head is whole; then the next call begins another one
     * @throws ProtocolFault if no frame of a client begins like this
     */
    boolean read(ByteBuffer in, boolean compresses) throws ProtocolFault {
        while (in.hasRemaining()) {
            int octet = in.get() & 0xff;
            int index = have++;
            if (index == 0) {
                first = octet;
                checkFirst(compresses);
            } else if (index == 1) {
                second = octet;
                length = 0;
                key = 0;
                checkSecond();
            } else if (index < 2 + lengthOctets()) {
                length = length << 8 | octet;
                if (index == 1 + lengthOctets()) {
                    checkLength();
                }
            } else {
                key = key << 8 | octet;
            }
            if (have == 2 + lengthOctets() + Integer.BYTES) {
                have = 0;
                return true;
            }
        }
        return false;
    }

    private int lengthOctets() {
        int said = second & 0x7f;
        return have < 2 || said < SHORT ? 0 : said == SHORT ? 2 : 8;
    }

    private void checkFirst(boolean compresses) throws ProtocolFault {
        int opcode = opcode();
        boolean known = opcode <= BINARY || opcode >= CLOSE && opcode <= PONG;
        if ((first & RSV2_AND_3) != 0 || isCompressed() && !(compresses && (opcode == TEXT || opcode == BINARY))) {
            throw error("a reserved bit is set");
        }
        if (!known) {
            throw error("unknown opcode " + opcode);
        }
        if (isControl() && !isLast()) {
            throw error("a control frame is fragmented");
        }
    }

    private void checkSecond() throws ProtocolFault {
        if ((second & MASKED) == 0) {
            throw error("a frame of the client is not masked");
        }
        int said = second & 0x7f;
        if (isControl() && said > MOST_OF_CONTROL) {
            throw error("a control frame has more than 125 octets");
        }
        if (said < SHORT) {
            length = said;
        }
    }

    private void checkLength() throws ProtocolFault {
        if (length < 0) {
            throw error("the length of a frame has its highest bit set");
        }
        if (length < ((second & 0x7f) == LONG ? 0x1_0000 : SHORT)) {
            throw error("the length of a frame is not in its shortest form");
        }
    }

    static ProtocolFault error(String what) {
        return new ProtocolFault(CloseCode.PROTOCOL_ERROR, what);
    }
}
