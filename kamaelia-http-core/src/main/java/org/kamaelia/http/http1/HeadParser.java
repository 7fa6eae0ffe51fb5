package org.kamaelia.http.http1;

import static org.kamaelia.http.syntax.Ascii.CR;
import static org.kamaelia.http.syntax.Ascii.LF;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.FieldLine;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Section;

/**
 * Reads a head that is in one buffer as a whole, which is the usual case. The end of the head is searched eight octets
 * at a time. Then the lines are read from one copy of the exact size.
 */
final class HeadParser {

    private HeadParser() {}

    /**
     * Searches {@code [from, to)} for the end of the head that begins at {@code from}: after the first line that is
     * empty or ends with LF without CR.
     *
     * @return the index of the end, with the number of lines in the upper half; -1 if the end is not in the buffer
     */
    static long locate(ByteBuffer in, int from, int to) {
        int count = 0;
        int line = from;
        for (int lf; (lf = lineFeed(in, line, to)) >= 0; line = lf + 1) {
            count++;
            if (lf - line < 2 || in.get(lf - 1) != CR) {
                return (long) count << 32 | lf + 1;
            }
        }
        return -1;
    }

    /** The index of the first LF in {@code [from, to)}, or -1. */
    static int lineFeed(ByteBuffer in, int from, int to) {
        boolean little = in.order() == ByteOrder.LITTLE_ENDIAN;
        int i = from;
        for (; i <= to - 8; i += 8) {
            long hits = Ascii.lineFeeds(in.getLong(i));
            if (hits != 0) {
                return i + ((little ? Long.numberOfTrailingZeros(hits) : Long.numberOfLeadingZeros(hits)) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (in.get(i) == LF) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Reads a head that {@link #locate} has found.
     *
     * @param lines has room for all field lines, or for as many as the limits allow
     * @return the code of a fault, or 0
     */
    static int read(Http1RequestHead head, byte[] octets, long[] lines, ParserLimits limits) {
        int start = RequestLine.read(head, octets, limits);
        if (start < 0) {
            return start;
        }
        int at = start;
        for (int n = 0; octets[at] != CR; n++) {
            if (n == limits.fields()) {
                return Fault.HEADER_FIELD_COUNT.code();
            }
            int next = FieldLine.read(octets, at, lines, n, Section.HEADER, start, limits.headerSection());
            if (next < 0) {
                return next;
            }
            int fault = FieldRules.line(head, octets, lines[n]);
            if (fault < 0) {
                return fault;
            }
            at = next;
        }
        if (octets[at + 1] != LF || at + 2 - start > limits.headerSection()) {
            return FieldLine.fault(octets, at, Section.HEADER, start, limits.headerSection());
        }
        return FieldRules.end(head);
    }
}
