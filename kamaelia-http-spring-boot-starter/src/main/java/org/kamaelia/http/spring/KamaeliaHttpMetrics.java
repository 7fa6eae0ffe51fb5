package org.kamaelia.http.spring;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.exchange.Http2Counters;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.websocket.WebSocketStatistics;
import org.kamaelia.net.transport.CloseCause;

/**
 * The meters of the servers. A meter reads the counters of the core when the meter itself is read. The size of a body
 * is the exception: it is recorded when its response ends, because totals do not show a distribution.
 *
 * <pre>
 *   kamaelia.http.server.responses             counter           server, framing
 *   kamaelia.http.server.response.body.size    summary, bytes    server, framing
 *   kamaelia.http.server.requests.rejected     counter           server, status
 *   kamaelia.http.server.connections.active    gauge             server
 *   kamaelia.http.server.connections.closed    counter           server, reason
 *   kamaelia.http.server.websocket.open        gauge             server
 *   kamaelia.http.server.websocket.messages    counter           server, direction
 *   kamaelia.http.server.websocket.bytes       counter, bytes    server, direction
 *   kamaelia.http.server.websocket.closed      counter           server, code
 *   kamaelia.http.server.queue.depth           gauge             server, component, box
 *                          and .capacity, .depth.max and .bytes (gauges), .full (counter), .wait (timer)
 * </pre>
 *
 * <p>Every series of a server exists before the first connection, with the value 0. Boxes that only some handlers have
 * are an exception: their series appear with the first handler of that kind. No series belongs to a single connection.
 * Counters do not go back when the context restarts.
 */
public final class KamaeliaHttpMetrics implements MeterBinder {
    /** Every status with which the server itself refuses a request, or with which a handler reports overload. */
    private static final List<Integer> REFUSALS = List.of(400, 405, 408, 413, 414, 417, 421, 429, 431, 501, 503, 505);

    private static final String PREFIX = "kamaelia.http.server.";

    private final Map<ServerStatistics, BodySizes> servers = new LinkedHashMap<>();

    /** The meters of these servers. */
    KamaeliaHttpMetrics(KamaeliaServers all) {
        for (ServerStatistics server : all.statistics()) {
            BodySizes sizes = new BodySizes();
            server.http().observe(sizes);
            servers.put(server, sizes);
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        servers.forEach((server, sizes) -> {
            bindResponses(server, sizes, registry);
            bindConnections(server, registry);
            bindStreams(server, registry);
            bindWebSockets(server, registry);
            server.onRoles(role -> bindBoxes(server.name(), role, registry));
        });
    }

    private static void bindResponses(ServerStatistics server, BodySizes sizes, MeterRegistry registry) {
        HttpStatistics http = server.http();
        for (Framing framing : Framing.values()) {
            Tags tags = Tags.of("server", server.name(), "framing", framing.tag());
            counter("responses", "Responses by framing, the way in which the end of their body is marked")
                    .bind(http, tags, statistics -> statistics.responses(framing), registry);
            sizes.add(
                    framing,
                    DistributionSummary.builder(PREFIX + "response.body.size")
                            .description("Size of the bodies of ended responses")
                            .baseUnit(BaseUnits.BYTES)
                            .tags(tags)
                            .register(registry));
        }
        for (int status : REFUSALS) {
            Tags tags = Tags.of("server", server.name(), "status", String.valueOf(status));
            counter("requests.rejected", "Requests that the server itself refused")
                    .bind(http, tags, statistics -> statistics.rejected(status), registry);
        }
    }

    private static void bindStreams(ServerStatistics server, MeterRegistry registry) {
        HttpStatistics http = server.http();
        Tags tags = Tags.of("server", server.name());
        gauge("http2.streams.active", "Streams of HTTP/2 that are open")
                .bind(http, tags, one -> one.http2(Http2Counters::streamsOpen), registry);
        counter("http2.windows.zero", "How often a response waited for a client to open its window")
                .bind(http, tags, one -> one.http2(Http2Counters::windowsAtZero), registry);
        counter("http2.floods", "Connections of HTTP/2 that were ended because of a flood")
                .bind(http, tags, one -> one.http2(Http2Counters::floods), registry);
        for (int i = 0; i <= Http2Counters.UNKNOWN_CODE; i++) {
            int code = i;
            Tags coded = tags.and("code", Http2Counters.tag(code));
            counter("http2.resets", "Streams of HTTP/2 that were reset")
                    .bind(http, coded.and("by", "server"), one -> one.http2(all -> all.resetsSent(code)), registry);
            counter("http2.resets", "Streams of HTTP/2 that were reset")
                    .bind(http, coded.and("by", "client"), one -> one.http2(all -> all.resetsReceived(code)), registry);
        }
    }

    private static void bindConnections(ServerStatistics server, MeterRegistry registry) {
        Tags tags = Tags.of("server", server.name());
        gauge("connections.active", "Connections that are open").bind(server, tags, ServerStatistics::active, registry);
        for (CloseCause cause : CloseCause.values()) {
            counter("connections.closed", "Connections that were closed")
                    .bind(server, tags.and("reason", cause.tag()), one -> one.closed(cause), registry);
        }
    }

    private static void bindWebSockets(ServerStatistics server, MeterRegistry registry) {
        WebSocketStatistics.Server sockets = WebSocketStatistics.shared().of(server.name());
        Tags tags = Tags.of("server", server.name());
        gauge("websocket.open", "WebSockets that are open")
                .bind(sockets, tags, WebSocketStatistics.Server::open, registry);
        Reading messages = counter("websocket.messages", "Messages of WebSockets");
        Reading bytes = counter("websocket.bytes", "Bytes of the messages of WebSockets, before compression")
                .unit(BaseUnits.BYTES);
        Tags received = tags.and("direction", "received");
        Tags sent = tags.and("direction", "sent");
        messages.bind(sockets, received, WebSocketStatistics.Server::messagesReceived, registry);
        messages.bind(sockets, sent, WebSocketStatistics.Server::messagesSent, registry);
        bytes.bind(sockets, received, WebSocketStatistics.Server::bytesReceived, registry);
        bytes.bind(sockets, sent, WebSocketStatistics.Server::bytesSent, registry);
        for (int code : WebSocketStatistics.codes()) {
            counter("websocket.closed", "WebSockets that ended, by the code of RFC 6455")
                    .bind(sockets, tags.and("code", String.valueOf(code)), one -> one.closes(code), registry);
        }
    }

    private static void bindBoxes(String server, BoxRole role, MeterRegistry registry) {
        Tags tags = Tags.of("server", server, "component", role.component(), "box", role.box());
        gauge("queue.depth", "Messages in boxes").bind(role, tags, BoxRole::depth, registry);
        gauge("queue.capacity", "Messages that all live boxes can hold").bind(role, tags, BoxRole::capacity, registry);
        gauge("queue.depth.max", "Most messages in a single box in the last 30 to 60 seconds")
                .bind(role, tags, BoxRole::maxDepth, registry);
        gauge("queue.bytes", "Bytes in boxes").unit(BaseUnits.BYTES).bind(role, tags, BoxRole::bytes, registry);
        counter("queue.full", "How often a sender found no room in a box").bind(role, tags, BoxRole::full, registry);
        FunctionTimer.builder(PREFIX + "queue.wait", role, BoxRole::waits, BoxRole::waitedNanos, TimeUnit.NANOSECONDS)
                .description("Time that messages waited in boxes; one message in 256 is measured")
                .tags(tags)
                .register(registry);
    }

    private static Reading gauge(String name, String description) {
        return new Reading(name, description, null, false);
    }

    private static Reading counter(String name, String description) {
        return new Reading(name, description, null, true);
    }

    /** A gauge or a counter that reads a figure of an object. */
    private record Reading(
            String name, String description, @Nullable String unit, boolean counts) {
        Reading unit(String baseUnit) {
            return new Reading(name, description, baseUnit, counts);
        }

        <T> void bind(T object, Tags tags, ToDoubleFunction<T> figure, MeterRegistry registry) {
            if (counts) {
                FunctionCounter.builder(PREFIX + name, object, figure)
                        .description(description)
                        .baseUnit(unit)
                        .tags(tags)
                        .register(registry);
            } else {
                Gauge.builder(PREFIX + name, object, figure)
                        .description(description)
                        .baseUnit(unit)
                        .tags(tags)
                        .register(registry);
            }
        }
    }
}
