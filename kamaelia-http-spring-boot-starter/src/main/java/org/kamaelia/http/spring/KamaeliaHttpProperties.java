package org.kamaelia.http.spring;

import java.net.InetAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.server.AccessLogFormat;
import org.kamaelia.net.TlsSetup.ClientAuth;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * What {@code application.yml} says of the servers. Immutable. A key that is not known here fails, so that a setting
 * with a wrong name is not silently without effect.
 *
 * @param eventLoops Event loops that all servers share; 0 is one for each processor.
 * @param servers Servers by name. Without any there is one server called 'default' on port 8080.
 * @param defaults What all servers have in common, but for what is set for a single one.
 * @param blocking Threads of blocking handlers, shared by all servers.
 * @param bufferBudget Bytes that all connections may hold together; past it the slowest are reset. 0 is a quarter of the
 *     heap.
 * @param shutdown How all servers stop.
 * @param json Bodies in JSON.
 * @param management Actuator on one of the servers.
 */
@ConfigurationProperties(prefix = KamaeliaHttpProperties.PREFIX, ignoreUnknownFields = false)
public record KamaeliaHttpProperties(
        @DefaultValue("0") int eventLoops,
        Map<String, Server> servers,
        @DefaultValue Server defaults,
        @DefaultValue Blocking blocking,
        @DefaultValue("0B") DataSize bufferBudget,
        @DefaultValue Shutdown shutdown,
        @DefaultValue Json json,
        @DefaultValue Management management) {
    /** The prefix of all keys. */
    public static final String PREFIX = "kamaelia.http";

    /** The name of the server when none is configured. */
    public static final String DEFAULT_SERVER = "default";

    /** Event loops at the most. */
    static final int MOST_EVENT_LOOPS = 1_024;

    /** Adds the default server where none is configured. */
    public KamaeliaHttpProperties {
        servers = servers == null || servers.isEmpty()
                ? Map.of(DEFAULT_SERVER, defaults)
                : Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    }

    /** The key of a server's setting, for messages. */
    static String key(String server, String setting) {
        return PREFIX + ".servers." + server + "." + setting;
    }

    /**
     * Threads of blocking handlers, shared by all servers.
     *
     * @param maxConcurrent Blocking handlers that run at once.
     * @param maxWaiting Blocking handlers that wait for a thread; 503 past it.
     * @param executor Name of the bean of type Executor on whose threads they run; the application's only TaskExecutor
     *     unless set, and threads of their own where there is none.
     */
    public record Blocking(
            @DefaultValue("1024") int maxConcurrent,
            @DefaultValue("1024") int maxWaiting,
            @Nullable String executor) {}

    /**
     * Bodies in JSON.
     *
     * @param maxBody Size of a body that is read as JSON, unless its handler says otherwise; 413 past it.
     */
    public record Json(@DefaultValue("1MB") DataSize maxBody) {}

    /**
     * How all servers stop.
     *
     * @param preDrainDelay Time between readiness going off and the drain, in which requests are served as ever and load
     *     balancers learn to send no more.
     */
    public record Shutdown(@DefaultValue("0s") Duration preDrainDelay) {}

    /**
     * Actuator on one of the servers.
     *
     * @param server Name of the server that serves actuator's web endpoints. Not needed where there is one server only.
     */
    public record Management(@Nullable String server) {}

    /**
     * One server.
     *
     * @param port Port to listen on; 0 takes a free one.
     * @param address Local address to listen on; all of them unless set.
     * @param socket File of a Unix domain socket to listen on instead of a port.
     * @param socketPermissions Permissions of this file, such as rw-rw----; as the umask has them unless set.
     * @param backlog Connections that the system completes ahead of the server.
     * @param maxConnections Connections open at once; the one that has been idle for longest is closed for another, and
     *     where none is idle it waits in the backlog.
     * @param sendBuffer Size of the system's send buffer of each connection; 0 leaves it to the system.
     * @param serverHeader Value of the Server field of responses; none unless set.
     * @param shutdownGrace Time that requests under way may take when the server stops; they are cut off past it.
     * @param ssl TLS; the server speaks plain HTTP unless something is set here.
     * @param limits What a client may send.
     * @param timeouts How long a client, or a handler, may take.
     * @param pathLimits Limits of single paths, where they differ from those of the server.
     * @param staticFiles Files to serve, from one or more places under a path.
     * @param compression Compression of responses with gzip.
     * @param forwarded Fields in which proxies say where a request came from.
     * @param proxyProtocol The PROXY protocol, in which proxies say where a connection came from.
     * @param accessLog A line for each request.
     */
    public record Server(
            @DefaultValue("8080") int port,
            @Nullable InetAddress address,
            @Nullable String socket,
            @Nullable String socketPermissions,
            @DefaultValue("1024") int backlog,
            @DefaultValue("16384") int maxConnections,
            @DefaultValue("0B") DataSize sendBuffer,
            @Nullable String serverHeader,
            @DefaultValue("30s") Duration shutdownGrace,
            @Nullable Ssl ssl,
            @DefaultValue Limits limits,
            @DefaultValue Timeouts timeouts,
            @DefaultValue List<PathLimit> pathLimits,
            @Name("static") @DefaultValue List<StaticFiles> staticFiles,
            @DefaultValue Compression compression,
            @DefaultValue Forwarded forwarded,
            @DefaultValue ProxyProtocol proxyProtocol,
            @DefaultValue AccessLog accessLog) {}

    /**
     * TLS.
     *
     * @param enabled Whether the server speaks TLS.
     * @param bundle Name of the SSL bundle with the server's key and certificate, and with those it trusts.
     * @param clientAuth Whether clients are asked for a certificate: none, want, or need.
     * @param handshakeTimeout Time from connecting until the TLS handshake is complete; the connection closes past it.
     */
    public record Ssl(
            @DefaultValue("true") boolean enabled,
            @Nullable String bundle,
            @DefaultValue("none") ClientAuth clientAuth,
            @DefaultValue("10s") Duration handshakeTimeout) {}

    /**
     * What a client may send.
     *
     * @param requestLine Size of the request line; 414 past it.
     * @param headerSection Size of the header section; 431 past it.
     * @param headerFields Number of header fields; 431 past it.
     * @param chunkLine Size of a chunk-size line with its extensions; 400 past it.
     * @param trailerSection Size of the trailer section; 400 past it.
     * @param requestBody Size of a request body, unless its handler says otherwise; 413 past it, 0 is unlimited.
     * @param requestBodyRate Least bytes of a wanted request body in a second; 408 below it, 0 is no limit.
     * @param pipelinedRequests Requests that are parsed ahead on a connection.
     * @param buffered Bytes under way on a connection, in each direction.
     * @param drain Bytes of an unread request body that are discarded after the answer; the connection closes past it.
     */
    public record Limits(
            @DefaultValue("8KB") DataSize requestLine,
            @DefaultValue("16KB") DataSize headerSection,
            @DefaultValue("100") int headerFields,
            @DefaultValue("256B") DataSize chunkLine,
            @DefaultValue("8KB") DataSize trailerSection,
            @DefaultValue("2MB") DataSize requestBody,
            @DefaultValue("240B") DataSize requestBodyRate,
            @DefaultValue("16") int pipelinedRequests,
            @DefaultValue("48KB") DataSize buffered,
            @DefaultValue("256KB") DataSize drain) {}

    /**
     * How long a client, or a handler, may take.
     *
     * @param headerSection Time for a whole header section, from its first byte; 408 past it.
     * @param idle Time between requests; the connection closes past it.
     * @param requestBody Time without a byte of a request body that is wanted; 408 past it.
     * @param requestBodyRateAfter Time after which the rate of a request body counts.
     * @param response Time for a handler to begin its response; 503 past it.
     * @param write Time in which a client accepts no byte of a response; the connection is reset past it.
     * @param drain Time for discarding a request body after an early answer; the connection closes past it.
     * @param linger Time to wait for the client to close after the last byte; a tenth of it when the server stops.
     * @param streamGrace Time that responses without an end go on when the server stops.
     */
    public record Timeouts(
            @DefaultValue("10s") Duration headerSection,
            @DefaultValue("75s") Duration idle,
            @DefaultValue("30s") Duration requestBody,
            @DefaultValue("5s") Duration requestBodyRateAfter,
            @DefaultValue("30s") Duration response,
            @DefaultValue("30s") Duration write,
            @DefaultValue("5s") Duration drain,
            @DefaultValue("5s") Duration linger,
            @DefaultValue("1s") Duration streamGrace) {}

    /**
     * Limits of one path; what is not set here is as the server has it.
     *
     * @param path Path as its handler has it, such as /upload/ or /users/{id}.
     * @param requestBody Size of a request body, unless its handler collects it; 413 past it, 0 is unlimited.
     * @param requestBodyIdle Time without a byte of a request body that is wanted; 408 past it.
     * @param requestBodyRate Least bytes of a wanted request body in a second; 408 below it, 0 is no limit.
     * @param response Time for the handler to begin its response; 503 past it.
     */
    public record PathLimit(
            @Nullable String path,
            @Nullable DataSize requestBody,
            @Nullable Duration requestBodyIdle,
            @Nullable DataSize requestBodyRate,
            @Nullable Duration response) {}

    /**
     * Files under a path.
     *
     * @param path Path under which all of them lie, such as /assets/.
     * @param locations Where to look for a file, in this order: file:/srv/www/ or classpath:/static/.
     * @param index Files that answer for a directory, the first that is there; none if it is empty.
     * @param listing Whether a directory without such a file is answered with a list of what is in it.
     * @param followLinks Whether to follow links whose target is below the same file: location, as in mounted Kubernetes
     *     volumes; a link that leads elsewhere is never followed.
     * @param precompressed Whether to send app.js.br, .zst or .gz, where it lies beside app.js, to clients that accept it.
     * @param cache Rules for Cache-Control; the first one that matches counts.
     */
    public record StaticFiles(
            @DefaultValue("/") String path,
            @DefaultValue("classpath:/static/") List<String> locations,
            @DefaultValue("index.html") List<String> index,
            @DefaultValue("false") boolean listing,
            @DefaultValue("false") boolean followLinks,
            @DefaultValue("true") boolean precompressed,
            @DefaultValue List<CacheRule> cache) {}

    /**
     * A rule for Cache-Control: a period, or the whole value.
     *
     * @param pattern Of the path below that of the files: * is anything in one segment, ** anything at all.
     * @param period How long a copy is fresh, in seconds if there is no unit; 0 is no-store.
     * @param cacheControl The whole value of Cache-Control, such as "public, max-age=31536000, immutable".
     */
    public record CacheRule(
            @DefaultValue("/**") String pattern,
            @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration period,
            @Nullable String cacheControl) {}

    /**
     * Compression of responses with gzip.
     *
     * @param enabled Whether responses are compressed.
     * @param mimeTypes Media types to compress, such as text/html or text/*; all that shrink unless set.
     * @param additionalMimeTypes More media types to compress.
     * @param minResponseSize Size of a response below which it is left as it is.
     */
    public record Compression(
            @DefaultValue("false") boolean enabled,
            @Nullable List<String> mimeTypes,
            @DefaultValue List<String> additionalMimeTypes,
            @DefaultValue("2KB") DataSize minResponseSize) {}

    /**
     * Fields in which proxies say where a request came from.
     *
     * @param fields Which fields the proxies write: none, forwarded (RFC 7239), or x-forwarded.
     * @param trusted Addresses of the proxies, such as 10.0.0.0/8; the fields are not looked at from any other.
     */
    public record Forwarded(
            @DefaultValue("none") ForwardedFields fields,
            @DefaultValue List<String> trusted) {}

    /** Fields in which proxies say where a request came from. */
    public enum ForwardedFields {
        /** None is looked at. */
        NONE,
        /** Forwarded, RFC 7239. */
        FORWARDED,
        /** X-Forwarded-For, -Proto, -Host and -Port. */
        X_FORWARDED
    }

    /**
     * A line for each request, at the level INFO of a logger of its own.
     *
     * @param enabled Whether requests are logged.
     * @param format Form of a line: common, combined, or json.
     * @param logger Name of the logger; org.kamaelia.http.access. and the name of the server unless set.
     * @param maxWaiting Lines that wait for a logger that is slow; more are dropped and counted.
     */
    public record AccessLog(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("combined") AccessLogFormat format,
            @Nullable String logger,
            @DefaultValue("8192") int maxWaiting) {}

    /**
     * The PROXY protocol, version 1 or 2, in which proxies say where a connection came from.
     *
     * @param enabled Whether every connection begins with it; one that does not is closed.
     * @param trusted Addresses of the proxies, such as 10.0.0.0/8; a connection from any other is closed.
     */
    public record ProxyProtocol(
            @DefaultValue("false") boolean enabled,
            @DefaultValue List<String> trusted) {}
}
