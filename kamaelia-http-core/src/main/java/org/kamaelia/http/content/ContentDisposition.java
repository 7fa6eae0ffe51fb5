package org.kamaelia.http.content;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.ExtendedValue;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Parameterized;
import org.kamaelia.http.syntax.Utf8;

/**
 * The field Content-Disposition of a response (RFC 6266): whether a browser shows the content or saves it, and under
 * which name.
 *
 * <pre>{@code
 * return ContentDisposition.attachment("Übersicht 2031.pdf").on(Response.bytes("application/pdf", content));
 * }</pre>
 *
 * <p>A name with other characters than plain ASCII is sent twice, as the RFC recommends: in {@code filename*} (RFC 8187)
 * exactly, and in {@code filename} with an underscore for each character that old clients would not understand. A name
 * never breaks out of its field: quotes and backslashes are escaped, control characters become underscores. Immutable.
 *
 * @param type {@code attachment}, {@code inline} or another token, in lower case
 * @param filename the name of the file; null if there is none
 */
public record ContentDisposition(String type, @Nullable String filename) {
    /** The name of the field. */
    public static final String FIELD = "Content-Disposition";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String ATTR_CHARS = "!#$&+-.^_`|~"; // beside letters and digits (RFC 8187 section 3.2.1)
    private static final String UTF_8_AND_NO_LANGUAGE = "UTF-8''";

    /**
     * Checks the type.
     *
     * @throws IllegalArgumentException if the type is not a token in lower case
     */
    public ContentDisposition {
        if (!type.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("The type must be a token in lower case, such as attachment: " + type);
        }
    }

    /** A file to be saved. */
    public static ContentDisposition attachment(String filename) {
        return new ContentDisposition("attachment", filename);
    }

    /** Content to be shown, with the name that it gets if the user saves it. */
    public static ContentDisposition inline(String filename) {
        return new ContentDisposition("inline", filename);
    }

    /**
     * Reads a field value. {@code filename*} precedes {@code filename} (RFC 6266 section 4.3). The name is cut to what
     * follows its last slash or backslash, as section 4.3 asks; it may still be {@code ..} or a device name, so use it for
     * people and never as a path.
     *
     * @return null if there is no value, or it is malformed
     */
    public static @Nullable ContentDisposition parse(@Nullable String value) {
        Parameterized read = Parameterized.of(value);
        if (read == null || !read.name().matches("[a-z0-9-]+")) {
            return null;
        }
        String extended = read.parameter("filename*");
        String name = extended == null ? null : ExtendedValue.decode(extended);
        String plain = read.parameter("filename");
        if (name == null && plain != null) {
            String utf8 = Utf8.decode(plain);
            name = utf8 == null ? plain : utf8;
        }
        return new ContentDisposition(read.name(), name == null ? null : lastSegment(name));
    }

    /** The disposition that the head of a message has; null if there is none, several, or a malformed one. */
    public static @Nullable ContentDisposition of(Fields fields) {
        List<String> lines = fields.all(FIELD);
        return lines.size() == 1 ? parse(lines.get(0)) : null;
    }

    private static String lastSegment(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** Returns a copy of a response with this field in place of another one. */
    public Response on(Response response) {
        return response.replaceHeader(FIELD, toString());
    }

    /** The value of the field. */
    @Override
    public String toString() {
        if (filename == null) {
            return type;
        }
        StringBuilder value = new StringBuilder(type).append("; filename=\"");
        boolean exact = true;
        for (int i = 0; i < filename.length(); ) {
            int c = filename.codePointAt(i);
            i += Character.charCount(c);
            if (c == '"' || c == '\\') {
                value.append('\\').append((char) c);
            } else if (c >= ' ' && c <= '~' && c != '%') {
                value.append((char) c);
            } else {
                value.append(c == '%' ? '%' : '_');
                exact = false; // some clients decode a percent sign in the plain form
            }
        }
        value.append('"');
        return exact ? value.toString() : value + "; filename*=" + extended(filename);
    }

    private static String extended(String name) {
        StringBuilder value = new StringBuilder(UTF_8_AND_NO_LANGUAGE);
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || ATTR_CHARS.indexOf(c) >= 0);
            if (plain) {
                value.append(c);
            } else if (c < ' ' || c == 0x7f) {
                value.append('_');
            } else {
                HEX.toHexDigits(value.append('%'), octet);
            }
        }
        return value.toString();
    }
}
