package org.kamaelia.http.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The value of a parameter whose name ends in an asterisk, such as {@code filename*=UTF-8''na%C3%AFve.txt} (RFC 8187,
 * which was RFC 5987).
 */
public final class ExtendedValue {
    private ExtendedValue() {}

    /**
     * The text of a value. Its charset is UTF-8 or, as RFC 5987 had it, ISO-8859-1; its language is not looked at.
     *
     * @return null if the value is malformed, has another charset, is not well-formed in its charset, or holds NUL, which
     *     ends a name for some readers and not for others
     */
    public static @Nullable String decode(String value) {
        int charsetEnd = value.indexOf('\'');
        int languageEnd = value.indexOf('\'', charsetEnd + 1);
        if (charsetEnd < 0 || languageEnd < 0) {
            return null;
        }
        ByteBuffer octets = octets(value, languageEnd + 1);
        if (octets == null) {
            return null;
        }
        return switch (value.substring(0, charsetEnd).toLowerCase(Locale.ROOT)) {
            case "utf-8" -> Utf8.decode(octets);
            case "iso-8859-1" -> StandardCharsets.ISO_8859_1.decode(octets).toString();
            default -> null;
        };
    }

    /** Clients leave more characters as they are than {@code attr-char} allows: any visible one but the percent sign. */
    private static @Nullable ByteBuffer octets(String value, int from) {
        ByteBuffer octets = ByteBuffer.allocate(value.length() - from);
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            int octet = c;
            if (c == '%') {
                octet = i + 2 < value.length() ? hex(value.charAt(i + 1), value.charAt(i + 2)) : -1;
                i += 2;
            }
            if (octet <= 0 || c < ' ' || c > '~') {
                return null;
            }
            octets.put((byte) octet);
        }
        return octets.flip();
    }

    private static int hex(char high, char low) {
        boolean areDigits = Ascii.is(high, Ascii.HEX) && Ascii.is(low, Ascii.HEX);
        return areDigits ? Ascii.hex((byte) high) << 4 | Ascii.hex((byte) low) : -1;
    }
}
