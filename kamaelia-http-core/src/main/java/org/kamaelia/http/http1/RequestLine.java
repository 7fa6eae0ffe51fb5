package org.kamaelia.http.http1;

import static org.kamaelia.http.syntax.Ascii.CR;
import static org.kamaelia.http.syntax.Ascii.LF;
import static org.kamaelia.http.syntax.Ascii.SP;

import java.nio.charset.StandardCharsets;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.Methods;
import org.kamaelia.http.syntax.ParserLimits;

/**
 * The request line (RFC 9112 section 3), always at index 0 of its octets.
 *
 * <p>{@link #read} accepts a correct line. For an incorrect line, {@link #fault} finds the reason. It checks the
 * version before the target, so that a request of another major version is always refused for its version.
 */
final class RequestLine {

    /** The first space must be within this number of octets, so a method has at most 31 octets. */
    static final int SPACE_WITHIN = 32;

    private static final int VERSION_LENGTH = 8;
    private static final long HTTP_1_1 = word("HTTP/1.1");
    private static final long HTTP_1_0 = word("HTTP/1.0");

    private RequestLine() {}

    private static long word(String eight) {
        return Ascii.word(eight.getBytes(StandardCharsets.US_ASCII), 0);
    }

    /**
     * Reads the request line into {@code head}. Its LF must lie within the octets.
     *
     * @return the index at which the next line begins, or the code of a fault
     */
    static int read(Http1RequestHead head, byte[] octets, ParserLimits limits) {
        int method = 0;
        while (Ascii.is(octets[method], Ascii.TOKEN)) {
            method++;
        }
        if (method == 0 || method >= SPACE_WITHIN || octets[method] != SP) {
            return fault(head, octets, limits);
        }
        head.methodEnd = method;
        head.method = Methods.known(octets, method);
        int target = Target.read(head, octets, method + 1, limits.strictTargets());
        if (target < 0 || octets[target] != SP || target + 10 >= octets.length) {
            return fault(head, octets, limits);
        }
        head.targetEnd = target;
        head.minorVersion = (byte) minorVersion(octets, target + 1);
        int end = target + 1 + VERSION_LENGTH;
        if (head.minorVersion < 0 || octets[end] != CR || octets[end + 1] != LF || end > limits.requestLine()) {
            return fault(head, octets, limits);
        }
        return end + 2;
    }

    /** The minor version in the eight octets at {@code at}: 0, or 1 for 1 and above; -1 if they are not HTTP/1. */
    private static int minorVersion(byte[] octets, int at) {
        long version = Ascii.word(octets, at);
        if (version == HTTP_1_1) {
            return 1;
        }
        if (version == HTTP_1_0) {
            return 0;
        }
        return isVersion(octets, at, at + VERSION_LENGTH) && octets[at + 5] == '1' ? 1 : -1;
    }

    private static boolean isVersion(byte[] octets, int from, int to) {
        return to - from == VERSION_LENGTH
                && octets[from] == 'H'
                && octets[from + 1] == 'T'
                && octets[from + 2] == 'T'
                && octets[from + 3] == 'P'
                && octets[from + 4] == '/'
                && Ascii.is(octets[from + 5], Ascii.DIGIT)
                && octets[from + 6] == '.'
                && Ascii.is(octets[from + 7], Ascii.DIGIT);
    }

    /**
     * Finds the first fault in {@code [0, to)} that is visible before the line is complete: no method, LF without CR,
     * CR without LF, or a line that is too long. {@code [0, from)} has been checked before.
     *
     * @return the code of the fault, or 0
     */
    static int early(byte[] octets, int from, int to, int limit) {
        if (from < SPACE_WITHIN) {
            int fault = method(octets, Math.min(to, SPACE_WITHIN));
            if (fault < 0) {
                return fault;
            }
        }
        for (int i = from; i < to; i++) {
            boolean afterCr = i > 0 && octets[i - 1] == CR;
            if (afterCr != (octets[i] == LF)) {
                return (afterCr ? Fault.BARE_CR : Fault.BARE_LF).code();
            }
            if (i >= limit && octets[i] != CR && octets[i] != LF) {
                return Fault.REQUEST_LINE_LENGTH.code();
            }
        }
        return 0;
    }

    private static int method(byte[] octets, int to) {
        int i = 0;
        while (i < to && Ascii.is(octets[i], Ascii.TOKEN)) {
            i++;
        }
        if (i == SPACE_WITHIN) {
            return Fault.METHOD_LENGTH.code();
        }
        return i == to || i > 0 && octets[i] == SP ? 0 : Fault.METHOD.code();
    }

    private static int fault(Http1RequestHead head, byte[] octets, ParserLimits limits) {
        int lf = 0;
        while (octets[lf] != LF) {
            lf++;
        }
        int early = early(octets, 0, lf + 1, limits.requestLine());
        if (early < 0) {
            return early;
        }
        int first = head.methodEnd = indexOfSpace(octets);
        int last = lf - 1;
        while (octets[last] != SP) {
            last--;
        }
        if (!isVersion(octets, last + 1, lf - 1)) {
            return Fault.VERSION.code();
        }
        if (octets[last + 6] != '1') {
            return Fault.MAJOR_VERSION.code();
        }
        if (first == last || octets[first + 1] == SP) {
            return Fault.REQUEST_LINE_SPACES.code();
        }
        head.method = Methods.known(octets, first);
        int target = Target.read(head, octets, first + 1, limits.strictTargets());
        return target < 0 ? target : Fault.REQUEST_LINE_SPACES.code();
    }

    /** Whether the octets begin with the method HEAD. The rest of the request line may be incorrect. */
    static boolean isHead(byte[] octets, int length) {
        return length > 4
                && octets[0] == 'H'
                && octets[1] == 'E'
                && octets[2] == 'A'
                && octets[3] == 'D'
                && octets[4] == SP;
    }

    private static int indexOfSpace(byte[] octets) {
        int i = 0;
        while (octets[i] != SP) {
            i++;
        }
        return i;
    }
}
