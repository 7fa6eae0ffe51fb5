package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.context.ApplicationContext;

@DisplayName("A certificate is renewed repeatedly under load")
class SslReloadTest {
    private static final int RELOADS = 20;
    private static final int CLIENTS = 3;
    private static final int REQUESTS = 3;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String BODY = "still here";

    @TempDir
    private static Path directory;

    /** Clients that repeatedly connect, shake hands, and send a few requests. */
    private static final class Load {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong connections = new AtomicLong();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();

        Load(int port, TestKey... trusted) throws Exception {
            for (int i = 0; i < CLIENTS; i++) {
                SSLContext context = TestKey.trusting(trusted);
                Thread thread = new Thread(() -> run(port, context), "load-" + i);
                thread.start();
                threads.add(thread);
            }
        }

        private void run(int port, SSLContext context) {
            while (!over.get()) {
                try (SSLSocket socket = connect(port, context)) {
                    for (int i = 0; i < REQUESTS; i++) {
                        ask(socket);
                    }
                    connections.incrementAndGet();
                } catch (IOException | RuntimeException | AssertionError failure) {
                    failures.add(failure);
                }
            }
        }

        void end() throws InterruptedException {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static SSLSocket connect(int port, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return socket;
    }

    private static void ask(SSLSocket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(REQUEST);
        out.flush();
        InputStream in = socket.getInputStream();
        StringBuilder response = new StringBuilder();
        while (response.indexOf("\r\n\r\n" + BODY) < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("Closed after: " + response);
            }
            response.append((char) octet);
        }
        assertThat(response).startsWith("HTTP/1.1 200 ");
    }

    private static Certificate shown(int port, SSLContext context) {
        try (SSLSocket socket = connect(port, context)) {
            return socket.getSession().getPeerCertificates()[0];
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /** Replaces key and certificate in the file in one instant, as a careful renewal does. */
    private static void renew(Path file, TestKey key) throws Exception {
        Path next = Files.writeString(file.resolveSibling("next.pem"), key.privateKeyPem() + key.certificatePem());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    @DisplayName(
            "20 times: no handshake and no request fails, new connections get the new certificate, open ones keep the old")
    void noHandshakeAndNoRequestFails() throws Exception {
        TestKey one = TestKey.generate(directory, "one");
        TestKey two = TestKey.generate(directory, "two");
        Path file = directory.resolve("web.pem");
        renew(file, one);
        Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues(
                        "kamaelia.http.servers.default.ssl.bundle=web",
                        "spring.ssl.bundle.watch.file.quiet-period=20ms",
                        "spring.ssl.bundle.pem.web.reload-on-update=true",
                        "spring.ssl.bundle.pem.web.keystore.certificate=file:" + file,
                        "spring.ssl.bundle.pem.web.keystore.private-key=file:" + file)
                .withBean(
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of("/", HandlerFactory.oneShot(request -> Response.text(BODY))))
                .run(context -> underLoad(context, file, one, two));
    }

    private static void underLoad(ApplicationContext context, Path file, TestKey one, TestKey two) throws Exception {
        int port = Wire.port(context);
        SSLContext client = TestKey.trusting(one, two);
        Load load = new Load(port, one, two);
        try (SSLSocket before = connect(port, client)) {
            for (int i = 1; i <= RELOADS; i++) {
                TestKey next = i % 2 == 0 ? one : two;
                long served = load.connections.get();
                renew(file, next);
                Certificate expected = next.certificate();
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> shown(port, client).equals(expected));
                await().atMost(Duration.ofSeconds(60)).until(() -> load.connections.get() > served);
                ask(before);
            }
            assertThat(before.getSession().getPeerCertificates()[0]).isEqualTo(one.certificate());
        } finally {
            load.end();
        }
        assertThat(load.failures).isEmpty();
        assertThat(load.connections.get()).isGreaterThanOrEqualTo(RELOADS);
    }
}
