package org.kamaelia.http.spring;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What {@code application.yml} says of the servers. Immutable. A key that is not known here fails, so that a setting
 * with a wrong name is not silently without effect.
 *
 * @param eventLoops Event loops that all servers share; 0 is one for each processor.
 * @param servers Servers by name. Without any there is one server called 'default' on port 8080.
 * @param blocking Threads of blocking handlers, shared by all servers.
 * @param management Actuator on one of the servers.
 */
@ConfigurationProperties(prefix = KamaeliaHttpProperties.PREFIX, ignoreUnknownFields = false)
public record KamaeliaHttpProperties(
        @DefaultValue("0") int eventLoops,
        Map<String, Server> servers,
        @DefaultValue Blocking blocking,
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
                ? Map.of(DEFAULT_SERVER, new Binder().bindOrCreate(PREFIX, Bindable.of(Server.class)))
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
     */
    public record Blocking(
            @DefaultValue("1024") int maxConcurrent,
            @DefaultValue("1024") int maxWaiting) {}

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
     * @param backlog Connections that the system completes ahead of the server.
     * @param maxConnections Connections open at once; more wait in the backlog.
     * @param sendBuffer Size of the system's send buffer of each connection; 0 leaves it to the system.
     * @param serverHeader Value of the Server field of responses; none unless set.
     * @param shutdownGrace Time that requests under way may take when the server stops; they are cut off past it.
     * @param limits What a client may send.
     * @param timeouts How long a client, or a handler, may take.
     */
    public record Server(
            @DefaultValue("8080") int port,
            @Nullable InetAddress address,
            @DefaultValue("1024") int backlog,
            @DefaultValue("16384") int maxConnections,
            @DefaultValue("0B") DataSize sendBuffer,
            @Nullable String serverHeader,
            @DefaultValue("30s") Duration shutdownGrace,
            @DefaultValue Limits limits,
            @DefaultValue Timeouts timeouts) {}

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
     * @param linger Time to wait for the client to close after the last byte.
     */
    public record Timeouts(
            @DefaultValue("10s") Duration headerSection,
            @DefaultValue("75s") Duration idle,
            @DefaultValue("30s") Duration requestBody,
            @DefaultValue("5s") Duration requestBodyRateAfter,
            @DefaultValue("30s") Duration response,
            @DefaultValue("30s") Duration write,
            @DefaultValue("5s") Duration drain,
            @DefaultValue("5s") Duration linger) {}
}
