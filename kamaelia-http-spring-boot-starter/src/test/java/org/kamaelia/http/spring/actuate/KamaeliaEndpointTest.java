package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.spring.actuate.Actuator.json;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerRegistration;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.JsonNode;

@DisplayName("Actuator shows the servers")
class KamaeliaEndpointTest {
    private static ApplicationContextRunner runner() {
        return Actuator.with("admin", "public")
                .withBean(
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of(
                                        "/hello/{name}", HandlerFactory.oneShot(request -> Response.text("hello")))
                                .methods("GET")
                                .servers("public"))
                .withPropertyValues(
                        "kamaelia.http.management.server=admin",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.health.show-details=always",
                        "kamaelia.http.servers.public.limits.request-body=1MB",
                        "kamaelia.http.servers.public.timeouts.idle=20s",
                        "kamaelia.http.servers.public.access-log.enabled=true");
    }

    private static JsonNode find(JsonNode array, String key, String value) {
        for (JsonNode one : array) {
            if (one.get(key).asString().equals(value)) {
                return one;
            }
        }
        throw new AssertionError(value + " is not in " + array);
    }

    private static void assertPublic(Actuator actuator, JsonNode server) {
        JsonNode state = server.get("state");
        assertThat(state.get("name").asString()).isEqualTo("public");
        assertThat(state.get("running").asBoolean()).isTrue();
        assertThat(state.get("port").asInt()).isEqualTo(actuator.port("public"));
        assertThat(state.get("address").asString()).isEqualTo("/127.0.0.1:" + actuator.port("public"));
        assertThat(state.get("scheme").asString()).isEqualTo("http");
        assertThat(state.at("/limits/limits.request-body").asInt()).isEqualTo(1024 * 1024);
        assertThat(state.at("/limits/timeouts.idle").asString()).isEqualTo("PT20S");
        assertThat(state.at("/limits/max-connections").asInt()).isEqualTo(16_384);
        assertThat(state.at("/routes/0/path").asString()).isEqualTo("/hello/{name}");
        assertThat(state.at("/routes/0/methods/0").asString()).isEqualTo("GET");
        assertThat(state.at("/responses/content-length").asInt()).isEqualTo(1);
        assertThat(find(state.get("queues"), "component", "HttpParser")
                        .get("box")
                        .asString())
                .isEqualTo("inbox");
        assertThat(server.at("/accessLog/dropped").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"with Jackson", "without Jackson"})
    @DisplayName("the endpoint kamaelia: servers with ports, routes, limits and queues, and the running components")
    void theEndpointShowsServersAndComponents(String how) {
        ApplicationContextRunner runner = how.equals("with Jackson")
                ? runner()
                : runner().withClassLoader(new FilteredClassLoader("tools.jackson", "com.fasterxml.jackson"));
        runner.run(context -> {
            Actuator actuator = Actuator.of(context);
            actuator.send("public", "GET", "/hello/you", null);
            JsonNode servers = json(actuator.get("/actuator/kamaelia")).get("servers");
            assertThat(servers).hasSize(2);
            assertPublic(actuator, servers.get(1));
            JsonNode admin = servers.get(0);
            assertThat(admin.at("/state/name").asString()).isEqualTo("admin");
            assertThat(admin.at("/state/connections").asInt()).isPositive();
            JsonNode graph = admin.get("graph");
            assertThat(graph.get("complete").asBoolean()).isTrue();
            assertThat(graph.get("total").asInt())
                    .isEqualTo(graph.get("components").size());
            JsonNode parser = find(graph.get("components"), "type", "org.kamaelia.http.http1.HttpParser");
            assertThat(parser.at("/inboxes/0/capacity").asInt()).isOne();
            JsonNode out = find(graph.get("linkages"), "from", parser.get("id").asString());
            assertThat(out.get("to").asString()).contains("Http1Connection");
        });
    }

    @Test
    @DisplayName("the endpoint kamaelia/NAME: one server, and 404 if there is none")
    void theEndpointShowsOneServer() {
        runner().run(context -> {
            Actuator actuator = Actuator.of(context);
            actuator.send("public", "GET", "/hello/you", null);
            assertPublic(actuator, json(actuator.get("/actuator/kamaelia/public")));
            assertThat(actuator.get("/actuator/kamaelia/nobody").statusCode()).isEqualTo(404);
        });
    }

    @Test
    @DisplayName("the endpoint exists only if it is exposed")
    void theEndpointExistsOnlyIfExposed() {
        Actuator.with("admin").run(context -> assertThat(context).doesNotHaveBean(KamaeliaEndpoint.class));
        Actuator.exposingEverything()
                .withPropertyValues("management.endpoint.kamaelia.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(KamaeliaEndpoint.class));
        Actuator.exposingEverything().run(context -> assertThat(context).hasSingleBean(KamaeliaEndpoint.class));
    }

    @Test
    @DisplayName("health has a component for each server")
    void healthHasAComponentForEachServer() {
        runner().run(context -> {
            Actuator actuator = Actuator.of(context);
            JsonNode kamaelia = json(actuator.get("/actuator/health")).at("/components/kamaelia");
            assertThat(kamaelia.get("status").asString()).isEqualTo("UP");
            assertThat(kamaelia.at("/components/public/status").asString()).isEqualTo("UP");
            assertThat(kamaelia.at("/components/public/details/port").asInt()).isEqualTo(actuator.port("public"));
            assertThat(actuator.get("/actuator/health/kamaelia/public").statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    @DisplayName("a server that does not run is OUT_OF_SERVICE")
    void aStoppedServerIsOutOfService() {
        runner().run(context -> {
            HealthIndicator health = (HealthIndicator)
                    context.getBean(CompositeHealthContributor.class).getContributor("public");
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            context.getBean(KamaeliaServers.class).stop();
            assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        });
    }

    @Test
    @DisplayName("health is left out by property, without spring-boot-health, and for a bean of the application")
    void healthIsLeftOutByPropertyOrBean() {
        runner().withPropertyValues("management.health.kamaelia.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("kamaeliaHealthContributor"));
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        KamaeliaHttpAutoConfiguration.class, KamaeliaHttpEndpointAutoConfiguration.class))
                .withPropertyValues("kamaelia.http.servers.default.port=0")
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("kamaeliaHealthContributor"));
        HealthIndicator own = () -> Health.up().build();
        runner().withBean("kamaeliaHealthIndicator", HealthIndicator.class, () -> own)
                .run(context -> assertThat(context).doesNotHaveBean("kamaeliaHealthContributor"));
    }

    @Test
    @DisplayName("info has scheme and port of each server if enabled, unless the application has its own contributor")
    void infoHasSchemeAndPortIfEnabled() {
        ApplicationContextRunner enabled = runner().withPropertyValues("management.info.kamaelia.enabled=true");
        enabled.run(context -> {
            Actuator actuator = Actuator.of(context);
            JsonNode info = json(actuator.get("/actuator/info"));
            assertThat(info.at("/kamaelia/servers/public/port").asInt()).isEqualTo(actuator.port("public"));
            assertThat(info.at("/kamaelia/servers/admin/scheme").asString()).isEqualTo("http");
        });
        runner().run(context -> assertThat(context).doesNotHaveBean("kamaeliaInfoContributor"));
        enabled.withBean("kamaeliaInfoContributor", InfoContributor.class, () -> builder -> {})
                .run(context -> assertThat(context).hasNotFailed());
    }
}
