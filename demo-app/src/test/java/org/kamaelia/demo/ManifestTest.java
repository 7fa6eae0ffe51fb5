package org.kamaelia.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.demo.Client.framing;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("The manifest")
class ManifestTest {
    private static final String COLUMNS = "parcel,destination,grams,status,place\r\n";

    @Autowired
    PublicClient client;

    @Test
    @DisplayName("lists every parcel, chunked, since its length is not known")
    void all() {
        HttpResponse<String> manifest = client.get("/manifest.csv");
        assertThat(framing(manifest)).isEqualTo("chunked");
        assertThat(manifest.body()).startsWith(COLUMNS).endsWith("\r\n");
        assertThat(manifest.body().lines()).hasSize(1 + 2_000);
    }

    @Test
    @DisplayName("sends the number of parcels in a trailer")
    void sendsTheNumberOfParcelsInATrailer() {
        String answer = client.raw("GET /manifest.csv HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nTrailer: Parcel-Count\r\n")
                .endsWith("\r\n0\r\nParcel-Count: 2000\r\n\r\n");
    }

    @Test
    @DisplayName("is compressed for clients that accept gzip, still chunked and with its trailer (RFC 9110, 8.4.1.3)")
    void isCompressedForClientsThatAcceptGzip() throws IOException {
        HttpRequest wish =
                client.to("/manifest.csv").header("Accept-Encoding", "gzip").build();
        HttpResponse<InputStream> manifest = client.open(wish);
        assertThat(framing(manifest)).isEqualTo("chunked");
        assertThat(manifest.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(manifest.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        try (InputStream lines = new GZIPInputStream(manifest.body())) {
            assertThat(new String(lines.readAllBytes(), UTF_8).lines()).hasSize(1 + 2_000);
        }
        assertThat(client.raw("GET /manifest.csv HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n"
                        + "Accept-Encoding: gzip\r\n\r\n"))
                .endsWith("\r\n0\r\nParcel-Count: 2000\r\n\r\n");
    }

    @Test
    @DisplayName("ends with the connection for HTTP/1.0")
    void endsWithTheConnectionForHttp10() {
        String answer = client.raw("GET /manifest.csv HTTP/1.0\r\n\r\n");
        String head = answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
        assertThat(head).contains("\r\nConnection: close\r\n").doesNotContain("Transfer-Encoding", "Content-Length");
        assertThat(answer.substring(head.length())).startsWith(COLUMNS);
        assertThat(answer.substring(head.length()).lines()).hasSize(1 + 2_000);
    }

    @Test
    @DisplayName("can be limited to parcels with one status")
    void canBeLimitedToOneStatus() {
        String delivered = client.get("/manifest.csv?status=delivered").body();
        assertThat(delivered.lines().skip(1))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).contains(",delivered,"));
    }

    @Test
    @DisplayName("gives 400 for a status that does not exist")
    void gives400ForAnUnknownStatus() {
        HttpResponse<String> answer = client.get("/manifest.csv?status=lost");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("accepted, sorted, on-the-road or delivered");
    }

    @Test
    @DisplayName("gives 405 with Allow for another method")
    void gives405WithAllowForAnotherMethod() {
        HttpResponse<String> answer = client.send(
                client.to("/manifest.csv").POST(BodyPublishers.noBody()).build());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow"))
                .hasValueSatisfying(
                        methods -> assertThat(methods).contains("GET").doesNotContain("POST"));
    }

    @Test
    @DisplayName("lets no place become a formula in a spreadsheet, or leave its field")
    void quotesFieldsForSpreadsheets() {
        assertThat(Manifest.quoted("=1+1")).isEqualTo("\"'=1+1\"");
        assertThat(Manifest.quoted("bay \"4\", left")).isEqualTo("\"bay \"\"4\"\", left\"");
    }
}
