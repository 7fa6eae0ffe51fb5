package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.testing.RawResponse;

@DisplayName("Minimal looks in several places, in their order")
class MinimalPlacesTest {
    @TempDir
    Path directory;

    private Path first;
    private Path second;
    private Site site;

    @BeforeEach
    void start() throws IOException {
        first = Files.createDirectory(directory.resolve("first"));
        second = Files.createDirectory(directory.resolve("second"));
        site = Site.of(
                first, minimal -> minimal.or(ResourceSource.directory(second)).listing(true));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void put(Path place, String name, String content) {
        Site.put(place, name, content.getBytes(UTF_8));
    }

    @Test
    @DisplayName("the first place that has the file answers, and the next where it has none")
    void firstPlaceThatHasTheFileAnswers() {
        put(first, "both.txt", "first");
        put(second, "both.txt", "second");
        put(second, "only.txt", "second alone");
        assertThat(site.get("/static/both.txt").text()).isEqualTo("first");
        assertThat(site.get("/static/only.txt").text()).isEqualTo("second alone");
        assertThat(site.get("/static/none.txt").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("a directory in one does not hide the file, or the index file, in another")
    void directoryDoesNotHideTheFileOfAnotherPlace() throws IOException {
        Files.createDirectories(first.resolve("name"));
        put(second, "name", "a file");
        Files.createDirectories(first.resolve("docs"));
        put(second, "docs/index.html", "the index");
        assertThat(site.get("/static/name").text()).isEqualTo("a file");
        assertThat(site.get("/static/docs/").text()).isEqualTo("the index");
        assertThat(site.get("/static/docs").field("Location")).isEqualTo("./docs/");
    }

    @Test
    @DisplayName("a coded file of another place is not taken for one of this file, RFC 9110 8.4")
    void codedFileOfAnotherPlaceIsNotUsed() {
        put(first, "app.js", "ours");
        put(second, "app.js", "theirs");
        put(second, "app.js.br", "theirs in brotli");
        put(second, "other.js", "other");
        put(second, "other.js.br", "other in brotli");
        RawResponse ours = site.get("/static/app.js", "Accept-Encoding: br");
        assertThat(ours.text()).isEqualTo("ours");
        assertThat(ours.field("Content-Encoding")).isNull();
        assertThat(site.get("/static/other.js", "Accept-Encoding: br").text()).isEqualTo("other in brotli");
    }

    @Test
    @DisplayName("a listing shows the entries of all places, each name once")
    void listingShowsEachNameOfAllPlacesOnce() {
        put(first, "d/a.txt", "12345");
        put(first, "d/b.txt", "1");
        put(second, "d/b.txt", "123456789");
        put(second, "d/c.txt", "123");
        assertThat(site.get("/static/d/").text())
                .containsSubsequence(
                        ">a.txt</a></td><td>5</td>", ">b.txt</a></td><td>1</td>", ">c.txt</a></td><td>3</td>")
                .containsOnlyOnce(">b.txt</a>");
        assertThat(site.get("/static/e/").status()).isEqualTo(404);
    }
}
