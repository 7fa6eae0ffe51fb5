package org.kamaelia.http.http2;

import static org.kamaelia.http.http2.StreamState.Verdict.CONNECTION_CLOSED;
import static org.kamaelia.http.http2.StreamState.Verdict.FAULT;
import static org.kamaelia.http.http2.StreamState.Verdict.IGNORE;
import static org.kamaelia.http.http2.StreamState.Verdict.STREAM_CLOSED;
import static org.kamaelia.http.http2.StreamState.Verdict.TAKE;

/**
 * The states of a stream of a client, and what a frame of the client means in each of them (RFC 9113 section 5.1). This is
 * the only place for that decision.
 *
 * <pre>
 *   IDLE --HEADERS--> OPEN --END_STREAM received--> HALF_CLOSED_REMOTE --END_STREAM sent--> CLOSED
 *                      |  \--END_STREAM sent--> HALF_CLOSED_LOCAL --END_STREAM received--> CLOSED
 *                      \--RST_STREAM, in any state--> RESET_BY_CLIENT or RESET_BY_SERVER
 * </pre>
 */
enum StreamState {
    // what a frame means:  DATA, HEADERS, RST_STREAM, WINDOW_UPDATE
    /** The client has not opened the stream. HEADERS opens it. */
    IDLE(FAULT, TAKE, FAULT, FAULT),
    /** Both sides may send. HEADERS are trailers. */
    OPEN(TAKE, TAKE, TAKE, TAKE),
    /** The client has sent its whole request. */
    HALF_CLOSED_REMOTE(STREAM_CLOSED, STREAM_CLOSED, TAKE, TAKE),
    /** The response has been sent, and the rest of the request is discarded. */
    HALF_CLOSED_LOCAL(TAKE, TAKE, TAKE, TAKE),
    /** Both sides have sent everything. */
    CLOSED(CONNECTION_CLOSED, CONNECTION_CLOSED, IGNORE, IGNORE),
    /** The client has reset the stream. */
    RESET_BY_CLIENT(STREAM_CLOSED, STREAM_CLOSED, IGNORE, IGNORE),
    /** The server has reset the stream. The client may have sent frames before it received that. */
    RESET_BY_SERVER(IGNORE, IGNORE, IGNORE, IGNORE),
    /** The stream closed long ago, or the client skipped its number, which cannot be used any more (section 5.1.1). */
    FORGOTTEN(STREAM_CLOSED, FAULT, IGNORE, IGNORE);

    /** What a frame means for the server. */
    enum Verdict {
        /** The frame is part of the exchange. */
        TAKE,
        /** The frame has no meaning any more. A field block must still be decoded, and data counts for flow control. */
        IGNORE,
        /** A stream error of type STREAM_CLOSED. */
        STREAM_CLOSED,
        /** A connection error of type STREAM_CLOSED. */
        CONNECTION_CLOSED,
        /** A connection error of type PROTOCOL_ERROR. */
        FAULT
    }

    private final Verdict data;
    private final Verdict headers;
    private final Verdict reset;
    private final Verdict windowUpdate;

    StreamState(Verdict data, Verdict headers, Verdict reset, Verdict windowUpdate) {
        this.data = data;
        this.headers = headers;
        this.reset = reset;
        this.windowUpdate = windowUpdate;
    }

    /** What DATA means. */
    Verdict data() {
        return data;
    }

    /** What HEADERS means. */
    Verdict headers() {
        return headers;
    }

    /** What RST_STREAM means. */
    Verdict reset() {
        return reset;
    }

    /** What WINDOW_UPDATE means. */
    Verdict windowUpdate() {
        return windowUpdate;
    }
}
