package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Minimal, the server of files")
class MinimalTest {
    private static final int LARGE = 3_000_001;

    @TempDir
    Path root;

    private Site site;

    @BeforeEach
    void start() {
        site = Site.of(
                root,
                minimal -> minimal.cacheControl("/assets/**", "public, max-age=31536000, immutable")
                        .cacheControl("/**.html", "no-cache"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    @DisplayName("answers GET with the file, its type, length and validators, octet by octet")
    void answersGetWithTheFileOctetByOctet() {
        site.put("a.txt", "hello\n");
        assertThat(site.get("/static/a.txt").raw())
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nAccept-Ranges: bytes\r\n"
                        + "ETag: \"WJG1tSLV3whtD_CxEPvZ0g\"\r\nLast-Modified: " + Site.LAST_MODIFIED
                        + "\r\nDate: *\r\nContent-Length: 6\r\n\r\nhello\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, 4_097, 65_536, 65_537, LARGE})
    @DisplayName("sends a file of any size whole, and its fields without content for HEAD, RFC 9110 9.3.2")
    void sendsAnySizeWholeAndHeadWithoutContent(int size) {
        byte[] content = Site.random(size);
        site.put("f.bin", content);
        for (int time = 0; time < 3; time++) {
            RawResponse response = site.get("/static/f.bin");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(content);
            assertThat(response.field("Content-Length")).isEqualTo(String.valueOf(size));
            String fields = response.raw().substring(0, response.raw().indexOf("\r\n\r\n") + 4);
            assertThat(site.ask("HEAD", "/static/f.bin").raw()).isEqualTo(fields);
        }
    }

    @Test
    @DisplayName("answers pipelined requests for large and small files in their order")
    void answersPipelinedRequestsInOrder() {
        byte[] large = Site.random(LARGE);
        site.put("large", large);
        site.put("small", "s");
        var client = site.server.client();
        client.send(get("/static/large")
                + get("/static/small")
                + get("/static/large")
                + get("/static/none")
                + get("/static/small"));
        assertThat(client.response().body()).isEqualTo(large);
        assertThat(client.response().text()).isEqualTo("s");
        assertThat(client.response().body()).isEqualTo(large);
        assertThat(client.response().status()).isEqualTo(404);
        assertThat(client.response().text()).isEqualTo("s");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            page.html       | text/html; charset=utf-8
            PAGE.HTM        | text/html; charset=utf-8
            a.css           | text/css; charset=utf-8
            a.min.js        | text/javascript; charset=utf-8
            a.mjs           | text/javascript; charset=utf-8
            a.json          | application/json
            a.svg           | image/svg+xml
            a.woff2         | font/woff2
            a.wasm          | application/wasm
            a.mp4           | video/mp4
            a.webmanifest   | application/manifest+json
            a.tar.gz        | application/gzip
            a.nobodyknows   | application/octet-stream
            README          | application/octet-stream
            """)
    @DisplayName("gives media types by extension, text with its charset, RFC 9110 8.3")
    void givesMediaTypesByExtensionAndTextACharset(String name, String type) {
        site.put(name, "x");
        assertThat(site.get("/static/" + name).field("Content-Type")).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    @DisplayName("answers methods other than GET, HEAD and OPTIONS with 405 and Allow, RFC 9110 15.5.6")
    void answersOtherMethodsWith405AndAllow(String method) {
        site.put("a.txt", "x");
        RawResponse response = site.ask(method, "/static/a.txt", "Content-Length: 0");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.field("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    @DisplayName("answers OPTIONS with 204 and Allow, RFC 9110 9.3.7")
    void answersOptionsWith204AndAllow() {
        RawResponse response = site.ask("OPTIONS", "/static/a.txt");
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.field("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    @DisplayName("answers the path of a directory with its index file")
    void answersADirectoryWithItsIndexFile() {
        site.put("index.html", "top");
        site.put("docs/index.html", "docs");
        assertThat(site.get("/static/").text()).isEqualTo("top");
        RawResponse docs = site.get("/static/docs/");
        assertThat(docs.text()).isEqualTo("docs");
        assertThat(docs.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(docs.field("Cache-Control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @CsvSource({
        "/static,                ./static/",
        "/static/docs,           ./docs/",
        "/static/docs?a=b&c=/d,  ./docs/?a=b&c=/d",
        "/static/docs?,          ./docs/?",
        "/static/%64ocs,         ./%64ocs/",
        "/static/x/../docs,      ./docs/",
        "/static/a:b,            ./a:b/",
        "/static/%2F%2Fdocs/../docs, ./docs/"
    })
    @DisplayName("redirects to the slash form with a relative reference, query kept, RFC 3986 4.2")
    void redirectsToTheSlashFormAndKeepsTheQuery(String target, String location) {
        site.put("index.html", "top");
        site.put("docs/index.html", "docs");
        site.put("a:b/index.html", "x");
        RawResponse response = site.get(target);
        assertThat(response.status()).isEqualTo(301);
        assertThat(response.field("Location")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "//evil.example/", "/static//evil.example", "/static//evil.example/.."})
    @DisplayName("never redirects to another host")
    void neverRedirectsToAnotherHost(String target) throws IOException {
        Files.createDirectories(root.resolve("evil.example"));
        site.put("evil.example/index.html", "x");
        RawResponse response = site.get(target);
        assertThat(response.status()).isIn(301, 404);
        assertThat(response.field("Location")).isIn(null, "./evil.example/");
    }

    @Test
    @DisplayName(
            "answers 404 to a directory without index file, with and without its slash, and to a file with a slash")
    void answers404ToADirectoryWithoutIndexFile() {
        site.put("bare/a.txt", "x");
        assertThat(site.get("/static/bare/").status()).isEqualTo(404);
        assertThat(site.get("/static/bare").status()).isEqualTo(404);
        assertThat(site.get("/static/bare/a.txt/").status()).isEqualTo(404);
        assertThat(site.get("/static/bare/a.txt/b").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("gives Cache-Control by the first pattern that matches, and none without a match, RFC 9111 5.2.2")
    void givesCacheControlByTheFirstPatternThatMatches() {
        site.put("assets/js/a.123.js", "x");
        site.put("assets/page.html", "x");
        site.put("page.html", "x");
        site.put("plain.txt", "x");
        assertThat(site.get("/static/assets/js/a.123.js").field("Cache-Control"))
                .isEqualTo("public, max-age=31536000, immutable");
        assertThat(site.get("/static/assets/page.html").field("Cache-Control")).startsWith("public");
        assertThat(site.get("/static/page.html").field("Cache-Control")).isEqualTo("no-cache");
        assertThat(site.get("/static/plain.txt").field("Cache-Control")).isNull();
        assertThat(site.get("/static/none.html").field("Cache-Control")).isNull();
    }

    @Test
    @DisplayName(
            "answers 304 with ETag and Cache-Control and without the fields that describe content, RFC 9110 15.4.5")
    void answers304WithoutFieldsThatDescribeContent() {
        site.put("page.html", "x");
        String tag = site.tag("/static/page.html");
        assertThat(site.get("/static/page.html", "If-None-Match: W/" + tag).raw())
                .isEqualTo(
                        "HTTP/1.1 304 Not Modified\r\nCache-Control: no-cache\r\nETag: " + tag + "\r\nDate: *\r\n\r\n");
        assertThat(site.get("/static/page.html", "If-Modified-Since: " + Site.LAST_MODIFIED)
                        .status())
                .isEqualTo(304);
        assertThat(site.get("/static/page.html", "If-Match: \"other\"").status())
                .isEqualTo(412);
        assertThat(site.get("/static/none.html", "If-Match: \"other\"").status())
                .as("preconditions do not change a 404, RFC 9110 13.2.1")
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    @DisplayName("gives the same strong tag after a restart, and another one when the content changes")
    void givesTheSameTagAfterARestart(int size) throws IOException {
        site.put("a.txt", Site.random(size));
        String tag = site.tag("/static/a.txt");
        assertThat(tag).startsWith("\"");
        try (Site restarted = Site.of(root)) {
            assertThat(restarted.tag("/static/a.txt")).isEqualTo(tag);
        }
        byte[] other = Site.random(size);
        other[size / 2]++;
        Path next = site.put("next", other);
        Files.move(next, root.resolve("a.txt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (Site restarted = Site.of(root)) {
            assertThat(restarted.tag("/static/a.txt"))
                    .as("same size, same time of modification")
                    .isNotEqualTo(tag);
        }
    }

    @Test
    @DisplayName(
            "gives a large file that has just been written a weak tag, which is not good for ranges, RFC 9110 8.8.1")
    void givesAFreshLargeFileAWeakTag() throws IOException {
        Path file = site.put("a.bin", Site.random(100_000));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        assertThat(site.tag("/static/a.bin")).startsWith("W/\"");
        Path small = site.put("b.bin", Site.random(100));
        Files.setLastModifiedTime(small, FileTime.from(Instant.now()));
        assertThat(site.tag("/static/b.bin")).startsWith("\"");
    }

    @Test
    @DisplayName("never says that a file was modified in the future, RFC 9110 8.8.2.1")
    void neverGivesAModificationDateInTheFuture() throws IOException {
        Path file = site.put("a.txt", "x");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2093-01-01T00:00:00Z")));
        assertThat(site.get("/static/a.txt").field("Last-Modified")).doesNotContain("2093");
    }

    @Test
    @DisplayName("notices within about a second that a file has changed, or is gone")
    void noticesChangedAndRemovedFiles() throws IOException {
        Path file = site.put("a.txt", "one");
        assertThat(site.get("/static/a.txt").text()).isEqualTo("one");
        Files.writeString(file, "another");
        eventually(() -> assertThat(site.get("/static/a.txt").text()).isEqualTo("another"));
        Files.writeString(file, "onemore");
        eventually(() -> assertThat(site.get("/static/a.txt").text()).isEqualTo("onemore"));
        Files.delete(file);
        eventually(() -> assertThat(site.get("/static/a.txt").status()).isEqualTo(404));
    }

    @Test
    @DisplayName("serves names beyond ASCII, spaces and reserved characters")
    void servesNamesBeyondAscii() {
        for (String name : new String[] {"a b.txt", "a+b.txt", "a%b.txt", "#?.txt", "a&'\"<>.txt"}) {
            site.put(name, name);
            RawResponse response = site.get("/static/" + ListingPage.href(name));
            assertThat(response.status()).as(name).isEqualTo(200);
            assertThat(new String(response.body(), UTF_8)).isEqualTo(name);
        }
    }

    @Test
    @DisplayName("serves only its index file where it is registered for a directory and nothing below it")
    void servesOnlyItsIndexFileOnAnExactPath() {
        site.put("index.html", "home");
        ResourceGlue routes = ResourceGlue.of().at("/{$}", Minimal.of(root)).at("/docs/{$}", Minimal.of(root));
        try (TestServer server = TestServer.serve(routes)) {
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("home");
            assertThat(server.client().send(get("/docs/")).response().text()).isEqualTo("home");
            assertThat(server.client().send(get("/index.html")).response().status())
                    .isEqualTo(404);
        }
    }

    @Test
    @DisplayName("serves dot files only if asked to")
    void servesDotFilesOnlyIfAskedTo() {
        site.put(".git/config", "secret");
        site.put(".env", "secret");
        assertThat(site.get("/static/.env").status()).isEqualTo(404);
        assertThat(site.get("/static/%2eenv").status()).isEqualTo(404);
        assertThat(site.get("/static/.git/config").status()).isEqualTo(404);
        try (Site open = Site.of(root, minimal -> minimal.dotFiles(true))) {
            assertThat(open.get("/static/.git/config").text()).isEqualTo("secret");
        }
    }

    @Test
    @DisplayName("adds the fields that it is given, and says which of its own cannot be set")
    void addsFieldsAndRefusesThoseItSetsItself() {
        site.put("a.txt", "x");
        try (Site more = Site.of(root, minimal -> minimal.header("X-Content-Type-Options", "nosniff"))) {
            assertThat(more.get("/static/a.txt").field("X-Content-Type-Options"))
                    .isEqualTo("nosniff");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimal.of(root).header("ETag", "\"1\""))
                .withMessage("ETag is made for each file and is not set by hand");
    }

    @Test
    @DisplayName("reports wrong settings at start-up with a sentence")
    void refusesWrongSettingsAtStartUp() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimal.of(root.resolve("none")))
                .withMessageContaining("There is no directory");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimal.of(root).cacheControl("assets/**", "no-cache"))
                .withMessageContaining("write \"/assets/**\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimal.of(root).precompressed("deflate"))
                .withMessageContaining("write br, zstd or gzip");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Minimal.of(root).index("a/b"))
                .withMessageContaining("index.html");
    }
}
