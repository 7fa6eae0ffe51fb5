package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

@DisplayName("http.server.requests has the names and tags of Spring Boot's own servers, and the server")
class RequestObservationTest {
    private static final String TAGS = "error=none exception=none method=%s outcome=%s server=default status=%s uri=%s";

    private static Stream<Named<ApplicationContextRunner>> both() {
        return Stream.of(
                Named.of("written through timers", Observed.runner()),
                Named.of("written through observations", Observed.withHandler()));
    }

    private static void how(ApplicationContext context) {
        Wire.get(Wire.port(context), "/how/1");
    }

    private static void awaitCount(ApplicationContext context, long count) {
        await().until(() ->
                Observed.counts(context).values().stream().mapToLong(one -> one).sum() == count);
    }

    @ParameterizedTest
    @MethodSource("both")
    @DisplayName(
            "method, status, uri, outcome, exception, error and server are the same with and without an observation")
    void tagsAreTheSameWithAndWithoutAnObservation(ApplicationContextRunner runner) {
        runner.run(context -> {
            int port = Wire.port(context);
            Wire.get(port, "/how/1");
            Wire.get(port, "/how/2?query");
            Wire.exchange(port, "HEAD", "/how/3");
            Wire.get(port, "/moved");
            Wire.get(port, "/nothing/7");
            Wire.get(port, "/failing");
            Wire.exchange(port, "BREW", "/how/1");
            Wire.exchange(port, "CONNECT", "h:80");
            try (Wire wire = new Wire(port)) {
                wire.send("nonsense\r\n\r\n").readAll();
            }
            awaitCount(context, 9);
            String failing = TAGS.formatted("GET", "SERVER_ERROR", "500", "/failing")
                    .replace("none", "UnsupportedOperationException");
            assertThat(Observed.counts(context))
                    .isEqualTo(Map.of(
                            TAGS.formatted("GET", "SUCCESS", "200", "/how/{id}"),
                            2L,
                            TAGS.formatted("HEAD", "SUCCESS", "200", "/how/{id}"),
                            1L,
                            TAGS.formatted("GET", "REDIRECTION", "301", "/moved"),
                            1L,
                            TAGS.formatted("GET", "CLIENT_ERROR", "404", "NOT_FOUND"),
                            1L,
                            failing,
                            1L,
                            TAGS.formatted("UNKNOWN", "SERVER_ERROR", "501", "UNKNOWN"),
                            1L,
                            TAGS.formatted("UNKNOWN", "CLIENT_ERROR", "405", "UNKNOWN"),
                            1L,
                            TAGS.formatted("UNKNOWN", "CLIENT_ERROR", "400", "UNKNOWN"),
                            1L));
        });
    }

    private static int active(ApplicationContext context) {
        return context.getBean(MeterRegistry.class).find("http.server.requests.active").longTaskTimers().stream()
                .mapToInt(LongTaskTimer::activeTasks)
                .sum();
    }

    private static Wire wait(ApplicationContext context) {
        return new Wire(Wire.port(context)).send("GET /waiting HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("both")
    @DisplayName("a client that goes before there is a response: status and outcome are UNKNOWN")
    void aClientThatGoesBeforeAResponseIsUnknown(ApplicationContextRunner runner) {
        runner.run(context -> {
            Wire gone = wait(context);
            await().until(() -> active(context) == 1);
            gone.reset();
            awaitCount(context, 1);
            assertThat(Observed.counts(context))
                    .containsOnlyKeys(TAGS.formatted("GET", "UNKNOWN", "UNKNOWN", "/waiting"));
            await().until(() -> active(context) == 0);
        });
    }

    @ParameterizedTest
    @MethodSource("both")
    @DisplayName("http.server.requests.active counts requests under way")
    void activeCountsRequestsUnderWay(ApplicationContextRunner runner) {
        runner.run(context -> {
            try (Wire one = wait(context);
                    Wire two = wait(context)) {
                await().until(() -> active(context) == 2);
                assertThat(context.getBean(MeterRegistry.class)
                                .get("http.server.requests.active")
                                .longTaskTimers())
                        .singleElement()
                        .extracting(Observed::tags)
                        .isEqualTo(TAGS.formatted("GET", "UNKNOWN", "UNKNOWN", "UNKNOWN")
                                .replace("error=none ", ""));
                context.getBean(Semaphore.class).release(2);
                one.readUntil("\r\n\r\n");
                two.readUntil("\r\n\r\n");
                await().until(() -> active(context) == 0);
                awaitCount(context, 2);
            }
        });
    }

    @Test
    @DisplayName("a request whose response leaves at once costs no long task timer, pipelined or not")
    void aResponseThatLeavesAtOnceCostsNoLongTaskTimer() {
        Observed.runner().run(context -> {
            String request = "GET /how/1 HTTP/1.1\r\nHost: h\r\n\r\n";
            how(context);
            try (Wire wire = new Wire(Wire.port(context))) {
                wire.send(request.repeat(3));
                for (int i = 0; i < 3; i++) {
                    wire.readUntil("timed");
                }
            }
            awaitCount(context, 4);
            assertThat(context.getBean(MeterRegistry.class)
                            .find("http.server.requests.active")
                            .meters())
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("both")
    @DisplayName("requests under way are not counted if a property of Spring Boot says so")
    void requestsUnderWayAreNotCountedIfSpringBootSaysSo(ApplicationContextRunner runner) {
        runner.withPropertyValues("management.metrics.observations.ignored-meters=long-task-timer")
                .run(context -> {
                    how(context);
                    awaitCount(context, 1);
                    assertThat(context.getBean(MeterRegistry.class)
                                    .find("http.server.requests.active")
                                    .meters())
                            .isEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("both")
    @DisplayName("the name is a property of Spring Boot")
    void theNameIsAPropertyOfSpringBoot(ApplicationContextRunner runner) {
        runner.withPropertyValues("management.observations.http.server.requests.name=served")
                .run(context -> {
                    how(context);
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    await().until(() -> registry.find("served").timer() != null);
                    assertThat(registry.find("http.server.requests").meters()).isEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("both")
    @DisplayName("service level objectives and filters of the registry apply")
    void objectivesAndFiltersOfTheRegistryApply(ApplicationContextRunner runner) {
        runner.withPropertyValues(
                        "management.metrics.distribution.slo.http.server.requests=1m", "management.metrics.tags.zone=a")
                .run(context -> {
                    how(context);
                    awaitCount(context, 1);
                    Timer timer = context.getBean(MeterRegistry.class)
                            .get("http.server.requests")
                            .tags("zone", "a")
                            .timer();
                    assertThat(timer.takeSnapshot().histogramCounts())
                            .extracting(CountAtBucket::count)
                            .containsExactly(1.0);
                });
    }

    @ParameterizedTest
    @MethodSource("both")
    @DisplayName("uri has at most management.metrics.web.server.max-uri-tags values")
    void uriHasAtMostTheConfiguredNumberOfValues(ApplicationContextRunner runner) {
        runner.withPropertyValues(
                        "management.metrics.web.server.max-uri-tags=1",
                        "management.metrics.observations.ignored-meters=long-task-timer")
                .run(context -> {
                    how(context);
                    awaitCount(context, 1);
                    Wire.get(Wire.port(context), "/moved");
                    how(context);
                    awaitCount(context, 2);
                    assertThat(Observed.counts(context))
                            .containsOnlyKeys(TAGS.formatted("GET", "SUCCESS", "200", "/how/{id}"));
                });
    }

    @ParameterizedTest
    @MethodSource("both")
    @DisplayName("a registry that is cleared continues counting")
    void aClearedRegistryContinuesCounting(ApplicationContextRunner runner) {
        runner.run(context -> {
            how(context);
            awaitCount(context, 1);
            context.getBean(MeterRegistry.class).clear();
            how(context);
            awaitCount(context, 1);
        });
    }
}
