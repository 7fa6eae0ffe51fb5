package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Section;
import org.kamaelia.http.syntax.VisibleText;

/** A head that arrives in pieces. It exists from the first piece to the last one, so an idle connection has none. */
final class PartialHead {

    private final ParserLimits limits;
    private final LineBuffer buffer = new LineBuffer();
    private final Http1RequestHead head = new Http1RequestHead();
    /** The index at which the header section begins; 0 while the request line is incomplete. */
    private int section;

    PartialHead(ParserLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes octets up to the end of the head.
     *
     * @return {@link LineBuffer#MORE}, {@link LineBuffer#END}, or the code of a fault
     */
    int read(ByteBuffer in) {
        if (section == 0) {
            int outcome = buffer.requestLine(in, head, limits);
            if (outcome != LineBuffer.LINE) {
                return outcome;
            }
            section = buffer.length;
        }
        while (true) {
            int outcome = buffer.fieldLine(in, Section.HEADER, section, limits);
            if (outcome == LineBuffer.LINE) {
                outcome = FieldRules.line(head, buffer.octets, buffer.lines[buffer.count - 1]);
                if (outcome == 0) {
                    continue;
                }
            }
            int fault = outcome == LineBuffer.END ? FieldRules.end(head) : 0;
            return fault < 0 ? fault : outcome;
        }
    }

    /** Whether the octets received so far begin with the method HEAD. */
    boolean isHead() {
        return RequestLine.isHead(buffer.octets, buffer.length);
    }

    /** The request line, as far as it was received, in visible characters. */
    String line() {
        return VisibleText.firstLine(buffer.octets, 0, buffer.length);
    }

    /** The memory of this head, in bytes. */
    int held() {
        return buffer.held();
    }

    /** The head. Valid after {@link LineBuffer#END}. */
    Http1RequestHead head() {
        return head.sealed(buffer.exactOctets(), buffer.exactLines());
    }
}
