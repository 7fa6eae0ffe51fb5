package org.kamaelia.http.http1;

import org.kamaelia.http.syntax.Ascii;

/**
 * The grammar of a chunk-size line as one table (RFC 9112 sections 7.1 and 7.1.1), so that a line may arrive in any
 * pieces.
 *
 * <pre>
 *   1a ; name = value ; name = "quoted \" text" CR LF
 * </pre>
 *
 * <p>White space before a semicolon and around an equals sign is "bad white space", which a recipient must accept (RFC
 * 9110 section 5.6.3). White space before the size or before the line end is not allowed.
 */
final class ChunkLine {

    static final byte START = 0;
    static final byte SIZE = 1;
    /** After the CR: LF must follow. */
    static final byte LINE_END = 11;

    private static final byte FAULT = -1;

    /** The next state, by the current state and the class of the next octet. A dot is a fault. */
    private static final String GRAMMAR = """
                          |  hex tchar blank   ;    =    "    \\   CR  text  control
            START       0 |   1    .     .     .    .    .    .    .    .      .
            SIZE        1 |   1    .     2     3    .    .    .   11    .      .
            GAP         2 |   .    .     2     3    .    .    .    .    .      .
            NAME_START  3 |   4    4     3     .    .    .    .    .    .      .
            NAME        4 |   4    4     5     3    6    .    .   11    .      .
            NAME_GAP    5 |   .    .     5     3    6    .    .    .    .      .
            VALUE_START 6 |   7    7     6     .    .    8    .    .    .      .
            TOKEN       7 |   7    7     2     3    .    .    .   11    .      .
            QUOTED      8 |   8    8     8     8    8   10    9    .    8      .
            ESCAPED     9 |   8    8     8     8    8    8    8    .    8      .
            CLOSED     10 |   .    .     2     3    .    .    .   11    .      .
            """;

    private static final byte[][] NEXT = GRAMMAR.lines()
            .skip(1)
            .map(row -> row.substring(row.indexOf('|') + 1).trim().split(" +"))
            .map(ChunkLine::states)
            .toArray(byte[][]::new);

    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            CLASSES[c] = (byte) classOf((char) c);
        }
    }

    private ChunkLine() {}

    private static byte[] states(String[] cells) {
        byte[] states = new byte[cells.length];
        for (int i = 0; i < cells.length; i++) {
            states[i] = cells[i].equals(".") ? FAULT : Byte.parseByte(cells[i]);
        }
        return states;
    }

    /** The column of the table for a character. */
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
        return Ascii.is(c, Ascii.TEXT) ? 8 : 9;
    }

    /** Returns the state after an octet; -1 if the grammar does not allow the octet. Not for {@link #LINE_END}. */
    static byte next(byte state, byte octet) {
        return NEXT[state][CLASSES[octet & 0xff]];
    }
}
