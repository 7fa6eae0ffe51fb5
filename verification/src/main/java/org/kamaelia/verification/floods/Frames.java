package org.kamaelia.verification.floods;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Frames of HTTP/2 as octets. */
final class Frames {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int HEADER = 9;

    /** GET or POST, http, /hello, a: not indexed, so that each block stands alone. */
    static final byte[] GET = hex("82 86 04 06 2f68656c6c6f 01 01 61");

    static final byte[] POST = hex("83 86 04 06 2f68656c6c6f 01 01 61");
    static final byte[] BIG = hex("82 86 04 04 2f626967 01 01 61");
    static final byte[] NOTHING = {};

    private static final byte[] PREFACE = hex("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a");

    private Frames() {}

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** A frame. */
    static byte[] of(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[HEADER + payload.length];
        put(frame, 0, payload.length << 8 | type);
        frame[4] = (byte) flags;
        put(frame, 5, stream);
        System.arraycopy(payload, 0, frame, HEADER, payload.length);
        return frame;
    }

    /** A frame whose payload is one number of four octets. */
    static byte[] of(int type, int stream, int number) {
        byte[] payload = new byte[4];
        put(payload, 0, number);
        return of(type, 0, stream, payload);
    }

    private static void put(byte[] into, int at, int number) {
        for (int i = 0; i < 4; i++) {
            into[at + i] = (byte) (number >>> 24 - 8 * i);
        }
    }

    /** What a client sends first. The settings of the server are acknowledged before they come; it has 10 s for that. */
    static byte[] start(byte[] settings) {
        return together(PREFACE, of(SETTINGS, 0, 0, settings), of(SETTINGS, ACK, 0, NOTHING));
    }

    static byte[] together(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }
}
