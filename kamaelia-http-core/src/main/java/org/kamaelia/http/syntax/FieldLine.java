package org.kamaelia.http.syntax;

import static org.kamaelia.http.syntax.Ascii.CR;
import static org.kamaelia.http.syntax.Ascii.LF;

/**
 * One field line (RFC 9112 5): where its name and its value lie, packed into one {@code long}, and the grammar.
 *
 * <pre>
 *   field-line = field-name ":" OWS field-value OWS CR LF
 *                ^name             ^value      ^end        three indices of 21 bits
 * </pre>
 */
public final class FieldLine {

    /** No index into the octets of a section may be larger. */
    static final int INDEX_MAX = (1 << 21) - 1;

    private FieldLine() {}

    /** Packs three indices, each at most 2,097,151. */
    public static long pack(int name, int value, int end) {
        return (long) name << 42 | (long) value << 21 | end;
    }

    public static int name(long line) {
        return (int) (line >>> 42);
    }

    public static int value(long line) {
        return (int) (line >>> 21) & INDEX_MAX;
    }

    public static int end(long line) {
        return (int) line & INDEX_MAX;
    }

    /** The index of the colon. Only optional white space lies between it and the value. */
    public static int colon(byte[] octets, long line) {
        int at = value(line) - 1;
        while (octets[at] != ':') {
            at--;
        }
        return at;
    }

    /**
     * Reads the field line that begins at {@code at}, in a section that begins at {@code start}, and puts it into
     * {@code lines[n]}. An LF must lie behind {@code at}.
     *
     * @return where the next line begins, or the code of a fault
     */
    public static int read(byte[] octets, int at, long[] lines, int n, Section section, int start, int limit) {
        int next = read(octets, at, lines, n);
        return next > 0 && next - start <= limit ? next : fault(octets, at, section, start, limit);
    }

    private static int read(byte[] octets, int at, long[] lines, int n) {
        int colon = at;
        while (Ascii.is(octets[colon], Ascii.TOKEN)) {
            colon++;
        }
        if (octets[colon] != ':' || colon == at) {
            return -1;
        }
        int value = colon + 1;
        while (Ascii.isBlank(octets[value])) {
            value++;
        }
        int stop = Ascii.textEnd(octets, value);
        if (octets[stop] != CR || octets[stop + 1] != LF) {
            return -1;
        }
        int end = stop;
        while (end > value && Ascii.isBlank(octets[end - 1])) {
            end--;
        }
        lines[n] = pack(at, value, end);
        return stop + 2;
    }

    /**
     * The first fault in {@code [from, to)} that shows before the line is complete: an LF alone, a CR alone, a section
     * that grows past its limit. The line begins at {@code at}, its section at {@code start}.
     *
     * @return the code of the fault, or 0
     */
    public static int early(byte[] octets, int at, int from, int to, Section section, int start, int limit) {
        for (int i = from; i < to; i++) {
            boolean afterCr = i > at && octets[i - 1] == CR;
            if (afterCr != (octets[i] == LF)) {
                return (afterCr ? Fault.BARE_CR : Fault.BARE_LF).code();
            }
            if (i - start >= limit) {
                return section.tooLarge.code();
            }
        }
        return 0;
    }

    /** Why the complete line that begins at {@code at} is neither a field line nor the empty line that ends a section. */
    public static int fault(byte[] octets, int at, Section section, int start, int limit) {
        int lf = at;
        while (octets[lf] != LF) {
            lf++;
        }
        int early = early(octets, at, at, lf + 1, section, start, limit);
        return early < 0 ? early : grammarFault(octets, at);
    }

    private static int grammarFault(byte[] octets, int at) {
        if (Ascii.isBlank(octets[at])) {
            return Fault.FOLDED_LINE.code();
        }
        int i = at;
        while (Ascii.is(octets[i], Ascii.TOKEN)) {
            i++;
        }
        if (i > at && octets[i] == ':') {
            return Fault.FIELD_VALUE.code();
        }
        boolean spaced = i > at && Ascii.isBlank(octets[i]);
        while (Ascii.isBlank(octets[i])) {
            i++;
        }
        return (spaced && octets[i] == ':' ? Fault.FIELD_NAME_SPACE : Fault.FIELD_NAME).code();
    }
}
