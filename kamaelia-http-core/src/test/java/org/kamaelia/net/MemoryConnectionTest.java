package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.memory.MemoryConnection;
import org.kamaelia.testing.TlsEngine;
import org.kamaelia.testing.TlsKeys;

@DisplayName("A server in memory needs no socket")
class MemoryConnectionTest {
    private static final int MUCH = 3_000_000;

    @TempDir
    private Path directory;

    private SimpleServer server;

    @BeforeEach
    void start() {
        ResourceGlue routes = ResourceGlue.of()
                .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello " + request.remoteAddress())))
                .at("/echo", HandlerFactory.blocking(0, (request, in, out) -> {
                    out.begin(Response.ok("text/plain").length(request.contentLength()));
                    in.transferTo(out);
                }))
                .at("/file", HandlerFactory.blocking((request, in, out) -> {
                    Path file = Files.write(directory.resolve("file"), new byte[MUCH]);
                    out.begin(Response.ok("text/plain").length(MUCH));
                    out.send(FileRegion.closing(FileChannel.open(file, StandardOpenOption.READ), 0, MUCH));
                }));
        server = SimpleServer.of(() -> new HttpServer(routes)).inMemory().start();
    }

    @AfterEach
    void stop() {
        server.stop(Duration.ZERO).join();
    }

    private static void send(MemoryConnection connection, String octets) throws IOException {
        connection.out().write(octets.getBytes(StandardCharsets.US_ASCII));
    }

    private static String request(String path, String... more) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + String.join("", more) + "\r\n";
    }

    @Test
    @DisplayName("requests come one after the other, pipelined too; there is neither a port nor an address")
    void requestsComeOneAfterTheOther() throws IOException {
        try (MemoryConnection connection = server.connect()) {
            send(connection, request("/hello") + request("/hello", "Connection: close\r\n"));
            String all = new String(connection.in().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all).startsWith("HTTP/1.1 200 ").endsWith("hello null");
            assertThat(all.split("hello null", -1)).hasSize(3);
        }
        assertThat(server.localPort()).isEqualTo(-1);
        assertThatThrownBy(server::localAddress).hasMessageContaining("in memory");
    }

    @Test
    @DisplayName("bodies of any size go both ways, bounded, and regions of files")
    void bodiesOfAnySizeGoBothWays() throws IOException {
        String much = "x".repeat(MUCH);
        try (MemoryConnection connection = server.connect()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    send(
                            connection,
                            "POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + MUCH
                                    + "\r\n\r\n" + much);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(new String(connection.in().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("\r\n\r\n" + much);
            sent.join();
        }
        try (MemoryConnection connection = server.connect()) {
            send(connection, request("/file", "Connection: close\r\n"));
            assertThat(connection.in().readAllBytes()).hasSizeGreaterThan(MUCH);
        }
    }

    @Test
    @DisplayName("stopping ends it in order, a client that leaves ends its request")
    void stoppingEndsItInOrder() throws IOException {
        MemoryConnection idle = server.connect();
        send(idle, request("/hello"));
        assertThat(idle.in().read()).isEqualTo('H');
        MemoryConnection left = server.connect();
        send(left, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n");
        left.close();
        server.stop(Duration.ofSeconds(20)).join();
        assertThat(idle.in().readAllBytes()).isNotEmpty();
        assertThat(server.connections()).isZero();
        assertThatThrownBy(() -> send(idle, request("/hello"))).isInstanceOf(IOException.class);
        assertThatThrownBy(server::connect).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("the client may end its side first")
    void clientMayEndItsSideFirst() throws IOException {
        try (MemoryConnection connection = server.connect()) {
            send(connection, request("/hello"));
            try (OutputStream out = connection.out()) {
                out.flush();
            }
            assertThat(new String(connection.in().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("hello null");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("speaks TLS where the server does: the client exchanges its records")
    void speaksTls(String version) throws Exception {
        SimpleServer secured = SimpleServer.of(() -> new HttpServer(
                        HandlerFactory.oneShot(request -> Response.text(String.valueOf(request.isSecure())))))
                .inMemory()
                .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                .start();
        try (MemoryConnection connection = secured.connect();
                TlsEngine client = new TlsEngine(connection.in(), connection.out(), version)) {
            client.handshake();
            client.send(client.sealed(request("/", "Connection: close\r\n")));
            assertThat(client.readToCloseNotify()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\ntrue");
        } finally {
            secured.stop(Duration.ZERO).join();
        }
    }
}
