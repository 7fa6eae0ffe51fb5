package org.kamaelia.http.syntax;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The coding of names and values in queries and forms: {@code application/x-www-form-urlencoded}. */
public final class FormCoding {
    private FormCoding() {}

    /**
     * Decodes a name or a value: a plus sign is a space, a percent sign and two hex digits are an octet, and all octets
     * together are UTF-8.
     *
     * @param text octets in ISO-8859-1
     * @return null if a percent sign has no two hex digits behind it, or the octets are not UTF-8
     */
    public static @Nullable String decode(String text) {
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        ByteBuffer octets = ByteBuffer.allocate(text.length());
        for (i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                octets.put((byte) (c == '+' ? ' ' : c));
                continue;
            }
            boolean coded = i + 2 < text.length()
                    && Ascii.is(text.charAt(i + 1), Ascii.HEX)
                    && Ascii.is(text.charAt(i + 2), Ascii.HEX);
            if (!coded) {
                return null;
            }
            octets.put((byte) (Ascii.hex((byte) text.charAt(i + 1)) << 4 | Ascii.hex((byte) text.charAt(i + 2))));
            i += 2;
        }
        return Utf8.decode(octets.flip());
    }

    private static boolean isPlain(char c) {
        return c != '%' && c != '+' && c < 0x80;
    }
}
