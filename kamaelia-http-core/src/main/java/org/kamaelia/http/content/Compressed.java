package org.kamaelia.http.content;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.AcceptEncoding;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.http.syntax.Fields;

/**
 * Compresses the responses of handlers of any kind with gzip, for clients that accept gzip (RFC 9110 sections 8.4 and
 * 12.5.3).
 *
 * <pre>{@code
 * HandlerFactory smaller = Compressed.defaults().around(routes);
 * }</pre>
 *
 * <ul>
 *   <li>A response is compressed if its media type shrinks, and its body has at least {@link #minimum} bytes or a length
 *       that is not known. Responses with Content-Encoding, Content-Range or {@code Cache-Control: no-transform} are left
 *       as they are, and so are 204, 205, 206 and 304.
 *   <li>A response that could be compressed has {@code Vary: Accept-Encoding}, whether it is compressed or not. So have the
 *       206 and 304 answers of the same resource.
 *   <li>A compressed response has no Content-Length and no Accept-Ranges, and its strong entity tag becomes weak, since it
 *       is another representation. HEAD is answered with the same fields.
 *   <li>A body that comes in parts is sent in parts: when the handler pauses, what it has sent is flushed.
 * </ul>
 *
 * <p><b>Memory.</b> One deflater of about 256 KiB and a piece of 8 KiB for each body under way. While {@link #concurrent}
 * bodies are under way, others are sent as they are.
 *
 * <p><b>Security.</b> An answer that holds a secret and text that a stranger can choose should not be compressed over TLS:
 * its length tells the secret bit by bit (the BREACH attack).
 *
 * <p>Works on event loops, in turns of 64 KiB of input. Immutable and thread-safe.
 */
public final class Compressed {
    /** Bytes of a body below which it is left as it is. */
    public static final int MINIMUM = 1_024;

    private static final int LEVEL = 6;
    private static final int CONCURRENT = 512;
    private static final Set<Integer> NEVER = Set.of(204, 205, 206, 304);
    private static final Set<String> SHRINKING = Set.of(
            "application/javascript",
            "application/json",
            "application/manifest+json",
            "application/ndjson",
            "application/x-ndjson",
            "application/rtf",
            "application/wasm",
            "application/x-javascript",
            "application/x-sh",
            "application/xml",
            "application/yaml",
            "application/x-www-form-urlencoded",
            "application/vnd.ms-fontobject",
            "font/otf",
            "font/ttf",
            "font/collection",
            "image/bmp",
            "image/svg+xml",
            "image/x-icon",
            "image/vnd.microsoft.icon");
    private static final Compressed DEFAULTS =
            new Compressed(MINIMUM, Compressed::shrinks, new Deflaters(LEVEL, CONCURRENT));

    private final long minimum;
    private final Predicate<String> types;
    private final Deflaters deflaters;

    private Compressed(long minimum, Predicate<String> types, Deflaters deflaters) {
        this.minimum = minimum;
        this.types = types;
        this.deflaters = deflaters;
    }

    /**
     * Bodies of at least 1 KiB of {@linkplain #shrinks types that shrink}, at most 512 at once in all servers of this
     * JVM.
     */
    public static Compressed defaults() {
        return DEFAULTS;
    }

    /**
     * The same for bodies of at least so many bytes. A body whose length is not known is always compressed.
     *
     * @param bytes at least 0
     */
    public Compressed minimum(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("The smallest body has at least 0 bytes, not " + bytes);
        }
        return new Compressed(bytes, types, deflaters);
    }

    /**
     * The same for other types.
     *
     * @param which whether to compress a media type, which it gets in lower case and without parameters
     */
    public Compressed types(Predicate<String> which) {
        return new Compressed(minimum, which, deflaters);
    }

    /**
     * The same with deflaters of its own.
     *
     * @param bodies how many bodies are compressed at once, at least 1; others are sent as they are
     * @param level 1 (fast) to 9 (small)
     */
    public Compressed concurrent(int bodies, int level) {
        if (bodies < 1 || level < 1 || level > 9) {
            throw new IllegalArgumentException(
                    "At least 1 body is compressed, at a level from 1 to 9, not " + bodies + " at level " + level);
        }
        return new Compressed(minimum, types, new Deflaters(level, bodies));
    }

    /** Whether content of a media type is worth compressing: text and the like, and not what is compressed already. */
    public static boolean shrinks(String type) {
        return type.startsWith("text/") || type.endsWith("+json") || type.endsWith("+xml") || SHRINKING.contains(type);
    }

    /**
     * Compresses the responses of a handler. With {@link Conditional} and {@link Ranged} the order is
     * {@code Ranged.around(Conditional.around(Compressed.defaults().around(handler)))}. If they stand inside, or the
     * handler does their work itself, their answers are left as they are.
     */
    public HandlerFactory around(HandlerFactory factory) {
        return factory.around((inner, request) -> {
            Reply reply = inner.reply(request);
            return reply instanceof Response whole && isLeftAlone(request, whole)
                    ? whole
                    : new CompressedHandler(reply, this);
        });
    }

    /** Whether a whole response leaves as it is, so that no component has to stand in front of it. */
    private boolean isLeftAlone(Request request, Response whole) {
        if (NEVER.contains(whole.status())) {
            return whole.status() == 204 || whole.status() == 205;
        }
        return whole.size() < minimum && accepted(request).acceptsIdentity() || !couldBeCoded(whole);
    }

    /** What is to be done with a response. */
    record Plan(Response head, @Nullable Gzip gzip) {}

    /** Decides from the first part. */
    Plan plan(Request request, Response response) {
        boolean never = NEVER.contains(response.status());
        if (response.status() == 304) {
            return new Plan(varying(stillWeak(request, response)), null);
        }
        if (!couldBeCoded(response)) {
            return new Plan(response, null);
        }
        AcceptEncoding accepted = accepted(request);
        long length = response.contentLength();
        boolean small = length >= 0 && length < minimum && accepted.acceptsIdentity();
        if (small && !never) {
            return new Plan(response, null); // this one is never compressed, so it does not vary
        }
        boolean wanted = !never && accepted.choose("gzip") != null;
        Gzip gzip = wanted ? deflaters.begin() : null;
        return new Plan(gzip == null ? varying(response) : coded(response), gzip);
    }

    private static AcceptEncoding accepted(Request request) {
        return AcceptEncoding.of(request.fields().joined("Accept-Encoding"));
    }

    private boolean couldBeCoded(Response response) {
        Fields fields = response.fields();
        String type = fields.first("Content-Type");
        if (type == null || response.status() == 204 || response.status() == 205) {
            return false;
        }
        int end = type.indexOf(';');
        String bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        boolean partial = response.status() == 206 && bare.equals("multipart/byteranges");
        return (partial || types.test(bare))
                && !fields.contains("Content-Encoding")
                && (response.status() == 206 || !fields.contains("Content-Range"))
                && !fields.hasToken("Cache-Control", "no-transform");
    }

    /** A client that names the weak tag has the compressed representation, and its copy of that is still good. */
    private static Response stillWeak(Request request, Response response) {
        String field = response.fields().first("ETag");
        EntityTag tag = field == null ? null : EntityTag.parse(field);
        String list = request.fields().joined("If-None-Match");
        boolean hasWeak = tag != null && list != null && tag.isIn(list, false) && !tag.isIn(list, true);
        return hasWeak
                ? response.replaceHeader(
                        "ETag", Objects.requireNonNull(tag).weakened().toString())
                : response;
    }

    private static Response varying(Response response) {
        Fields fields = response.fields();
        boolean said = fields.hasToken("Vary", "Accept-Encoding") || fields.hasToken("Vary", "*");
        return said ? response : response.header("Vary", "Accept-Encoding");
    }

    private static Response coded(Response response) {
        Response varying = varying(response);
        Fields.Builder fields = varying.fields().toBuilder();
        fields.add("Content-Encoding", "gzip");
        for (String gone : new String[] {"Accept-Ranges", "Content-MD5", "Content-Digest", "Repr-Digest", "Digest"}) {
            fields.remove(gone);
        }
        String field = response.fields().first("ETag");
        EntityTag tag = field == null ? null : EntityTag.parse(field);
        if (tag != null) {
            fields.set("ETag", tag.weakened().toString());
        }
        Response head = varying.streamed().withFields(fields.build());
        return response.isEndless() ? head.endless() : head;
    }
}
