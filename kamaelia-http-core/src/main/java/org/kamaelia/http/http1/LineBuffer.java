package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.FieldLine;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Section;

/**
 * Collects lines that arrive in pieces. The buffer grows in steps up to the limit of its section. Each octet is
 * examined a fixed number of times, however small the pieces are.
 */
final class LineBuffer {

    /** The line is not complete: more octets are needed. */
    static final int MORE = 0;
    /** A line is complete. A field line is the last of {@link #lines}. */
    static final int LINE = 1;
    /** The empty line that ends a section is complete. */
    static final int END = 2;

    byte[] octets = new byte[256];
    int length;
    /** The lines read so far, in the packed form of {@link FieldLine}. */
    long[] lines = new long[8];

    int count;

    /** The index at which the current line begins. */
    private int line;
    /** The index up to which the current line has been examined. */
    private int seen;

    /**
     * Takes octets up to the end of the current line, but at most {@code max} octets in total.
     *
     * @return whether the line is complete
     */
    private boolean fill(ByteBuffer in, int max) {
        int from = in.position();
        int to = from + Math.min(in.remaining(), max - length);
        int lf = HeadParser.lineFeed(in, from, to);
        int taken = (lf < 0 ? to : lf + 1) - from;
        if (length + taken > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(length + taken, Math.min(max, 2 * octets.length)));
        }
        in.get(octets, length, taken);
        length += taken;
        return lf >= 0;
    }

    /**
     * Takes the available octets of the request line.
     *
     * @return {@link #MORE}, {@link #LINE}, or the code of a fault
     */
    int requestLine(ByteBuffer in, Http1RequestHead head, ParserLimits limits) {
        boolean complete = fill(in, limits.requestLine() + 2);
        int fault = RequestLine.early(octets, seen, length, limits.requestLine());
        seen = length;
        if (fault < 0 || !complete) {
            return fault;
        }
        int next = RequestLine.read(head, octets, limits);
        line = length;
        return next < 0 ? next : LINE;
    }

    /**
     * Takes the available octets of a field line in a section that begins at {@code start}.
     *
     * @return {@link #MORE}, {@link #LINE}, {@link #END}, or the code of a fault
     */
    int fieldLine(ByteBuffer in, Section section, int start, ParserLimits limits) {
        int limit = section.limit(limits);
        boolean complete = fill(in, start + limit + 1);
        if (length == line) {
            return MORE;
        }
        boolean empty = octets[line] == Ascii.CR;
        if (!empty && count == limits.fields()) {
            return section.tooMany.code();
        }
        int fault = FieldLine.early(octets, line, seen, length, section, start, limit);
        seen = length;
        if (fault < 0 || !complete) {
            return fault;
        }
        if (empty) {
            return END;
        }
        if (count == lines.length) {
            lines = Arrays.copyOf(lines, 2 * count);
        }
        int next = FieldLine.read(octets, line, lines, count, section, start, limit);
        if (next < 0) {
            return next;
        }
        line = next;
        count++;
        return LINE;
    }

    /** The memory of this buffer, in bytes. */
    int held() {
        return octets.length + Long.BYTES * lines.length;
    }

    /** The octets taken, in an array of the exact length. */
    byte[] exactOctets() {
        return Arrays.copyOf(octets, length);
    }

    /** The lines read, in an array of the exact length. */
    long[] exactLines() {
        return Arrays.copyOf(lines, count);
    }
}
