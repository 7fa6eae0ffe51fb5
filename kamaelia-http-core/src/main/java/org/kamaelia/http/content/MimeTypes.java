package org.kamaelia.http.content;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Media types by the extension of a file name. Types of text have {@code charset=utf-8} (RFC 9110 section 8.3.2). XML types
 * have none, since XML names its encoding itself. An unknown extension is {@code application/octet-stream}. Immutable.
 */
public final class MimeTypes {
    private static final String TABLE = "media-types.txt";
    private static final String UNKNOWN = "application/octet-stream";
    private static final Pattern TYPE =
            Pattern.compile("[!#$&^_.+A-Za-z0-9-]+/[!#$&^_.+A-Za-z0-9-]+(?:; ?[A-Za-z0-9-]+=[^\\s;]+)*");
    private static final Set<String> PLAIN_IMAGES =
            Set.of("image/svg+xml", "image/bmp", "image/vnd.microsoft.icon", "image/x-tga", "image/tiff");
    private static final Set<String> PACKED = Set.of(
            "application/gzip",
            "application/zip",
            "application/zstd",
            "application/java-archive",
            "application/epub+zip",
            "application/vnd.android.package-archive",
            "application/vnd.rar",
            "application/x-7z-compressed",
            "application/x-bzip2",
            "application/x-xz",
            "font/woff",
            "font/woff2");

    private static final MimeTypes STANDARD = new MimeTypes(Map.of());

    private final Map<String, String> own;

    private MimeTypes(Map<String, String> own) {
        this.own = own;
    }

    /** Read with the first file, and not when a server starts. */
    private static final class Table {
        static final Map<String, String> TYPES = read();
    }

    /** The types that are registered or in common use. */
    public static MimeTypes standard() {
        return STANDARD;
    }

    private static Map<String, String> read() {
        Map<String, String> all = new HashMap<>(2048);
        InputStream table = Objects.requireNonNull(MimeTypes.class.getResourceAsStream(TABLE), TABLE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.US_ASCII))) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    String[] words = line.split(" ");
                    String type = withCharset(words[0]);
                    for (int i = 1; i < words.length; i++) {
                        all.put(words[i], type);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The table of media types cannot be read", e);
        }
        return all;
    }

    private static String withCharset(String type) {
        return type.startsWith("text/") && type.indexOf(';') < 0 ? type + "; charset=utf-8" : type;
    }

    /**
     * The same with another type for an extension.
     *
     * @param extension without its dot, in any case
     * @param type such as {@code application/wasm} or {@code text/plain; charset=iso-8859-1}
     * @throws IllegalArgumentException if one of them is malformed
     */
    public MimeTypes with(String extension, String type) {
        if (extension.isEmpty() || extension.indexOf('.') >= 0 || extension.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + extension + "\" is not an extension; write one without its dot, such as js");
        }
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("\"" + type + "\" is not a media type; write one such as text/plain");
        }
        Map<String, String> more = new HashMap<>(own);
        more.put(extension.toLowerCase(Locale.ROOT), withCharset(type));
        return new MimeTypes(more);
    }

    /** The value of Content-Type for a file of this name, by the extension behind its last dot. */
    public String of(String fileName) {
        String extension = extension(fileName);
        if (extension == null) {
            return UNKNOWN;
        }
        String type = own.get(extension);
        return type != null ? type : Table.TYPES.getOrDefault(extension, UNKNOWN);
    }

    /**
     * The content coding that an extension stands for; null for none. {@code .svgz} is an SVG image in gzip, and browsers
     * show it only with {@code Content-Encoding: gzip}. Archives such as {@code .gz} and {@code .tgz} are not coded: a
     * browser that decoded them would save something else than the file. Nor are {@code .emz} and {@code .wmz}, which
     * programs read in gzip. An extension that was given another type has no coding.
     */
    @Nullable
    String coding(String fileName) {
        String extension = extension(fileName);
        return "svgz".equals(extension) && !own.containsKey(extension) ? "gzip" : null;
    }

    private static @Nullable String extension(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? null : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Whether content of a type is worth compressing. Formats that are compressed already are not. */
    static boolean shrinks(String type) {
        if (type.startsWith("image/")) {
            return PLAIN_IMAGES.contains(type);
        }
        return !type.startsWith("video/")
                && !type.startsWith("audio/")
                && !PACKED.contains(type)
                && !type.startsWith("application/vnd.openxmlformats")
                && !type.startsWith("application/vnd.oasis.opendocument");
    }
}
