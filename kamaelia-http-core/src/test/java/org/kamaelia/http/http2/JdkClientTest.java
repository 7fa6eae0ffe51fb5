package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsKeys;

@DisplayName("The client of the JDK speaks HTTP/2 with the server, chosen by ALPN")
@Timeout(120)
class JdkClientTest {
    private static final int BIG = 1 << 20;
    private static final int MOST_BODY = 4 << 20;

    private final TestServer server = TestServer.with(ResourceGlue.of()
                    .at("/hello", HandlerFactory.oneShot(request -> Response.text(request.version())))
                    .at(
                            "/echo",
                            HandlerFactory.oneShot(
                                    MOST_BODY, (request, body) -> Response.bytes("application/octet-stream", body)))
                    .at("/big", HandlerFactory.oneShot(request -> Response.text("x".repeat(BIG)))))
            .tls(TlsSetup.of(TlsKeys.values()[0].context()))
            .start();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(TlsKeys.nobody())
            .build();

    @AfterEach
    void close() {
        server.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
    }

    @Test
    @DisplayName("a request and its response (RFC 9113 8.1)")
    void aRequest() throws Exception {
        HttpResponse<String> response = client.send(to("/hello").build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo("HTTP/2");
    }

    @Test
    @DisplayName("a body of 3 MiB both ways, larger than all windows (RFC 9113 5.2)")
    void aLargeBody() throws Exception {
        byte[] body = new byte[3 << 20];
        new Random(1).nextBytes(body);
        HttpResponse<byte[]> response =
                client.send(to("/echo").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    @DisplayName("90 requests at once on one connection (RFC 9113 5.1.2)")
    void manyRequests() {
        client.sendAsync(to("/hello").build(), BodyHandlers.ofString()).join();
        List<CompletableFuture<HttpResponse<String>>> responses = IntStream.range(0, 90)
                .mapToObj(i -> to(i % 10 == 0 ? "/big" : "/hello?" + i).build())
                .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
                .toList();
        for (int i = 0; i < responses.size(); i++) {
            String body = responses.get(i).join().body();
            assertThat(body).hasSize(i % 10 == 0 ? BIG : "HTTP/2".length());
        }
        assertThat(server.connections()).isEqualTo(1);
    }
}
