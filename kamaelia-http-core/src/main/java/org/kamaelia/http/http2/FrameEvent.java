package org.kamaelia.http.http2;

/** What {@link FrameReader#read} reports. The details are in the {@link Frame} of the reader. */
public enum FrameEvent {
    /** All octets were consumed: call again with more octets. */
    MORE,
    /** A part of a DATA frame: see {@link Frame#start()}, {@link Frame#end()}, {@link Frame#counted()}, {@link Frame#endStream()}. */
    DATA,
    /**
     * A HEADERS frame begins: see {@link Frame#endStream()}. If {@link FrameReader#fault()} is not null, the stream is faulty, but its
     * field block must be decoded. {@link #FRAGMENT}s and {@link #HEADERS_END} follow.
     */
    HEADERS,
    /** A part of a field block: see {@link Frame#start()} and {@link Frame#end()}. */
    FRAGMENT,
    /** The field block is complete; {@link Frame#endStream()} is that of its HEADERS frame. */
    HEADERS_END,
    /** A PRIORITY frame, which has no meaning any more (RFC 9113 section 5.3.2). */
    PRIORITY,
    /** An RST_STREAM frame: see {@link Frame#code()}. */
    RST_STREAM,
    /** A setting: see {@link Frame#id()} and {@link Frame#value()}. The value is valid. */
    SETTING,
    /** The SETTINGS frame has ended, and must be acknowledged. */
    SETTINGS_END,
    /** The client acknowledges the oldest SETTINGS that is not acknowledged yet. */
    SETTINGS_ACK,
    /** A PING frame that must be answered: see {@link Frame#opaque()}. */
    PING,
    /** The answer to a PING: see {@link Frame#opaque()}. */
    PING_ACK,
    /** The client sends no more requests: see {@link Frame#value()}, the last stream, and {@link Frame#code()}. */
    GOAWAY,
    /** A window grows: see {@link Frame#value()}. Stream 0 is the connection. */
    WINDOW_UPDATE,
    /** A response gets another priority: see {@link Frame#value()}, its stream, and {@link Frame#priority()}. */
    PRIORITY_UPDATE,
    /** A frame without meaning for this server: of an unknown type, or with a priority that cannot be read. */
    UNKNOWN,
    /** The octets break the protocol: see {@link FrameReader#fault()}. If it ends the connection, this is the last event. */
    FAULT
}
