package org.kamaelia.http.content;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.ExtendedValue;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Parameterized;
import org.kamaelia.http.syntax.Utf8;

/**
 * The head of one part of a {@code multipart/form-data} body (RFC 7578 section 4).
 *
 * <p><b>Lenient</b>: names are read as browsers write them (HTML standard, "multipart/form-data encoding algorithm"), in
 * UTF-8 with {@code %22}, {@code %0D} and {@code %0A} for a quote and line ends. Where there is no {@code name} or {@code
 * filename}, {@code name*} and {@code filename*} (RFC 8187) stand for it: RFC 7578 forbids them, and some clients send
 * nothing else. {@link Parameterized} tells what else is understood.
 *
 * <p><b>Strict</b>: a part is malformed if it has two Content-Disposition fields or none, has no name, or claims a file
 * name that cannot be decoded. Such a part is never taken for a text.
 *
 * @param name the name of the form's field
 * @param filename the name that the file has at the client, null if the part is not a file. Show it to people, and never
 *     use it as a path
 * @param type the media type that the client claims; null if it claims none
 */
public record FormPart(
        String name, @Nullable String filename, @Nullable String type) {
    /** Reads the head of a part; null if it is malformed. */
    static @Nullable FormPart of(Fields fields) {
        List<String> lines = fields.all("Content-Disposition");
        Parameterized disposition = lines.size() == 1 ? Parameterized.of(lines.get(0)) : null;
        if (disposition == null || !disposition.name().equals("form-data")) {
            return null;
        }
        String name = text(disposition, "name");
        String filename = text(disposition, "filename");
        boolean isFile = disposition.parameter("filename") != null || disposition.parameter("filename*") != null;
        if (name == null || isFile && filename == null) {
            return null;
        }
        return new FormPart(name, filename, fields.first("Content-Type"));
    }

    /** A parameter as text; null if it is not there, or cannot be decoded. */
    private static @Nullable String text(Parameterized disposition, String parameter) {
        String plain = disposition.parameter(parameter);
        String extended = disposition.parameter(parameter + "*");
        if (extended != null && (plain == null || isEncodedWord(plain))) {
            return ExtendedValue.decode(extended);
        }
        String text = plain == null ? null : Utf8.decode(plain);
        return text == null
                ? null
                : text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }

    /** Whether it is in the coding of mail (RFC 2047), which is for readers that do not know the parameter beside it. */
    private static boolean isEncodedWord(String value) {
        return value.startsWith("=?") && value.endsWith("?=");
    }
}
