package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.spring.actuate.Actuator.contentType;
import static org.kamaelia.http.spring.actuate.Actuator.json;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** A whole application, started as users start it, with two servers and actuator on one of them. */
class ActuatorEndpointsTest {
    private static final String V3 = "application/vnd.spring-boot.actuator.v3+json";

    private static ConfigurableApplicationContext context;
    private static Actuator actuator;
    private static volatile Health changing = Health.up().build();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        HealthIndicator changing() {
            return () -> changing;
        }
    }

    @BeforeAll
    static void start() {
        SpringApplication application = new SpringApplicationBuilder(Application.class)
                .properties(Map.of(
                        "kamaelia.http.servers.public.port", 0,
                        "kamaelia.http.servers.admin.port", 0,
                        "kamaelia.http.management.server", "admin",
                        "management.endpoints.web.exposure.include", "*",
                        "management.endpoint.health.show-details", "always",
                        "management.endpoint.health.group.some.include", "changing",
                        "info.app.name", "a test",
                        "management.info.env.enabled", true,
                        "spring.main.banner-mode", "off"))
                .build();
        context = application.run();
        assertThat(application.getWebApplicationType()).isEqualTo(WebApplicationType.NONE);
        actuator = Actuator.of(context);
        MeterRegistry meters = context.getBean(MeterRegistry.class);
        meters.counter("some.counter", "place", "über a&b/c").increment(3);
        meters.counter("some.counter", "place", "elsewhere").increment(4);
        meters.counter("other.counter", "uri", "/users/{id}").increment(5);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    @DisplayName("serves actuator on the management server and not on the others")
    void servesActuatorOnTheManagementServerOnly() {
        assertThat(actuator.get("/actuator").statusCode()).isEqualTo(200);
        assertThat(actuator.send("public", "GET", "/actuator", null).statusCode())
                .isEqualTo(404);
        assertThat(actuator.send("public", "GET", "/actuator/health", null).statusCode())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("the links page names every endpoint, with the host that the client asked for")
    void theLinksPageNamesEveryEndpointAndTheHost() {
        HttpResponse<String> response = actuator.get("/actuator");
        String base = "http://127.0.0.1:" + actuator.port("admin") + "/actuator";
        JsonNode links = json(response).get("_links");
        assertThat(contentType(response)).isEqualTo(V3);
        assertThat(links.at("/self/href").asString()).isEqualTo(base);
        assertThat(links.at("/health/href").asString()).isEqualTo(base + "/health");
        assertThat(links.at("/health/templated").asBoolean()).isFalse();
        assertThat(links.at("/health-path/href").asString()).isEqualTo(base + "/health/{*path}");
        assertThat(links.at("/health-path/templated").asBoolean()).isTrue();
        assertThat(links.propertyNames()).contains("info", "metrics", "prometheus", "loggers", "threaddump");
    }

    @Test
    @DisplayName("the links page names the address of the server to a client of HTTP/1.0 that sends no Host")
    void theLinksPageNamesTheAddressWithoutAHost() {
        assertThat(actuator.raw("GET /actuator HTTP/1.0\r\n\r\n"))
                .contains("\"http://127.0.0.1:" + actuator.port("admin") + "/actuator/info\"");
    }

    @Test
    @DisplayName("health gives 200 while the application is up, and 503 while a component is down")
    void healthIs200WhileUpAnd503WhileDown() {
        HttpResponse<String> up = actuator.get("/actuator/health");
        assertThat(up.statusCode()).isEqualTo(200);
        assertThat(json(up).get("status").asString()).isEqualTo("UP");
        assertThat(json(up).at("/groups").toString()).contains("liveness", "readiness", "some");
        changing = Health.down().withDetail("why", "it broke").build();
        try {
            HttpResponse<String> down = actuator.get("/actuator/health");
            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(json(down).get("status").asString()).isEqualTo("DOWN");
            assertThat(json(down).at("/components/changing/details/why").asString())
                    .isEqualTo("it broke");
            assertThat(actuator.get("/actuator/health/changing").statusCode()).isEqualTo(503);
            assertThat(actuator.get("/actuator/health/some").statusCode()).isEqualTo(503);
            assertThat(actuator.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        } finally {
            changing = Health.up().build();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"liveness", "readiness", "some", "changing", "diskSpace", "%64iskSpace", "some/changing"})
    @DisplayName("health has groups and components below its path")
    void healthHasGroupsAndComponents(String path) {
        HttpResponse<String> response = actuator.get("/actuator/health/" + path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("status").asString()).isEqualTo("UP");
    }

    @Test
    @DisplayName("health gives 404 for a component that does not exist")
    void anUnknownHealthComponentGives404() {
        assertThat(actuator.get("/actuator/health/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("health uses the version of the API that Accept names")
    void healthUsesTheApiVersionOfAccept() {
        String v2 = "application/vnd.spring-boot.actuator.v2+json";
        HttpResponse<String> response = actuator.get("/actuator/health", "Accept", v2);
        assertThat(contentType(response)).isEqualTo(v2);
        assertThat(json(response).at("/details/changing/status").asString()).isEqualTo("UP");
        assertThat(json(response).has("components")).isFalse();
    }

    @Test
    @DisplayName("info shows the details of its contributors")
    void infoShowsTheContributors() {
        assertThat(json(actuator.get("/actuator/info")).at("/app/name").asString())
                .isEqualTo("a test");
    }

    @Test
    @DisplayName("metrics lists names, and shows one with its tags; 404 for a name that does not exist")
    void metricsListsNamesAndShowsOneMeter() {
        assertThat(json(actuator.get("/actuator/metrics")).get("names").toString())
                .contains("jvm.memory.used");
        JsonNode one = json(actuator.get("/actuator/metrics/some.counter"));
        assertThat(one.at("/measurements/0/value").asDouble()).isEqualTo(7);
        assertThat(one.at("/availableTags/0/tag").asString()).isEqualTo("place");
        assertThat(actuator.get("/actuator/metrics/no.such").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"place:%C3%BCber+a%26b/c,3", "place%3A%c3%bcber%20a%26b%2Fc,3", "place:elsewhere,4"})
    @DisplayName("query parameters are percent-decoded as UTF-8, and a plus sign is a space")
    void queryParametersAreDecodedAsUtf8(String tag, double value) {
        JsonNode one = json(actuator.get("/actuator/metrics/some.counter?tag=" + tag));
        assertThat(one.at("/measurements/0/value").asDouble()).isEqualTo(value);
    }

    @Test
    @DisplayName("a raw brace in a query is taken, as in tag=uri:/users/{id}")
    void rawBraceInAQueryIsTaken() {
        assertThat(actuator.raw("GET /actuator/metrics/other.counter?tag=uri:/users/{id} HTTP/1.1\r\nHost: h\r\n"
                        + "Connection: close\r\n\r\n"))
                .contains("200 OK")
                .contains("\"value\":5.0");
    }

    @Test
    @DisplayName("a query parameter that appears twice is a list")
    void aRepeatedQueryParameterIsAList() {
        assertThat(actuator.get("/actuator/metrics/some.counter?tag=place:elsewhere&tag=x:y")
                        .statusCode())
                .isEqualTo(404);
        assertThat(actuator.get("/actuator/metrics/some.counter?tag=place:elsewhere&tag=place:elsewhere")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("arguments that an endpoint refuses, and text that is not UTF-8, get 400")
    void invalidArgumentsGet400() {
        HttpResponse<String> noPair = actuator.get("/actuator/metrics/some.counter?tag=x");
        assertThat(noPair.statusCode()).isEqualTo(400);
        assertThat(noPair.body()).contains("Each tag parameter must be in the form 'key:value'");
        assertThat(actuator.get("/actuator/metrics/some.counter?tag=%ff").statusCode())
                .isEqualTo(400);
        assertThat(actuator.get("/actuator/health/%ff").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("prometheus is text of version 0.0.4 unless Accept names another format")
    void prometheusIsTextUnlessAcceptNamesAnotherFormat() {
        for (String accept : new String[] {"*/*", "text/plain", "text/html, */*;q=0.1"}) {
            HttpResponse<String> text = actuator.get("/actuator/prometheus", "Accept", accept);
            assertThat(contentType(text)).startsWith("text/plain;version=0.0.4");
            assertThat(text.body())
                    .contains("some_counter_total{place=\"elsewhere\"} 4.0")
                    .doesNotContain("# EOF");
        }
        assertThat(contentType(actuator.get("/actuator/prometheus"))).startsWith("text/plain;version=0.0.4");
    }

    @Test
    @DisplayName("prometheus uses the format to which the scraper gives the highest weight")
    void prometheusUsesTheFormatWithTheHighestWeight() {
        String open = "application/openmetrics-text;version=1.0.0";
        HttpResponse<String> preferred = actuator.get(
                "/actuator/prometheus", "Accept", open + ";q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1");
        assertThat(contentType(preferred)).startsWith(open);
        assertThat(preferred.body()).endsWith("# EOF\n");
        HttpResponse<String> second = actuator.get("/actuator/prometheus", "Accept", open + ";q=0.2,text/plain;q=0.5");
        assertThat(contentType(second)).startsWith("text/plain;version=0.0.4");
    }

    @Test
    @DisplayName("loggers lists all, shows one, sets a level by POST with 204, and removes the level with null")
    void loggersListsShowsAndSetsLevels() {
        String path = "/actuator/loggers/org.kamaelia.some";
        String root = String.valueOf(context.getBean(LoggingSystem.class)
                .getLoggerConfiguration("ROOT")
                .getEffectiveLevel());
        assertThat(json(actuator.get("/actuator/loggers"))
                        .at("/loggers/ROOT/effectiveLevel")
                        .asString())
                .isEqualTo(root);
        HttpResponse<String> set =
                actuator.post(path, "{\"configuredLevel\":\"debug\"}", "Content-Type", "application/json");
        assertThat(set.statusCode()).isEqualTo(204);
        assertThat(set.body()).isEmpty();
        assertThat(json(actuator.get(path)).get("configuredLevel").asString()).isEqualTo("DEBUG");
        assertThat(actuator.post(path, "{\"configuredLevel\":null}", "Content-Type", V3)
                        .statusCode())
                .isEqualTo(204);
        assertThat(json(actuator.get(path)).has("configuredLevel")).isFalse();
    }

    @Test
    @DisplayName("POST without a body has no arguments")
    void postWithoutABodyHasNoArguments() {
        String path = "/actuator/loggers/org.kamaelia.other";
        context.getBean(LoggingSystem.class)
                .setLogLevel("org.kamaelia.other", org.springframework.boot.logging.LogLevel.WARN);
        assertThat(actuator.send("admin", "POST", path, null).statusCode()).isEqualTo(204);
        assertThat(json(actuator.get(path)).has("configuredLevel")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"configuredLevel\":\"loud\"}", "{\"configuredLevel\":", "[]", "{} {}", "configuredLevel"})
    @DisplayName("a malformed or meaningless body gets 400")
    void aMalformedBodyGets400(String body) {
        HttpResponse<String> response =
                actuator.post("/actuator/loggers/org.kamaelia.bad", body, "Content-Type", "application/json");
        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("a body of another media type gets 415 with the accepted types")
    void anotherMediaTypeGets415() {
        String path = "/actuator/loggers/org.kamaelia.bad";
        HttpResponse<String> form =
                actuator.post(path, "configuredLevel=debug", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(form.body()).contains(V3, "application/json");
        assertThat(actuator.post(path, "{}").statusCode()).isEqualTo(415);
        assertThat(actuator.post(path, "{}", "Content-Type", "///").statusCode())
                .isEqualTo(415);
    }

    @Test
    @DisplayName("a body of 64 KiB is accepted, and one byte more gets 413, announced or chunked")
    void aBodyOver64KibGets413() {
        String path = "/actuator/loggers/org.kamaelia.large";
        String fits = " ".repeat(EndpointArguments.MAX_BODY - 2) + "{}";
        assertThat(actuator.post(path, fits, "Content-Type", "application/json").statusCode())
                .isEqualTo(204);
        assertThat(actuator.post(path, fits + " ", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(413);
        String chunk = Integer.toHexString(fits.length() + 1) + "\r\n" + fits + " \r\n0\r\n\r\n";
        assertThat(actuator.raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    @DisplayName("threaddump is JSON, or plain text for a client that accepts plain text")
    void threaddumpIsJsonOrText() {
        HttpResponse<String> asJson = actuator.get("/actuator/threaddump");
        assertThat(contentType(asJson)).isEqualTo(V3);
        assertThat(json(asJson).at("/threads/0/threadName").asString()).isNotEmpty();
        HttpResponse<String> asText = actuator.get("/actuator/threaddump", "Accept", "text/plain");
        assertThat(contentType(asText)).isEqualTo("text/plain;charset=UTF-8");
        assertThat(asText.body()).contains("Full thread dump");
    }

    @ParameterizedTest
    @CsvSource({"/actuator/health,text/html", "/actuator/prometheus,application/json", "/actuator,image/png"})
    @DisplayName("a request for types that are not available gets 406 with the available types")
    void aTypeThatIsNotAvailableGets406(String path, String accept) {
        HttpResponse<String> response = actuator.get(path, "Accept", accept);
        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(response.body()).contains(path.endsWith("prometheus") ? "text/plain" : V3);
    }

    @Test
    @DisplayName("HEAD has the status and the fields of GET, and no body")
    void headHasTheFieldsOfGet() {
        for (String path : new String[] {"/actuator", "/actuator/health", "/actuator/info"}) {
            HttpResponse<String> head = actuator.send("admin", "HEAD", path, null);
            HttpResponse<String> get = actuator.get(path);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(contentType(head)).isEqualTo(contentType(get));
            assertThat(head.headers().firstValue("Content-Length")).isPresent();
            assertThat(head.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE,/actuator/health,'GET, HEAD, OPTIONS'",
        "POST,/actuator,'GET, HEAD, OPTIONS'",
        "PUT,/actuator/loggers/x,'GET, POST, HEAD, OPTIONS'"
    })
    @DisplayName("another method gets 405 with Allow, and OPTIONS has Allow")
    void anotherMethodGets405AndOptionsHasAllow(String method, String path, String allow) {
        HttpResponse<String> refused = actuator.send("admin", method, path, null);
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).hasValue(allow);
        HttpResponse<String> options = actuator.send("admin", "OPTIONS", path, null);
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).hasValue(allow);
    }

    @Test
    @DisplayName("a path below /actuator that is not an endpoint gets 404")
    void anUnknownPathBelowActuatorGets404() {
        assertThat(actuator.get("/actuator/nothing").statusCode()).isEqualTo(404);
        assertThat(actuator.get("/actuator/").statusCode()).isEqualTo(404);
        assertThat(actuator.get("/actuator/info/more").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("health has places of its own, which slow requests to other endpoints do not take")
    void healthHasPlacesOfItsOwn() {
        Actuator.exposingEverything().run(context -> {
            Actuator actuator = Actuator.of(context);
            List<java.net.Socket> slow = new java.util.ArrayList<>();
            try {
                for (int i = 0; i < 165; i++) {
                    java.net.Socket socket =
                            new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), actuator.port("admin"));
                    socket.getOutputStream()
                            .write(("POST /actuator/loggers/x HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 1000\r\n\r\n{")
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    slow.add(socket);
                }
                for (String probe : List.of("", "/liveness", "/readiness")) {
                    assertThat(actuator.get("/actuator/health" + probe).statusCode())
                            .isEqualTo(200);
                }
            } finally {
                for (java.net.Socket socket : slow) {
                    socket.close();
                }
            }
        });
    }
}
