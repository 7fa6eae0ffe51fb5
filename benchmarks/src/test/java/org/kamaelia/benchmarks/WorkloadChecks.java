package org.kamaelia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What load tests rely on, for every server that offers the workloads. */
abstract class WorkloadChecks {
    @TempDir
    static Path directory;

    private static final byte[] MEGABYTE = new byte[1024 * 1024];

    @BeforeAll
    static void writeFile() throws IOException {
        new Random(1).nextBytes(MEGABYTE);
        Files.write(directory.resolve("1m"), MEGABYTE);
    }

    /** The port of the server under test. */
    abstract int port();

    @Test
    @DisplayName("GET /plaintext is 13 bytes of text with their length")
    void plaintext() throws Exception {
        HttpResponse<byte[]> response = get("/plaintext");
        assertThat(response.body()).asString().isEqualTo("Hello, World!");
        assertThat(field(response, "Content-Type")).startsWith("text/plain");
        assertThat(field(response, "Content-Length")).isEqualTo("13");
    }

    @Test
    @DisplayName("GET /json is one object")
    void json() throws Exception {
        HttpResponse<byte[]> response = get("/json");
        assertThat(response.body()).asString().isEqualTo("{\"message\":\"Hello, World!\"}");
        assertThat(field(response, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    @DisplayName("GET /bytes/1m is 1 MiB with its length")
    void bytes() throws Exception {
        HttpResponse<byte[]> response = get("/bytes/1m");
        assertThat(response.body()).hasSize(1024 * 1024);
        assertThat(field(response, "Content-Length")).isEqualTo("1048576");
    }

    @Test
    @DisplayName("GET /chunked is 64 KiB without a length")
    void chunked() throws Exception {
        HttpResponse<byte[]> response = get("/chunked");
        assertThat(response.body()).hasSize(64 * 1024);
        assertThat(field(response, "Transfer-Encoding")).isEqualTo("chunked");
        assertThat(response.headers().firstValue("Content-Length")).isEmpty();
    }

    @Test
    @DisplayName("POST /echo is the body of the request, with its length where the client gave one")
    void echoWithLength() throws Exception {
        HttpResponse<byte[]> response = post(BodyPublishers.ofByteArray(MEGABYTE));
        assertThat(response.body()).isEqualTo(MEGABYTE);
        assertThat(field(response, "Content-Length")).isEqualTo("1048576");
    }

    @Test
    @DisplayName("POST /echo is chunked where the client gave no length")
    void echoWithoutLength() throws Exception {
        HttpResponse<byte[]> response =
                post(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(MEGABYTE)));
        assertThat(response.body()).isEqualTo(MEGABYTE);
        assertThat(field(response, "Transfer-Encoding")).isEqualTo("chunked");
    }

    @Test
    @DisplayName("GET /file/1m is the file 1m of the directory, with its length")
    void file() throws Exception {
        HttpResponse<byte[]> response = get("/file/1m");
        assertThat(response.body()).isEqualTo(MEGABYTE);
        assertThat(field(response, "Content-Length")).isEqualTo("1048576");
    }

    @Test
    @DisplayName("GET /stream/100m is 100 MiB without a length")
    void stream() throws Exception {
        HttpResponse<InputStream> response =
                send(request(port(), "/stream/100m").build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            assertThat(body.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(100L * 1024 * 1024);
        }
        assertThat(field(response, "Transfer-Encoding")).isEqualTo("chunked");
    }

    final HttpResponse<byte[]> get(String path) throws Exception {
        return get(port(), path);
    }

    static HttpResponse<byte[]> get(int port, String path) throws Exception {
        return send(request(port, path).build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> post(BodyPublisher body) throws Exception {
        return send(request(port(), "/echo").POST(body).build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<T> response = client.send(request, body);
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    private static String field(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
