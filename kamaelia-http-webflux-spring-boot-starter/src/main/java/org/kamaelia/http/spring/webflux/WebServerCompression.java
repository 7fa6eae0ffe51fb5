package org.kamaelia.http.spring.webflux;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.content.Compressed;
import org.springframework.boot.web.server.Compression;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** The {@code server.compression} of Spring Boot with the compression of the core. */
final class WebServerCompression {
    private WebServerCompression() {}

    static HandlerFactory around(Compression compression, HandlerFactory handlers) {
        HandlerFactory compressed = Compressed.defaults()
                .minimum(Math.max(0, compression.getMinResponseSize().toBytes()))
                .types(oneOf(compression.getAllMimeTypes()))
                .around(handlers);
        List<String> excluded = excluded(compression.getExcludedUserAgents());
        return excluded.isEmpty()
                ? compressed
                : compressed.around((inner, request) ->
                        isOneOf(excluded, request) ? handlers.reply(request) : inner.reply(request));
    }

    private static Predicate<String> oneOf(String[] texts) {
        List<MimeType> types =
                Arrays.stream(texts).map(MimeTypeUtils::parseMimeType).toList();
        return text -> {
            try {
                MimeType type = MimeTypeUtils.parseMimeType(text);
                return types.stream().anyMatch(one -> one.isCompatibleWith(type));
            } catch (InvalidMimeTypeException malformed) {
                return false; // a handler may set any text
            }
        };
    }

    private static List<String> excluded(String @Nullable [] agents) {
        return agents == null
                ? List.of()
                : Arrays.stream(agents)
                        .map(agent -> agent.toLowerCase(Locale.ROOT))
                        .toList();
    }

    /** Whether the User-Agent of a request contains one of these texts, in any case. */
    private static boolean isOneOf(List<String> agents, Request request) {
        String field = request.header("User-Agent");
        return field != null && agents.stream().anyMatch(field.toLowerCase(Locale.ROOT)::contains);
    }
}
