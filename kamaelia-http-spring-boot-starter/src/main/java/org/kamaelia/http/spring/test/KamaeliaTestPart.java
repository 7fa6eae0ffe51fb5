package org.kamaelia.http.spring.test;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One field of a form with files ({@code multipart/form-data}), for {@link KamaeliaTestClient#multipart}.
 *
 * @param name the name of the field
 * @param filename the name of the file; null for a text
 * @param type the media type of the file; null for a text
 * @param content the content
 */
@SuppressWarnings("ArrayRecordComponent")
public record KamaeliaTestPart(
        String name, @Nullable String filename, @Nullable String type, byte[] content) {
    /** A text, sent in UTF-8. */
    public static KamaeliaTestPart text(String name, String value) {
        return new KamaeliaTestPart(name, null, null, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A file. */
    public static KamaeliaTestPart file(String name, String filename, String type, byte[] content) {
        return new KamaeliaTestPart(name, filename, type, content);
    }

    /** The head of the part, with names as browsers write them: in UTF-8, with percent-encodings for quotes and line ends. */
    byte[] head() {
        String disposition = "Content-Disposition: form-data; name=\"" + quoted(name) + '"'
                + (filename == null ? "" : "; filename=\"" + quoted(filename) + '"');
        return (disposition + (type == null ? "" : "\r\nContent-Type: " + type) + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
}
