package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@DisplayName("The meters of a mixed load are exactly what its clients saw")
class ExactMetersTest {
    private static final int CLIENTS = 4;
    private static final int A_CONNECTION = 50;
    private static final List<Logger> NOISY =
            List.of(Logger.getLogger("org.kamaelia.axon"), Logger.getLogger("org.kamaelia.http.server"));

    /** Handlers fail on purpose, thousands of times, so their log is switched off. */
    @BeforeAll
    static void quiet() {
        NOISY.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterAll
    static void loud() {
        NOISY.forEach(logger -> logger.setLevel(null));
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {
        @Bean
        @HandlerPath(path = "/text", methods = "GET")
        HandlerFactory sized() {
            return HandlerFactory.oneShot(request -> Response.text("x".repeat(Integer.parseInt(request.query()))));
        }

        @Bean
        @HandlerPath("/unchanged")
        HandlerFactory unchanged() {
            return HandlerFactory.oneShot(request -> Response.of(304));
        }

        @Bean
        @HandlerPath("/conflict")
        HandlerFactory conflict() {
            return HandlerFactory.oneShot(request -> {
                throw new StatusException(409, "on purpose");
            });
        }

        @Bean
        @HandlerPath(path = "/count", methods = "POST")
        HandlerFactory count() {
            return HandlerFactory.oneShot(1_000, (request, body) -> Response.text(String.valueOf(body.length)));
        }

        @Bean
        @HandlerPath("/blocking")
        HandlerFactory onThread() {
            return HandlerFactory.blocking((request, in, out) -> {
                out.begin(Response.ok("text/plain"));
                out.write("12345".getBytes());
            });
        }
    }

    private static ApplicationContextRunner with(ApplicationContextRunner observed) {
        return observed.withUserConfiguration(Handlers.class, MixedHandlers.class);
    }

    /** The handlers of the other tests that this test uses, except /text and /endless. */
    @Configuration(proxyBeanMethods = false)
    static class MixedHandlers {
        private final Metered.Handlers others = new Metered.Handlers();

        @Bean
        @HandlerPath("/empty")
        HandlerFactory empty() {
            return others.empty();
        }

        @Bean
        @HandlerPath("/chunked")
        HandlerFactory chunked() {
            return others.chunked();
        }

        @Bean
        @HandlerPath("/endless")
        HandlerFactory endless() {
            return others.close();
        }

        @Bean
        @HandlerPath("/persistent")
        HandlerFactory persistentText() {
            return others.persistent();
        }
    }

    private static List<MixedLoad> send(int port, int requests) throws Exception {
        List<MixedLoad> loads = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            MixedLoad load = new MixedLoad(port, requests / CLIENTS / A_CONNECTION, A_CONNECTION, i);
            loads.add(load);
            running.add(threads.submit(load));
        }
        threads.shutdown();
        for (Future<?> one : running) {
            one.get(10, TimeUnit.MINUTES);
        }
        return loads;
    }

    private static Map<String, Long> sum(List<MixedLoad> loads, Function<MixedLoad, Map<String, Long>> figure) {
        Map<String, Long> sum = new TreeMap<>();
        loads.forEach(load -> figure.apply(load).forEach((key, count) -> sum.merge(key, count, Long::sum)));
        return sum;
    }

    private static Map<String, Long> counters(ApplicationContext context, String name, String tag) {
        Map<String, Long> counts = new TreeMap<>();
        for (FunctionCounter counter :
                context.getBean(MeterRegistry.class).find(Metered.PREFIX + name).functionCounters()) {
            if (counter.count() > 0) {
                counts.merge(String.valueOf(counter.getId().getTag(tag)), (long) counter.count(), Long::sum);
            }
        }
        return counts;
    }

    private static Map<String, Long> requests(ApplicationContext context, String tag) {
        Map<String, Long> counts = new TreeMap<>();
        for (Timer timer : context.getBean(MeterRegistry.class)
                .find("http.server.requests")
                .timers()) {
            counts.merge(String.valueOf(timer.getId().getTag(tag)), timer.count(), Long::sum);
        }
        return counts;
    }

    private static Map<String, Long> bodies(ApplicationContext context, Function<DistributionSummary, Number> figure) {
        Map<String, Long> counts = new TreeMap<>();
        for (DistributionSummary summary : context.getBean(MeterRegistry.class)
                .find(Metered.PREFIX + "response.body.size")
                .summaries()) {
            if (summary.count() > 0) {
                counts.put(
                        summary.getId().getTag("framing"), figure.apply(summary).longValue());
            }
        }
        return counts;
    }

    private static void check(ApplicationContext context, int requests) throws Exception {
        List<MixedLoad> loads = send(Wire.port(context), requests);
        long connections = requests / A_CONNECTION;
        await().atMost(Duration.ofMinutes(1))
                .until(() -> counters(context, "connections.closed", "server").equals(Map.of("default", connections)));

        Map<String, Long> statuses = sum(loads, MixedLoad::statuses);
        Map<String, Long> framings = sum(loads, MixedLoad::framings);
        assertThat(total(statuses)).isEqualTo(requests);
        assertThat(framings).containsOnlyKeys("chunked", "close", "content-length", "none");
        assertThat(statuses)
                .containsOnlyKeys(
                        "200", "204", "301", "304", "400", "404", "405", "409", "413", "414", "431", "500", "501",
                        "505");

        // A request ends when the socket has taken its response, which may be after the client has read it.
        await().until(() -> total(requests(context, "status")) == requests
                && total(bodies(context, DistributionSummary::count)) == total(framings));
        assertThat(counters(context, "responses", "framing")).isEqualTo(framings);
        assertThat(bodies(context, DistributionSummary::count)).isEqualTo(framings);
        assertThat(bodies(context, DistributionSummary::totalAmount)).isEqualTo(sum(loads, MixedLoad::bytes));
        assertThat(requests(context, "status")).isEqualTo(statuses);
        assertThat(requests(context, "exception"))
                .isEqualTo(Map.of(
                        "none", requests - statuses.get("500"), "UnsupportedOperationException", statuses.get("500")));
        Map<String, Long> rejected = new TreeMap<>(statuses);
        rejected.keySet().retainAll(List.of("400", "413", "414", "431", "501", "505"));
        rejected.put("405", connections / 10); // CONNECT only; the other 405 responses come from a route
        assertThat(counters(context, "requests.rejected", "status")).isEqualTo(rejected);
        assertThat(context.getBean(MeterRegistry.class)
                        .get(Metered.PREFIX + "connections.active")
                        .gauge()
                        .value())
                .isZero();
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(one -> one).sum();
    }

    @Test
    @DisplayName("100,000 requests, written through timers")
    void timersAreExact() {
        with(Observed.runner()).run(context -> check(context, 100_000));
    }

    @Test
    @DisplayName("20,000 requests, with an observation each")
    void observationsAreExact() {
        with(Observed.withHandler()).run(context -> check(context, 20_000));
    }
}
