package org.kamaelia.http.content;

import org.kamaelia.http.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.BoundedExecutor;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.Fields;

/**
 * Serves files: Kamaelia's {@code Minimal}.
 *
 * <pre>{@code
 * ResourceGlue.of().at("/static/", Minimal.of(Path.of("public"))
 *         .cacheControl("/assets/**", "public, max-age=31536000, immutable")
 *         .cacheControl("/**", "no-cache"));
 * }</pre>
 *
 * <p>Answers GET and HEAD with validators, conditions (RFC 9110 section 13) and byte ranges (section 14), a directory
 * with its index file, and the path of a directory without its slash with 301 to the one with it. OPTIONS is answered
 * with Allow, other methods with 405. What is not there, and what must not be served, is 404 alike: links, pipes,
 * devices and sockets, names that begin with a dot, and paths that are malformed once decoded.
 *
 * <p><b>Validators.</b> A file of up to 64 KiB has an entity tag made of its content, a larger one a tag made of its
 * size, its time of modification and its identity on the disk, which is weak for the first 2 s after a change. Both
 * survive a restart; only the first is the same on another machine.
 *
 * <p><b>Codings.</b> Beside {@code app.js} may lie {@code app.js.br}, {@code app.js.zst} and {@code app.js.gz}, no older
 * than the file itself. The client gets what it likes best (section 12.5.3), with an entity tag of its own and Vary.
 *
 * <p><b>Threads and memory.</b> Directories are searched and files are opened on threads that may block, at most 64 at
 * once. What was found is used for up to 1 s without looking again, and is kept, with its file open or its bytes in
 * memory, until nobody has asked for it for 10 s; see {@link #cache}. A large file is sent by the event loop without
 * copying it (sendfile), at most 240 KiB a turn; a page of it that is not in memory makes the loop wait for the disk. A
 * file that is cut while it is sent aborts the connection.
 *
 * <p>Immutable and thread-safe: every method that changes something answers a new object.
 */
public final class Minimal implements HandlerFactory {
    static final System.Logger LOG = BackgroundLog.of(Minimal.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS");
    private static final String ALLOW = "GET, HEAD, OPTIONS";
    private static final Response OPTIONS_ANSWER = Response.of(204).header("Allow", ALLOW);
    private static final HandlerFactory OPTIONS = HandlerFactory.oneShot(request -> OPTIONS_ANSWER);
    private static final Set<String> OWN_FIELDS = Set.of(
            "content-type",
            "content-encoding",
            "content-range",
            "accept-ranges",
            "etag",
            "last-modified",
            "cache-control",
            "vary");

    private final MinimalSettings settings;
    private final ResourceCache cache;
    private final Finder finder;

    private Minimal(MinimalSettings settings) {
        this.settings = settings;
        this.cache = new ResourceCache(settings.cacheBytes, settings.cacheEntries, settings.clock);
        this.finder = new Finder(settings);
    }

    private static final class Shared {
        static final Executor EXECUTOR = new BoundedExecutor("kamaelia-files-", 64, 65_536);
    }

    /**
     * Serves a directory; see {@link ResourceSource#directory}.
     *
     * @throws IllegalArgumentException if there is no such directory
     */
    public static Minimal of(Path directory) {
        return of(ResourceSource.directory(directory));
    }

    /** Serves what a source finds. */
    public static Minimal of(ResourceSource source) {
        return new Minimal(new MinimalSettings(List.of(source)));
    }

    /**
     * With one more place, for what is in none of those before. What a file has beside it in other codings is looked
     * for in its own place only; a directory is made of what all places have.
     */
    public Minimal or(ResourceSource next) {
        List<ResourceSource> more = new ArrayList<>(settings.sources);
        more.add(next);
        return new Minimal(settings.copy(more));
    }

    /**
     * With other index files; {@code index.html} by default.
     *
     * @param names the first one that is in a directory is its answer; none at all: directories have no index
     */
    public Minimal index(String... names) {
        for (String name : names) {
            if (name.isEmpty() || name.contains("/")) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" is not the name of an index file; write one such as index.html");
            }
        }
        MinimalSettings changed = settings.copy();
        changed.index = List.of(names);
        return new Minimal(changed);
    }

    /** With a page that lists up to 10,000 entries of a directory without an index file; off by default. */
    public Minimal listing(boolean on) {
        MinimalSettings changed = settings.copy();
        changed.listing = on;
        return new Minimal(changed);
    }

    /** With files and directories whose names begin with a dot; off by default, since they are rarely meant for others. */
    public Minimal dotFiles(boolean on) {
        MinimalSettings changed = settings.copy();
        changed.dotFiles = on;
        return new Minimal(changed);
    }

    /** With other media types. */
    public Minimal types(MimeTypes types) {
        MinimalSettings changed = settings.copy();
        changed.types = types;
        return new Minimal(changed);
    }

    /**
     * With other codings in which files may lie beside themselves.
     *
     * @param codings of {@code br}, {@code zstd} and {@code gzip}, the one to be preferred among equals first; by default
     *     all in this order; none at all: such files are not looked for
     */
    public Minimal precompressed(String... codings) {
        MinimalSettings changed = settings.copy();
        changed.precompressed = Arrays.stream(codings).map(Precompressed::of).toList();
        return new Minimal(changed);
    }

    /**
     * With one more rule for Cache-Control; the first rule that matches counts. Without a match there is no such field,
     * and caches decide by themselves (RFC 9111 section 4.2.2).
     *
     * @param pattern of the decoded path below the root, beginning with a slash: {@code *} is anything in one segment,
     *     {@code **} anything at all, {@code ?} one character
     * @param value such as {@code no-cache} or {@code public, max-age=31536000, immutable}
     */
    public Minimal cacheControl(String pattern, String value) {
        Fields.builder().add("Cache-Control", value); // refuses what no field may have
        MinimalSettings changed = settings.copy();
        changed.cacheRules = new ArrayList<>(settings.cacheRules);
        changed.cacheRules.add(new MinimalSettings.CacheRule(new PathPattern(pattern), value));
        return new Minimal(changed);
    }

    /**
     * With one more field line in the answer with a file, such as {@code X-Content-Type-Options: nosniff}.
     *
     * @throws IllegalArgumentException if it is malformed, or is made by this component or by the server
     */
    public Minimal header(String name, String value) {
        if (OWN_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(name + " is made for each file and is not set by hand");
        }
        Response.of(204).header(name, value); // refuses what belongs to the framing
        MinimalSettings changed = settings.copy();
        changed.fields = settings.fields.toBuilder().add(name, value).build();
        return new Minimal(changed);
    }

    /**
     * With other bounds for what is kept; 16 MiB and 512 files by default. A file of up to 64 KiB, and of a quarter of
     * the bytes, is kept in memory; of a larger one its open file is kept.
     *
     * @param bytes of content, and 2 KiB for each file, together
     * @param files how many; 0: nothing is kept
     */
    public Minimal cache(long bytes, int files) {
        if (bytes < 0 || files < 0) {
            throw new IllegalArgumentException("Bytes and files are at least 0, not " + bytes + " and " + files);
        }
        MinimalSettings changed = settings.copy();
        changed.cacheBytes = bytes;
        changed.cacheEntries = files;
        return new Minimal(changed);
    }

    /** With another clock for the age of what is kept, for tests. */
    Minimal clock(LongSupplier nanos) {
        MinimalSettings changed = settings.copy();
        changed.clock = nanos;
        return new Minimal(changed);
    }

    @Override
    public Set<String> methods() {
        return METHODS;
    }

    @Override
    public Reply reply(Request request) {
        switch (request.method()) {
            case "GET", "HEAD" -> {
                return new MinimalHandler(this);
            }
            case "OPTIONS" -> {
                return OPTIONS.reply(request);
            }
            default ->
                throw new StatusException(405, "The method " + request.method() + " is not served here")
                        .header("Allow", ALLOW);
        }
    }

    /** The path below what matched; that of a directory ends in a slash, also where the slash has matched already. */
    private static String place(Request request) {
        String rest = request.rest();
        return rest.isEmpty() && request.prefix().endsWith("/") ? "/" : rest;
    }

    /** What was found a moment ago, held for the caller; null to look now. */
    @Nullable
    Found cached(Request request) {
        Found found = cache.fresh(place(request));
        if (found != null && Ranged.isAsked(request) && !found.isInMemory()) {
            found.release(); // a part must be of the file that its tag names, and this may have been rewritten in place
            return null;
        }
        return found;
    }

    /** The path that a request asks for; null if nothing can be there. */
    @Nullable
    ResourcePath path(Request request) {
        return ResourcePath.of(place(request), settings.dotFiles);
    }

    /** Looks for what a request asks for; blocks. A file that is found is held for the caller. */
    Finder.Result find(Request request) throws IOException {
        ResourcePath path = path(request);
        if (path == null) {
            return Finder.Result.NOTHING;
        }
        String key = place(request);
        Found known = cache.known(key);
        try {
            Finder.Result result = finder.find(path, known);
            if (result.file() == null) {
                cache.remove(key);
            } else {
                cache.put(key, result.file());
            }
            return result;
        } finally {
            if (known != null) {
                known.release();
            }
        }
    }

    /** Where files are looked for and streams are read. */
    Executor executor() {
        return Shared.EXECUTOR;
    }

    /** Files that are kept now, for tests. */
    int cached() {
        return cache.size();
    }

    static StatusException notFound() {
        return new StatusException(404, "There is no such resource");
    }

    static StatusException unavailable() {
        return new StatusException(503, "The resource cannot be read now")
                .header("Retry-After", "1")
                .overload();
    }
}
