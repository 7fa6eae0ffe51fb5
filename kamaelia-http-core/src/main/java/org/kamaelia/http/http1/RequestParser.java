package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Refusal;
import org.kamaelia.http.syntax.VisibleText;

/**
 * Turns the octets of one connection into requests, strictly by RFC 9112. Without input or output: the caller supplies
 * the octets.
 *
 * <pre>
 *     CR LF, up to 8 times                                    no body
 *     .----.                                            .---------------------.
 *     v    |                                            |                     v
 *   START -'----> HEAD                    (HEAD) -------+-- length --> DATA  COMPLETE --(END)--> START
 *                  |                         ^          |               |     ^
 *                  `------- head ends -------'          |               `-----'
 *                                                       `-- chunked --> FRAMING --(END)--> START
 *                                                                        |  ^
 *   any of them --fault--> REFUSED, for good                             v  |
 *                                                                    CHUNK_DATA
 *
 *   state       | octets that it waits for         | possible events
 *   ------------+----------------------------------+-------------------
 *   START       | an empty line, or the first of a | MORE
 *               | request line                     |
 *   EMPTY_LINE  | the LF of an empty line          | MORE
 *   HEAD        | the rest of a head               | MORE, HEAD
 *   DATA        | as many as Content-Length says   | MORE, CHUNK
 *   FRAMING     | chunk lines, trailers            | MORE, END
 *   CHUNK_DATA  | as many as the chunk has         | MORE, CHUNK
 *   COMPLETE    | none                             | END
 *   REFUSED     | none                             | REFUSED
 * </pre>
 *
 * <p>A message is HEAD, any number of CHUNKs, END. The events do not depend on how the octets are divided among
 * buffers, except that each buffer with data of a body gives its own CHUNK. A fault is always the first fault in the
 * order of the octets. In each line, the line end and the limits are checked before the grammar.
 *
 * <p>A parser belongs to one connection and is not thread-safe. Between two requests it holds no buffer. It keeps the
 * latest head if that head is short, and does not parse it again when the client repeats it octet by octet. Data of a
 * body is never copied and stays in its buffer.
 */
public final class RequestParser {

    /** The result of {@link #parse}. */
    public enum Event {
        /** All octets were consumed and no event is complete: call again with more octets. */
        MORE,
        /** A head is complete: see {@link #head()}. */
        HEAD,
        /** Data of the body: see {@link #chunkStart()} and {@link #chunkEnd()}. */
        CHUNK,
        /** The message is complete: see {@link #trailers()}. */
        END,
        /** The request breaks the protocol or a limit: see {@link #refusal()}. This is the last event. */
        REFUSED
    }

    private enum State {
        START,
        EMPTY_LINE,
        HEAD,
        DATA,
        FRAMING,
        CHUNK_DATA,
        COMPLETE,
        REFUSED
    }

    /** The longest head, in octets, that is kept for comparison, because clients often send the same head again. */
    private static final int KEPT = 1024;

    /** The most empty lines in front of a request line, which some clients send behind a body. */
    private static final int MOST_EMPTY_LINES = 8;

    private final ParserLimits limits;
    private State state = State.START;
    private @Nullable PartialHead partialHead;
    private @Nullable Http1RequestHead head;
    private @Nullable Http1RequestHead latest;
    private @Nullable ChunkedBody chunkedBody;
    private @Nullable Refusal refusal;
    private @Nullable String line;
    private Fields trailers = Fields.empty();
    /** The octets of data that are missing from the body or the chunk. */
    private long remaining;

    /** The empty lines in front of the current request. */
    private int emptyLines;

    private int chunkStart;
    private int chunkEnd;

    /** Makes a parser for a new connection. It refuses requests that exceed the limits. */
    public RequestParser(ParserLimits limits) {
        this.limits = limits;
    }

    /**
     * Consumes octets up to the end of the next event. Octets after the event are not consumed. After
     * {@link Event#REFUSED} the position has no meaning, and further calls consume nothing.
     *
     * @param in a heap or direct buffer of any byte order. It is read from its position to its limit and not written
     */
    public Event parse(ByteBuffer in) {
        return switch (state) {
            case START, EMPTY_LINE -> begin(in);
            case HEAD -> partial(in);
            case DATA, CHUNK_DATA -> data(in);
            case FRAMING -> framing(in);
            case COMPLETE -> end(Fields.empty());
            case REFUSED -> Event.REFUSED;
        };
    }

    /**
     * The head of the current message. Valid from {@link Event#HEAD} until {@link Event#END}.
     *
     * @throws IllegalStateException at any other time
     */
    public Http1RequestHead head() {
        return present(head, "There is no head: the last event was not HEAD or CHUNK.");
    }

    /** The absolute index in the buffer at which the data begins. Valid after {@link Event#CHUNK}. */
    public int chunkStart() {
        return chunkStart;
    }

    /** The absolute index after the data, always more than {@link #chunkStart()}. Valid after {@link Event#CHUNK}. */
    public int chunkEnd() {
        return chunkEnd;
    }

    /**
     * The trailers of the message; empty if none. Valid from {@link Event#END} until the next call of {@link #parse}.
     */
    public Fields trailers() {
        return trailers;
    }

    /**
     * The reason why the request is refused. Valid from {@link Event#REFUSED} on.
     *
     * @throws IllegalStateException at any earlier time
     */
    public Refusal refusal() {
        return present(refusal, "Nothing is refused: the last event was not REFUSED.");
    }

    /**
     * The request line of a head that is not complete or is refused, as far as it was received, for log messages: at most
     * 1,024 octets, in visible characters. Empty if it is not known.
     */
    public String line() {
        PartialHead partial = partialHead;
        return partial != null ? partial.line() : line == null ? "" : line;
    }

    /** Whether the parser is between two messages. An empty line before a request is not a part of the request. */
    public boolean idle() {
        return state.compareTo(State.HEAD) < 0;
    }

    /** Whether the next octet is the first after a message: no octet of an empty line has been received. */
    public boolean fresh() {
        return state == State.START && emptyLines == 0;
    }

    /** Whether a head has begun and is not complete. */
    public boolean midHead() {
        return state == State.HEAD;
    }

    /** Whether a body has begun and is not complete. */
    public boolean midBody() {
        return state == State.DATA || state == State.FRAMING || state == State.CHUNK_DATA;
    }

    /** The memory of a head that arrives in pieces, in bytes; 0 if there is none. */
    public int collected() {
        return partialHead == null ? 0 : partialHead.held();
    }

    /** Whether the octets of the current request received so far begin with the method HEAD. */
    public boolean isHead() {
        Http1RequestHead complete = head;
        PartialHead partial = partialHead;
        return complete != null ? complete.methodIs("HEAD") : partial != null && partial.isHead();
    }

    private Event begin(ByteBuffer in) {
        trailers = Fields.empty();
        while (in.hasRemaining()) {
            byte octet = in.get(in.position());
            if ((octet == Ascii.LF) != (state == State.EMPTY_LINE)) {
                line = VisibleText.firstLine(in);
                return refuse(octet == Ascii.LF ? Fault.BARE_LF.code() : Fault.BARE_CR.code());
            }
            if (octet == Ascii.LF) {
                state = State.START;
            } else if (octet != Ascii.CR) {
                return whole(in);
            } else if (++emptyLines > MOST_EMPTY_LINES) {
                return refuse(Fault.EMPTY_LINES.code());
            } else {
                state = State.EMPTY_LINE;
            }
            in.get();
        }
        return Event.MORE;
    }

    /** Reads a head that is in the buffer as a whole. If it is not, begins to collect the head. */
    private Event whole(ByteBuffer in) {
        int from = in.position();
        Http1RequestHead known = latest;
        if (known != null && known.beginsAt(in)) { // a head ends with its empty line, so it is the same head
            in.position(from + known.size());
            return begun(known);
        }
        int most = limits.requestLine() + 2 + limits.headerSection();
        long located = HeadParser.locate(in, from, from + Math.min(in.remaining(), most));
        if (located < 0) {
            state = State.HEAD;
            partialHead = new PartialHead(limits);
            return partial(in);
        }
        int end = (int) located;
        int fieldLines = (int) (located >>> 32) - 2;
        byte[] octets = new byte[end - from];
        long[] lines = new long[Math.max(0, Math.min(fieldLines, limits.fields()))];
        in.get(from, octets);
        in.position(end);
        Http1RequestHead read = new Http1RequestHead();
        int fault = HeadParser.read(read, octets, lines, limits);
        if (fault < 0) {
            line = VisibleText.firstLine(octets, 0, octets.length);
            return refuse(fault, RequestLine.isHead(octets, octets.length));
        }
        latest = octets.length <= KEPT ? read : null;
        return begun(read.sealed(octets, lines));
    }

    private Event partial(ByteBuffer in) {
        PartialHead partial = present(partialHead, "A head must have begun.");
        int outcome = partial.read(in);
        if (outcome == LineBuffer.MORE) {
            return Event.MORE;
        }
        return outcome < 0 ? refuse(outcome, partial.isHead()) : begun(partial.head());
    }

    private Event begun(Http1RequestHead complete) {
        emptyLines = 0;
        head = complete;
        partialHead = null;
        if (complete.chunked()) {
            chunkedBody = new ChunkedBody(limits);
            state = State.FRAMING;
        } else if (complete.hasBody()) {
            remaining = complete.contentLength();
            state = State.DATA;
        } else {
            state = State.COMPLETE;
        }
        return Event.HEAD;
    }

    private Event data(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return Event.MORE;
        }
        chunkStart = in.position();
        chunkEnd = chunkStart + (int) Math.min(remaining, in.remaining());
        in.position(chunkEnd);
        remaining -= chunkEnd - chunkStart;
        if (remaining == 0) {
            state = state == State.DATA ? State.COMPLETE : State.FRAMING;
        }
        return Event.CHUNK;
    }

    private Event framing(ByteBuffer in) {
        ChunkedBody body = present(chunkedBody, "A chunked body must have begun.");
        int outcome = body.read(in);
        if (outcome == ChunkedBody.DATA) {
            remaining = body.size();
            state = State.CHUNK_DATA;
            return data(in);
        }
        if (outcome == ChunkedBody.END) {
            return end(body.trailers());
        }
        return outcome < 0 ? refuse(outcome) : Event.MORE;
    }

    private Event end(Fields received) {
        trailers = received;
        head = null;
        chunkedBody = null;
        state = State.START;
        return Event.END;
    }

    private Event refuse(int fault) {
        return refuse(fault, isHead());
    }

    private Event refuse(int fault, boolean toHead) {
        refusal = Fault.refusal(fault, toHead);
        line = line();
        partialHead = null;
        head = null;
        chunkedBody = null;
        state = State.REFUSED;
        return Event.REFUSED;
    }

    private static <T> T present(@Nullable T value, String message) {
        if (value == null) {
            throw new IllegalStateException(message);
        }
        return value;
    }
}
