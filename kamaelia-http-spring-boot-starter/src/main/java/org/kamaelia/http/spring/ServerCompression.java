package org.kamaelia.http.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Compression;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** Turns the {@code compression} properties of one server into the compression of the core. */
final class ServerCompression {
    private ServerCompression() {}

    /**
     * Wraps the handlers of a server in compression if its properties say so.
     *
     * @throws HttpStartupException if a media type or the size is malformed, even if compression is switched off
     */
    static HandlerFactory around(String server, Server properties, HandlerFactory handlers) {
        Compression compression = properties.compression();
        long minimum = new ServerLimits(server, properties)
                .size("compression.min-response-size", compression.minResponseSize(), 0, Long.MAX_VALUE);
        Predicate<String> more = anyOf(types(server, "additional-mime-types", compression.additionalMimeTypes()));
        Predicate<String> types = compression.mimeTypes() == null
                ? Compressed::shrinks
                : anyOf(types(server, "mime-types", compression.mimeTypes()));
        if (!compression.enabled()) {
            return handlers;
        }
        return Compressed.defaults().minimum(minimum).types(types.or(more)).around(handlers);
    }

    private static List<MimeType> types(String server, String setting, List<String> texts) {
        List<MimeType> types = new ArrayList<>();
        for (String text : texts) {
            try {
                types.add(MimeTypeUtils.parseMimeType(text));
            } catch (InvalidMimeTypeException malformed) {
                String key = KamaeliaHttpProperties.key(server, "compression." + setting);
                throw new HttpStartupException(
                        "The property " + key + " has '" + text + "', which is not a media type.",
                        "Write media types into " + key + ", such as text/html, or text/* for all subtypes of text.",
                        malformed);
            }
        }
        return types;
    }

    /** Whether a media type is one of these. Most types are compared as text, without being parsed. */
    private static Predicate<String> anyOf(List<MimeType> types) {
        Set<String> exact = types.stream()
                .map(type -> type.getType() + '/' + type.getSubtype())
                .collect(Collectors.toUnmodifiableSet());
        List<MimeType> wild = types.stream()
                .filter(type -> type.isWildcardType() || type.isWildcardSubtype())
                .toList();
        return wild.isEmpty() ? exact::contains : type -> exact.contains(type) || includes(wild, type);
    }

    private static boolean includes(List<MimeType> wild, String type) {
        try {
            MimeType parsed = MimeTypeUtils.parseMimeType(type);
            return wild.stream().anyMatch(one -> one.includes(parsed));
        } catch (InvalidMimeTypeException malformed) {
            return false; // a handler may set any text
        }
    }
}
