package org.kamaelia.http.content;

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
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
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
 * <p><b>Answers.</b> GET and HEAD are answered with validators, conditions (RFC 9110 section 13) and byte ranges (section
 * 14). The path of a directory is answered with its index file; without its slash it is answered with 301 to the path
 * with a slash. OPTIONS is answered with Allow, other methods with 405.
 *
 * <p><b>What is not served.</b> The answer is 404 to a file that does not exist and to whatever must not be served: pipes,
 * devices and sockets, names that begin with a dot, paths that are malformed after decoding, and links. Links are
 * followed only in {@link ResourceSource#directoryWithLinks}.
 *
 * <p><b>Validators.</b> The entity tag of a file of up to 64 KiB is made of its content. The tag of a larger file is made
 * of its size, its time of modification and its identity on the disk, and is weak for the first 2 s after a change. Both
 * kinds of tag survive a restart. Only a tag made of content is the same on another machine.
 *
 * <p><b>Codings.</b> Beside {@code app.js} may lie {@code app.js.br}, {@code app.js.zst} and {@code app.js.gz}. A file
 * that is older than {@code app.js} is ignored. The client gets the coding that it prefers (section 12.5.3), with an
 * entity tag of its own and Vary. A {@code .svgz} file is an SVG image in gzip: it is sent as it is to all clients, with
 * {@code Content-Encoding: gzip}.
 *
 * <p><b>Threads and memory.</b> Directories are searched and files are opened on threads that may block, at most 64 at
 * once. A file that was found is served for up to 1 s without looking at the disk again. It is kept, with its file open
 * or its bytes in memory, until no client has asked for it for 10 s; see {@link #cache}. The event loop sends a large
 * file without copying it (sendfile), at most 240 KiB a turn. A page of the file that is not in memory makes the loop
 * wait for the disk. If a file becomes shorter while it is sent, the connection is aborted.
 *
 * <p>Immutable and thread-safe: every method that changes something answers a new object.
 */
public final class Minimal implements HandlerFactory {
    static final BackgroundLog LOG = BackgroundLog.of(Minimal.class);
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
     * With one more source, for files that none of the sources before has. Other codings of a file are looked for in the
     * source of the file only. A listing shows what all sources have in a directory.
     */
    public Minimal or(ResourceSource next) {
        List<ResourceSource> more = new ArrayList<>(settings.sources);
        more.add(next);
        return new Minimal(settings.copy(more));
    }

    /**
     * With other index files; {@code index.html} by default.
     *
     * @param names the first of these files that a directory has is the answer to its path. Without names, directories
     *     have no index
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

    /** With files and directories whose names begin with a dot. Off by default, since few of them are for the public. */
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
     * With other codings of files, such as {@code app.js.br} beside {@code app.js}.
     *
     * @param codings some of {@code br}, {@code zstd} and {@code gzip}, by default all in this order. The first is preferred
     *     where a client likes several equally. Without codings, such files are not looked for
     */
    public Minimal precompressed(String... codings) {
        MinimalSettings changed = settings.copy();
        changed.precompressed = Arrays.stream(codings).map(Precompressed::of).toList();
        return new Minimal(changed);
    }

    /**
     * With one more rule for Cache-Control; the first rule that matches counts. If no rule matches, the field is not sent,
     * and caches decide by themselves (RFC 9111 section 4.2.2).
     *
     * @param pattern of the decoded path below the root, beginning with a slash: {@code *} is anything in one segment,
     *     {@code **} anything at all, {@code ?} one character
     * @param value such as {@code no-cache} or {@code public, max-age=31536000, immutable}
     * @throws IllegalArgumentException if the pattern can match no file, or the value is not one of a field
     */
    public Minimal cacheControl(String pattern, String value) {
        Fields.builder().add("Cache-Control", value); // refuses what no field may have
        MinimalSettings changed = settings.copy();
        changed.cacheRules = new ArrayList<>(settings.cacheRules);
        changed.cacheRules.add(new MinimalSettings.CacheRule(new PathPattern(pattern), value));
        return new Minimal(changed);
    }

    /**
     * With one more field line in each answer with a file, such as {@code X-Content-Type-Options: nosniff}.
     *
     * @throws IllegalArgumentException if the line is malformed, or this component or the server makes the field itself
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
     * With other bounds of the cache; 16 MiB and 512 files by default. The content of a file is kept in memory if the file
     * has at most 64 KiB and at most a quarter of {@code bytes}. A larger file is kept open.
     *
     * @param bytes of all content together, and 2 KiB for each file
     * @param files the most files; with 0 nothing is kept
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

    /** The path below the route. The path of a directory ends in a slash, also where the route ends in that slash. */
    private static String place(Request request) {
        String rest = request.rest();
        return rest.isEmpty() && request.prefix().endsWith("/") ? "/" : rest;
    }

    /** The file that was found less than 1 s ago, held for the caller; null if the disk must be asked. */
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
