package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Section;

/**
 * Reads the framing of a chunked body: chunk-size lines, the line end after the data, and trailers (RFC 9112 section
 * 7.1).
 *
 * <pre>
 *             .-------------------------------------------------.
 *             v                                                 |
 *   --> chunk line --size > 0--> (the parser takes the data) --> CR LF
 *             |
 *             `----size = 0--> trailer lines --empty line--> END
 * </pre>
 */
final class ChunkedBody {

    /** More octets are needed. */
    static final int MORE = 0;
    /** {@link #size()} octets of data follow. */
    static final int DATA = 1;
    /** The body has ended. */
    static final int END = 2;

    private static final int SIZE_DIGITS_MAX = 8;

    private enum State {
        CHUNK_LINE,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_LINES,
        LAST_LF
    }

    private final ParserLimits limits;
    private State state = State.CHUNK_LINE;
    private byte lineState = ChunkLine.START;
    private int lineLength;
    private long size;
    private @Nullable LineBuffer trailers;

    ChunkedBody(ParserLimits limits) {
        this.limits = limits;
    }

    /** The size of the chunk whose line was read last, 1 to 4,294,967,295 octets. */
    long size() {
        return size;
    }

    /** The trailers. Valid after {@link #END}. */
    Fields trailers() {
        LineBuffer lines = trailers;
        return lines == null ? Fields.empty() : new Fields(lines.exactOctets(), lines.exactLines());
    }

    /**
     * Reads octets until data follows or the body ends.
     *
     * @return {@link #MORE}, {@link #DATA}, {@link #END}, or the code of a fault
     */
    int read(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (state == State.TRAILER_START && in.get(in.position()) != Ascii.CR) {
                state = State.TRAILER_LINES;
            }
            int outcome = state == State.TRAILER_LINES ? trailerLines(in) : octet(in.get());
            if (outcome != MORE) {
                return outcome;
            }
        }
        return MORE;
    }

    /** Reads one octet outside the trailers. */
    private int octet(byte octet) {
        switch (state) {
            case CHUNK_LINE:
                return lineState == ChunkLine.LINE_END ? lineEnd(octet) : chunkLine(octet);
            case DATA_CR:
                state = State.DATA_LF;
                return octet == Ascii.CR ? MORE : Fault.CHUNK_END.code();
            case DATA_LF:
                state = State.CHUNK_LINE;
                size = 0;
                return octet == Ascii.LF ? MORE : Fault.CHUNK_END.code();
            case TRAILER_START:
                state = State.LAST_LF;
                return MORE;
            default:
                return octet == Ascii.LF ? END : Fault.BARE_CR.code();
        }
    }

    private int chunkLine(byte octet) {
        if (octet == Ascii.LF) {
            return Fault.BARE_LF.code();
        }
        if (octet != Ascii.CR && lineLength++ == limits.chunkLine()) {
            return Fault.CHUNK_LINE_LENGTH.code();
        }
        byte next = ChunkLine.next(lineState, octet);
        boolean inSize = lineState <= ChunkLine.SIZE;
        if (next == ChunkLine.SIZE) {
            size = size << 4 | Ascii.hex(octet);
        }
        if (next < 0 || next == ChunkLine.SIZE && lineLength > SIZE_DIGITS_MAX) {
            return (inSize ? Fault.CHUNK_SIZE : Fault.CHUNK_LINE).code();
        }
        lineState = next;
        return MORE;
    }

    private int lineEnd(byte octet) {
        if (octet != Ascii.LF) {
            return Fault.BARE_CR.code();
        }
        lineState = ChunkLine.START;
        lineLength = 0;
        if (size == 0) {
            state = State.TRAILER_START;
            return MORE;
        }
        state = State.DATA_CR;
        return DATA;
    }

    private int trailerLines(ByteBuffer in) {
        LineBuffer lines = trailers;
        if (lines == null) {
            trailers = lines = new LineBuffer();
        }
        int outcome = lines.fieldLine(in, Section.TRAILER, 0, limits);
        return outcome == LineBuffer.LINE ? FieldRules.trailer(lines.octets, lines.lines[lines.count - 1]) : outcome;
    }
}
