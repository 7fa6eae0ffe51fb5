package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.spring.actuate.Actuator.contentType;
import static org.kamaelia.http.spring.actuate.Actuator.json;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application without Jackson and Reactor. */
class WithoutJacksonTest {
    private static ApplicationContextRunner runner() {
        return Actuator.exposingEverything()
                .withClassLoader(new FilteredClassLoader("tools.jackson", "com.fasterxml.jackson", "reactor"))
                .withPropertyValues("management.endpoint.health.show-details=always");
    }

    record Point(int x, int y) {}

    static class Secretive {
        public String getSecret() {
            return "secret";
        }
    }

    @Endpoint(id = "points")
    static class Points {
        @ReadOperation
        Map<String, Object> read() {
            return Map.of("point", new Point(1, 2));
        }
    }

    @Endpoint(id = "secretive")
    static class SecretiveEndpoint {
        @ReadOperation
        Secretive read() {
            return new Secretive();
        }
    }

    @Test
    @DisplayName("health has the right status code and body, for probes too")
    void healthHasTheRightStatusAndBody() {
        runner().run(context -> {
            assertThat(context.getBean(EndpointJson.class)).isInstanceOf(PlainJson.class);
            Actuator actuator = Actuator.of(context);
            HttpResponse<String> live = actuator.get("/actuator/health/liveness");
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(contentType(live)).isEqualTo("application/vnd.spring-boot.actuator.v3+json");
            assertThat(live.body()).startsWith("{\"status\":\"UP\"");
            assertThat(json(actuator.get("/actuator/health")).at("/components/ping"))
                    .hasToString("{\"status\":\"UP\"}");
        });
        runner().withBean(
                        "bad",
                        HealthIndicator.class,
                        () -> () -> Health.down().withDetail("why", "it").build())
                .run(context -> {
                    HttpResponse<String> down = Actuator.of(context).get("/actuator/health");
                    assertThat(down.statusCode()).isEqualTo(503);
                    assertThat(json(down).get("status").asString()).isEqualTo("DOWN");
                    assertThat(json(down).at("/components/bad/details/why").asString())
                            .isEqualTo("it");
                });
    }

    @Test
    @DisplayName("without details health is the status and its groups")
    void healthWithoutDetailsIsStatusAndGroups() {
        runner().withPropertyValues(
                        "management.endpoint.health.show-details=never",
                        "management.endpoint.health.probes.enabled=false")
                .run(context -> assertThat(
                                Actuator.of(context).get("/actuator/health").body())
                        .isEqualTo("{\"status\":\"UP\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/health",
                "/info",
                "/metrics",
                "/metrics/jvm.memory.used?tag=area:heap",
                "/loggers",
                "/loggers/ROOT",
                "/threaddump",
                "/env",
                "/beans",
                "/conditions",
                "/scheduledtasks"
            })
    @DisplayName("the results of Spring Boot's own endpoints are JSON")
    void springBootsOwnEndpointsAreJson(String path) {
        runner().run(context -> {
            HttpResponse<String> response = Actuator.of(context).get("/actuator" + path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(json(response).isObject()).isTrue();
        });
    }

    @Test
    @DisplayName("metrics has the numbers")
    void metricsHasTheNumbers() {
        runner().run(context -> {
            context.getBean(io.micrometer.core.instrument.MeterRegistry.class)
                    .counter("some.counter", "framing", "chunked")
                    .increment(3);
            assertThat(Actuator.of(context)
                            .get("/actuator/metrics/some.counter?tag=framing:chunked")
                            .body())
                    .isEqualTo("{\"availableTags\":[],\"measurements\":[{\"statistic\":\"COUNT\",\"value\":3.0}],"
                            + "\"name\":\"some.counter\"}");
        });
    }

    @Test
    @DisplayName("loggers accepts levels, and text formats work as before")
    void loggersAcceptsLevelsAndTextFormatsWork() {
        runner().run(context -> {
            Actuator actuator = Actuator.of(context);
            String path = "/actuator/loggers/org.kamaelia.plain";
            assertThat(actuator.post(path, "{\"configuredLevel\":\"TRACE\"}", "Content-Type", "application/json")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(actuator.get(path).body())
                    .isEqualTo("{\"configuredLevel\":\"TRACE\",\"effectiveLevel\":\"TRACE\"}");
            assertThat(contentType(actuator.get("/actuator/prometheus"))).startsWith("text/plain;version=0.0.4");
            assertThat(actuator.get("/actuator/threaddump", "Accept", "text/plain")
                            .body())
                    .contains("Full thread dump");
        });
    }

    @Test
    @DisplayName("an application's maps and records are JSON; its other classes are 501 with the dependency to add")
    void mapsAndRecordsOfTheApplicationAreJson() {
        runner().withBean(Points.class)
                .run(context -> assertThat(
                                Actuator.of(context).get("/actuator/points").body())
                        .isEqualTo("{\"point\":{\"x\":1,\"y\":2}}"));
        runner().withBean(SecretiveEndpoint.class).run(context -> {
            HttpResponse<String> response = Actuator.of(context).get("/actuator/secretive");
            assertThat(response.statusCode()).isEqualTo(501);
            assertThat(response.body())
                    .contains("WithoutJacksonTest$Secretive", "org.springframework.boot:spring-boot-starter-jackson");
        });
    }
}
