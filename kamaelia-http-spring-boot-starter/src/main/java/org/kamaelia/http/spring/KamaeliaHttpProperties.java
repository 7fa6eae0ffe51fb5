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
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * The properties of the servers, as {@code application.yml} sets them. Immutable. An unknown key stops the start of the
 * application, so that a misspelt setting is noticed.
 *
 * @param eventLoops Number of event loops, shared by all servers. 0, the default, means one for each processor.
 * @param servers Servers by name. If no server is configured, there is one server called 'default' on port 8080.
 * @param defaults Settings of all servers. A setting of a single server takes precedence.
 * @param blocking Threads of blocking handlers, shared by all servers.
 * @param bufferBudget Bytes that the buffers of all connections together may hold. Past the budget the slowest
 *     connections are reset. 0, the default, means a quarter of the largest heap.
 * @param shutdown How all servers stop.
 * @param json Request bodies in JSON.
 * @param websocket WebSockets of all servers.
 * @param management Actuator endpoints on one of the servers.
 * @param webflux Spring WebFlux on one of the servers.
 * @param http2 HTTP/2 on all servers. A setting of a single server takes precedence.
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
        @NestedConfigurationProperty @DefaultValue WebSocketProperties websocket,
        @DefaultValue Management management,
        @DefaultValue Webflux webflux,
        @NestedConfigurationProperty @DefaultValue Http2Properties http2) {
    /** The prefix of all keys. */
    public static final String PREFIX = "kamaelia.http";

    /** The name of the server when none is configured. */
    public static final String DEFAULT_SERVER = "default";

    /** Largest number of event loops. */
    static final int MOST_EVENT_LOOPS = 1_024;

    /** Adds the default server if no server is configured. */
    public KamaeliaHttpProperties {
        servers = servers == null || servers.isEmpty()
                ? Map.of(DEFAULT_SERVER, defaults)
                : Collections.unmodifiableMap(new LinkedHashMap<>(servers));
    }

    /** The key of a setting of a server, for messages. */
    static String key(String server, String setting) {
        return PREFIX + ".servers." + server + "." + setting;
    }

    /**
     * Threads of blocking handlers, shared by all servers.
     *
     * @param maxConcurrent Number of blocking handlers that may run at the same time, 1024 by default.
     * @param maxWaiting Number of blocking handlers that may wait for a thread, 1024 by default. Further requests get
     *     503.
     * @param maxConcurrentEach Number of blocking handlers that may run at the same time for one client. By default three
     *     times as many as are free, which is three quarters of max-concurrent for a client that is alone (all, where
     *     there are fewer than 64). Further requests of the client wait. A client is an IPv4 address, or the first 64 bits
     *     of an IPv6 address.
     * @param maxWaitingEach Number of blocking handlers of one client that may wait. By default three times as many as
     *     may still wait, which is three quarters of max-waiting for a client that is alone (all, where there are fewer
     *     than 64). Further requests of the client get 503.
     * @param executor Name of the Executor bean whose threads run blocking handlers. By default the application's only
     *     TaskExecutor is used, and without a TaskExecutor the server makes its own threads.
     */
    public record Blocking(
            @DefaultValue("1024") int maxConcurrent,
            @DefaultValue("1024") int maxWaiting,
            @Nullable Integer maxConcurrentEach,
            @Nullable Integer maxWaitingEach,
            @Nullable String executor) {}

    /**
     * Request bodies in JSON.
     *
     * @param maxBody Largest size of a request body that is read as JSON, 1MB by default. A larger body gets 413. A
     *     handler can set another limit.
     */
    public record Json(@DefaultValue("1MB") DataSize maxBody) {}

    /**
     * How all servers stop.
     *
     * @param preDrainDelay Time between the end of readiness and the start of the drain, 0s by default. During this
     *     time load balancers notice the readiness, and the server serves requests as before.
     */
    public record Shutdown(@DefaultValue("0s") Duration preDrainDelay) {}

    /**
     * Actuator endpoints on one of the servers.
     *
     * @param server Name of the server that serves actuator's web endpoints. Needed only if there are several servers.
     * @param livePicture Whether the endpoint kamaelia has a page, kamaelia/live, with a live picture of the components
     *     and their boxes, false by default. The endpoint must be exposed.
     */
    public record Management(
            @Nullable String server, @DefaultValue("false") boolean livePicture) {}

    /**
     * Spring WebFlux on one of the servers. Needs kamaelia-http-webflux-spring-boot-starter.
     *
     * @param server Name of the server that serves what WebFlux handles. By default it is the only server.
     */
    public record Webflux(@Nullable String server) {}

    /**
     * One server.
     *
     * @param port Port on which the server listens, 8080 by default. 0 takes a free port.
     * @param address Local address on which the server listens. By default the server listens on all addresses.
     * @param socket File of a Unix domain socket on which the server listens instead of a port. None by default.
     * @param socketPermissions Permissions of the socket file, such as rw-rw----. By default the umask of the process
     *     decides.
     * @param backlog Number of completed connections that the operating system holds until the server accepts them,
     *     1024 by default.
     * @param maxConnections Number of connections open at the same time, by default 16384 or as many as a quarter of the
     *     heap has room for. At the limit, the connection that has been idle for the longest time is closed to make room.
     *     If no connection is idle, new connections wait in the backlog.
     * @param maxConnectionsEach Number of connections that one client may have. By default three times as many as are
     *     free or idle, which is three quarters of max-connections for a client that is alone (all, where there are fewer
     *     than 64). Further ones are closed at once. A client is an IPv4 address, or the first 64 bits of an IPv6 address.
     * @param sendBuffer Size of the operating system's send buffer of each connection. With 0, the default, it is 256KB
     *     for clients of the loopback interface, and the operating system chooses it for all others.
     * @param serverHeader Value of the Server field of responses. By default responses have no Server field.
     * @param shutdownGrace Time that requests under way have to finish when the server stops, 30s by default. After
     *     that the remaining connections are reset.
     * @param ssl TLS. The server uses plain HTTP unless a key of this group is set.
     * @param limits Limits on what a client may send.
     * @param timeouts Limits on the time that a client or a handler may take.
     * @param pathLimits Limits of single paths, where they differ from the limits of the server.
     * @param staticFiles Static files, each from one or more locations under a path.
     * @param compression Compression of responses with gzip.
     * @param forwarded Fields in which proxies send the client's address.
     * @param proxyProtocol The PROXY protocol, in which proxies send the client's address.
     * @param accessLog The access log, with one line for each request.
     * @param http2 HTTP/2 on this server.
     */
    public record Server(
            @DefaultValue("8080") int port,
            @Nullable InetAddress address,
            @Nullable String socket,
            @Nullable String socketPermissions,
            @DefaultValue("1024") int backlog,
            @Nullable Integer maxConnections,
            @Nullable Integer maxConnectionsEach,
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
            @DefaultValue AccessLog accessLog,
            @NestedConfigurationProperty @DefaultValue Http2Properties http2) {}

    /**
     * TLS.
     *
     * @param enabled Whether the server uses TLS, true by default.
     * @param bundle Name of the SSL bundle with the server's key and certificate, and with the certificates that the
     *     server trusts.
     * @param clientAuth Whether the server asks clients for a certificate: none (the default), want or need.
     * @param handshakeTimeout Time from the connect to the end of the TLS handshake, 10s by default. Past it the
     *     connection closes.
     * @param maxHandshakes Number of TLS handshakes under way at the same time, by default as many as an eighth of the heap
     *     has room for. Further connections are closed at once. One client may have three quarters of them.
     */
    public record Ssl(
            @DefaultValue("true") boolean enabled,
            @Nullable String bundle,
            @DefaultValue("none") ClientAuth clientAuth,
            @DefaultValue("10s") Duration handshakeTimeout,
            @Nullable Integer maxHandshakes) {}

    /**
     * Limits on what a client may send.
     *
     * @param requestLine Largest size of the request line, 8KB by default. A longer request line gets 414.
     * @param headerSection Largest size of the header section, 16KB by default. A larger header section gets 431.
     * @param headerFields Largest number of header fields, 100 by default. More fields get 431.
     * @param chunkLine Largest size of a chunk-size line with its extensions, 256B by default. A longer line gets 400.
     * @param trailerSection Largest size of the trailer section, 8KB by default. A larger trailer section gets 400.
     * @param strictTargets Whether request targets must keep to the grammar of RFC 3986, false by default. Otherwise the
     *     characters that browsers send raw are accepted, too, such as [ ] | ^ in paths and { } in queries.
     * @param requestBody Largest size of a request body, 2MB by default. A larger body gets 413. 0 means unlimited. A
     *     handler can set another limit.
     * @param requestBodyRate Least number of bytes per second that a client must send while the handler wants the body,
     *     240B by default. A slower body gets 408. 0 means no limit.
     * @param pipelinedRequests Number of requests on a connection that are parsed ahead, 16 by default.
     * @param buffered Bytes that a connection may hold in each direction, 48KB by default.
     * @param drain Bytes of an unread request body that the server discards after the response, 256KB by default. Past
     *     it the connection closes.
     */
    public record Limits(
            @DefaultValue("8KB") DataSize requestLine,
            @DefaultValue("16KB") DataSize headerSection,
            @DefaultValue("100") int headerFields,
            @DefaultValue("256B") DataSize chunkLine,
            @DefaultValue("8KB") DataSize trailerSection,
            @DefaultValue("false") boolean strictTargets,
            @DefaultValue("2MB") DataSize requestBody,
            @DefaultValue("240B") DataSize requestBodyRate,
            @DefaultValue("16") int pipelinedRequests,
            @DefaultValue("48KB") DataSize buffered,
            @DefaultValue("256KB") DataSize drain) {}

    /**
     * Limits on the time that a client or a handler may take.
     *
     * @param headerSection Time for the whole header section, from its first byte, 10s by default. Past it the client
     *     gets 408.
     * @param idle Time between requests, 75s by default. Past it the connection closes.
     * @param requestBody Time without a byte of the request body while the handler wants the body, 30s by default. Past
     *     it the client gets 408.
     * @param requestBodyRateAfter Time before limits.request-body-rate applies to a body, 5s by default.
     * @param response Time for the handler to send the first part of its response, 30s by default. Past it the client
     *     gets 503.
     * @param write Time in which the client accepts no byte of the response, 30s by default. Past it the connection is
     *     reset.
     * @param drain Time to discard a request body after an early response, 5s by default. Past it the connection
     *     closes.
     * @param linger Time to wait for the client to close after the last byte of the server, 5s by default. When the
     *     server stops, a tenth of this time applies.
     * @param streamGrace Time that endless responses may continue when the server stops, 1s by default.
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
     * Limits of one path. A limit that is not set here is that of the server.
     *
     * @param path Path as its handler declares it, such as /upload/ or /users/{id}.
     * @param requestBody Largest size of a request body. A larger body gets 413. 0 means unlimited. The limit does not
     *     apply to a handler that collects the body. The default is limits.request-body of the server.
     * @param requestBodyIdle Time without a byte of the request body while the handler wants the body. Past it the
     *     client gets 408. The default is timeouts.request-body of the server.
     * @param requestBodyRate Least number of bytes per second that a client must send while the handler wants the body.
     *     A slower body gets 408. 0 means no limit. The default is limits.request-body-rate of the server.
     * @param response Time for the handler to send the first part of its response. Past it the client gets 503. The
     *     default is timeouts.response of the server.
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
     * @param path Path under which the files are served, such as /assets/. The default is /.
     * @param locations Places to look for a file, in this order: file:/srv/www/ or classpath:/static/. The default is
     *     classpath:/static/.
     * @param index Names of files to serve for a directory. The first file that exists is served. The default is
     *     index.html. An empty list means that no file is served for a directory.
     * @param listing Whether a directory without an index file is answered with a list of its files, false by default.
     * @param followLinks Whether to serve links whose target is below the same file: location, as in mounted Kubernetes
     *     volumes, false by default. A link to a target elsewhere is never served.
     * @param precompressed Whether to serve app.js.br, app.js.zst or app.js.gz beside app.js to clients that accept the
     *     coding, true by default.
     * @param cache Rules for Cache-Control. The first rule that matches a path applies.
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
     * @param pattern Pattern of the path below the path of the files. * matches within one segment, and ** matches any
     *     path. The default is /**.
     * @param period Time for which a copy is fresh, in seconds if no unit is given. 0 means no-store.
     * @param cacheControl The whole value of Cache-Control, such as "public, max-age=31536000, immutable".
     */
    public record CacheRule(
            @DefaultValue("/**") String pattern,
            @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration period,
            @Nullable String cacheControl) {}

    /**
     * Compression of responses with gzip.
     *
     * @param enabled Whether responses are compressed for clients that accept gzip, false by default.
     * @param mimeTypes Media types to compress, such as text/html or text/*. By default these are the types that
     *     compression makes smaller.
     * @param additionalMimeTypes Media types to compress in addition.
     * @param minResponseSize Least size of a response that is compressed, 2KB by default. Smaller responses are not
     *     compressed.
     */
    public record Compression(
            @DefaultValue("false") boolean enabled,
            @Nullable List<String> mimeTypes,
            @DefaultValue List<String> additionalMimeTypes,
            @DefaultValue("2KB") DataSize minResponseSize) {}

    /**
     * Fields in which proxies send the client's address.
     *
     * @param fields Fields that every trusted proxy sets or removes, as a list: none (the default), forwarded (RFC 7239),
     *     or some of x-forwarded-for, x-forwarded-proto, x-forwarded-host and x-forwarded-port. x-forwarded stands for
     *     these four. A field that a proxy does not set comes from the client.
     * @param trusted Addresses of the trusted proxies, such as 10.0.0.0/8. The fields of any other peer are ignored.
     *     Empty by default.
     */
    public record Forwarded(
            @DefaultValue("none") List<ForwardedFields> fields,
            @DefaultValue List<String> trusted) {}

    /** Fields in which proxies send the client's address. */
    public enum ForwardedFields {
        /** No field is read. */
        NONE,
        /** The field Forwarded of RFC 7239. */
        FORWARDED,
        /** The fields X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Port, all of them. */
        X_FORWARDED,
        /** The field X-Forwarded-For: the address of the client. */
        X_FORWARDED_FOR,
        /** The field X-Forwarded-Proto: http or https. */
        X_FORWARDED_PROTO,
        /** The field X-Forwarded-Host: the host that the client asked for. */
        X_FORWARDED_HOST,
        /** The field X-Forwarded-Port: the port that the client asked for. */
        X_FORWARDED_PORT
    }

    /**
     * The access log, with one line for each request at the level INFO.
     *
     * @param enabled Whether requests are logged, false by default.
     * @param format Format of a line: common, combined (the default) or json.
     * @param logger Name of the logger. The default is org.kamaelia.http.access. followed by the name of the server.
     * @param maxWaiting Number of lines that may wait for a slow logger, 8192 by default. Further lines are dropped and
     *     counted.
     */
    public record AccessLog(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("combined") AccessLogFormat format,
            @Nullable String logger,
            @DefaultValue("8192") int maxWaiting) {}

    /**
     * The PROXY protocol, version 1 or 2, in which proxies send the client's address.
     *
     * @param enabled Whether every connection must begin with the PROXY protocol, false by default. Any other
     *     connection is closed.
     * @param trusted Addresses of the trusted proxies, such as 10.0.0.0/8. A connection from any other address is
     *     closed.
     * @param headerSize Largest size of a header of version 2, 16KB by default and at least 4KB. Proxies put additional
     *     values (TLVs) into it, which are discarded. A connection with a larger header is closed.
     */
    public record ProxyProtocol(
            @DefaultValue("false") boolean enabled,
            @DefaultValue List<String> trusted,
            @DefaultValue("16KB") DataSize headerSize) {}
}
