package org.kamaelia.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.filter.BasicAuthentication;
import org.kamaelia.http.filter.HostAllowList;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@ExtendWith(OutputCaptureExtension.class)
@DisplayName("With Spring Security's starter on the class path, and neither Spring MVC nor WebFlux")
class SecurityAloneTest {
    private static final String GUARDS_NOTHING = "Spring Security is on the class path and guards no request";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Orders.class)
    static class Open {
        @Bean
        @HandlerPath("/hello")
        HandlerFactory hello() {
            return HandlerFactory.oneShot(request -> Response.text("hello"));
        }
    }

    @RestController
    static class Orders {
        @GetMapping("/orders")
        String orders() {
            return "all";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Open.class)
    static class WithHosts {
        @Bean
        HostAllowList hosts() {
            return HostAllowList.of("127.0.0.1");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Open.class)
    static class Guarded {
        @Bean
        HttpFilter login() {
            return BasicAuthentication.blocking("all", (user, password) -> null);
        }
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--kamaelia.http.event-loops=1", "--kamaelia.http.servers.public.port=0"));
        return new SpringApplicationBuilder(application).run(arguments.toArray(String[]::new));
    }

    private static int status(ConfigurableApplicationContext context, String path) throws Exception {
        int port = context.getBean(KamaeliaServers.class).port("public");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    @DisplayName("the class path is that of this test: Spring Security, and none of Spring's web frameworks")
    void classPath() {
        assertThat(ClassUtils.isPresent("org.springframework.security.web.SecurityFilterChain", null))
                .isTrue();
        assertThat(ClassUtils.isPresent("org.springframework.web.servlet.DispatcherServlet", null))
                .isFalse();
        assertThat(ClassUtils.isPresent("org.springframework.web.reactive.DispatcherHandler", null))
                .isFalse();
    }

    @Test
    @DisplayName("without a filter of ours, the warning at start says that Spring Security guards nothing")
    void securityIsNamed(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = start(Open.class)) {
            assertThat(status(context, "/hello")).isEqualTo(200);
            assertThat(output).contains(GUARDS_NOTHING, "org.kamaelia.http.HttpFilter");
        }
    }

    @Test
    @DisplayName("a @RestController is in the warning at start, and its path gives 404")
    void controllersAreNamed(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = start(Open.class)) {
            assertThat(status(context, "/orders")).isEqualTo(404);
            assertThat(output)
                    .contains("@RestController '", "(" + Orders.class.getName() + ") is not served", "@HandlerPath");
        }
    }

    @Test
    @DisplayName("a filter that asks nobody who they are does not silence the warning")
    void aListOfHostsIsNoGuard(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start(WithHosts.class)) {
            assertThat(context.isRunning()).isTrue();
            assertThat(output).contains(GUARDS_NOTHING);
        }
    }

    @Test
    @DisplayName("with a guard of ours there is no such warning, and the guard is asked")
    void aGuardIsAsked(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = start(Guarded.class)) {
            assertThat(status(context, "/hello")).isEqualTo(401);
            assertThat(output).doesNotContain(GUARDS_NOTHING);
        }
    }

    @Test
    @DisplayName("exposed endpoints of actuator are in the same warning")
    void actuatorIsNamed(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context =
                start(Open.class, "--management.endpoints.web.exposure.include=env")) {
            assertThat(status(context, "/actuator/env")).isEqualTo(200);
            assertThat(output).contains(GUARDS_NOTHING, "Actuator's endpoints env are open");
        }
    }
}
