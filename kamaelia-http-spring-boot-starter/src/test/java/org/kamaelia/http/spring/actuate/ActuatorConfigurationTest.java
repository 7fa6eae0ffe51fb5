package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.spring.actuate.Actuator.json;

import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HandlerRegistration;
import org.kamaelia.http.spring.HttpStartupException;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpointDiscoverer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** Whether actuator is served, on which server, and under which paths. */
@ExtendWith(OutputCaptureExtension.class)
class ActuatorConfigurationTest {
    @Test
    @DisplayName("without a choice the only server serves actuator, and only health is exposed")
    void theOnlyServerServesHealthByDefault() {
        Actuator.with("admin").run(context -> {
            Actuator actuator = Actuator.of(context);
            assertThat(actuator.get("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(actuator.get("/actuator/info").statusCode()).isEqualTo(404);
            assertThat(json(actuator.get("/actuator")).get("_links").propertyNames())
                    .containsExactlyInAnyOrder("self", "health", "health-path");
        });
    }

    @Test
    @DisplayName("several servers, web endpoints and no choice: start-up fails with the setting to write")
    void severalServersWithoutAChoiceFail() {
        Actuator.with("admin", "public")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOfSatisfying(HttpStartupException.class, failure -> {
                            assertThat(failure.description()).contains("admin, public");
                            assertThat(failure.action())
                                    .contains("kamaelia.http.management.server")
                                    .contains("management.endpoints.web.exposure.exclude=*");
                        }));
    }

    @Test
    @DisplayName("several servers need no choice if no web endpoint is exposed")
    void severalServersNeedNoChoiceIfNothingIsExposed() {
        Actuator.with("admin", "public")
                .withPropertyValues("management.endpoints.web.exposure.exclude=*")
                .run(context -> assertThat(Actuator.of(context).get("/actuator").statusCode())
                        .isEqualTo(404));
    }

    @Test
    @DisplayName("an unknown server fails the start, with the names of the existing servers")
    void anUnknownServerFailsWithTheExistingServers() {
        Actuator.with("admin", "public")
                .withPropertyValues("kamaelia.http.management.server=adnim")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(HttpStartupException.class)
                        .hasMessageContainingAll("kamaelia.http.management.server", "'adnim'", "'admin'", "'public'"));
    }

    @Test
    @DisplayName("a negative management.server.port means that actuator is not served")
    void aNegativePortDisablesActuator() {
        Actuator.with("admin", "public")
                .withPropertyValues("management.server.port=-1")
                .run(context -> assertThat(Actuator.of(context).get("/actuator").statusCode())
                        .isEqualTo(404));
    }

    @Test
    @DisplayName("another management.server.port is not honoured, and the log says what to do")
    void anotherManagementPortIsNotHonouredAndLogged(CapturedOutput output) {
        Actuator.with("admin").withPropertyValues("management.server.port=9001").run(context -> {
            assertThat(Actuator.of(context).get("/actuator/health").statusCode())
                    .isEqualTo(200);
            assertThat(output)
                    .contains("management.server.port=9001 has no effect")
                    .contains("kamaelia.http.servers.admin.port=9001")
                    .contains("kamaelia.http.management.server=admin");
        });
    }

    @Test
    @DisplayName(
            "with several servers the advice for another management.server.port names the port of the chosen server")
    void theAdviceForAnotherPortNamesTheChosenServer(CapturedOutput output) {
        Actuator.with("admin", "public")
                .withPropertyValues(
                        "kamaelia.http.management.server=admin",
                        "management.server.port=9001",
                        "management.server.address=127.0.0.2")
                .run(context -> assertThat(output)
                        .contains("Set kamaelia.http.servers.admin.port=9001 instead")
                        .contains("management.server.address has no effect"));
    }

    @Test
    @DisplayName("management.server.port may be the port of the server")
    void managementPortMayBeThePortOfTheServer(CapturedOutput output) {
        Actuator.with("admin").withPropertyValues("management.server.port=0").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).doesNotContain("has no effect");
        });
    }

    @Test
    @DisplayName("exposure and access decide what is served")
    void exposureAndAccessDecideWhatIsServed() {
        Actuator.with("admin")
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=info,loggers,metrics",
                        "management.endpoints.web.exposure.exclude=metrics",
                        "management.endpoint.loggers.access=READ_ONLY")
                .run(context -> {
                    Actuator actuator = Actuator.of(context);
                    assertThat(actuator.get("/actuator/info").statusCode()).isEqualTo(200);
                    assertThat(actuator.get("/actuator/metrics").statusCode()).isEqualTo(404);
                    assertThat(actuator.get("/actuator/health").statusCode()).isEqualTo(404);
                    assertThat(actuator.get("/actuator/loggers/ROOT").statusCode())
                            .isEqualTo(200);
                    assertThat(actuator.post("/actuator/loggers/ROOT", "{}", "Content-Type", "application/json")
                                    .statusCode())
                            .isEqualTo(405);
                });
    }

    @Test
    @DisplayName("base path and path mapping move endpoints, and their links")
    void basePathAndPathMappingMoveEndpointsAndLinks() {
        Actuator.exposingEverything()
                .withPropertyValues(
                        "management.endpoints.web.base-path=/manage/it",
                        "management.endpoints.web.path-mapping.health=healthcheck",
                        "management.endpoints.web.path-mapping.thread-dump=threads/now")
                .run(context -> {
                    Actuator actuator = Actuator.of(context);
                    assertThat(actuator.get("/manage/it/healthcheck/liveness").statusCode())
                            .isEqualTo(200);
                    assertThat(actuator.get("/manage/it/threads/now").statusCode())
                            .isEqualTo(200);
                    assertThat(json(actuator.get("/manage/it"))
                                    .at("/_links/health/href")
                                    .asString())
                            .endsWith("/manage/it/healthcheck");
                    assertThat(actuator.get("/actuator").statusCode()).isEqualTo(404);
                });
    }

    @Test
    @DisplayName("with the base path / endpoints are at the root; only a server for actuator alone shows the links")
    void basePathRootPutsEndpointsAtTheRoot() {
        Actuator.with("admin")
                .withPropertyValues("management.endpoints.web.base-path=/")
                .run(context -> {
                    assertThat(Actuator.of(context).get("/health").statusCode()).isEqualTo(200);
                    assertThat(Actuator.of(context).get("/").statusCode()).isEqualTo(404);
                });
        Actuator.with("admin", "public")
                .withPropertyValues("kamaelia.http.management.server=admin", "management.endpoints.web.base-path=/")
                .run(context -> {
                    Actuator actuator = Actuator.of(context);
                    assertThat(json(actuator.get("/")).at("/_links/health/href").asString())
                            .isEqualTo("http://127.0.0.1:" + actuator.port("admin") + "/health");
                    assertThat(actuator.get("/other").statusCode()).isEqualTo(404);
                    actuator.get("public", 404, "/");
                });
    }

    @Test
    @DisplayName("an endpoint that is mapped to a path with a slash at its end matches exactly")
    void anEndpointWithATrailingSlashMatchesExactly() {
        Actuator.with("admin")
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=info",
                        "management.endpoints.web.path-mapping.info=/")
                .run(context -> {
                    assertThat(Actuator.of(context).get("/actuator/").body()).isEqualTo("{}");
                    assertThat(Actuator.of(context).get("/actuator/info").statusCode())
                            .isEqualTo(404);
                });
    }

    @Test
    @DisplayName("the links page can be switched off")
    void theLinksPageCanBeSwitchedOff() {
        Actuator.with("admin")
                .withPropertyValues("management.endpoints.web.discovery.enabled=false")
                .run(context -> {
                    assertThat(Actuator.of(context).get("/actuator").statusCode())
                            .isEqualTo(404);
                    assertThat(Actuator.of(context).get("/actuator/health").statusCode())
                            .isEqualTo(200);
                });
    }

    @Test
    @DisplayName("health groups have additional paths, on the server of the application or of actuator")
    void healthGroupsHaveAdditionalPaths() {
        Actuator.with("admin", "public")
                .withPropertyValues(
                        "kamaelia.http.management.server=admin",
                        "management.endpoint.health.probes.add-additional-paths=true",
                        "management.endpoint.health.group.mine.include=ping",
                        "management.endpoint.health.group.mine.additional-path=management:/healthz")
                .run(context -> {
                    Actuator actuator = Actuator.of(context);
                    assertThat(json(actuator.get("public", 200, "/livez"))
                                    .get("status")
                                    .asString())
                            .isEqualTo("UP");
                    actuator.get("public", 200, "/readyz");
                    actuator.get("admin", 404, "/livez");
                    actuator.get("admin", 200, "/healthz");
                    actuator.get("public", 404, "/healthz");
                });
        Actuator.with("admin")
                .withPropertyValues(
                        "management.endpoint.health.probes.add-additional-paths=true",
                        "management.endpoint.health.group.some.include=ping",
                        "management.endpoint.health.group.some.additional-path=server:/healthz",
                        "management.endpoint.health.group.mine.include=ping",
                        "management.endpoint.health.group.mine.additional-path=management:/healthz")
                .run(context -> {
                    Actuator.of(context).get("admin", 200, "/livez");
                    Actuator.of(context).get("admin", 200, "/healthz");
                });
    }

    @Test
    @DisplayName("a handler on a path of actuator fails the start with the names of both beans")
    void aHandlerOnAPathOfActuatorFailsWithBothBeans() {
        Actuator.with("admin")
                .withBean(
                        "mine",
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of(
                                "/actuator/health", HandlerFactory.oneShot(request -> Response.text("x"))))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContainingAll("'mine'", "'kamaeliaEndpointRegistrations'"));
    }

    @Test
    @DisplayName("is off without actuator")
    void isOffWithoutActuator() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        KamaeliaHttpAutoConfiguration.class, KamaeliaHttpActuatorAutoConfiguration.class))
                .withPropertyValues("kamaelia.http.servers.admin.port=0")
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EndpointRegistrations.class));
    }

    @Test
    @DisplayName("serves the other endpoints without spring-boot-health")
    void servesOtherEndpointsWithoutHealth() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        KamaeliaHttpAutoConfiguration.class,
                        EndpointAutoConfiguration.class,
                        InfoEndpointAutoConfiguration.class,
                        KamaeliaHttpActuatorAutoConfiguration.class))
                .withPropertyValues(
                        "kamaelia.http.servers.admin.port=0", "management.endpoints.web.exposure.include=info")
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(
                                Actuator.of(context).get("/actuator/info").statusCode())
                        .isEqualTo(200));
    }

    @Test
    @DisplayName("is off in a web application, where Spring Boot serves the endpoints")
    void isOffInAWebApplication() throws Exception {
        ClassLoader withWeb = new ByteBuddy()
                .subclass(Object.class)
                .name("org.springframework.web.reactive.HandlerResult")
                .make()
                .load(getClass().getClassLoader())
                .getLoaded()
                .getClassLoader();
        new ReactiveWebApplicationContextRunner()
                .withClassLoader(withWeb)
                .withConfiguration(AutoConfigurations.of(
                        KamaeliaHttpAutoConfiguration.class,
                        EndpointAutoConfiguration.class,
                        WebEndpointAutoConfiguration.class,
                        KamaeliaHttpActuatorAutoConfiguration.class))
                .withPropertyValues("kamaelia.http.servers.admin.port=0")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(EndpointRegistrations.class)
                        .hasSingleBean(WebEndpointDiscoverer.class));
    }

    @Test
    @DisplayName("backs off before the beans of the application")
    void backsOffBeforeBeansOfTheApplication() {
        EndpointMediaTypes own = new EndpointMediaTypes("application/json");
        WebEndpointsSupplier nothing = java.util.List::of;
        Actuator.with("admin", "public")
                .withBean("own", EndpointMediaTypes.class, () -> own)
                .withBean("nothing", WebEndpointsSupplier.class, () -> nothing)
                .run(context -> {
                    assertThat(context.getBean(EndpointMediaTypes.class)).isSameAs(own);
                    assertThat(context.getBean(WebEndpointsSupplier.class)).isSameAs(nothing);
                    assertThat(context).hasSingleBean(HealthEndpointWebExtension.class);
                    assertThat(context).hasSingleBean(PathMappedEndpoints.class);
                });
    }

    @Test
    @DisplayName("the application's JsonMapper writes results of its own endpoints, and not of Spring Boot's endpoints")
    void theMapperOfTheApplicationWritesItsOwnEndpointsOnly() {
        JsonMapper indenting = JsonMapper.builder()
                .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
                .build();
        Actuator.exposingEverything()
                .withBean(JsonMapper.class, () -> indenting)
                .withBean(WithoutJacksonTest.Points.class)
                .run(context -> {
                    assertThat(Actuator.of(context).get("/actuator/points").body())
                            .contains("\n");
                    assertThat(Actuator.of(context).get("/actuator/info").body())
                            .isEqualTo("{}");
                });
        Actuator.exposingEverything()
                .withBean(JsonMapper.class, () -> indenting)
                .withPropertyValues("management.endpoints.jackson.isolated-json-mapper=false")
                .run(context -> assertThat(
                                Actuator.of(context).get("/actuator/health").body())
                        .contains("\n"));
    }

    @Test
    @DisplayName("sanitises values as Spring Boot's endpoints do")
    void sanitisesValuesAsSpringBoot() {
        ApplicationContextRunner runner = Actuator.exposingEverything().withPropertyValues("some.password=hidden");
        runner.run(context -> assertThat(
                        Actuator.of(context).get("/actuator/env/some.password").body())
                .contains("******")
                .doesNotContain("hidden"));
        runner.withPropertyValues("management.endpoint.env.show-values=always")
                .run(context -> assertThat(Actuator.of(context)
                                .get("/actuator/env/some.password")
                                .body())
                        .contains("hidden"));
    }
}
