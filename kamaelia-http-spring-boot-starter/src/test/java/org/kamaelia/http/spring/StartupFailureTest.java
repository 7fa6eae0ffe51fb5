package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

@DisplayName("A mistake in the configuration fails at start-up with a sentence that says what to write")
class StartupFailureTest {
    private static HandlerFactory text(String text) {
        return HandlerFactory.oneShot(request -> Response.text(text));
    }

    /** The analysis that Spring Boot prints for the failure of a context. */
    private static FailureAnalysis analysis(AssertableApplicationContext context) {
        Throwable failure = context.getStartupFailure();
        assertThat(failure).isNotNull();
        ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
                .and(Environment.class, new StandardEnvironment());
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, unfit) -> {}))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(analysis -> analysis != null)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No analyzer explains the failure", failure));
    }

    static void assertFails(ApplicationContextRunner runner, String description, String... actions) {
        runner.run(context -> {
            FailureAnalysis analysis = analysis(context);
            assertThat(analysis.getDescription()).contains(description);
            assertThat(analysis.getAction()).contains(actions);
        });
    }

    @Test
    @DisplayName("two handlers on one path: names both beans, the path and the server")
    void twoHandlersOnOnePathFail() {
        Contexts.oneServer()
                .withBean("one", HandlerRegistration.class, () -> HandlerRegistration.of("/users/{id}", text("1")))
                .withUserConfiguration(SamePath.class)
                .run(context -> {
                    FailureAnalysis analysis = analysis(context);
                    assertThat(analysis.getDescription())
                            .startsWith("Two handlers have the path /users/{name} on the server 'default': bean 'one'")
                            .contains("and bean 'two' (defined in " + SamePath.class.getName());
                    assertThat(analysis.getAction()).contains("another path, other methods or another server");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class SamePath {
        @Bean
        @HandlerPath(path = "/users/{name}", methods = "GET")
        HandlerFactory two() {
            return text("2");
        }
    }

    @Test
    @DisplayName("an unknown server: names the bean, the server and the existing servers")
    void anUnknownServerFails() {
        assertFails(
                Contexts.twoServers()
                        .withBean(
                                "stats",
                                HandlerRegistration.class,
                                () -> HandlerRegistration.of("/stats", text("")).servers("admn")),
                "The handler of bean 'stats' is for the server 'admn', but there is no such server.",
                "Use one of 'public', 'admin'",
                "kamaelia.http.servers.admn.port");
    }

    @Test
    @DisplayName("an unknown management server: names the property and the existing servers")
    void anUnknownManagementServerFails() {
        assertFails(
                Contexts.twoServers().withPropertyValues("kamaelia.http.management.server=amin"),
                "The property kamaelia.http.management.server names the server 'amin'",
                "'public', 'admin'");
    }

    @Test
    @DisplayName("a taken port: names the server, the port and its property")
    void aTakenPortFails() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFails(
                    Contexts.bare()
                            .withPropertyValues(
                                    "kamaelia.http.servers.public.port=" + other.getLocalPort(),
                                    "kamaelia.http.servers.public.address=127.0.0.1"),
                    "Server public cannot listen on 127.0.0.1:" + other.getLocalPort() + ": Address already in use",
                    "kamaelia.http.servers.public.port",
                    "0 takes a free one");
        }
    }

    @Test
    @DisplayName("two servers on one port: names both servers")
    void twoServersOnOnePortFail() {
        assertFails(
                Contexts.bare()
                        .withPropertyValues(
                                "kamaelia.http.servers.public.port=18080", "kamaelia.http.servers.admin.port=18080"),
                "The servers 'public' and 'admin' have the same port, 18080.",
                "kamaelia.http.servers.admin.port");
    }

    @ParameterizedTest
    @CsvSource({
        "hello,does not begin with a slash",
        "/a/{b,neither plain text nor {name}",
        "/a/../b,can never match",
    })
    @DisplayName("a malformed path: names the bean, the path and what to write")
    void aMalformedPathFails(String path, String reason) {
        Contexts.oneServer()
                .withBean("bad", HandlerRegistration.class, () -> HandlerRegistration.of(path, text("")))
                .run(context -> {
                    FailureAnalysis analysis = analysis(context);
                    assertThat(analysis.getDescription())
                            .startsWith("The handler of bean 'bad' cannot be registered: ")
                            .contains(path, reason);
                    assertThat(analysis.getAction()).startsWith("Correct the path");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            /a/**            ! write "/a/"
            /users/:id       ! write "/users/{id}"
            /u/{id:[0-9]+}   ! write "/u/{id}"
            /a//b            ! write "/a/b"
            /a?b             ! write "/a"
            """)
    @DisplayName("a path in the syntax of another router fails, and the message says what to write")
    void aPathInTheSyntaxOfAnotherRouterFails(String path, String better) {
        assertFails(
                Contexts.oneServer()
                        .withBean("bad", HandlerRegistration.class, () -> HandlerRegistration.of(path, text(""))),
                better + ".",
                "Correct the path");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            get      ! The handler of bean 'bad' cannot be registered: The method "get" is not GET
            GET,POST ! "GET,POST" is not a method but several; write each by itself
            ''       ! "" is not a method; write one such as GET
            """)
    @DisplayName(
            "a method in lower case, several methods in one string, or an empty method fails, and the message says what to write")
    void aMalformedMethodFails(String method, String description) {
        assertFails(
                Contexts.oneServer()
                        .withBean(
                                "bad",
                                HandlerRegistration.class,
                                () -> HandlerRegistration.of("/a", text("")).methods(method)),
                description,
                "Correct the path or the methods");
    }

    @Test
    @DisplayName("a lower-case method in an annotation fails, and the message names the bean and its definition")
    void aMalformedMethodOfAnAnnotationNamesTheBeanAndItsDefinition() {
        assertFails(
                Contexts.oneServer().withUserConfiguration(LowerCase.class),
                "The handler of bean 'lower' (defined in " + LowerCase.class.getName(),
                "@HandlerPath");
    }

    @Configuration(proxyBeanMethods = false)
    static class LowerCase {
        @Bean
        @HandlerPath(path = "/lower", methods = "get")
        HandlerFactory lower() {
            return text("");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"${api}/a", "/a/${name}", "#{paths.one}"})
    @DisplayName("a placeholder in a path fails, and the message says that it is not resolved, and what to use instead")
    void aPlaceholderInAPathFails(String path) {
        assertFails(
                Contexts.oneServer()
                        .withBean("bad", HandlerRegistration.class, () -> HandlerRegistration.of(path, text(""))),
                "The path of bean 'bad' has a placeholder, " + path + ", which is not resolved there.",
                "HandlerRegistration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Default", "default,admin"})
    @DisplayName(
            "an empty server name, a name in another case, or several names in one string fails, and the message lists the servers")
    void anUnknownServerNameFails(String server) {
        assertFails(
                Contexts.oneServer()
                        .withBean(
                                "bad",
                                HandlerRegistration.class,
                                () -> HandlerRegistration.of("/a", text("")).servers(server)),
                "is for the server '" + server + "', but there is no such server.",
                "Use one of 'default'");
    }

    @Test
    @DisplayName("a HandlerFactory without a path: names the bean and the annotation")
    void aFactoryWithoutAPathFails() {
        assertFails(
                Contexts.oneServer().withBean("lost", HandlerFactory.class, () -> text("")),
                "The HandlerFactory of bean 'lost' has no path",
                "Add @HandlerPath(\"/...\")");
    }

    @Test
    @DisplayName("a @HandlerPath that names no path: names the bean")
    void anAnnotationWithoutAPathFails() {
        assertFails(
                Contexts.oneServer().withUserConfiguration(NoPath.class),
                "@HandlerPath of bean 'pathless'",
                "Write @HandlerPath(path = \"/...\").");
    }

    @Configuration(proxyBeanMethods = false)
    static class NoPath {
        @Bean
        @HandlerPath(servers = "default")
        HandlerFactory pathless() {
            return text("");
        }
    }

    @Test
    @DisplayName("a Handler that is a singleton: says to make it a prototype")
    void aSingletonHandlerFails() {
        assertFails(
                Contexts.oneServer().withBean("once", Once.class),
                "The Handler of bean 'once' is a singleton",
                "Add @Scope(\"prototype\")",
                "PersistentHandler");
    }

    @HandlerPath("/once")
    static class Once extends Handler {
        @Override
        protected void step() {
            respond(Response.text(""));
        }
    }

    @Test
    @DisplayName("a PersistentHandler that is a prototype: says to remove the scope")
    void aPrototypePersistentHandlerFails() {
        assertFails(
                Contexts.oneServer().withUserConfiguration(Forgetful.class),
                "The PersistentHandler of bean 'forgetful'",
                "Remove the scope");
    }

    @Configuration(proxyBeanMethods = false)
    static class Forgetful {
        @Bean
        @Scope("prototype")
        @HandlerPath("/forgetful")
        PersistentHandler forgetful() {
            return new PersistentHandler() {
                @Override
                protected void request(Request request) {
                    respond(Response.text(""));
                }
            };
        }
    }

    @Test
    @DisplayName("a @HandlerPath on a bean that is not a handler: names the bean and its type")
    void anAnnotationOnABeanThatIsNoHandlerFails() {
        assertFails(
                Contexts.oneServer().withUserConfiguration(Misplaced.class),
                "of type org.kamaelia.http.ErrorPages.",
                "HandlerFactory.oneShot(...)");
    }

    @Configuration(proxyBeanMethods = false)
    static class Misplaced {
        @Bean
        @HandlerPath("/pages")
        ErrorPages pages() {
            return ErrorPages.standard();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ssl.bundel,web",
        "limits.request-boddy,1MB",
        "prot,8081",
    })
    @DisplayName("an unknown key of a server: names the key")
    void anUnknownKeyFails(String key, String value) {
        PropertySource<?> application =
                new MapPropertySource("application", Map.of("kamaelia.http.servers.default." + key, value));
        assertFails(
                Contexts.oneServer()
                        .withInitializer(context ->
                                context.getEnvironment().getPropertySources().addFirst(application)),
                "Property: kamaelia.http.servers.default." + key,
                "Update your application's configuration");
    }

    @ParameterizedTest
    @CsvSource({
        "servers.default.port,65536,a number from 0 to 65535",
        "servers.default.max-connections,0,a number from 1 to 2147483647",
        "servers.default.server-header,grüß,printable ASCII text",
        "servers.default.shutdown-grace,-1s,a time from 0ms to 365d",
        "servers.default.limits.request-line,12B,a size from 64B to 524288B",
        "servers.default.limits.request-body,-1B,0B or more",
        "servers.default.limits.pipelined-requests,0,a number from 1 to 1024",
        "servers.default.timeouts.idle,0s,a time from 1ms to 365d",
        "servers.default.timeouts.stream-grace,-1s,a time from 0ms to 365d",
        "event-loops,-1,a number from 0 to 1024",
        "buffer-budget,1KB,'a size from 1048576B, or to 0 for a quarter of the heap'",
        "shutdown.pre-drain-delay,27s,'a time from 0 to less than 27000ms, which is 9 tenths of"
                + " spring.lifecycle.timeout-per-shutdown-phase, or make that timeout longer'",
        "blocking.max-concurrent,0,a number from 1 to 1000000",
    })
    @DisplayName("a value out of its range: names the property and the range")
    void aValueOutOfItsRangeFails(String key, String value, String range) {
        assertFails(
                Contexts.oneServer().withPropertyValues("kamaelia.http." + key + "=" + value),
                "The property kamaelia.http." + key + " is out of its range",
                "Set kamaelia.http." + key + " to " + range + ".");
    }

    @Test
    @DisplayName("a name of a server that no property can hold: says which characters may be used")
    void anInvalidNameOfAServerFails() {
        assertFails(
                Contexts.bare().withPropertyValues("kamaelia.http.servers[a b].port=0"),
                "The name 'a b'",
                "letters, digits, '-' and '_'");
    }
}
