package org.kamaelia.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.RawResponse;

@DisplayName("Minimal chooses among files that lie beside each other in several codings")
class MinimalCodingsTest {
    @TempDir
    Path root;

    private Site site;

    @BeforeEach
    void start() {
        site = Site.of(root);
        site.put("app.js", "as it is, the longest");
        site.put("app.js.br", "brotli");
        site.put("app.js.zst", "zstandard");
        site.put("app.js.gz", "gzipped");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gzip                         | gzip     | gzipped
            gzip, deflate, br, zstd      | br       | brotli
            gzip, zstd                   | zstd     | zstandard
            GZIP                         | gzip     | gzipped
            x-gzip                       | gzip     | gzipped
            br;q=0.5, gzip;q=0.8         | gzip     | gzipped
            br;q=0, gzip;q=0, *          | zstd     | zstandard
            *                            | br       | brotli
            gzip;q=0                     |          | as it is, the longest
            br;q=0, zstd;q=0, gzip;q=0   |          | as it is, the longest
            identity, gzip;q=0.5         |          | as it is, the longest
            deflate                      |          | as it is, the longest
            identity;q=0, deflate        |          | as it is, the longest
            *;q=0                        |          | as it is, the longest
            """)
    @DisplayName(
            "the weights of Accept-Encoding decide; if no coding fits, the original is sent, never 406, RFC 9110 12.5.3")
    void codingIsChosenByWeightsAndNever406(String accept, String coding, String content) {
        RawResponse response = site.get("/static/app.js", "Accept-Encoding: " + accept);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Encoding")).isEqualTo(coding);
        assertThat(response.text()).isEqualTo(content);
        assertThat(response.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(response.field("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    }

    @Test
    @DisplayName("a client that says nothing gets the original, with Vary all the same, RFC 9110 12.5.5")
    void clientThatSaysNothingGetsTheOriginalWithVary() {
        RawResponse response = site.get("/static/app.js");
        assertThat(response.field("Content-Encoding")).isNull();
        assertThat(response.field("Vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    @DisplayName("each coding has an entity tag of its own, RFC 9110 8.8.3.3")
    void eachCodingHasItsOwnEntityTag() {
        Set<String> tags = new HashSet<>();
        for (String coding : new String[] {"identity", "br", "zstd", "gzip"}) {
            tags.add(String.valueOf(
                    site.get("/static/app.js", "Accept-Encoding: " + coding).field("ETag")));
        }
        assertThat(tags).hasSize(4).doesNotContain("null");
    }

    @Test
    @DisplayName("304 and 206 have Vary, too, and 304 is sent only for the tag of the same coding, RFC 9110 15.4.5")
    void notModifiedOnlyForTheTagOfTheSameCoding() {
        String accept = "Accept-Encoding: gzip";
        String tag = String.valueOf(site.get("/static/app.js", accept).field("ETag"));
        RawResponse same = site.get("/static/app.js", accept, "If-None-Match: " + tag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(same.field("Content-Encoding")).isNull();
        assertThat(site.get("/static/app.js", "If-None-Match: " + tag).status()).isEqualTo(200);

        RawResponse part = site.get("/static/app.js", accept, "Range: bytes=1-3", "If-Range: " + tag);
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("zip");
        assertThat(part.field("Content-Range")).isEqualTo("bytes 1-3/7");
        assertThat(part.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(part.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(site.get("/static/app.js", "Range: bytes=1-3", "If-Range: " + tag)
                        .status())
                .as("the tag of another coding")
                .isEqualTo(200);
    }

    @Test
    @DisplayName("a file without coded files has no Vary")
    void noVaryWhereThereIsNothingToChooseFrom() {
        site.put("alone.js", "x");
        RawResponse response = site.get("/static/alone.js", "Accept-Encoding: gzip, br");
        assertThat(response.field("Vary")).isNull();
        assertThat(response.field("Content-Encoding")).isNull();
    }

    @Test
    @DisplayName("a coded file that is older than the original is not sent")
    void codedFileOlderThanTheOriginalIsNotUsed() throws IOException {
        Path old = site.put("new.css", "new");
        Files.setLastModifiedTime(old, FileTime.from(Site.MODIFIED.plusSeconds(60)));
        site.put("new.css.gz", "old");
        RawResponse response = site.get("/static/new.css", "Accept-Encoding: gzip");
        assertThat(response.text()).isEqualTo("new");
        assertThat(response.field("Vary")).isNull();
    }

    @Test
    @DisplayName(
            "a coded file alone is not sent: without the original the response is 404; the coded file has a path of its own")
    void codedFileAloneIsNotTakenForTheOriginal() {
        site.put("only.js.gz", "x");
        assertThat(site.get("/static/only.js", "Accept-Encoding: gzip").status())
                .isEqualTo(404);
        RawResponse file = site.get("/static/only.js.gz", "Accept-Encoding: gzip");
        assertThat(file.field("Content-Type")).isEqualTo("application/gzip");
        assertThat(file.field("Content-Encoding")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, gzip", "gzip;q=0", "identity", ""})
    @DisplayName(".svgz is an image in gzip for every client, as on other servers, RFC 9110 8.4")
    void svgzIsAnImageInGzip(String accept) {
        site.put("logo.svgz", "in gzip");
        site.put("logo.svgz.br", "twice");
        RawResponse response = site.get("/static/logo.svgz", "Accept-Encoding: " + accept);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Type")).isEqualTo("image/svg+xml");
        assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.field("Vary")).isNull();
        assertThat(response.text()).isEqualTo("in gzip");
    }

    @Test
    @DisplayName("a large .svgz, a part of it and 304 keep to its coding; another type takes the coding away")
    void rangesAnd304OfSvgzKeepItsCoding() {
        byte[] packed = Site.random(100_000);
        site.put("logo.SVGZ", packed);
        RawResponse whole = site.get("/static/logo.SVGZ");
        assertThat(whole.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(whole.body()).isEqualTo(packed);
        RawResponse part = site.get("/static/logo.SVGZ", "Range: bytes=0-9");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(site.get("/static/logo.SVGZ", "If-None-Match: " + whole.field("ETag"))
                        .status())
                .isEqualTo(304);
        MimeTypes own = MimeTypes.standard().with("svgz", "application/x-svgz");
        try (Site plain = Site.of(root, minimal -> minimal.types(own))) {
            RawResponse response = plain.get("/static/logo.SVGZ");
            assertThat(response.field("Content-Type")).isEqualTo("application/x-svgz");
            assertThat(response.field("Content-Encoding")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tgz", "a.svg.gz", "a.wmz", "a.gz"})
    @DisplayName("other files in gzip are served as they are, and not as a coding of another type")
    void otherGzipFilesAreNoCodings(String name) {
        site.put(name, "x");
        assertThat(site.get("/static/" + name, "Accept-Encoding: gzip").field("Content-Encoding"))
                .isNull();
    }

    @Test
    @DisplayName("large coded files are sent from the disk")
    void largeCodedFilesAreSentFromDisk() {
        byte[] packed = Site.random(200_000);
        site.put("big.json", Site.random(400_000));
        site.put("big.json.gz", packed);
        RawResponse response = site.get("/static/big.json", "Accept-Encoding: gzip");
        assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.body()).isEqualTo(packed);
    }

    @Test
    @DisplayName("coded files are not chosen if the choice is switched off")
    void codingsCanBeSwitchedOff() {
        try (Site plain = Site.of(root, Minimal::precompressed)) {
            RawResponse response = plain.get("/static/app.js", "Accept-Encoding: gzip, br");
            assertThat(response.field("Content-Encoding")).isNull();
            assertThat(response.field("Vary")).isNull();
        }
    }
}
