package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;

@DisplayName("With servers.<name>.socket a server listens on a Unix domain socket")
class UnixSocketTest {
    @TempDir
    private Path directory;

    private ApplicationContextRunner runner(Path file) {
        return Contexts.bare()
                .withPropertyValues("kamaelia.http.servers.local.socket=" + file)
                .withBean(
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of(
                                "/", HandlerFactory.oneShot(request -> Response.text("by " + request.scheme()))));
    }

    private static String get(Path file, String field) throws Exception {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            String request = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + field + "\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    @DisplayName("beside servers with ports, with its permissions; the file is deleted when the context is closed")
    void servesBesidePortsAndDeletesItsFileAtTheEnd() {
        Path file = directory.resolve("local.sock");
        List<Integer> ports = new CopyOnWriteArrayList<>();
        runner(file)
                .withPropertyValues(
                        "kamaelia.http.servers.public.port=0",
                        "kamaelia.http.servers.local.socket-permissions=rw-------",
                        "kamaelia.http.servers.local.forwarded.fields=x-forwarded",
                        "kamaelia.http.servers.local.forwarded.trusted=unix")
                .withInitializer(context -> context.addApplicationListener(
                        (ApplicationListener<KamaeliaServerInitializedEvent>) event -> ports.add(event.getPort())))
                .run(context -> {
                    assertThat(get(file, "X-Forwarded-Proto: https\r\n")).endsWith("\r\n\r\nby https");
                    assertThat(Wire.get(Wire.port(context, "public"), "/")).isEqualTo("by http");
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------");
                    assertThat(ports).contains(-1, Wire.port(context, "public"));
                    assertThat(context.getEnvironment().getProperty("local.kamaelia.local.port"))
                            .isNull();
                });
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("a socket and a port or an address: says to remove one of them")
    void aSocketWithAPortOrAddressFails() {
        for (String other : new String[] {"port=8080", "address=127.0.0.1"}) {
            String key = "kamaelia.http.servers.local." + other.split("=")[0];
            StartupFailureTest.assertFails(
                    runner(directory.resolve("a.sock")).withPropertyValues("kamaelia.http.servers.local." + other),
                    "has both a Unix domain socket, ",
                    "Remove one of kamaelia.http.servers.local.socket and " + key);
        }
    }

    @Test
    @DisplayName("permissions without a socket, or malformed permissions: says what to write")
    void permissionsWithoutASocketFail() {
        StartupFailureTest.assertFails(
                Contexts.oneServer().withPropertyValues("kamaelia.http.servers.default.socket-permissions=rw-------"),
                "the server 'default' has no Unix domain socket",
                "Set kamaelia.http.servers.default.socket to the path of a socket");
        StartupFailureTest.assertFails(
                runner(directory.resolve("a.sock"))
                        .withPropertyValues("kamaelia.http.servers.local.socket-permissions=0660"),
                "kamaelia.http.servers.local.socket-permissions has '0660'",
                "such as rw-rw----");
    }

    @Test
    @DisplayName("a taken or invalid socket: names the property")
    void aTakenOrInvalidSocketFails() throws Exception {
        Path file = directory.resolve("taken.sock");
        runner(file)
                .run(first -> StartupFailureTest.assertFails(
                        runner(file),
                        "Server local cannot listen on " + file + ": Address already in use.",
                        "kamaelia.http.servers.local.socket"));
        StartupFailureTest.assertFails(
                runner(directory.resolve("no/such/directory.sock")),
                "Server local cannot listen on ",
                "in a directory that exists");
        StartupFailureTest.assertFails(
                runner(Files.writeString(directory.resolve("text"), "")),
                "there is a file that is no socket",
                "kamaelia.http.servers.local.socket");
    }
}
