package org.kamaelia.http.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * UTF-8 in field values. HTTP gives octets beyond ASCII no meaning (RFC 9110 section 5.5), so {@link Fields} holds each
 * octet as one ISO-8859-1 character. In practice many such octets are UTF-8: Last-Event-ID, Content-Disposition, Cookie.
 */
public final class Utf8 {
    private Utf8() {}

    /**
     * The text whose UTF-8 octets a value holds. A byte order mark is kept as U+FEFF.
     *
     * @param octets one character for each octet, as {@link Fields} gives values
     * @return null if the octets are not well-formed UTF-8, or a character is beyond U+00FF and so is no octet
     */
    public static @Nullable String decode(String octets) {
        int i = 0;
        while (i < octets.length() && octets.charAt(i) < 0x80) {
            i++;
        }
        if (i == octets.length()) {
            return octets;
        }
        ByteBuffer bytes = ByteBuffer.allocate(octets.length());
        for (i = 0; i < octets.length(); i++) {
            char octet = octets.charAt(i);
            if (octet > 0xff) {
                return null;
            }
            bytes.put((byte) octet);
        }
        return decode(bytes.flip());
    }

    /**
     * The text of UTF-8 octets.
     *
     * @return null if the octets are not well-formed UTF-8
     */
    public static @Nullable String decode(ByteBuffer octets) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    /** Whether text can be written in UTF-8 and read back: it has no surrogate without its partner. */
    public static boolean isEncodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
