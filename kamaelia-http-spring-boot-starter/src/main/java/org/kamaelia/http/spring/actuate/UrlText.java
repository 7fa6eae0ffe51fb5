package org.kamaelia.http.spring.actuate;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.NormalPath;

/** Decodes path segments and queries. The parser has already checked their percent-encoding (RFC 3986 section 2.1). */
final class UrlText {
    private UrlText() {}

    /** The decoded segments of a part of a normal path, without empty segments. */
    static String[] segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (!segment.isEmpty()) {
                segments.add(NormalPath.text(segment));
            }
        }
        return segments.toArray(String[]::new);
    }

    /** The values of a query by name, in their order. A plus sign is a space, as in forms. */
    static Map<String, List<String>> query(@Nullable String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(decode(name), same -> new ArrayList<>()).add(decode(value));
            }
        }
        return values;
    }

    /**
     * The text of a query, decoded as UTF-8.
     *
     * @throws StatusException 400 if the text is not UTF-8
     */
    private static String decode(String encoded) {
        if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
            return encoded;
        }
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                bytes.put((byte) Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.put((byte) (c == '+' ? ' ' : c));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new StatusException(400, "A percent-encoded part of the request target is not UTF-8");
        }
    }
}
