package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("The pages and their assets")
class AssetsTest {
    private static final Pattern PREFIX = Pattern.compile("\"(/assets/[0-9a-f]{12}/)desk\\.css\"");

    @Autowired
    PublicClient customer;

    @Autowired
    AdminClient staff;

    /** The path of the assets of a page. */
    static String assets(String page) {
        Matcher prefix = PREFIX.matcher(page);
        assertThat(prefix.find()).as(page).isTrue();
        return prefix.group(1);
    }

    private static String field(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "desk.css, text/css; charset=utf-8",
        "public.js, text/javascript; charset=utf-8",
        "admin.js, text/javascript; charset=utf-8",
        "icon.svg, image/svg+xml"
    })
    @DisplayName("are stored for a year without a new request, because their path contains their checksum (RFC 8246)")
    void areImmutableForAYear(String name, String type) {
        HttpResponse<String> asset = customer.get(assets(customer.get("/").body()) + name);
        assertThat(asset.statusCode()).isEqualTo(200);
        assertThat(field(asset, "Content-Type")).isEqualTo(type);
        assertThat(field(asset, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(field(asset, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    @DisplayName("do not exist under another path, such as the path of another version")
    void doNotExistUnderThePathOfAnotherVersion() {
        assertThat(customer.get("/assets/000000000000/desk.css").statusCode()).isEqualTo(404);
        assertThat(customer.get("/assets/desk.css").statusCode()).isEqualTo(404);
        assertThat(customer.get(assets(customer.get("/").body()) + "..%2Fapplication.yml")
                        .statusCode())
                .isEqualTo(404);
        assertThat(customer.get("/application.yml").statusCode()).isEqualTo(404);
        assertThat(customer.get("/pages/public.html").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("are the same on all servers: one style sheet for both pages")
    void areTheSameOnAllServers() {
        String prefix = assets(staff.get("/").body());
        assertThat(prefix).isEqualTo(assets(customer.get("/").body()));
        assertThat(staff.get(prefix + "desk.css").body())
                .isEqualTo(customer.get(prefix + "desk.css").body());
    }

    @Test
    @DisplayName("have no placeholder left, and no part that needs missing media")
    void haveNoPlaceholderAndNoPartForMissingMedia() {
        for (String page :
                new String[] {customer.get("/").body(), staff.get("/").body()}) {
            assertThat(page)
                    .doesNotContain("${", "<!-- with", "<!-- end", "<video", "font.css", "<style", "style=\"")
                    .endsWith("</html>\n");
        }
        assertThat(customer.get("/media/desk.webm").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("get 304 if the client has them (RFC 9110, 13.1.2), compressed or not")
    void get304IfTheClientHasThem() {
        String styles = assets(customer.get("/").body()) + "desk.css";
        for (String path : new String[] {"/", styles}) {
            for (String coding : new String[] {"identity", "gzip"}) {
                HttpResponse<InputStream> first = customer.open(
                        customer.to(path).header("Accept-Encoding", coding).build());
                String tag = field(first, "ETag");
                assertThat(tag).as(path + " " + coding).startsWith(coding.equals("gzip") ? "W/\"" : "\"");
                HttpResponse<String> again = customer.send(customer.to(path)
                        .header("Accept-Encoding", coding)
                        .header("If-None-Match", tag)
                        .build());
                assertThat(again.statusCode()).isEqualTo(304);
                assertThat(field(again, "ETag")).isEqualTo(tag);
                assertThat(field(again, "Vary")).isEqualTo("Accept-Encoding");
                assertThat(field(again, "Cache-Control")).isEqualTo(field(first, "Cache-Control"));
            }
        }
    }

    @Test
    @DisplayName("are compressed for clients that accept it, and have Vary (RFC 9110, 12.5.5)")
    void areCompressedForClientsThatAcceptItAndHaveVary() throws IOException {
        HttpResponse<InputStream> page =
                customer.open(customer.to("/").header("Accept-Encoding", "gzip").build());
        assertThat(field(page, "Content-Encoding")).isEqualTo("gzip");
        assertThat(field(page, "Vary")).isEqualTo("Accept-Encoding");
        try (InputStream plain = new GZIPInputStream(page.body())) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(customer.get("/").body());
        }
        assertThat(field(customer.get("/"), "Vary")).isEqualTo("Accept-Encoding");
    }
}
