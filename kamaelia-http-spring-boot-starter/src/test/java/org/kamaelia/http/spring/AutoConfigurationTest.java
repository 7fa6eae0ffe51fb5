package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.diagnostics.StartupCheck;
import org.kamaelia.http.spring.json.Json;
import org.kamaelia.net.SocketLimits;
import org.kamaelia.net.loop.EventLoops;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

@DisplayName("The auto-configuration adapts to the application")
class AutoConfigurationTest {
    private static final HandlerFactory HELLO = HandlerFactory.oneShot(request -> Response.text("hello"));

    @Test
    @DisplayName("works without Micrometer, and without its meters")
    void worksWithoutMicrometer() {
        Contexts.oneServer()
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/hello", HELLO))
                .run(context -> {
                    assertThat(Wire.get(Wire.port(context), "/hello")).isEqualTo("hello");
                    assertThat(context).doesNotHaveBean("kamaeliaHttpMetrics");
                });
    }

    @Test
    @DisplayName(
            "starts an application that excludes KamaeliaHttpAutoConfiguration, and configures nothing for servers")
    void excluded() {
        ContextConsumer<ApplicationContext> nothing = context -> {
            assertThat(context.getBeanProvider(KamaeliaHttpProperties.class)).isEmpty();
            assertThat(context.getBeanProvider(Json.class)).isEmpty();
            assertThat(context.getBeanProvider(StartupCheck.class)).isEmpty();
        };
        new ApplicationContextRunner()
                .withUserConfiguration(Excluding.class)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(nothing::accept);
        new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(Excluding.class)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(nothing::accept);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = KamaeliaHttpAutoConfiguration.class)
    static class Excluding {}

    @Test
    @DisplayName("has its meters with Micrometer, even without a registry")
    void hasMetersWithMicrometerAndNoRegistry() {
        Contexts.oneServer()
                .run(context -> assertThat(context)
                        .hasSingleBean(KamaeliaHttpMetrics.class)
                        .doesNotHaveBean(MeterRegistry.class));
    }

    @Test
    @DisplayName("uses the EventLoops of the application, if the application has a bean")
    void usesTheEventLoopsOfTheApplication() {
        Contexts.oneServer()
                .withBean("mine", EventLoops.class, () -> EventLoops.create(1))
                .run(context -> {
                    assertThat(context).hasSingleBean(EventLoops.class);
                    assertThat(context.getBean(KamaeliaServers.class)
                                    .servers()
                                    .get("default")
                                    .eventLoops())
                            .isEqualTo(context.getBean("mine", EventLoops.class).all());
                });
    }

    @Test
    @DisplayName("makes as many event loops as kamaelia.http.event-loops says")
    void makesAsManyEventLoopsAsConfigured() {
        Contexts.oneServer()
                .withPropertyValues("kamaelia.http.event-loops=3")
                .run(context ->
                        assertThat(context.getBean(EventLoops.class).all()).hasSize(3));
    }

    @Test
    @DisplayName("uses the ErrorPages of the application, if the application has a bean")
    void usesTheErrorPagesOfTheApplication() {
        ErrorPages pages =
                (status, detail, request) -> Response.text("mine " + status).status(status);
        Contexts.oneServer()
                .withBean(ErrorPages.class, () -> pages)
                .run(context ->
                        assertThat(Wire.get(Wire.port(context), "/nowhere")).isEqualTo("mine 404"));
    }

    @Test
    @DisplayName("calls the customizers of server and set-up for each server, after the properties have been applied")
    void callsCustomizersForEachServerAfterTheProperties() {
        Contexts.twoServers()
                .withPropertyValues("kamaelia.http.servers.admin.server-header=from-properties")
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/hello", HELLO))
                .withBean(
                        HttpSetupCustomizer.class,
                        () -> (name, setup) -> setup.serverField(setup.serverField() + "+" + name))
                .withBean(
                        SimpleServerCustomizer.class,
                        () -> (name, server) ->
                                server.limits(server.limits().connections(name.equals("admin") ? 3 : 5)))
                .run(context -> {
                    assertThat(Wire.exchange(Wire.port(context, "admin"), "GET", "/hello"))
                            .contains("\r\nServer: from-properties+admin\r\n");
                    KamaeliaServers servers = context.getBean(KamaeliaServers.class);
                    assertThat(servers.servers().get("admin").limits().connections())
                            .isEqualTo(3);
                    assertThat(servers.servers().get("public").limits().connections())
                            .isEqualTo(5);
                });
    }

    @Test
    @DisplayName("applies the limits of a server to that server only")
    void appliesTheLimitsOfAServerToThatServerOnly() {
        Contexts.twoServers()
                .withPropertyValues(
                        "kamaelia.http.servers.public.limits.request-line=64B",
                        "kamaelia.http.servers.public.backlog=7",
                        "kamaelia.http.servers.public.max-connections=70",
                        "kamaelia.http.servers.public.max-connections-each=17",
                        "kamaelia.http.servers.public.send-buffer=64KB",
                        "kamaelia.http.servers.public.timeouts.write=7s")
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/", HELLO))
                .run(context -> {
                    String longPath = "/" + "a".repeat(80);
                    assertThat(Wire.status(Wire.port(context, "public"), "GET", longPath))
                            .isEqualTo(414);
                    assertThat(Wire.status(Wire.port(context, "admin"), "GET", longPath))
                            .isEqualTo(200);
                    var servers = context.getBean(KamaeliaServers.class).servers();
                    var sockets = servers.get("public").limits();
                    var defaults = servers.get("admin").limits();
                    assertThat(defaults.connections())
                            .isEqualTo(SocketLimits.defaults().connections());
                    assertThat(defaults.connectionsEach()).isZero();
                    assertThat(sockets.connections()).isEqualTo(70);
                    assertThat(sockets.connectionsEach()).isEqualTo(17);
                    assertThat(sockets.backlog()).isEqualTo(7);
                    assertThat(sockets.sendBuffer()).isEqualTo(64 * 1024);
                    assertThat(sockets.writeStall()).hasSeconds(7);
                });
    }

    @Test
    @DisplayName("responds with 503 when as many blocking handlers run and wait as kamaelia.http.blocking allows")
    void respondsWith503PastTheBoundsOfBlockingHandlers() {
        java.util.concurrent.CountDownLatch entered = new java.util.concurrent.CountDownLatch(1);
        java.util.concurrent.CountDownLatch released = new java.util.concurrent.CountDownLatch(1);
        HandlerFactory slow = HandlerFactory.blocking((request, in, out) -> {
            entered.countDown();
            released.await();
            out.respond(Response.text("done"));
        });
        Contexts.oneServer()
                .withPropertyValues("kamaelia.http.blocking.max-concurrent=1", "kamaelia.http.blocking.max-waiting=0")
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/slow", slow))
                .run(context -> {
                    try (Wire first = new Wire(Wire.port(context))) {
                        first.send("GET /slow HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
                        entered.await();
                        assertThat(Wire.exchange(Wire.port(context), "GET", "/slow"))
                                .startsWith("HTTP/1.1 503 ")
                                .contains("\r\nRetry-After: ");
                        released.countDown();
                        assertThat(first.readAll()).endsWith("done");
                    }
                });
    }

    @Test
    @DisplayName("starts the servers with lazy initialisation of beans")
    void startsTheServersWithLazyInitialization() {
        Contexts.oneServer()
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/hello", HELLO))
                .run(context ->
                        assertThat(Wire.get(Wire.port(context), "/hello")).isEqualTo("hello"));
    }

    @Test
    @DisplayName("leaves Spring Boot its own task executor")
    void leavesSpringBootItsTaskExecutor() {
        Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
                .run(context ->
                        assertThat(context).hasBean("applicationTaskExecutor").hasSingleBean(Executor.class));
    }
}
