package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@DisplayName("A server serves files as its properties say")
@ExtendWith(OutputCaptureExtension.class)
class StaticFilesTest {
    private static final String SERVER = "kamaelia.http.servers.default.";
    private static final String FILES = SERVER + "static[0].";

    @TempDir
    Path directory;

    @BeforeEach
    void fill() throws IOException {
        put("index.html", "<p>home</p>");
        put("both.txt", "in the directory");
        put("assets/app.js", "let app");
        put("sub/only.txt", "text");
    }

    private void put(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private ApplicationContextRunner serving(String... properties) {
        return Contexts.oneServer()
                .withPropertyValues(FILES + "locations=file:" + directory + "/")
                .withPropertyValues(properties);
    }

    private static HandlerRegistration text(String path, String text) {
        return HandlerRegistration.of(path, HandlerFactory.oneShot(request -> Response.text(text)));
    }

    @Test
    @DisplayName("serves a directory under /, with its index file, media types and validators")
    void servesADirectoryWithIndexTypesAndValidators() {
        serving().run(context -> {
            int port = Wire.port(context);
            assertThat(Wire.get(port, "/")).isEqualTo("<p>home</p>");
            assertThat(Wire.exchange(port, "GET", "/assets/app.js"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Type: text/javascript; charset=utf-8\r\n", "ETag: \"", "Last-Modified: ")
                    .doesNotContain("Cache-Control")
                    .endsWith("let app");
            assertThat(Wire.exchange(port, "GET", "/both.txt", "Range: bytes=0-1"))
                    .startsWith("HTTP/1.1 206 ")
                    .endsWith("in");
            assertThat(Wire.status(port, "GET", "/none.txt")).isEqualTo(404);
            assertThat(Wire.status(port, "GET", "/sub/")).isEqualTo(404);
        });
    }

    @Test
    @DisplayName("serves under another path, with or without its slash; a request without the slash is redirected")
    void servesUnderAPathWithOrWithoutItsSlash() {
        for (String path : new String[] {"/files/", "/files"}) {
            serving(FILES + "path=" + path).run(context -> {
                int port = Wire.port(context);
                assertThat(Wire.get(port, "/files/both.txt")).isEqualTo("in the directory");
                assertThat(Wire.exchange(port, "GET", "/files"))
                        .startsWith("HTTP/1.1 301 ")
                        .contains("Location: ./files/\r\n");
                assertThat(Wire.status(port, "GET", "/both.txt")).isEqualTo(404);
            });
        }
    }

    @Test
    @DisplayName("without locations, classpath:/static/ as in Spring Boot")
    void servesStaticOfTheClassPathByDefault() {
        Contexts.oneServer()
                .withPropertyValues(FILES + "path=/")
                .run(context ->
                        assertThat(Wire.get(Wire.port(context), "/hello.txt")).isEqualTo("from the class path\n"));
    }

    @Test
    @DisplayName("of several locations the first that has the file is used")
    void theFirstLocationWithTheFileIsUsed() {
        serving(FILES + "locations=file:" + directory + ", classpath:/site").run(context -> {
            assertThat(Wire.get(Wire.port(context), "/both.txt")).isEqualTo("in the directory");
            assertThat(Wire.get(Wire.port(context), "/docs/")).contains("<p>docs</p>");
        });
        serving(FILES + "locations=classpath:site/,file:" + directory)
                .run(context ->
                        assertThat(Wire.get(Wire.port(context), "/both.txt")).isEqualTo("on the class path\n"));
    }

    @Test
    @DisplayName("serves HEAD and OPTIONS, and other methods get 405 with Allow, RFC 9110 9.3 and 15.5.6")
    void servesHeadAndOptionsAndRefusesOtherMethods() {
        serving().run(context -> {
            int port = Wire.port(context);
            assertThat(Wire.exchange(port, "HEAD", "/both.txt"))
                    .contains("Content-Length: 16\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(Wire.exchange(port, "OPTIONS", "/both.txt")).contains("Allow: GET, HEAD, OPTIONS\r\n");
            assertThat(Wire.exchange(port, "POST", "/both.txt"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD, OPTIONS\r\n");
        });
    }

    @Test
    @DisplayName("serves another index file, or none, and a listing if there is no index file")
    void servesAnotherIndexFileOrAListing() {
        serving(FILES + "index=both.txt")
                .run(context -> assertThat(Wire.get(Wire.port(context), "/")).isEqualTo("in the directory"));
        serving(FILES + "index=")
                .run(context ->
                        assertThat(Wire.status(Wire.port(context), "GET", "/")).isEqualTo(404));
        serving(FILES + "index=", FILES + "listing=true")
                .run(context -> assertThat(Wire.get(Wire.port(context), "/")).contains("both.txt", "assets/"));
    }

    @Test
    @DisplayName("serves precompressed files unless precompressed is false")
    void servesPrecompressedFilesUnlessSwitchedOff() throws IOException {
        put("assets/app.js.br", "in brotli");
        String accept = "Accept-Encoding: br";
        serving()
                .run(context -> assertThat(Wire.exchange(Wire.port(context), "GET", "/assets/app.js", accept))
                        .contains("Content-Encoding: br\r\n", "Vary: Accept-Encoding\r\n")
                        .endsWith("in brotli"));
        serving(FILES + "precompressed=false")
                .run(context -> assertThat(Wire.exchange(Wire.port(context), "GET", "/assets/app.js", accept))
                        .doesNotContain("Content-Encoding", "Vary")
                        .endsWith("let app"));
    }

    @Test
    @DisplayName("links are followed only with follow-links, and only to targets below the location")
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void linksAreFollowedOnlyWithFollowLinksAndOnlyToTargetsBelowTheLocation(@TempDir Path elsewhere)
            throws IOException {
        put("..2026/app.js", "linked");
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(directory.resolve("linked.js"), Path.of("..data/app.js"));
        Files.writeString(elsewhere.resolve("secret"), "secret");
        Files.createSymbolicLink(directory.resolve("out"), directory.relativize(elsewhere.resolve("secret")));
        serving()
                .run(context -> assertThat(Wire.status(Wire.port(context), "GET", "/linked.js"))
                        .isEqualTo(404));
        serving(FILES + "follow-links=true").run(context -> {
            assertThat(Wire.get(Wire.port(context), "/linked.js")).isEqualTo("linked");
            assertThat(Wire.status(Wire.port(context), "GET", "/..data/app.js")).isEqualTo(404);
            assertThat(Wire.status(Wire.port(context), "GET", "/out")).isEqualTo(404);
        });
        Files.delete(directory.resolve("out")); // JUnit warns about links out of its temporary directory
    }

    @Test
    @DisplayName("the first cache rule that matches gives Cache-Control: a whole value or a period")
    void theFirstMatchingCacheRuleApplies() {
        serving(
                        FILES + "cache[0].pattern=/assets/**",
                        FILES + "cache[0].cache-control=public, max-age=31536000, immutable",
                        FILES + "cache[1].pattern=/sub/*",
                        FILES + "cache[1].period=0",
                        FILES + "cache[2].pattern=/*.html",
                        FILES + "cache[2].period=90",
                        FILES + "cache[3].period=1h")
                .run(context -> {
                    int port = Wire.port(context);
                    assertThat(Wire.exchange(port, "GET", "/assets/app.js"))
                            .contains("Cache-Control: public, max-age=31536000, immutable\r\n");
                    assertThat(Wire.exchange(port, "GET", "/sub/only.txt")).contains("Cache-Control: no-store\r\n");
                    assertThat(Wire.exchange(port, "GET", "/")).contains("Cache-Control: max-age=90\r\n");
                    assertThat(Wire.exchange(port, "GET", "/both.txt")).contains("Cache-Control: max-age=3600\r\n");
                });
    }

    @Test
    @DisplayName("a handler with a longer path takes precedence over the files")
    void aHandlerWithALongerPathTakesPrecedence() {
        serving(FILES + "path=/")
                .withBean(HandlerRegistration.class, () -> text("/sub/", "handler"))
                .run(context -> {
                    assertThat(Wire.get(Wire.port(context), "/sub/only.txt")).isEqualTo("handler");
                    assertThat(Wire.get(Wire.port(context), "/both.txt")).isEqualTo("in the directory");
                });
    }

    @Test
    @DisplayName("a handler with the same path takes precedence over the files, and the log says so")
    void aHandlerWithTheSamePathTakesPrecedence(CapturedOutput output) {
        serving(FILES + "path=/files/")
                .withBean("mine", HandlerRegistration.class, () -> text("/files/", "handler"))
                .run(context -> {
                    assertThat(Wire.get(Wire.port(context), "/files/both.txt")).isEqualTo("handler");
                    assertThat(output)
                            .contains("The files of kamaelia.http.servers.default.static[0] are not served: bean 'mine'"
                                    + " has the same path, /files/");
                });
    }

    @Test
    @DisplayName("a handler for other methods shares the path with the files")
    void aHandlerForOtherMethodsSharesThePath() {
        serving()
                .withBean(HandlerRegistration.class, () -> text("/", "posted").methods("POST"))
                .run(context -> {
                    assertThat(Wire.exchange(Wire.port(context), "POST", "/both.txt"))
                            .endsWith("posted");
                    assertThat(Wire.get(Wire.port(context), "/both.txt")).isEqualTo("in the directory");
                });
    }

    @Test
    @DisplayName("a handler at the path without its slash takes precedence over the redirect")
    void aHandlerAtThePathWithoutSlashReplacesTheRedirect() {
        serving(FILES + "path=/files/")
                .withBean(HandlerRegistration.class, () -> text("/files", "handler"))
                .run(context -> {
                    assertThat(Wire.get(Wire.port(context), "/files")).isEqualTo("handler");
                    assertThat(Wire.get(Wire.port(context), "/files/both.txt")).isEqualTo("in the directory");
                });
    }

    @Test
    @DisplayName("each server has its own files")
    void eachServerHasItsOwnFiles() {
        Contexts.twoServers()
                .withPropertyValues("kamaelia.http.servers.admin.static[0].locations=classpath:/site/")
                .run(context -> {
                    assertThat(Wire.status(Wire.port(context, "admin"), "GET", "/both.txt"))
                            .isEqualTo(200);
                    assertThat(Wire.status(Wire.port(context, "public"), "GET", "/both.txt"))
                            .isEqualTo(404);
                });
    }

    @Test
    @DisplayName("the same path twice fails: names both properties")
    void theSamePathTwiceFailsWithBothProperties() {
        StartupFailureTest.assertFails(
                serving(FILES + "path=/files", SERVER + "static[1].path=/files/"),
                "The properties kamaelia.http.servers.default.static[0] and kamaelia.http.servers.default.static[1]"
                        + " have the same path, /files/.",
                "Write the locations of both into one of the two properties");
    }

    @Test
    @DisplayName("a missing directory fails: names the property and the directory")
    void aMissingDirectoryFails() {
        StartupFailureTest.assertFails(
                serving(FILES + "locations=classpath:/static/,file:" + directory + "/none/"),
                "The property kamaelia.http.servers.default.static[0].locations[1] names the directory " + directory
                        + "/none, but the directory does not exist or cannot be read.",
                "Create the directory, or set kamaelia.http.servers.default.static[0].locations[1] to an existing");
    }

    @Test
    @DisplayName("a folder that is not on the class path fails: names the property and the folder")
    void aMissingFolderOfTheClassPathFails() {
        StartupFailureTest.assertFails(
                serving(FILES + "locations=classpath:/publik/"),
                "The property kamaelia.http.servers.default.static[0].locations[0] names the folder 'publik' of the"
                        + " class path, but the folder does not exist.",
                "Create src/main/resources/publik");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "locations=/srv/www/ | locations[0] has the value '/srv/www/' | Write file:/srv/www/ for a directory",
                "locations=classpath:/ | locations[0] has the value 'classpath:/' | classpath:/static/ for a folder",
                "locations= | locations names no location of files | Write file:/srv/www/ for a directory",
                "path=files | cannot be registered: The path \"files/\" does not begin with a slash | Correct the path",
                "path=/files/** | path has the pattern '/files/**' | such as /assets/. All files below the path are served",
                "path=/a//b | has an empty segment; write \"/a/b/\" | Correct the path",
                "path=http://h/a | is a whole URI; write \"/a/\" | Correct the path",
                "path=/{id:x} | has a regular expression | Correct the path",
                "index=a/b.html | index is malformed: \"a/b.html\" is not the name | such as index.html",
                "cache[0].pattern=/a | cache[0] has neither period nor cache-control | cache[0].period=1h",
                "cache[0].period=-1 | cache[0].period is out of its range | to 0 or more",
            })
    @DisplayName("a malformed setting fails: names the property, and says what to write")
    void aMalformedSettingFailsWithItsProperty(String property, String description, String action) {
        StartupFailureTest.assertFails(serving(FILES + property), description, action);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/assets/ | does not end in a slash; write \"/assets/**\"",
                "/ | does not end in a slash; write \"/**\"",
                "/a//b | without empty and dot segments; write \"/a/b\"",
                "/a/../b | without empty and dot segments; write \"/b\"",
                "/a/{name}/c | has a variable; write \"/a/*/c\"",
                "/a%20b | is compared with decoded paths; write \"/a b\"",
            })
    @DisplayName("a cache pattern that no file can have fails, and the message says what to write")
    void aCachePatternThatNoFileCanHaveFails(String pattern, String description) {
        StartupFailureTest.assertFails(
                serving(FILES + "cache[0].pattern=" + pattern, FILES + "cache[0].period=1h"),
                description,
                "Write a pattern such as /assets/**");
    }

    @Test
    @DisplayName("a cache rule with two values, or with an invalid value, fails")
    void aCacheRuleWithTwoValuesOrAnInvalidValueFails() {
        StartupFailureTest.assertFails(
                serving(FILES + "cache[0].period=1h", FILES + "cache[0].cache-control=no-cache"),
                "cache[0] has both period and cache-control",
                "Set exactly one of the two");
        StartupFailureTest.assertFails(
                serving(FILES + "cache[0].pattern=assets", FILES + "cache[0].period=1h"),
                "cache[0] is malformed: The pattern \"assets\" does not begin with a slash",
                "Write a pattern such as /assets/**");
        StartupFailureTest.assertFails(
                serving(FILES + "cache[0].cache-control=no-cache\r\nSet-Cookie: a=b"),
                "cache[0] is malformed",
                "a value such as no-cache");
    }

    @Test
    @DisplayName("an unknown key fails: names the key")
    void anUnknownKeyFails() {
        StartupFailureTest.assertFails(
                serving(FILES + "lcations=file:/srv/"),
                "kamaelia.http.servers.default.static[0].lcations",
                "Update your application's configuration");
    }
}
