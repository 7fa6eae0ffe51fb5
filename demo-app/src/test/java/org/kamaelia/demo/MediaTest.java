package org.kamaelia.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@DeskTest
@DisplayName("A desk with a media directory")
class MediaTest {
    private static final byte[] VIDEO = new byte[300_000];
    private static final byte[] TYPEFACE = "glyphs ".repeat(20_000).getBytes(US_ASCII);

    @TempDir
    static Path directory;

    @Autowired
    PublicClient plain;

    @Autowired
    SecureClient secure;

    @BeforeAll
    static void files() throws IOException {
        new Random(7).nextBytes(VIDEO);
        Files.write(directory.resolve("desk.webm"), VIDEO);
        Files.write(directory.resolve("desk.ttf"), TYPEFACE);
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("desk.media-directory", () -> directory);
    }

    private static HttpResponse<InputStream> ask(Client client, String path, String... fields) {
        return client.open(client.to(path).headers(fields).build());
    }

    private static String field(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    @DisplayName("shows the video on its page, and uses the typeface")
    void showsTheVideoAndUsesTheTypeface() {
        assertThat(plain.get("/").body())
                .contains("<video", "src=\"/media/desk.webm\"", "font.css\">")
                .doesNotContain("<!--");
    }

    @Test
    @DisplayName("sends a part of the video to a player that seeks, with and without TLS (RFC 9110, 14.2)")
    void sendsAPartOfTheVideoToAPlayerThatSeeks() throws IOException {
        for (Client client : new Client[] {plain, secure}) {
            HttpResponse<InputStream> part = ask(client, "/media/desk.webm", "Range", "bytes=200000-");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(field(part, "Content-Range")).isEqualTo("bytes 200000-299999/300000");
            assertThat(field(part, "Content-Type")).isEqualTo("video/webm");
            assertThat(part.body().readAllBytes()).isEqualTo(Arrays.copyOfRange(VIDEO, 200_000, 300_000));
        }
    }

    @Test
    @DisplayName("sends the whole video to a player whose part is of an older version (RFC 9110, 13.1.5)")
    void sendsTheWholeVideoForAPartOfAnOlderVersion() throws IOException {
        HttpResponse<InputStream> all =
                ask(plain, "/media/desk.webm", "Range", "bytes=200000-", "If-Range", "\"older\"");
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(all.body().readAllBytes()).isEqualTo(VIDEO);
    }

    @Test
    @DisplayName("sends the length of the video for a range beyond its end (RFC 9110, 15.5.17)")
    void sendsTheLengthForARangeBeyondTheEnd() {
        HttpResponse<InputStream> none = ask(plain, "/media/desk.webm", "Range", "bytes=300000-");
        assertThat(none.statusCode()).isEqualTo(416);
        assertThat(field(none, "Content-Range")).isEqualTo("bytes */300000");
    }

    @Test
    @DisplayName("compresses the typeface and not the video, and browsers revalidate both")
    void compressesTheTypefaceAndNotTheVideo() throws IOException {
        HttpResponse<InputStream> typeface = ask(secure, "/media/desk.ttf", "Accept-Encoding", "gzip");
        assertThat(field(typeface, "Content-Encoding")).isEqualTo("gzip");
        assertThat(field(typeface, "Content-Type")).isEqualTo("font/ttf");
        assertThat(field(typeface, "Cache-Control")).isEqualTo("no-cache");
        try (InputStream content = new GZIPInputStream(typeface.body())) {
            assertThat(content.readAllBytes()).isEqualTo(TYPEFACE);
        }
        HttpResponse<InputStream> video = ask(secure, "/media/desk.webm", "Accept-Encoding", "gzip");
        assertThat(field(video, "Content-Encoding")).isEmpty();
        assertThat(video.body().readAllBytes()).isEqualTo(VIDEO);
        HttpResponse<InputStream> again =
                ask(plain, "/media/desk.webm", "If-Modified-Since", field(video, "Last-Modified"));
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    @DisplayName("does not open without the directory that it was told of, and says so")
    void noDirectory() {
        assertThatThrownBy(() -> new SpringApplicationBuilder(DemoApplication.class)
                        .run("--desk.media-directory=" + directory.resolve("elsewhere")))
                .rootCause()
                .hasMessageContaining("There is no directory")
                .hasMessageContaining("create it, or name another");
    }
}
