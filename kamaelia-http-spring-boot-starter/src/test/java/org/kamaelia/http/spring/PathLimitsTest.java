package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Response;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("A path has its own limits, as the properties say")
class PathLimitsTest {
    private static final String SERVER = "kamaelia.http.servers.default.";
    private static final String FIRST = SERVER + "path-limits[0].";

    /** A handler that counts the bytes of the body. */
    private static final class Counting extends Handler {
        private long bytes;

        @Override
        protected void step() {
            for (var chunk = inbox.poll(); chunk != null; chunk = inbox.poll()) {
                bytes += chunk.remaining();
            }
            if (inbox.ended()) {
                respond(Response.text(bytes + " bytes"));
            }
        }
    }

    /** A handler that never sends a response. */
    private static final class Silent extends Handler {
        @Override
        protected void step() {}
    }

    private static ApplicationContextRunner runner(String... properties) {
        return Contexts.oneServer()
                .withPropertyValues(properties)
                .withPropertyValues(SERVER + "limits.request-body=10B")
                .withBean("up", HandlerRegistration.class, () -> HandlerRegistration.of("/up/", r -> new Counting()))
                .withBean("id", HandlerRegistration.class, () -> HandlerRegistration.of("/{id}", r -> new Counting()))
                .withBean(
                        "mute",
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of("/mute", r -> new Silent()).methods("GET", "POST"));
    }

    private static String post(int port, String path, int bytes) {
        try (Wire wire = new Wire(port)) {
            return wire.send("POST " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: " + bytes
                            + "\r\n\r\n" + "x".repeat(bytes))
                    .readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"20B", "0"})
    @DisplayName("limits the body of a request: 413 past it, 0 is unlimited; other paths have the limit of the server")
    void limitsTheBody(String most) {
        runner(FIRST + "path=/up/", FIRST + "request-body=" + most).run(context -> {
            int port = Wire.port(context);
            assertThat(post(port, "/up/file", 20)).endsWith("20 bytes");
            assertThat(post(port, "/up/file", 21)).startsWith(most.equals("0") ? "HTTP/1.1 200 " : "HTTP/1.1 413 ");
            assertThat(post(port, "/else", 11)).startsWith("HTTP/1.1 413 ");
        });
    }

    @Test
    @DisplayName("works for a path with a variable, and with compression")
    void worksWithPathVariablesAndCompression() {
        runner(FIRST + "path=/{id}", FIRST + "request-body=12B", SERVER + "compression.enabled=true")
                .run(context -> {
                    assertThat(post(Wire.port(context), "/7", 12)).endsWith("12 bytes");
                    assertThat(post(Wire.port(context), "/7", 13)).startsWith("HTTP/1.1 413 ");
                });
    }

    @Test
    @DisplayName("limits the time to the first part of a response: 503 past it, for each method of the path")
    void limitsTheTimeToTheFirstPartOfAResponse() {
        runner(FIRST + "path=/mute", FIRST + "response=50ms").run(context -> {
            assertThat(Wire.exchange(Wire.port(context), "GET", "/mute")).startsWith("HTTP/1.1 503 ");
            assertThat(post(Wire.port(context), "/mute", 0)).startsWith("HTTP/1.1 503 ");
        });
    }

    @Test
    @DisplayName("limits the time without a byte of a body: 408 past it")
    void limitsTheTimeWithoutAByteOfTheBody() {
        runner(FIRST + "path=/up/", FIRST + "request-body-idle=50ms").run(context -> {
            try (Wire wire = new Wire(Wire.port(context))) {
                wire.send("POST /up/file HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nabc");
                assertThat(wire.readAll()).startsWith("HTTP/1.1 408 ");
            }
        });
    }

    @Test
    @DisplayName("limits the least rate of a body: 408 below it")
    void limitsTheLeastRateOfTheBody() {
        runner(SERVER + "timeouts.request-body-rate-after=50ms", FIRST + "path=/up/", FIRST + "request-body-rate=1GB")
                .run(context -> {
                    try (Wire wire = new Wire(Wire.port(context))) {
                        wire.send("POST /up/file HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nabc");
                        assertThat(wire.readAll()).startsWith("HTTP/1.1 408 ");
                    }
                });
    }

    @Test
    @DisplayName("takes precedence over limits that the bean has in code, which apply if the property is not set")
    void takesPrecedenceOverLimitsInCode() {
        HandlerFactory bean = request -> new Counting();
        runner(FIRST + "path=/own", FIRST + "request-body=14B", FIRST + "response=1m")
                .withBean(
                        "own",
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of(
                                "/own", bean.within(PathLimits.none().requestBody(12))))
                .withBean(
                        "other",
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of(
                                "/other", bean.within(PathLimits.none().requestBody(12))))
                .run(context -> {
                    assertThat(post(Wire.port(context), "/own", 14)).endsWith("14 bytes");
                    assertThat(post(Wire.port(context), "/own", 15)).startsWith("HTTP/1.1 413 ");
                    assertThat(post(Wire.port(context), "/other", 12)).endsWith("12 bytes");
                    assertThat(post(Wire.port(context), "/other", 13)).startsWith("HTTP/1.1 413 ");
                });
    }

    @Test
    @DisplayName("a path without a handler fails: names the property and the existing paths")
    void aPathWithoutAHandlerFailsWithTheExistingPaths() {
        StartupFailureTest.assertFails(
                runner(FIRST + "path=/up", FIRST + "request-body=1GB"),
                "The property kamaelia.http.servers.default.path-limits[0].path names the path /up, but no handler of"
                        + " the server 'default' has this path.",
                "Set the path to one of ",
                "'/up/'",
                "'/{id}'",
                "'/mute'");
        StartupFailureTest.assertFails(
                Contexts.oneServer().withPropertyValues(FIRST + "path=/up", FIRST + "request-body=1GB"),
                "names the path /up",
                "Give a handler this path, or remove kamaelia.http.servers.default.path-limits[0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/up/** | has the segment **, but only a slash at the end takes everything below",
                "up/ | does not begin with a slash; write \"/up/\"",
                "/:id | write \"/{id}\"",
            })
    @DisplayName("a path that no handler can have fails, and the message says what to write")
    void aPathThatNoHandlerCanHaveFails(String path, String description) {
        StartupFailureTest.assertFails(
                runner(FIRST + "path=" + path, FIRST + "request-body=1GB"),
                description,
                "Set kamaelia.http.servers.default.path-limits[0].path to the path of a handler");
    }

    @Test
    @DisplayName("the same path twice fails: names both properties")
    void theSamePathTwiceFailsWithBothProperties() {
        StartupFailureTest.assertFails(
                runner(FIRST + "path=/up/", SERVER + "path-limits[1].path=/up/"),
                "path-limits[0] and kamaelia.http.servers.default.path-limits[1] limit the same path, /up/.",
                "Write all limits of the path into one of the two properties");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request-body=1GB | path-limits[0] has no path | path-limits[0].path",
                "request-body=-1B | path-limits[0].request-body is out of its range: -1B | to 0B or more",
                "request-body-idle=0s | path-limits[0].request-body-idle is out of its range | a time from 1ms",
                "request-body-rate=4GB | path-limits[0].request-body-rate is out of its range | a size from 0B",
                "response=-1s | path-limits[0].response is out of its range | a time from 1ms",
            })
    @DisplayName("a malformed setting fails: names the property, and says what to write")
    void aMalformedSettingFailsWithItsProperty(String property, String description, String action) {
        String path = description.contains("has no path") ? "" : "/up/";
        StartupFailureTest.assertFails(runner(FIRST + property, FIRST + "path=" + path), description, action);
    }
}
