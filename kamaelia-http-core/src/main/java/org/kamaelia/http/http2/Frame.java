package org.kamaelia.http.http2;

import org.jspecify.annotations.Nullable;

/**
 * The frame that {@link FrameReader} reads. There is one object for each reader; its values are those of the latest event
 * and change with the next one. A value that the event is not about has no meaning.
 */
public final class Frame {

    int stream;
    int start;
    int end;
    int counted;
    int notData;
    boolean endStream;
    int id;
    int value;
    /** The eight octets of a PING; in the lower half the error code of RST_STREAM or GOAWAY. */
    long opaque;

    Priority priority = Priority.defaults();

    Frame() {}

    /** The stream of the frame; 0 for the connection. */
    public int stream() {
        return stream;
    }

    /** The absolute index in the buffer at which the data or the fragment begins. */
    public int start() {
        return start;
    }

    /** The absolute index after the data or the fragment. Equal to {@link #start()} if there is none. */
    public int end() {
        return end;
    }

    /**
     * The octets that count for flow control with this DATA event: the whole payload of the frame with its first event,
     * and 0 with the others (RFC 9113 section 6.9.1).
     */
    public int counted() {
        return counted;
    }

    /** How many of the {@link #counted()} octets are padding, so that no data event has them. */
    public int padding() {
        return notData;
    }

    /** Whether the client sends nothing more on the stream after this event. */
    public boolean endStream() {
        return endStream;
    }

    /** The number of a setting. */
    public int id() {
        return id;
    }

    /** The value of a setting (an unsigned number), an increment, or the number of a stream. */
    public int value() {
        return value;
    }

    /** The error code of RST_STREAM or GOAWAY; null if the number is not defined (RFC 9113 section 7). */
    public @Nullable ErrorCode code() {
        return ErrorCode.of((int) opaque);
    }

    /** The eight octets of a PING. */
    public long opaque() {
        return opaque;
    }

    /** The priority of PRIORITY_UPDATE. */
    public Priority priority() {
        return priority;
    }
}
