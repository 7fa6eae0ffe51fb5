package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.Forwarding;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.proxy.AddressRanges;

@DisplayName("A server listens on a Unix domain socket")
class UnixSocketTest {
    private static final HandlerFactory ECHO =
            HandlerFactory.oneShot(1_000_000, (request, body) -> Response.bytes("application/octet-stream", body));

    @TempDir
    private Path directory;

    private static SimpleServer server(HandlerFactory handlers, Path file) {
        return SimpleServer.of(() -> new HttpServer(handlers)).socket(file, null);
    }

    private static String exchange(Path file, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            ByteBuffer octets = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String get(Path file, String... fields) throws IOException {
        return exchange(
                file,
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                        + String.join(
                                "",
                                List.of(fields).stream()
                                        .map(field -> field + "\r\n")
                                        .toList()) + "\r\n");
    }

    @Test
    @DisplayName("bodies go both ways; there is no port; the file is removed when the server stops")
    void bodiesGoBothWaysAndTheFileIsRemoved() throws Exception {
        Path file = directory.resolve("echo.sock");
        SimpleServer server = server(ECHO, file).start();
        try (server) {
            String body = "x".repeat(500_000);
            assertThat(exchange(
                            file,
                            "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 500000\r\n\r\n" + body))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\n" + body);
            assertThat(server.localPort()).isEqualTo(-1);
            assertThat(server.socket()).isEqualTo(file);
            assertThatThrownBy(server::localAddress)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("echo.sock");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("the file has the permissions that were asked for")
    void fileHasThePermissionsThatWereAskedFor() throws Exception {
        Path file = directory.resolve("private.sock");
        try (SimpleServer server = SimpleServer.of(() -> new HttpServer(ECHO))
                .socket(file, PosixFilePermissions.fromString("rw-rw----"))
                .start()) {
            assertThat(server.isRunning()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-rw----");
        }
    }

    @Test
    @DisplayName("a file with permissions is never open to others, serves, and leaves nothing else behind")
    void fileWithPermissionsIsNeverOpenToOthers() throws Exception {
        Path file = directory.resolve("closed.sock");
        AtomicBoolean over = new AtomicBoolean();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Thread observer = new Thread(() -> {
            while (!over.get()) {
                try {
                    seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                } catch (IOException notThere) {
                    Thread.onSpinWait();
                }
            }
        });
        observer.start();
        try {
            for (int i = 0; i < 50; i++) {
                try (SimpleServer server = SimpleServer.of(() -> new HttpServer(ECHO))
                        .socket(file, PosixFilePermissions.fromString("rw-------"))
                        .start()) {
                    assertThat(server.isRunning()).isTrue();
                    assertThat(get(file)).startsWith("HTTP/1.1 200 ");
                    try (Stream<Path> all = Files.list(directory)) {
                        assertThat(all).containsExactly(file);
                    }
                }
                assertThat(file).doesNotExist();
            }
        } finally {
            over.set(true);
            observer.join();
        }
        assertThat(seen).containsOnly("rw-------");
        assertThatThrownBy(() -> SimpleServer.of(() -> new HttpServer(ECHO))
                        .socket(directory.resolve("x".repeat(120)), PosixFilePermissions.fromString("rw-------"))
                        .start())
                .isInstanceOf(UncheckedIOException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @DisplayName("a file that a dead server has left behind is replaced")
    void staleFileIsReplaced() throws Exception {
        Path file = directory.resolve("stale.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();
        try (SimpleServer server = server(ECHO, file).start()) {
            assertThat(server.isRunning()).isTrue();
            assertThat(get(file)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    @DisplayName(
            "a file in use, a file of another kind, and a place where no file can be are refused: nothing is removed")
    void fileInUseIsNotReplaced() throws Exception {
        Path file = directory.resolve("taken.sock");
        try (SimpleServer first = server(ECHO, file).start()) {
            assertThat(first.isRunning()).isTrue();
            assertThatThrownBy(() -> server(ECHO, file).name("second").start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("Server second cannot listen on " + file + ": Address already in use");
            assertThat(get(file)).startsWith("HTTP/1.1 200 ");
        }
        Path text = Files.writeString(directory.resolve("text"), "precious");
        assertThatThrownBy(() -> server(ECHO, text).start()).hasMessageContaining("there is a file that is no socket");
        assertThat(text).hasContent("precious");
        assertThatThrownBy(() -> server(ECHO, directory.resolve("no/such/directory.sock"))
                        .start())
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(
                        () -> server(ECHO, directory.resolve("x".repeat(120))).start())
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @DisplayName("a file that another process has put in its place stays")
    void fileOfAnotherProcessStays() throws Exception {
        Path file = directory.resolve("replaced.sock");
        SimpleServer server = server(ECHO, file).start();
        Files.delete(file);
        Files.writeString(file, "other");
        server.stop(Duration.ZERO).join();
        assertThat(file).hasContent("other");
    }

    @Test
    @DisplayName("clients that can open it are trusted as proxies where \"unix\" is")
    void clientsAreTrustedAsProxiesWhereUnixIs() throws Exception {
        HandlerFactory who = HandlerFactory.oneShot(request -> Response.text(request.scheme()));
        for (List<String> trusted : List.of(List.of("unix"), List.of("10.0.0.0/8"))) {
            Path file = directory.resolve(trusted.get(0).substring(0, 2) + ".sock");
            HttpSetup setup = HttpSetup.of(who)
                    .forwarding(new Forwarding(Forwarding.Syntax.X_FORWARDED, AddressRanges.of(trusted)));
            try (SimpleServer server = SimpleServer.of(() -> new HttpServer(setup))
                    .socket(file, null)
                    .start()) {
                assertThat(server.isRunning()).isTrue();
                assertThat(get(file, "X-Forwarded-Proto: https")).endsWith(trusted.contains("unix") ? "https" : "http");
            }
        }
    }
}
