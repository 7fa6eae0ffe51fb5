package org.kamaelia.http.http2;

/**
 * One setting in a SETTINGS frame (RFC 9113 section 6.5.1).
 *
 * @param id the number of the setting, 0 to 65,535
 * @param value an unsigned number
 */
public record Setting(int id, int value) {
    /** The capacity of the dynamic table of the peer's encoder, in octets (RFC 9113 section 6.5.2). */
    public static final int HEADER_TABLE_SIZE = 0x1;
    /** Whether the server may push. */
    public static final int ENABLE_PUSH = 0x2;
    /** The most streams that the peer may have open. */
    public static final int MAX_CONCURRENT_STREAMS = 0x3;
    /** The window of a new stream, in octets. */
    public static final int INITIAL_WINDOW_SIZE = 0x4;
    /** The longest payload of a frame, in octets. */
    public static final int MAX_FRAME_SIZE = 0x5;
    /** The largest header section, in octets; a hint. */
    public static final int MAX_HEADER_LIST_SIZE = 0x6;
    /** Whether the server knows extended CONNECT (RFC 8441 section 3). */
    public static final int ENABLE_CONNECT_PROTOCOL = 0x8;
    /** Whether the sender ignores PRIORITY frames and the priority fields of HEADERS (RFC 9218 section 2.1). */
    public static final int NO_RFC7540_PRIORITIES = 0x9;
}
