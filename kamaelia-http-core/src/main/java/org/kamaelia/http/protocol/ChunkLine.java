package org.kamaelia.http.protocol;

/**
 * The grammar of a chunk-size line as one table (RFC 9112 7.1, 7.1.1), so that a line may arrive in any pieces.
 *
 * <pre>
 *   1a ; name = value ; name = "quoted \" text" CR LF
 * </pre>
 *
 * <p>White space before a semicolon and around an equals sign is "bad white space", which a recipient has to take
 * (RFC 9110 5.6.3). None is allowed before the size or before the line end.
 */
final class ChunkLine {

    static final byte START = 0;
    static final byte SIZE = 1;
    /** Behind the last octet: LF must follow. */
    static final byte LINE_END = 11;

    private static final byte GAP = 2;
    private static final byte NAME_START = 3;
    private static final byte NAME = 4;
    private static final byte NAME_GAP = 5;
    private static final byte VALUE_START = 6;
    private static final byte TOKEN = 7;
    private static final byte QUOTED = 8;
    private static final byte ESCAPED = 9;
    private static final byte CLOSED = 10;
    private static final byte NO = -1;

    private static final int CONTROL = 9;

    /** From a state, by the class of the next octet, to the next state. */
    private static final byte[][] NEXT = {
        // hex    tchar   blank        ;           =            "       \        CR        text
        {SIZE,    NO,     NO,          NO,         NO,          NO,     NO,      NO,       NO,     NO},  // START
        {SIZE,    NO,     GAP,         NAME_START, NO,          NO,     NO,      LINE_END, NO,     NO},  // SIZE
        {NO,      NO,     GAP,         NAME_START, NO,          NO,     NO,      NO,       NO,     NO},  // GAP
        {NAME,    NAME,   NAME_START,  NO,         NO,          NO,     NO,      NO,       NO,     NO},  // NAME_START
        {NAME,    NAME,   NAME_GAP,    NAME_START, VALUE_START, NO,     NO,      LINE_END, NO,     NO},  // NAME
        {NO,      NO,     NAME_GAP,    NAME_START, VALUE_START, NO,     NO,      NO,       NO,     NO},  // NAME_GAP
        {TOKEN,   TOKEN,  VALUE_START, NO,         NO,          QUOTED, NO,      NO,       NO,     NO},  // VALUE_START
        {TOKEN,   TOKEN,  GAP,         NAME_START, NO,          NO,     NO,      LINE_END, NO,     NO},  // TOKEN
        {QUOTED,  QUOTED, QUOTED,      QUOTED,     QUOTED,      CLOSED, ESCAPED, NO,       QUOTED, NO},  // QUOTED
        {QUOTED,  QUOTED, QUOTED,      QUOTED,     QUOTED,      QUOTED, QUOTED,  NO,       QUOTED, NO},  // ESCAPED
        {NO,      NO,     GAP,         NAME_START, NO,          NO,     NO,      LINE_END, NO,     NO},  // CLOSED
    };

    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            CLASSES[c] = (byte) classOf((char) c);
        }
    }

    private ChunkLine() {
    }

    private static int classOf(char c) {
        int special = ";=\"\\\r".indexOf(c);
        if (special >= 0) {
            return 3 + special;
        }
        if (Ascii.is(c, Ascii.HEX)) {
            return 0;
        }
        if (Ascii.is(c, Ascii.TOKEN)) {
            return 1;
        }
        if (c == ' ' || c == '\t') {
            return 2;
        }
        return Ascii.is(c, Ascii.TEXT) ? 8 : CONTROL;
    }

    /** The state behind an octet, or -1 if the grammar has none. Not for {@link #LINE_END}. */
    static byte next(byte state, byte octet) {
        return NEXT[state][CLASSES[octet & 0xff]];
    }
}
