package org.kamaelia.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;

/** A test client of one server. */
class Client {
    private final HttpClient http;
    private final String scheme;
    private final IntSupplier port;

    Client(IntSupplier port) {
        this(HttpClient.newBuilder(), "http", port);
    }

    Client(HttpClient.Builder http, String scheme, IntSupplier port) {
        this.http = http.version(HttpClient.Version.HTTP_1_1).build();
        this.scheme = scheme;
        this.port = port;
    }

    /**
     * The port of the server. It is looked up each time, because a cached context may have restarted with other ports.
     */
    static IntSupplier port(Environment environment, String server) {
        return () -> environment.getRequiredProperty("local.kamaelia." + server + ".port", Integer.class);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port.getAsInt() + path));
    }

    HttpResponse<String> get(String path) {
        return send(to(path).build());
    }

    HttpResponse<String> postJson(String path, String json) {
        return send(to(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) {
        return sendAsync(request).join();
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    HttpResponse<InputStream> open(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofInputStream()).join();
    }

    /** The raw response to a raw request, up to the end of the connection. */
    String raw(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.getAsInt())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A body without an announced length. */
    static HttpRequest.BodyPublisher streamed(Supplier<InputStream> body) {
        return BodyPublishers.ofInputStream(body);
    }

    /** The framing of a response, derived from its fields. */
    static String framing(HttpResponse<?> response) {
        boolean chunked = response.headers()
                .firstValue("Transfer-Encoding")
                .filter("chunked"::equals)
                .isPresent();
        boolean length = response.headers().firstValue("Content-Length").isPresent();
        boolean close = response.headers()
                .firstValue("Connection")
                .filter("close"::equals)
                .isPresent();
        if (chunked) {
            return length ? "ambiguous" : "chunked";
        }
        if (length) {
            return "content-length";
        }
        return close ? "close" : "none";
    }
}
