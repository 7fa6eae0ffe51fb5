package org.kamaelia.http.syntax;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The character classes of the grammar as one table, and the two questions that are asked of eight octets at a time.
 */
public final class Ascii {

    public static final byte CR = '\r';
    public static final byte LF = '\n';
    public static final byte SP = ' ';
    static final byte TAB = '\t';

    /** {@code tchar}, RFC 9110 5.6.2. */
    public static final int TOKEN = 1;
    /** {@code pchar} without {@code pct-encoded}, and the slash: what a path is made of, RFC 3986 3.3. */
    public static final int PATH = 2;
    /** {@code unreserved} and {@code sub-delims}: what a registered name is made of, RFC 3986 3.2.2. */
    static final int HOST = 4;
    /** {@code HEXDIG} in both cases. */
    public static final int HEX = 8;
    /** {@code DIGIT}. */
    public static final int DIGIT = 16;
    /** What a field value is made of: visible characters, obs-text, space and tab, RFC 9110 5.5. */
    public static final int TEXT = 32;

    /** What the URL standard leaves raw in a path and RFC 3986 does not allow there. */
    public static final int URL_PATH = 64;
    /** What the URL standard leaves raw in a query and RFC 3986 does not allow there. */
    public static final int URL_QUERY = 128;

    private static final byte[] CLASSES = new byte[256];
    private static final byte[] LOWER = new byte[256];

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH = EACH << 7;
    private static final long LOW_SEVEN = ~HIGH;

    static {
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        String digits = "0123456789";
        mark(TOKEN, letters + digits + "!#$%&'*+-.^_`|~");
        mark(PATH | HOST, letters + digits + "-._~" + "!$&'()*+,;=");
        mark(PATH, ":@/");
        mark(URL_PATH | URL_QUERY, "[]|^");
        mark(URL_QUERY, "{}`\\");
        mark(HEX, digits + "abcdefABCDEF");
        mark(DIGIT, digits);
        for (int c = 0; c < 256; c++) {
            if (c == TAB || c >= SP && c != 0x7f) {
                CLASSES[c] |= TEXT;
            }
            LOWER[c] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
    }

    private Ascii() {}

    private static void mark(int kind, String characters) {
        for (int i = 0; i < characters.length(); i++) {
            CLASSES[characters.charAt(i)] |= (byte) kind;
        }
    }

    /** Whether an octet belongs to one of the given classes. */
    public static boolean is(byte octet, int kinds) {
        return (CLASSES[octet & 0xff] & kinds) != 0;
    }

    /** Whether a character is one octet that belongs to one of the given classes. */
    public static boolean is(char character, int kinds) {
        return character < 256 && (CLASSES[character] & kinds) != 0;
    }

    public static boolean isBlank(byte octet) {
        return octet == SP || octet == TAB;
    }

    /** The value of a hex digit. */
    public static int hex(byte digit) {
        return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
    }

    /** Whether {@code octets} has, from {@code at} on, the given text in any case. The text must fit behind it. */
    public static boolean matches(byte[] octets, int at, CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 255 || LOWER[octets[at + i] & 0xff] != LOWER[c]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the octets in {@code [from, to)} are the given text in any case. */
    public static boolean equal(byte[] octets, int from, int to, CharSequence text) {
        return to - from == text.length() && matches(octets, from, text);
    }

    /** Eight octets as one number, the first in the lowest place. */
    public static long word(byte[] octets, int at) {
        return (long) LONG.get(octets, at);
    }

    /** The high bit of every octet that is LF, and no other bit. Exact in each octet, so right for both byte orders. */
    public static long lineFeeds(long word) {
        long x = word ^ (EACH * LF);
        return ~((x & LOW_SEVEN) + LOW_SEVEN | x | LOW_SEVEN);
    }

    /**
     * The end of the text that begins at {@code at}: the index of the first control character that is not a tab. The
     * array must have one, and does, because every line ends with LF.
     */
    static int textEnd(byte[] octets, int at) {
        int i = at;
        while (i + 8 <= octets.length) {
            long hits = controls(word(octets, i));
            if (hits == 0) {
                i += 8;
                continue;
            }
            i += Long.numberOfTrailingZeros(hits) >>> 3;
            if (octets[i] != TAB) {
                return i;
            }
            i++;
        }
        while (is(octets[i], TEXT)) {
            i++;
        }
        return i;
    }

    /** Non-zero if an octet is below SP or is DEL; the lowest bit set is then the high bit of the first such octet. */
    private static long controls(long word) {
        long delete = word ^ (EACH * 0x7f);
        return (word - EACH * SP & ~word | delete - EACH & ~delete) & HIGH;
    }
}
