package org.kamaelia.http.http2;

/** The numbers of frame types and flags (RFC 9113 section 6, RFC 9218 section 7). */
final class Frames {

    /** The octets of a frame header (RFC 9113 section 4.1). */
    static final int HEADER = 9;
    /** The least value of SETTINGS_MAX_FRAME_SIZE, which every peer accepts. */
    static final int MIN_MAX_FRAME = 16_384;
    /** The largest value of SETTINGS_MAX_FRAME_SIZE. */
    static final int MAX_MAX_FRAME = 16_777_215;

    static final int DATA = 0x0;
    static final int HEADERS = 0x1;
    static final int PRIORITY = 0x2;
    static final int RST_STREAM = 0x3;
    static final int SETTINGS = 0x4;
    static final int PUSH_PROMISE = 0x5;
    static final int PING = 0x6;
    static final int GOAWAY = 0x7;
    static final int WINDOW_UPDATE = 0x8;
    static final int CONTINUATION = 0x9;
    static final int PRIORITY_UPDATE = 0x10;

    static final int ACK = 0x1;
    static final int END_STREAM = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int PRIORITY_FLAG = 0x20;

    private Frames() {}
}
