package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("Responses are compressed as the properties say, which are named like those of server.compression")
class CompressionTest {
    private static final String SERVER = "kamaelia.http.servers.default.";
    private static final String COMPRESSION = SERVER + "compression.";
    private static final String GZIP = "Accept-Encoding: gzip";

    private static ApplicationContextRunner runner(String... properties) {
        return Contexts.oneServer()
                .withPropertyValues(properties)
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/{size}", answer()));
    }

    private static ApplicationContextRunner enabled(String... properties) {
        return runner(COMPRESSION + "enabled=true").withPropertyValues(properties);
    }

    /** Responds with the requested number of bytes of the requested type. */
    private static HandlerFactory answer() {
        return HandlerFactory.oneShot(request -> Response.bytes(
                String.valueOf(request.fields().first("Accept")),
                new byte[Integer.parseInt(request.variable("size"))]));
    }

    private static void assertCompressed(ApplicationContextRunner runner, int size, String type, boolean expected) {
        runner.run(context -> {
            String response = Wire.exchange(Wire.port(context), "GET", "/" + size, "Accept: " + type, GZIP);
            assertThat(response).startsWith("HTTP/1.1 200 ").contains("Content-Type: " + type + "\r\n");
            assertThat(response.contains("Content-Encoding: gzip\r\n")).isEqualTo(expected);
        });
    }

    @Test
    @DisplayName("no compression unless enabled")
    void isOffByDefault() {
        runner(COMPRESSION + "mime-types=text/plain")
                .run(context -> assertThat(
                                Wire.exchange(Wire.port(context), "GET", "/9000", "Accept: text/plain", GZIP))
                        .doesNotContain("Content-Encoding", "Vary"));
    }

    @Test
    @DisplayName("gzip for a client that accepts gzip, and Vary for all clients, RFC 9110 12.5.5")
    void gzipsForClientsThatAcceptItWithVaryForAll() {
        enabled().run(context -> {
            int port = Wire.port(context);
            assertThat(Wire.exchange(port, "GET", "/9000", "Accept: text/plain", GZIP))
                    .contains("Content-Encoding: gzip\r\n", "Vary: Accept-Encoding\r\n");
            assertThat(Wire.exchange(port, "GET", "/9000", "Accept: text/plain"))
                    .contains("Content-Length: 9000\r\n", "Vary: Accept-Encoding\r\n");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, true",
        "application/json, true",
        "application/problem+json, true",
        "image/svg+xml, true",
        "image/png, false",
        "application/zip, false",
    })
    @DisplayName("without mime-types, the types that compression makes smaller are compressed")
    void compressesTypesThatShrinkByDefault(String type, boolean expected) {
        assertCompressed(enabled(), 9_000, type, expected);
    }

    @ParameterizedTest
    @CsvSource({"text/css, true", "Application/JSON; charset=utf-8, true", "application/xml, false", "font/ttf, false"})
    @DisplayName("with mime-types, only these types are compressed; a wildcard means all subtypes")
    void compressesOnlyTheGivenTypes(String type, boolean expected) {
        assertCompressed(enabled(COMPRESSION + "mime-types=text/*,application/json"), 9_000, type, expected);
    }

    @ParameterizedTest
    @CsvSource({"application/x-protobuf, true", "text/html, true", "image/png, false"})
    @DisplayName("with additional-mime-types, these types are compressed, too")
    void compressesAdditionalTypes(String type, boolean expected) {
        assertCompressed(enabled(COMPRESSION + "additional-mime-types=application/x-protobuf"), 9_000, type, expected);
    }

    @ParameterizedTest
    @CsvSource({"2KB, 2048, true", "2KB, 2047, false", "10B, 10, true", "10B, 9, false"})
    @DisplayName("responses are compressed from min-response-size on, which is 2KB as in Spring Boot")
    void compressesFromTheLeastSizeOn(String least, int size, boolean expected) {
        ApplicationContextRunner runner =
                least.equals("2KB") ? enabled() : enabled(COMPRESSION + "min-response-size=" + least);
        assertCompressed(runner, size, "text/plain", expected);
    }

    @Test
    @DisplayName("files are compressed unless they are precompressed; a strong entity tag becomes weak")
    void compressesFilesThatAreNotPrecompressed() {
        enabled(
                        SERVER + "static[0].path=/files/",
                        SERVER + "static[0].locations=classpath:/site/",
                        COMPRESSION + "min-response-size=1B")
                .run(context -> {
                    int port = Wire.port(context);
                    assertThat(Wire.exchange(port, "GET", "/files/both.txt", GZIP))
                            .contains("Content-Encoding: gzip\r\n", "ETag: W/\"");
                    assertThat(Wire.exchange(port, "GET", "/files/both.txt")).contains("ETag: \"");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mime-types=text | mime-types has 'text', which is not a media type | such as text/html",
                "additional-mime-types=a/b/c | additional-mime-types has 'a/b/c' | such as text/html",
                "min-response-size=-1B | min-response-size is out of its range: -1B | to 0B or more",
            })
    @DisplayName("a malformed setting fails: names the property, and says what to write")
    void aMalformedSettingFailsWithItsProperty(String property, String description, String action) {
        StartupFailureTest.assertFails(runner(COMPRESSION + property), description, action);
    }
}
