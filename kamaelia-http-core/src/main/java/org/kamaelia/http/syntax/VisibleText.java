package org.kamaelia.http.syntax;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Octets of a peer as text for log messages, of a limited length and without characters that are not visible. */
public final class VisibleText {
    /** The most octets that are shown. */
    static final int MOST = 1_024;

    private static final HexFormat HEX = HexFormat.of();

    private VisibleText() {}

    /**
     * The first line of some octets, without its line end. A quote and a backslash have a backslash before them. An octet
     * that is no visible ASCII character is written as {@code \\x} and two digits. A longer line is cut, and ends in dots.
     */
    public static String firstLine(byte[] octets, int from, int to) {
        return firstLine(ByteBuffer.wrap(octets, from, to - from));
    }

    /** The first line of the remaining octets of a buffer, whose position does not change. */
    public static String firstLine(ByteBuffer octets) {
        StringBuilder text = new StringBuilder(Math.min(octets.remaining(), MOST));
        for (int i = octets.position(); i < octets.limit(); i++) {
            byte octet = octets.get(i);
            if (octet == Ascii.LF || octet == Ascii.CR && (i + 1 == octets.limit() || octets.get(i + 1) == Ascii.LF)) {
                return text.toString();
            }
            if (i - octets.position() == MOST) {
                return text.append("...").toString();
            }
            if (octet == '"' || octet == '\\') {
                text.append('\\').append((char) octet);
            } else if (octet >= ' ' && octet <= '~') {
                text.append((char) octet);
            } else {
                HEX.toHexDigits(text.append("\\x"), octet);
            }
        }
        return text.toString();
    }
}
