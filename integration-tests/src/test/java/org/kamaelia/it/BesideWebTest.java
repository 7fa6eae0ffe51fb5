package org.kamaelia.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("In one application with Spring MVC on Tomcat, or WebFlux on Netty")
@ExtendWith(OutputCaptureExtension.class)
class BesideWebTest {
    private static ConfigurableApplicationContext start(WebApplicationType type, String... more) {
        return start(type, 0, 0, more);
    }

    private static ConfigurableApplicationContext start(WebApplicationType type, int others, int own, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + others,
                "--kamaelia.http.event-loops=1",
                "--kamaelia.http.servers.public.port=" + own,
                "--management.endpoint.health.probes.enabled=true",
                "--spring.devtools.restart.enabled=false"));
        arguments.addAll(List.of(more));
        if (more.length == 0 || !more[0].startsWith("--management.endpoints")) {
            arguments.add("--management.endpoints.web.exposure.include=health");
        }
        return new SpringApplicationBuilder(WebApplication.class).web(type).run(arguments.toArray(String[]::new));
    }

    private static int own(ConfigurableApplicationContext context) {
        return context.getBean(KamaeliaServers.class).port("public");
    }

    private static int others(ConfigurableApplicationContext context) {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    @DisplayName("each server serves its own content on its own port, and actuator stays with Spring's server")
    void bothServe(WebApplicationType type) throws Exception {
        try (ConfigurableApplicationContext context = start(type)) {
            assertThat(Ask.get(others(context), "/who").body()).isEqualTo("spring");
            assertThat(Ask.get(own(context), "/who").body()).isEqualTo("kamaelia");
            assertThat(Ask.get(others(context), "/actuator/health").statusCode())
                    .isEqualTo(200);
            assertThat(Ask.get(own(context), "/actuator/health").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    @DisplayName("both servers stop gracefully, and start again on the same ports")
    void restart(WebApplicationType type) throws Exception {
        int own;
        int others;
        try (ConfigurableApplicationContext context = start(type)) {
            own = own(context);
            others = others(context);
        }
        try (ConfigurableApplicationContext context = start(type, others, own)) {
            assertThat(Ask.get(others, "/who").body()).isEqualTo("spring");
            assertThat(Ask.get(own, "/who").body()).isEqualTo("kamaelia");
            assertThat(context.isRunning()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    @DisplayName("both serve with lazy initialisation of beans")
    void lazily(WebApplicationType type) throws Exception {
        try (ConfigurableApplicationContext context = start(type, "--spring.main.lazy-initialization=true")) {
            assertThat(Ask.get(others(context), "/who").body()).isEqualTo("spring");
            assertThat(Ask.get(own(context), "/who").body()).isEqualTo("kamaelia");
        }
    }

    @Test
    @DisplayName(
            "management.server.port applies to Spring's server, and kamaelia.http.management.server logs a warning")
    void managementPort(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = start(
                WebApplicationType.SERVLET, "--management.server.port=0", "--kamaelia.http.management.server=public")) {
            assertThat(Ask.get(own(context), "/actuator/health").statusCode()).isEqualTo(404);
            assertThat(Ask.get(own(context), "/who").body()).isEqualTo("kamaelia");
            int management = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
            assertThat(Ask.get(management, "/actuator/health").statusCode()).isEqualTo(200);
            assertThat(output).contains("kamaelia.http.management.server=public has no effect");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    @DisplayName("each meter exists once")
    void meters(WebApplicationType type) throws Exception {
        try (ConfigurableApplicationContext context =
                start(type, "--management.endpoints.web.exposure.include=metrics")) {
            Ask.get(own(context), "/who");
            Ask.get(own(context), "/who");
            assertThat(Ask.get(
                                    others(context),
                                    "/actuator/metrics/kamaelia.http.server.responses?tag=framing:content-length")
                            .body())
                    .contains("\"value\":2.0");
        }
    }
}
