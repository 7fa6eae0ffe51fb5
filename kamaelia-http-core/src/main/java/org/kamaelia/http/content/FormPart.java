package org.kamaelia.http.content;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Parameterized;

/**
 * The head of one part of a {@code multipart/form-data} body (RFC 7578 section 4).
 *
 * @param name the name of the form's field
 * @param filename the name that the file has at the client, null if the part is no file; say it back to people, and never
 *     use it as a path
 * @param type the media type that the client claims; null if it claims none
 */
public record FormPart(
        String name, @Nullable String filename, @Nullable String type) {
    /** Reads the head of a part; null if it does not say which field of the form it is. */
    static @Nullable FormPart of(Fields fields) {
        Parameterized disposition = Parameterized.of(fields.first("Content-Disposition"));
        if (disposition == null || !disposition.name().equals("form-data")) {
            return null;
        }
        String name = text(disposition.parameter("name"));
        String filename = disposition.parameter("filename");
        String decoded = text(filename);
        if (name == null || filename != null && decoded == null) {
            return null;
        }
        return new FormPart(name, decoded, fields.first("Content-Type"));
    }

    /** Names are in UTF-8, and browsers put %22, %0D and %0A for what would end a quoted string. */
    private static @Nullable String text(@Nullable String octets) {
        if (octets == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString()
                    .replace("%22", "\"")
                    .replace("%0D", "\r")
                    .replace("%0A", "\n");
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
