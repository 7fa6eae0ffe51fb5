package org.kamaelia.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.content.ResourceSource.Entry;
import org.kamaelia.http.content.ResourceSource.Listing;
import org.kamaelia.testing.RawResponse;

@DisplayName("A listing of a directory")
class ListingTest {
    @TempDir
    Path root;

    private Site site;

    @BeforeEach
    void start() {
        site = Site.of(root, minimal -> minimal.listing(true));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    @DisplayName("shows directories first, then files with size and time, and links that lead there")
    void showsDirectoriesFirstThenFilesWithSizeAndTime() throws IOException {
        site.put("z/b.txt", "1234");
        Files.createDirectories(root.resolve("z/sub"));
        site.put("z/a.txt", "12");
        site.put("z/.hidden", "x");
        RawResponse page = site.get("/static/z/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text())
                .contains("<h1>Index of /z/</h1>")
                .contains("<a href=\"../\">../</a>")
                .containsSubsequence(
                        "<a href=\"./sub/\">sub/</a>",
                        "<a href=\"./a.txt\">a.txt</a></td><td>2</td><td>2026-01-02T03:04:05Z</td>",
                        "<a href=\"./b.txt\">b.txt</a></td><td>4</td>")
                .doesNotContain("hidden");
        assertThat(site.get("/static/z").status()).isEqualTo(301);
        assertThat(site.get("/static/").text()).doesNotContain("../").contains("./z/");
        assertThat(site.get("/static/none/").status()).isEqualTo(404);
        assertThat(site.get("/static/z/a.txt/").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("escapes names in text and in links, and forbids scripts")
    void escapesNamesAndForbidsScripts() {
        String name = "<script>alert('1')&\"%2e.txt";
        site.put("d/" + name, "x");
        RawResponse page = site.get("/static/d/");
        assertThat(page.text())
                .doesNotContain("<script")
                .contains(">&lt;script&gt;alert(&#39;1&#39;)&amp;&quot;%2e.txt<")
                .contains("href=\"./%3Cscript%3Ealert%28%271%27%29%26%22%252e.txt\"");
        assertThat(page.field("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(site.get("/static/d/%3cscript%3ealert%28%271%27%29%26%22%252e.txt")
                        .text())
                .isEqualTo("x");
    }

    @Test
    @DisplayName("gives way to an index file")
    void givesWayToAnIndexFile() {
        site.put("d/index.html", "index");
        assertThat(site.get("/static/d/").text()).isEqualTo("index");
    }

    @Test
    @DisplayName("looks at a bounded number of entries and says that there are more")
    void looksAtABoundedNumberOfEntriesAndSaysSo() throws IOException {
        for (int i = 0; i < 20; i++) {
            site.put("d/" + i, "x");
        }
        Listing some = ResourceSource.directory(root).list(List.of("d"), 15);
        assertThat(some).isNotNull();
        assertThat(some.entries()).hasSize(15);
        assertThat(some.isComplete()).isFalse();
        ResourcePath path = new ResourcePath(List.of("d"), true);
        assertThat(new String(text(ListingPage.of(path, some, false)))).contains("There are more.");
        Listing all = ResourceSource.directory(root).list(List.of("d"), 20);
        assertThat(all).isNotNull();
        List<String> names =
                new ArrayList<>(all.entries().stream().map(Entry::name).toList());
        assertThat(names).hasSize(20);
        assertThat(all.isComplete()).isTrue();
        assertThat(new String(text(ListingPage.of(path, all, false)))).doesNotContain("There are more.");
    }

    private static byte[] text(org.kamaelia.http.Response response) {
        byte[] bytes = new byte[response.size()];
        java.util.Objects.requireNonNull(response.body()).get(bytes);
        return bytes;
    }
}
