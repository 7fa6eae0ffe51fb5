package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.spring.actuate.Actuator.json;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.filter.HostAllowList;
import org.kamaelia.http.filter.RateLimit;
import org.kamaelia.http.spring.FilterPath;
import org.kamaelia.http.spring.HandlerRegistration;
import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.exchanges.InMemoryHttpExchangeRepository;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
@DisplayName("Actuator knows the handlers and requests of the servers, and says when it is open")
class ActuatorRecordsTest {
    private static ApplicationContextRunner application() {
        return Actuator.exposingEverything()
                .withBean(
                        "greeting",
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of(
                                        "/hello/{name}",
                                        HandlerFactory.oneShot(
                                                request -> Response.text("hello " + request.variable("name"))
                                                        .header("Set-Cookie", "secret=1")
                                                        .header("X-Own", "yes")))
                                .methods("GET"));
    }

    @Test
    @DisplayName("mappings shows each path with its methods and its bean")
    void mappingsShowsHandlers() {
        application().run(context -> {
            JsonNode contexts =
                    json(Actuator.of(context).get("/actuator/mappings")).get("contexts");
            JsonNode ours = contexts.iterator()
                    .next()
                    .get("mappings")
                    .get("kamaeliaServers")
                    .get("admin");
            JsonNode greeting = null;
            for (JsonNode one : ours) {
                greeting = one.get("details").get("path").asString().equals("/hello/{name}") ? one : greeting;
            }
            assertThat(greeting).as(ours.toString()).isNotNull();
            assertThat(greeting.get("predicate").asString()).isEqualTo("{GET /hello/{name}}");
            assertThat(greeting.get("handler").asString()).startsWith("bean 'greeting'");
            assertThat(greeting.get("details").get("methods").toString()).isEqualTo("[\"GET\"]");
        });
    }

    @Test
    @DisplayName("httpexchanges records requests and responses, without fields that carry secrets")
    void httpexchangesRecords() {
        application()
                .withBean(HttpExchangeRepository.class, InMemoryHttpExchangeRepository::new)
                .run(context -> {
                    Actuator actuator = Actuator.of(context);
                    actuator.get("/hello/%5Bx%5D?a=1", "Authorization", "Basic eA==", "X-Asked", "1");
                    JsonNode exchange = recorded(actuator);
                    JsonNode request = exchange.get("request");
                    assertThat(request.get("uri").asString())
                            .isEqualTo("http://127.0.0.1:" + actuator.port("admin") + "/hello/%5Bx%5D?a=1");
                    assertThat(request.get("method").asString()).isEqualTo("GET");
                    assertThat(request.get("headers").toString()).contains("1").doesNotContain("Basic");
                    assertThat(exchange.get("response").get("status").asInt()).isEqualTo(200);
                    assertThat(exchange.get("response").get("headers").toString())
                            .contains("yes")
                            .doesNotContain("secret");
                    assertThat(exchange.get("timeTaken").asString()).startsWith("PT");
                });
    }

    /** The exchange of the greeting. An exchange is recorded when the client has taken its response. */
    private static JsonNode recorded(Actuator actuator) {
        for (int attempt = 0; attempt < 500; attempt++) {
            for (JsonNode one : json(actuator.get("/actuator/httpexchanges")).get("exchanges")) {
                if (one.get("request").get("uri").asString().contains("/hello/")) {
                    return one;
                }
            }
        }
        throw new AssertionError("No exchange was recorded");
    }

    @Test
    @DisplayName("management.httpexchanges.recording.enabled=false records nothing")
    void recordingCanBeSwitchedOff() {
        application()
                .withPropertyValues("management.httpexchanges.recording.enabled=false")
                .withBean(HttpExchangeRepository.class, InMemoryHttpExchangeRepository::new)
                .run(context -> assertThat(context).doesNotHaveBean(HttpExchangeRecorder.class));
    }

    @Test
    @DisplayName("logfile honours Range (RFC 9110 section 14), for the end of a log")
    void logfileHonoursRange(@TempDir Path directory) throws Exception {
        Path log = Files.writeString(directory.resolve("own.log"), "0123456789");
        Actuator.exposingEverything()
                .withPropertyValues("management.endpoint.logfile.external-file=" + log)
                .run(context -> {
                    Actuator actuator = Actuator.of(context);
                    HttpResponse<String> end = actuator.get("/actuator/logfile", "Range", "bytes=-3");
                    assertThat(end.statusCode()).isEqualTo(206);
                    assertThat(end.body()).isEqualTo("789");
                    assertThat(end.headers().firstValue("Content-Range")).contains("bytes 7-9/10");
                    HttpResponse<String> several = actuator.get("/actuator/logfile", "Range", "bytes=8-9,0-1");
                    assertThat(several.statusCode()).isEqualTo(206);
                    assertThat(several.body()).contains("bytes 8-9/10\r\n\r\n89\r\n", "bytes 0-1/10\r\n\r\n01\r\n");
                    HttpResponse<String> whole = actuator.get("/actuator/logfile");
                    assertThat(whole.statusCode()).isEqualTo(200);
                    assertThat(whole.body()).isEqualTo("0123456789");
                    assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
                    assertThat(actuator.get("/actuator/logfile", "Range", "bytes=10-")
                                    .statusCode())
                            .isEqualTo(416);
                });
    }

    @Test
    @DisplayName("endpoints on all addresses and without a guard are in the warning at start-up")
    void openEndpointsAreNamed(CapturedOutput output) {
        Actuator.with()
                .withPropertyValues(
                        "kamaelia.http.servers.admin.port=0",
                        "management.endpoints.web.exposure.include=health,info,env")
                .run(context -> assertThat(output.getOut())
                        .contains(
                                "Actuator's endpoints env, info are open to every machine",
                                "kamaelia.http.servers.admin.address=127.0.0.1",
                                "HttpFilter"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Filters {
        @Bean
        HttpFilter hosts() {
            return HttpFilter.all(List.of(HostAllowList.of("localhost"), RateLimit.of(9, Duration.ofMinutes(1))));
        }

        @Bean
        @FilterPath(path = {"/actuator/env", "/actuator/info/"})
        HttpFilter login() {
            return HttpFilter.check(request -> Response.of(401));
        }

        @Bean
        @FilterPath(path = "/actuator/", servers = "public")
        HttpFilter elsewhere() {
            return HttpFilter.check(request -> Response.of(401));
        }
    }

    @Test
    @DisplayName(
            "a filter that asks nobody who they are, a guard of other paths and a guard of another server guard nothing")
    void onlyGuardsOfTheEndpointsCount(CapturedOutput output) {
        Actuator.with()
                .withUserConfiguration(Filters.class)
                .withPropertyValues(
                        "kamaelia.http.servers.admin.port=0",
                        "kamaelia.http.servers.public.port=0",
                        "kamaelia.http.management.server=admin",
                        "management.endpoints.web.exposure.include=health,info,env,beans,mappings")
                .run(context -> assertThat(output.getOut())
                        .contains("Actuator's endpoints beans, mappings are open to every machine"));
    }

    @Test
    @DisplayName("endpoints on a loopback address, and health alone, are not in the warning")
    void guardedEndpointsAreNotNamed(CapturedOutput output) {
        Actuator.exposingEverything()
                .run(context -> assertThat(output.getOut()).doesNotContain("are open to every machine"));
        Actuator.with()
                .withPropertyValues("kamaelia.http.servers.admin.port=0")
                .run(context -> assertThat(output.getOut()).doesNotContain("are open to every machine"));
    }
}
