package org.kamaelia.http.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.SocketLimits;
import org.kamaelia.net.transport.AddressText;

/**
 * The state of a configured server at one moment.
 *
 * @param name the name of the server
 * @param running whether the server accepts connections
 * @param address the address and port on which the server listens, behind a slash; null while it does not listen
 * @param port the port; null while the server does not listen
 * @param scheme {@code http} or {@code https}
 * @param connections the number of open connections
 * @param limits the limits in force, by the keys of their properties: bytes, counts, or a period in the form of ISO
 *     8601
 * @param routes paths with their methods, {@code *} for all methods, in the order of their registration
 * @param responses the number of responses so far, by framing
 * @param queues the boxes, summed by the role of their component
 */
public record ServerState(
        String name,
        boolean running,
        @Nullable String address,
        @Nullable Integer port,
        String scheme,
        long connections,
        Map<String, Object> limits,
        List<Route> routes,
        Map<String, Long> responses,
        List<Queue> queues) {
    /** A path and its methods. */
    public record Route(String path, Set<String> methods) {}

    /**
     * The boxes of one declaration.
     *
     * @param depth messages in the boxes
     * @param capacity messages that the boxes together can hold
     * @param maxDepth the most messages in a single box in the last 30 to 60 seconds
     * @param bytes bytes in the boxes
     * @param full how often a sender found no room, so far
     */
    public record Queue(
            String component, String box, long depth, long capacity, long maxDepth, long bytes, long full) {}

    static ServerState of(ServerStatistics counted, @Nullable SimpleServer server, Map<String, Set<String>> paths) {
        boolean listens = server != null && server.isRunning();
        HttpLimits http = counted.limits();
        return new ServerState(
                counted.name(),
                listens,
                server != null && listens ? "/" + AddressText.of(server.localAddress()) : null,
                server != null && listens ? server.localPort() : null,
                KamaeliaServers.scheme(server),
                counted.active(),
                server == null || http == null ? Map.of() : limits(http, server.limits()),
                paths.entrySet().stream()
                        .map(path -> new Route(path.getKey(), path.getValue()))
                        .toList(),
                responses(counted.http()),
                counted.roles().stream().map(ServerState::queue).toList());
    }

    private static Queue queue(BoxRole role) {
        return new Queue(
                role.component(),
                role.box(),
                role.depth(),
                role.capacity(),
                role.maxDepth(),
                role.bytes(),
                role.full());
    }

    private static Map<String, Long> responses(HttpStatistics http) {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Framing framing : Framing.values()) {
            all.put(framing.tag(), http.responses(framing));
        }
        return all;
    }

    private static Map<String, Object> limits(HttpLimits http, SocketLimits sockets) {
        ParserLimits parser = http.parser();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("max-connections", sockets.connections());
        all.put("backlog", sockets.backlog());
        all.put("send-buffer", sockets.sendBuffer());
        all.put("limits.request-line", parser.requestLine());
        all.put("limits.header-section", parser.headerSection());
        all.put("limits.header-fields", parser.fields());
        all.put("limits.chunk-line", parser.chunkLine());
        all.put("limits.trailer-section", parser.trailerSection());
        all.put("limits.strict-targets", parser.strictTargets());
        all.put("limits.request-body", http.requestBody());
        all.put("limits.request-body-rate", http.bodyRate());
        all.put("limits.pipelined-requests", http.pipelined());
        all.put("limits.buffered", http.buffered());
        all.put("limits.drain", http.drainBytes());
        all.put("timeouts.header-section", http.head().toString());
        all.put("timeouts.idle", http.idle().toString());
        all.put("timeouts.request-body", http.bodyIdle().toString());
        all.put("timeouts.request-body-rate-after", http.bodyGrace().toString());
        all.put("timeouts.response", http.firstPart().toString());
        all.put("timeouts.write", sockets.writeStall().toString());
        all.put("timeouts.drain", http.drain().toString());
        all.put("timeouts.linger", sockets.linger().toString());
        return all;
    }
}
