package org.kamaelia.http.content;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.Fields;

/** The settings of a {@link Minimal}, whose methods explain them. Not changed once a {@link Minimal} has them. */
final class MinimalSettings {
    /** Entries of a directory that are looked at for a listing. */
    static final int MOST_LISTED = 10_000;

    /** Files up to this size are kept in memory, where they are sent together with the head of the response. */
    static final int SMALL = 64 * 1024;

    /** The first source that has a file counts. */
    final List<ResourceSource> sources;

    MimeTypes types = MimeTypes.standard();
    List<String> index = List.of("index.html");
    boolean listing;
    boolean dotFiles;
    List<Precompressed> precompressed =
            List.of(Precompressed.of("br"), Precompressed.of("zstd"), Precompressed.of("gzip"));

    /** The first rule whose pattern matches counts. */
    List<CacheRule> cacheRules = List.of();

    /** More field lines for every file. */
    Fields fields = Fields.empty();

    long cacheBytes = 16 * 1024 * 1024;
    int cacheEntries = 512;

    /** Nanoseconds, for the age of what is cached. */
    LongSupplier clock = System::nanoTime;

    MinimalSettings(List<ResourceSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** The same, to be changed. */
    MinimalSettings copy() {
        return copy(sources);
    }

    /** The same with other sources, to be changed. */
    MinimalSettings copy(List<ResourceSource> others) {
        MinimalSettings copy = new MinimalSettings(others);
        copy.types = types;
        copy.index = index;
        copy.listing = listing;
        copy.dotFiles = dotFiles;
        copy.precompressed = precompressed;
        copy.cacheRules = cacheRules;
        copy.fields = fields;
        copy.cacheBytes = cacheBytes;
        copy.cacheEntries = cacheEntries;
        copy.clock = clock;
        return copy;
    }

    /**
     * A value of Cache-Control.
     *
     * @param pattern of the decoded path
     */
    record CacheRule(PathPattern pattern, String value) {}

    /** Whether a file is to be kept in memory. */
    boolean isSmall(Resource resource) {
        return resource.length() <= Math.min(SMALL, cacheBytes / 4);
    }

    /** The answer with a whole file: complete if the content is in memory, else the head with the length. */
    Response answer(
            List<String> segments, String type, @Nullable String coding, boolean isNegotiated, Resource content) {
        Fields.Builder lines = Fields.builder().add("Content-Type", type);
        if (coding != null) {
            lines.add("Content-Encoding", coding);
        }
        lines.add("Accept-Ranges", "bytes");
        String cacheControl = cacheControl(segments);
        if (cacheControl != null) {
            lines.add("Cache-Control", cacheControl);
        }
        if (isNegotiated) {
            lines.add("Vary", "Accept-Encoding");
        }
        for (int i = 0; i < fields.size(); i++) {
            lines.add(fields.name(i), fields.value(i));
        }
        Response head = content.memory() != null
                ? Response.bytes(type, content.memory())
                : Response.ok(type).length(content.length());
        return content.validators().on(head.withFields(lines.build()));
    }

    private @Nullable String cacheControl(List<String> segments) {
        String path = "/" + String.join("/", segments);
        for (CacheRule rule : cacheRules) {
            if (rule.pattern.matches(path)) {
                return rule.value;
            }
        }
        return null;
    }
}
