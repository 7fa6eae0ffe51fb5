package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.head;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsKeys;

/** Skipped, and reported as such, on machines without the programs. */
@DisplayName("TLS is spoken with programs of others, where they are installed")
@Timeout(60)
class TlsProgramsTest {
    private static final TlsSetup TLS = TlsSetup.of(TlsKeys.SERVER.context());

    private static final HandlerFactory ECHO = HandlerFactory.oneShot(
            8 * 1024 * 1024,
            (request, body) -> Response.bytes(
                    "application/octet-stream",
                    body.length == 0 ? request.scheme().getBytes(ISO_8859_1) : body));

    @TempDir
    private Path directory;

    private String certificate = "";

    @BeforeEach
    void writeCertificate() throws Exception {
        certificate = TlsKeys.SERVER.writeCertificate(directory).toString();
    }

    /** A program that runs, and what it says. */
    private record Program(Process process, ByteArrayOutputStream said, Thread reader) {
        static Program start(List<String> command) throws IOException {
            boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(path -> Files.isExecutable(Path.of(path, command.get(0))));
            assumeTrue(installed, command.get(0) + " is not installed");
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            Thread reader = new Thread(() -> copy(process.getInputStream(), said));
            reader.setDaemon(true);
            reader.start();
            return new Program(process, said, reader);
        }

        private static void copy(InputStream from, ByteArrayOutputStream to) {
            try {
                from.transferTo(to);
            } catch (IOException closed) {
                // the program has ended
            }
        }

        void tell(String text) throws IOException {
            process.getOutputStream().write(text.getBytes(ISO_8859_1));
            process.getOutputStream().flush();
        }

        String output() {
            return said.toString(ISO_8859_1);
        }

        int count(String text) {
            return output().split(text, -1).length - 1;
        }

        int exit() throws InterruptedException {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            reader.join();
            return process.exitValue();
        }
    }

    private Program curl(TestServer server, String version, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--cacert", certificate, "--tls-max", version));
        command.addAll(List.of(
                "--tlsv" + version, "-v", "--stderr", directory.resolve("log").toString()));
        command.addAll(List.of(more));
        command.add("https://localhost:" + server.port() + "/");
        return Program.start(command);
    }

    private Program openssl(TestServer server, String version, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect"));
        command.addAll(List.of("localhost:" + server.port(), "-CAfile", certificate, "-verify_return_error", version));
        command.addAll(List.of(more));
        return Program.start(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("curl: a request, with the certificate verified")
    void curlGetsAnAnswerWithAVerifiedCertificate(String version) throws Exception {
        try (TestServer server = TestServer.with(ECHO).tls(TLS).start()) {
            Program curl = curl(server, version);
            assertThat(curl.exit()).as(curl.output()).isZero();
            assertThat(curl.output()).isEqualTo("https");
            assertThat(Files.readString(directory.resolve("log"))).contains("http/1.1", "TLSv" + version);
            eventually(() -> assertThat(server.closed(CloseCause.CLIENT)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    @DisplayName("curl: megabytes up and down")
    void curlUploadsAndDownloadsMegabytes(String version) throws Exception {
        byte[] body = new byte[4 * 1024 * 1024 + 1];
        new Random(2).nextBytes(body);
        Path file = Files.write(directory.resolve("body"), body);
        try (TestServer server = TestServer.with(ECHO).tls(TLS).start()) {
            Program curl = curl(server, version, "-T", file.toString(), "-X", "POST");
            assertThat(curl.exit()).isZero();
            assertThat(curl.said().toByteArray()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    @DisplayName("openssl s_client: an answer, and an end that is no truncation")
    void opensslGetsAnAnswerAndACertainEnd(String version) throws Exception {
        try (TestServer server = TestServer.with(ECHO).tls(TLS).start()) {
            Program openssl = openssl(server, version, "-quiet");
            openssl.tell(head("GET / HTTP/1.1", "Host: h", "Connection: close"));
            assertThat(openssl.exit()).as(openssl.output()).isZero();
            assertThat(openssl.output())
                    .contains("HTTP/1.1 200 ")
                    .endsWith("https")
                    .doesNotContain("unexpected eof");
            eventually(() -> assertThat(server.closed(CloseCause.COMPLETE)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    @DisplayName("openssl s_client: an unknown protocol alone is refused by no_application_protocol")
    void opensslOfferingAnUnknownProtocolIsRefused(String version) throws Exception {
        try (TestServer server = TestServer.with(ECHO).tls(TLS).start()) {
            Program openssl = openssl(server, version, "-alpn", "spdy/3");
            assertThat(openssl.exit()).isNotZero();
            assertThat(openssl.output()).contains("no application protocol");
            eventually(() -> assertThat(server.closed(CloseCause.HANDSHAKE)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "-tls1_2")
    @DisplayName("openssl s_client: a renegotiation within TLS 1.2 is refused")
    void opensslRenegotiationInTls12IsRefused(String version) throws Exception {
        try (TestServer server = TestServer.with(ECHO).tls(TLS).start()) {
            Program openssl = openssl(server, version);
            eventually(() -> assertThat(openssl.output()).contains("Verify return code: 0"));
            openssl.tell("R\n");
            assertThat(openssl.exit()).as(openssl.output()).isNotZero();
            assertThat(openssl.output()).contains("RENEGOTIATING");
            eventually(() -> assertThat(server.closed(CloseCause.REFUSED)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "K"})
    @DisplayName("openssl s_client: key updates within TLS 1.3 are taken, and answered if that is wanted")
    void opensslKeyUpdatesAreTakenAndAnswered(String command) throws Exception {
        try (TestServer server = TestServer.with(ECHO).tls(TLS).start()) {
            Program openssl = openssl(server, "-tls1_3");
            eventually(() -> assertThat(openssl.output()).contains("Verify return code: 0"));
            for (int i = 1; i <= 5; i++) {
                int updates = i;
                openssl.tell(command + "\n");
                eventually(() -> assertThat(openssl.count("KEYUPDATE")).isEqualTo(updates));
            }
            openssl.tell(head("GET / HTTP/1.1", "Host: h", "Connection: close"));
            eventually(
                    () -> assertThat(openssl.output()).contains("HTTP/1.1 200 ").contains("https"));
            openssl.process().destroy();
        }
    }
}
