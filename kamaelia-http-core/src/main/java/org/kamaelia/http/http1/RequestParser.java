package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Refusal;

/**
 * Turns the octets of one connection into requests, strictly by RFC 9112.
 *
 * <pre>
 *                 CR LF                                       no body
 *   START ---------------------> SKIPPED                .---------------------.
 *     |                             |                   |                     v
 *     `---------> HEAD <------------'     (HEAD) -------+-- length --> DATA  COMPLETE --(END)--> START
 *                  |                         ^          |               |     ^
 *                  `------- head ends -------'          |               `-----'
 *                                                       `-- chunked --> FRAMING --(END)--> START
 *                                                                        |  ^
 *   any of them --fault--> REFUSED, for good                             v  |
 *                                                                    CHUNK_DATA
 *
 *   state       | octets it waits for              | event it can give
 *   ------------+----------------------------------+-------------------
 *   START       | an empty line, or the first of a | MORE
 *               | request line                     |
 *   EMPTY_LINE  | the LF of an empty line          | MORE
 *   SKIPPED     | the first of a request line      | MORE
 *   HEAD        | the rest of a head               | MORE, HEAD
 *   DATA        | as many as Content-Length says   | MORE, CHUNK
 *   FRAMING     | chunk lines, trailers            | MORE, END
 *   CHUNK_DATA  | as many as the chunk has         | MORE, CHUNK
 *   COMPLETE    | none                             | END
 *   REFUSED     | none                             | REFUSED
 * </pre>
 *
 * <p>A message is HEAD, CHUNK any number of times, END. The events do not depend on how the octets are divided among
 * buffers, save that the data of a body comes in as many chunks as buffers bring it. In particular a fault is the
 * first one in the order of the octets: line by line, the line end and the limits before the grammar.
 *
 * <p>Belongs to one connection; not safe for use by two threads at once. Between two requests it holds no buffer, and
 * of the latest head no more than a short one, which is not read again when the client repeats it octet by octet.
 * Data of a body is never copied: it stays in the buffer it came in.
 */
public final class RequestParser {

    /** What {@link #parse} found. */
    public enum Event {
        /** Everything was consumed and nothing is complete: call again with more. */
        MORE,
        /** A head is complete: see {@link #head()}. */
        HEAD,
        /** Data of the body: see {@link #chunkStart()} and {@link #chunkEnd()}. */
        CHUNK,
        /** The message is complete: see {@link #trailers()}. */
        END,
        /** The request breaks the protocol or a limit: see {@link #refusal()}. Nothing can follow. */
        REFUSED
    }

    private enum State {
        START,
        EMPTY_LINE,
        SKIPPED,
        HEAD,
        DATA,
        FRAMING,
        CHUNK_DATA,
        COMPLETE,
        REFUSED
    }

    /** The longest head, in octets, that is kept to be recognised: clients often send the same one again. */
    private static final int KEPT = 1024;

    private final ParserLimits limits;
    private State state = State.START;
    private @Nullable PartialHead partialHead;
    private @Nullable Http1RequestHead head;
    private @Nullable Http1RequestHead latest;
    private @Nullable ChunkedBody chunkedBody;
    private @Nullable Refusal refusal;
    private Fields trailers = Fields.empty();
    /** Octets of data still to come, of the body or of the chunk. */
    private long remaining;

    private int chunkStart;
    private int chunkEnd;

    /** A parser for a new connection, that refuses what is larger than the limits. */
    public RequestParser(ParserLimits limits) {
        this.limits = limits;
    }

    /**
     * Consumes octets up to and including the next event. What lies behind the event is not touched. After
     * {@link Event#REFUSED} the position has no meaning, and further calls consume nothing.
     *
     * @param in heap or direct, in any byte order; its content from position to limit is read, never written
     */
    public Event parse(ByteBuffer in) {
        return switch (state) {
            case START, EMPTY_LINE, SKIPPED -> begin(in);
            case HEAD -> partial(in);
            case DATA, CHUNK_DATA -> data(in);
            case FRAMING -> framing(in);
            case COMPLETE -> end(Fields.empty());
            case REFUSED -> Event.REFUSED;
        };
    }

    /**
     * The head of the current message, from {@link Event#HEAD} until {@link Event#END}.
     *
     * @throws IllegalStateException at any other time
     */
    public Http1RequestHead head() {
        return present(head, "There is no head: the last event was not HEAD or CHUNK.");
    }

    /** After {@link Event#CHUNK}: the absolute index in the buffer where the data begins. */
    public int chunkStart() {
        return chunkStart;
    }

    /** After {@link Event#CHUNK}: the absolute index behind the data, always more than {@link #chunkStart()}. */
    public int chunkEnd() {
        return chunkEnd;
    }

    /** The trailers of the message, from {@link Event#END} until the next call of {@link #parse}; empty if none. */
    public Fields trailers() {
        return trailers;
    }

    /**
     * Why the request is refused, from {@link Event#REFUSED} on.
     *
     * @throws IllegalStateException before
     */
    public Refusal refusal() {
        return present(refusal, "Nothing is refused: the last event was not REFUSED.");
    }

    /** Whether the parser is between two messages. An empty line before a request does not count as part of it. */
    public boolean idle() {
        return state.compareTo(State.HEAD) < 0;
    }

    /** Whether a head has begun and is not complete. */
    public boolean midHead() {
        return state == State.HEAD;
    }

    /** Whether a body has begun and more octets must come before it is complete. */
    public boolean midBody() {
        return state == State.DATA || state == State.FRAMING || state == State.CHUNK_DATA;
    }

    /** The memory, in bytes, in which a head is collected that arrives in pieces; 0 while there is none. */
    public int collected() {
        return partialHead == null ? 0 : partialHead.held();
    }

    /** Whether the request that has begun is HEAD, as far as it has come in. */
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
                return refuse(octet == Ascii.LF ? Fault.BARE_LF.code() : Fault.BARE_CR.code());
            }
            if (octet == Ascii.LF) {
                state = State.SKIPPED;
            } else if (octet != Ascii.CR) {
                return whole(in);
            } else if (state == State.SKIPPED) {
                return refuse(Fault.SECOND_EMPTY_LINE.code());
            } else {
                state = State.EMPTY_LINE;
            }
            in.get();
        }
        return Event.MORE;
    }

    /** Takes a head that lies in the buffer as a whole; if it does not, begins to collect it. */
    private Event whole(ByteBuffer in) {
        int from = in.position();
        Http1RequestHead known = latest;
        if (known != null && known.beginsAt(in)) { // a head ends where its empty line does, so it is the same head
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
