package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.kamaelia.http.spring.Metered.value;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("The meters show what happened, exactly")
class MetricsTest {
    private static Map<String, Double> responses(AssertableApplicationContext context) {
        return List.of("content-length", "chunked", "close", "none").stream()
                .collect(Collectors.toMap(
                        framing -> framing,
                        framing -> value(context, "responses", "server", "default", "framing", framing),
                        Double::sum,
                        TreeMap::new));
    }

    @Test
    @DisplayName("responses rise by exactly the number of responses of each framing")
    void responsesAreCountedExactlyByFraming() {
        Metered.runner().run(context -> {
            int port = Wire.port(context);
            for (int i = 0; i < 4; i++) {
                Wire.get(port, "/text");
            }
            for (int i = 0; i < 3; i++) {
                Wire.get(port, "/chunked");
            }
            for (int i = 0; i < 2; i++) {
                Wire.get(port, "/close");
            }
            Wire.get(port, "/empty");
            Wire.exchange(port, "HEAD", "/text");
            try (Wire old = new Wire(port)) {
                old.send("GET /chunked HTTP/1.0\r\n\r\n").readAll();
            }
            assertThat(responses(context))
                    .isEqualTo(Map.of("content-length", 4.0, "chunked", 3.0, "close", 3.0, "none", 2.0));
        });
    }

    @Test
    @DisplayName(
            "the size of bodies is a distribution summary with count, total and maximum, without the bytes of the framing")
    void bodySizesAreADistributionSummaryWithoutFraming() {
        Metered.runner().run(context -> {
            Wire.get(Wire.port(context), "/chunked");
            Wire.get(Wire.port(context), "/chunked");
            DistributionSummary summary = context.getBean(MeterRegistry.class)
                    .get(Metered.PREFIX + "response.body.size")
                    .tags("server", "default", "framing", "chunked")
                    .summary();
            await().until(() -> summary.count() == 2); // a body counts when the socket has taken it
            assertThat(summary.totalAmount()).isEqualTo(24);
            assertThat(summary.max()).isEqualTo(12);
            assertThat(summary.getId().getBaseUnit()).isEqualTo("bytes");
        });
    }

    @Test
    @DisplayName("every series exists before the first request")
    void everySeriesExistsBeforeTheFirstRequest() {
        Metered.runner().run(context -> assertThat(series(context)).containsAll(expectedSeries()));
    }

    private static List<String> series(AssertableApplicationContext context) {
        return context.getBean(MeterRegistry.class).getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith(Metered.PREFIX))
                .map(id -> id.getType() + " " + id.getName().substring(Metered.PREFIX.length()) + " "
                        + id.getTags().stream()
                                .map(tag -> tag.getKey() + "=" + tag.getValue())
                                .collect(Collectors.joining(",")))
                .toList();
    }

    private static List<String> expectedSeries() {
        List<String> all = new ArrayList<>();
        for (String framing : List.of("content-length", "chunked", "close", "none")) {
            all.add("COUNTER responses framing=" + framing + ",server=default");
            all.add("DISTRIBUTION_SUMMARY response.body.size framing=" + framing + ",server=default");
        }
        for (int status : new int[] {400, 405, 408, 413, 414, 417, 421, 429, 431, 501, 503, 505}) {
            all.add("COUNTER requests.rejected server=default,status=" + status);
        }
        for (String reason : List.of(
                "client",
                "reset",
                "complete",
                "idle",
                "evicted",
                "shed",
                "timeout",
                "handshake",
                "refused",
                "failed",
                "stopped")) {
            all.add("COUNTER connections.closed reason=" + reason + ",server=default");
        }
        all.add("GAUGE connections.active server=default");
        for (String box : List.of(
                "box=inbox,component=ConnectedSocket",
                "box=inbox,component=HttpParser",
                "box=inbox,component=HttpRequestHandler",
                "box=responses,component=HttpRequestHandler",
                "box=inbox,component=Handler")) {
            for (String gauge : List.of("depth", "capacity", "depth.max", "bytes")) {
                all.add("GAUGE queue." + gauge + " " + box + ",server=default");
            }
            all.add("COUNTER queue.full " + box + ",server=default");
            all.add("TIMER queue.wait " + box + ",server=default");
        }
        return all;
    }

    @Test
    @DisplayName("boxes that only some handlers have get their series with the first of these handlers")
    void boxesOfSomeHandlersGetSeriesWithTheFirstHandler() {
        Metered.runner().run(context -> {
            String late = "GAUGE queue.depth box=responses,component=PersistentTurn,server=default";
            assertThat(series(context)).doesNotContain(late);
            Wire.get(Wire.port(context), "/persistent");
            assertThat(series(context)).contains(late);
        });
    }

    @Test
    @DisplayName("no series belongs to a connection: the number of series stays the same")
    void noSeriesBelongsToAConnection() {
        Metered.runner().run(context -> {
            Wire.get(Wire.port(context), "/text");
            List<String> before = series(context);
            for (int i = 0; i < 20; i++) {
                Wire.get(Wire.port(context), "/chunked");
            }
            assertThat(series(context)).hasSameElementsAs(before);
        });
    }

    @Test
    @DisplayName("connections are counted while they are open, and by reason once they are closed")
    void connectionsAreCountedWhileOpenAndByReasonOnceClosed() {
        Metered.runner().run(context -> {
            try (Wire open = new Wire(Wire.port(context))) {
                open.send("GET /text HTTP/1.1\r\nHost: test\r\n\r\n").readUntil("12345");
                assertThat(value(context, "connections.active", "server", "default"))
                        .isOne();
            }
            await().until(() -> value(context, "connections.active", "server", "default") == 0);
            assertThat(value(context, "connections.closed", "reason", "client")).isOne();
            Wire.get(Wire.port(context), "/close");
            await().until(() -> value(context, "connections.closed", "reason", "complete") == 1);
        });
    }

    @Test
    @DisplayName("requests that the server refuses are counted by status")
    void refusedRequestsAreCountedByStatus() {
        Metered.runner().run(context -> {
            try (Wire wire = new Wire(Wire.port(context))) {
                assertThat(wire.send("GET / HTTP/1.1\r\n\r\n").readAll()).startsWith("HTTP/1.1 400 ");
            }
            try (Wire wire = new Wire(Wire.port(context))) {
                wire.send("GET / HTTP/9.9\r\nHost: test\r\n\r\n").readAll();
            }
            assertThat(value(context, "requests.rejected", "status", "400")).isOne();
            assertThat(value(context, "requests.rejected", "status", "505")).isOne();
            assertThat(value(context, "requests.rejected", "status", "413")).isZero();
            await().until(() -> value(context, "connections.closed", "reason", "refused") == 2);
        });
    }

    @Test
    @DisplayName("the queues show their depth while a client does not read, and 0 when the client has gone")
    void queuesShowTheirDepthWhileAClientDoesNotRead() {
        Metered.runner()
                .withPropertyValues("kamaelia.http.servers.default.send-buffer=16KB")
                .run(context -> {
                    String[] socket = {"component", "ConnectedSocket", "box", "inbox"};
                    String[] responses = {"component", "HttpRequestHandler", "box", "responses"};
                    try (Wire stalled = new Wire(Wire.port(context), 4 * 1024)) {
                        stalled.send("GET /endless HTTP/1.1\r\nHost: test\r\n\r\n")
                                .readUntil("\r\n\r\n");
                        await().until(() -> value(context, "queue.bytes", socket) > 0
                                && value(context, "queue.full", responses) > 0);
                        assertThat(value(context, "queue.depth", socket)).isPositive();
                        assertThat(value(context, "queue.depth.max", socket)).isPositive();
                        assertThat(value(context, "queue.capacity", socket)).isEqualTo(64);
                        assertThat(value(context, "queue.bytes", socket) + value(context, "queue.bytes", responses))
                                .isLessThanOrEqualTo(48 * 1024 + 2 * 8 * 1024);
                    }
                    await().until(() -> value(context, "queue.capacity", socket) == 0);
                    assertThat(value(context, "queue.depth", socket)).isZero();
                    assertThat(value(context, "queue.bytes", socket)).isZero();
                    assertThat(value(context, "queue.depth", responses)).isZero();
                    assertThat(value(context, "queue.bytes", responses)).isZero();
                    assertThat(value(context, "queue.full", responses)).isPositive();
                });
    }

    @Test
    @DisplayName("waiting times are sampled: one message in 256")
    void waitingTimesAreSampled() {
        Metered.runner().withPropertyValues("kamaelia.http.event-loops=1").run(context -> {
            try (Wire wire = new Wire(Wire.port(context))) {
                for (int i = 0; i < 300; i++) {
                    wire.send("GET /text HTTP/1.1\r\nHost: test\r\n\r\n").readUntil("12345");
                }
            }
            double waits =
                    context.getBean(MeterRegistry.class).find(Metered.PREFIX + "queue.wait").functionTimers().stream()
                            .mapToDouble(timer -> timer.count())
                            .sum();
            assertThat(waits).isBetween(1.0, 300.0 * 5 / 256);
        });
    }

    @Test
    @DisplayName("counters do not go back when a context restarts")
    void countersDoNotGoBackWhenTheContextRestarts() {
        Metered.runner().run(context -> {
            Wire.get(Wire.port(context), "/text");
            await().until(() -> value(context, "connections.closed", "reason", "complete") == 1);
            ConfigurableApplicationContext source = context.getSourceApplicationContext();
            source.stop();
            assertThat(value(context, "connections.closed", "reason", "complete"))
                    .isOne();
            source.start();
            Wire.get(Wire.port(context), "/text");
            assertThat(responses(context)).containsEntry("content-length", 2.0);
            await().until(() -> value(context, "connections.closed", "reason", "complete") == 2);
            assertThat(value(context, "connections.active")).isZero();
        });
    }

    @Test
    @DisplayName("each of two servers has its own series")
    void eachServerHasItsOwnSeries() {
        Contexts.twoServers()
                .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withUserConfiguration(Metered.Handlers.class)
                .run(context -> {
                    Wire.get(Wire.port(context, "admin"), "/chunked");
                    String[] admin = {"server", "admin", "framing", "chunked"};
                    String[] open = {"server", "public", "framing", "chunked"};
                    assertThat(value(context, "responses", admin)).isOne();
                    assertThat(value(context, "responses", open)).isZero();
                });
    }

    @Test
    @DisplayName("Prometheus gets every meter under its conventional name and type")
    void prometheusGetsEveryMeterUnderItsConventionalName() {
        Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .withUserConfiguration(Metered.Handlers.class)
                .run(context -> {
                    Wire.get(Wire.port(context), "/chunked");
                    assertThat(context.getBean(PrometheusMeterRegistry.class)
                                    .scrape()
                                    .lines())
                            .contains(
                                    "# TYPE kamaelia_http_server_responses_total counter",
                                    "kamaelia_http_server_responses_total{framing=\"chunked\",server=\"default\"} 1.0",
                                    "kamaelia_http_server_responses_total{framing=\"none\",server=\"default\"} 0.0",
                                    "# TYPE kamaelia_http_server_response_body_size_bytes summary",
                                    "kamaelia_http_server_response_body_size_bytes_count"
                                            + "{framing=\"chunked\",server=\"default\"} 1",
                                    "kamaelia_http_server_response_body_size_bytes_sum"
                                            + "{framing=\"chunked\",server=\"default\"} 12.0",
                                    "kamaelia_http_server_response_body_size_bytes_max"
                                            + "{framing=\"chunked\",server=\"default\"} 12.0",
                                    "# TYPE kamaelia_http_server_requests_rejected_total counter",
                                    "# TYPE kamaelia_http_server_connections_active gauge",
                                    "# TYPE kamaelia_http_server_connections_closed_total counter",
                                    "# TYPE kamaelia_http_server_queue_depth gauge",
                                    "# TYPE kamaelia_http_server_queue_depth_max gauge",
                                    "# TYPE kamaelia_http_server_queue_capacity gauge",
                                    "# TYPE kamaelia_http_server_queue_bytes gauge",
                                    "# TYPE kamaelia_http_server_queue_full_total counter",
                                    "# TYPE kamaelia_http_server_queue_wait_seconds summary");
                });
    }
}
