package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.filter.BasicAuthentication;
import org.kamaelia.http.spring.diagnostics.KamaeliaHttpDiagnosticsAutoConfiguration;
import org.kamaelia.http.spring.diagnostics.StartupCheck;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;

@ExtendWith(OutputCaptureExtension.class)
@DisplayName("One warning at start-up names what has no effect")
class StartupWarningTest {
    private static final Pattern WARNING = Pattern.compile("settings that its Kamaelia servers do not use");

    private static final String DEFAULT = "kamaelia.http.servers.default.";

    private static ApplicationContextRunner application() {
        return Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(KamaeliaHttpDiagnosticsAutoConfiguration.class));
    }

    private static void assertWarnsOnce(CapturedOutput output, String... said) {
        assertThat(WARNING.matcher(output.getOut()).results().count()).isEqualTo(1);
        assertThat(output.getOut()).contains(said);
    }

    @Test
    @DisplayName("server.*: each key, with the key to write instead and the value")
    void settingsOfSpringBootsServersAreNamed(CapturedOutput output) {
        application()
                .withPropertyValues(
                        "server.port=9090",
                        "server.ssl.bundle=web",
                        "server.tomcat.threads.max=10",
                        "server.forward-headers-strategy=native")
                .run(context -> assertWarnsOnce(
                        output,
                        "server.port has no effect",
                        "Write kamaelia.http.servers.default.port=9090 instead",
                        "server.ssl.bundle has no effect",
                        "Write kamaelia.http.servers.default.ssl.bundle instead",
                        "server.tomcat.threads.max has no effect",
                        "server.forward-headers-strategy has no effect",
                        "kamaelia.http.servers.default.forwarded.fields instead"));
    }

    @Test
    @DisplayName("nothing is logged for an application without such settings")
    void nothingIsLoggedWithoutFindings(CapturedOutput output) {
        application()
                .withSystemProperties("server.software=another program")
                .run(context -> assertThat(output.getOut()).doesNotContain(WARNING.pattern()));
    }

    @Test
    @DisplayName("the port 0 of Spring Boot's tests with random ports is not named")
    void theRandomPortOfTestsIsNotNamed(CapturedOutput output) {
        application()
                .withPropertyValues(
                        "server.port=0", "org.springframework.boot.test.context.SpringBootTestContextBootstrapper=true")
                .run(context -> assertThat(output.getOut()).doesNotContain(WARNING.pattern()));
    }

    @Test
    @DisplayName("the warning is given although beans are lazy")
    void lazyBeansAreWarnedOf(CapturedOutput output) {
        application()
                .withPropertyValues("server.port=9090")
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> assertWarnsOnce(output, "server.port has no effect"));
    }

    @Controller
    static class Orders {}

    @Test
    @DisplayName("controllers without Spring MVC and WebFlux: the bean and its class, instead of a silent 404")
    void controllersAreNamed(CapturedOutput output) {
        application()
                .withBean("orders", Orders.class)
                .run(context -> assertWarnsOnce(
                        output,
                        "@Controller 'orders' (" + Orders.class.getName() + ") is not served",
                        "HandlerFactory with @HandlerPath",
                        "kamaelia-http-webflux-spring-boot-starter"));
    }

    @Test
    @DisplayName("Spring Security without a filter of ours in front: says that it guards nothing")
    void springSecurityIsNamed(CapturedOutput output) {
        Class<?> present = new ByteBuddy()
                .makeInterface()
                .name("org.springframework.security.web.SecurityFilterChain")
                .make()
                .load(StartupWarningTest.class.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
                .getLoaded();
        application()
                .withClassLoader(present.getClassLoader())
                .run(context -> assertWarnsOnce(
                        output, "Spring Security is on the class path and guards no request", "HttpFilter"));
    }

    @Test
    @DisplayName("a shutdown-grace beyond the time of the phase: both settings and both ways to correct it")
    void aLongShutdownGraceIsNamed(CapturedOutput output) {
        application()
                .withPropertyValues(
                        "kamaelia.http.servers.default.shutdown-grace=60s",
                        "spring.lifecycle.timeout-per-shutdown-phase=20s")
                .run(context -> assertWarnsOnce(
                        output,
                        "kamaelia.http.servers.default.shutdown-grace=60s is longer than"
                                + " spring.lifecycle.timeout-per-shutdown-phase, which is 20s",
                        "Write spring.lifecycle.timeout-per-shutdown-phase=67666ms"));
    }

    @Test
    @DisplayName("settings of a group that is switched off: each key, and the setting that switches the group on")
    void settingsThatAreSwitchedOffAreNamed(CapturedOutput output) {
        application()
                .withPropertyValues(
                        DEFAULT + "forwarded.trusted=10.0.0.0/8",
                        DEFAULT + "proxy-protocol.trusted[0]=10.0.0.0/8",
                        DEFAULT + "compression.min-response-size=1KB",
                        DEFAULT + "access-log.format=json",
                        DEFAULT + "http2.enabled=true")
                .run(context -> assertWarnsOnce(
                        output,
                        DEFAULT + "forwarded.trusted has no effect. Write the fields that the proxies set into "
                                + DEFAULT + "forwarded.fields",
                        DEFAULT + "proxy-protocol.trusted has no effect. Write " + DEFAULT
                                + "proxy-protocol.enabled=true",
                        DEFAULT + "compression.min-response-size has no effect. Write " + DEFAULT
                                + "compression.enabled=true",
                        DEFAULT + "access-log.format has no effect. Write " + DEFAULT + "access-log.enabled=true",
                        DEFAULT + "http2.enabled has no effect. Write " + DEFAULT + "ssl.bundle"));
    }

    @Test
    @DisplayName("settings of a group that is switched on, for this server or for all, are not named")
    void settingsThatAreSwitchedOnAreNotNamed(CapturedOutput output) {
        application()
                .withPropertyValues(
                        "kamaelia.http.defaults.compression.enabled=true",
                        DEFAULT + "compression.min-response-size=1KB",
                        DEFAULT + "access-log.enabled=false",
                        DEFAULT + "forwarded.fields=x-forwarded-for",
                        DEFAULT + "forwarded.trusted=10.0.0.0/8",
                        "kamaelia.http.http2.clear-text=true",
                        DEFAULT + "http2.max-resets=10")
                .run(context -> assertThat(output.getOut()).doesNotContain(WARNING.pattern()));
    }

    private static ApplicationContextRunner guardedOnPublic() {
        return Contexts.twoServers()
                .withConfiguration(AutoConfigurations.of(KamaeliaHttpDiagnosticsAutoConfiguration.class))
                .withUserConfiguration(GuardOnPublic.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class GuardOnPublic {
        @Bean
        @HandlerPath("/api/orders")
        HandlerFactory orders() {
            return HandlerFactory.oneShot(request -> Response.text("orders"));
        }

        @Bean
        @HandlerPath("/hello")
        HandlerFactory hello() {
            return HandlerFactory.oneShot(request -> Response.text("hello"));
        }

        @Bean
        @FilterPath(path = "/api/", servers = "public")
        HttpFilter login() {
            return BasicAuthentication.of("shop", (user, password) -> CompletableFuture.completedStage(null));
        }
    }

    @Test
    @DisplayName(
            "a handler with a guard on one server and none on another: the path, the server and both ways to correct it")
    void handlersWithoutTheGuardOfAnotherServerAreNamed(CapturedOutput output) {
        guardedOnPublic().run(context -> {
            assertWarnsOnce(
                    output,
                    "No filter guards these handlers on the server 'admin'",
                    "another server: /api/orders. Add 'admin' to the servers of @FilterPath",
                    "@HandlerPath(servers = ...)");
            assertThat(output.getOut()).doesNotContain("/hello");
        });
    }

    @Test
    @DisplayName("such a handler is not named if other machines cannot reach the server without the guard")
    void handlersOfALocalServerAreNotNamed(CapturedOutput output) {
        guardedOnPublic()
                .withPropertyValues("kamaelia.http.servers.admin.address=127.0.0.1")
                .run(context -> assertThat(output.getOut()).doesNotContain(WARNING.pattern()));
    }

    @Configuration(proxyBeanMethods = false)
    static class FiltersOfPaths {
        @Bean
        @HandlerPath("/api/orders")
        HandlerFactory orders() {
            return HandlerFactory.oneShot(request -> Response.text("orders"));
        }

        @Bean
        @HandlerPath("/files/")
        HandlerFactory files() {
            return HandlerFactory.oneShot(request -> Response.text("file"));
        }

        @Bean
        @HandlerPath("/users/{id}")
        HandlerFactory user() {
            return HandlerFactory.oneShot(request -> Response.text("user"));
        }

        @Bean
        @FilterPath({"/api", "/files", "/apis/"})
        HttpFilter mistaken() {
            return (request, next) -> next.reply(request);
        }

        @Bean
        @FilterPath({"/", "/api/", "/api/{name}", "/files/secret", "/users/42", "/users/{name}"})
        HttpFilter correct() {
            return (request, next) -> next.reply(request);
        }
    }

    @Test
    @DisplayName(
            "@FilterPath that covers no handler: the path, the bean, and the path with a slash if handlers are below it")
    void pathsOfFiltersThatCoverNoHandlerAreNamed(CapturedOutput output) {
        application().withUserConfiguration(FiltersOfPaths.class).run(context -> {
            assertWarnsOnce(
                    output,
                    "@FilterPath(\"/api\") of bean 'mistaken' covers this one path only, and none of the handlers below it:"
                            + " /api/orders. Write \"/api/\" to cover them.",
                    "none of the handlers below it: /files/. Write \"/files/\"",
                    "@FilterPath(\"/apis/\") of bean 'mistaken' covers no handler.");
            assertThat(output.getOut()).doesNotContain("of bean 'correct'");
        });
    }

    @Test
    @DisplayName("all findings are in one warning, those of the application's own checks, too")
    void allFindingsAreInOneWarning(CapturedOutput output) {
        application()
                .withPropertyValues("server.port=9090")
                .withBean("orders", Orders.class)
                .withBean("ownCheck", StartupCheck.class, () -> () -> java.util.List.of("An own finding."))
                .run(context -> assertWarnsOnce(output, "server.port", "'orders'", "An own finding."));
    }

    @Test
    @DisplayName("a bean with the name of a check replaces the check, as a starter does whose servers use the settings")
    void aCheckCanBeReplaced(CapturedOutput output) {
        application()
                .withPropertyValues("server.port=9090")
                .withBean("kamaeliaServerSettingsCheck", StartupCheck.class, () -> java.util.List::of)
                .run(context -> assertThat(output.getOut()).doesNotContain(WARNING.pattern()));
    }
}
