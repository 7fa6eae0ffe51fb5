package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.post;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.TlsSetup.ClientAuth;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RecordingKeys;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsEngine;
import org.kamaelia.testing.TlsKeys;

@DisplayName("A TLS handshake ends soon, and what a client may do besides sending data is bounded")
@ExtendWith(ExpectedFailures.class)
@Timeout(60)
class TlsHandshakeTest {
    private static final TlsSetup TLS = TlsSetup.of(TlsKeys.SERVER.context());
    private static final HandlerFactory HELLO = HandlerFactory.oneShot(request -> Response.text("hello\n"));
    private static final HandlerFactory LENGTH =
            HandlerFactory.oneShot(64 * 1024, (request, body) -> Response.text(body.length + "\n"));
    private static final Duration ALMOST = Duration.ofMillis(9_900);
    private static final Duration REST = Duration.ofMillis(200);

    private static TestServer serve() {
        return TestServer.with(HELLO).tls(TLS).start();
    }

    private static TestServer timeless() {
        return TestServer.with(HELLO).tls(TLS).timeless().start();
    }

    private static void awaitClosed(TestServer server, CloseCause cause) {
        eventually(() -> assertThat(server.closed(cause)).isEqualTo(1));
    }

    // The time for a handshake.

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 100, Integer.MAX_VALUE})
    @DisplayName("a client that stops within its hello is closed after 10 s")
    void clientThatStopsInItsHelloIsClosedAfter10Seconds(int bytes) {
        byte[] hello = TlsEngine.hello();
        try (TestServer server = timeless()) {
            RawClient client = server.client().send(Arrays.copyOf(hello, Math.min(bytes, hello.length)));
            server.awaitConnections(1);
            if (bytes > hello.length) {
                eventually(() -> assertThat(client.hasInput()).isTrue()); // it is answered and says nothing more
            }
            server.pass(ALMOST);
            assertThat(server.connections()).isEqualTo(1);

            server.pass(REST);

            client.assertClosed();
            server.awaitEmpty();
            assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("the 10 s are absolute: a byte now and then does not prolong them")
    void handshakeTimeIsAbsolute() {
        byte[] hello = TlsEngine.hello();
        try (TestServer server = timeless()) {
            RawClient client = server.client();
            for (int i = 0; i < 9; i++) {
                client.send(new byte[] {hello[i]});
                server.awaitConnections(1);
                server.pass(Duration.ofSeconds(1));
                assertThat(server.connections()).isEqualTo(1);
            }
            server.pass(Duration.ofMillis(1_100));

            client.assertClosed();
            awaitClosed(server, CloseCause.TIMEOUT);
        }
    }

    @Test
    @DisplayName("the time is a property of the set-up")
    void handshakeTimeIsAPropertyOfTheSetUp() {
        try (TestServer server = TestServer.with(HELLO)
                .tls(TLS.handshake(Duration.ofSeconds(2)))
                .timeless()
                .start()) {
            RawClient client = server.client();
            server.awaitConnections(1);
            server.pass(Duration.ofMillis(2_100));
            client.assertClosed();
            awaitClosed(server, CloseCause.TIMEOUT);
        }
    }

    @Test
    @DisplayName("once it is complete its time is over: the idle time counts instead")
    void handshakeTimeIsOverOnceItIsComplete() throws IOException {
        try (TestServer server = timeless();
                TlsClient client = TlsClient.connect(server.port()).handshake()) {
            RawClient http = client.http().send(get("/"));
            assertThat(http.response().text()).isEqualTo("hello\n");
            server.pass(Duration.ofSeconds(70));
            assertThat(http.send(get("/")).response().text()).isEqualTo("hello\n");
            server.pass(Duration.ofSeconds(76));
            http.assertEnd();
            client.leave();
            awaitClosed(server, CloseCause.IDLE);
        }
    }

    // What is no hello.

    @Test
    @DisplayName("a hello that is larger than 32 KiB is refused")
    void helloLargerThan32KibibytesIsRefused() {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        records.writeBytes(new byte[] {22, 3, 1, 0, 4, 1, 0, 0x7f, 0}); // a hello of 32,512 bytes
        for (int i = 0; i < 32_512; i++) {
            records.writeBytes(new byte[] {22, 3, 1, 0, 1, 0}); // in records of a byte each
        }
        assertRefusedByAlert(records.toByteArray());
    }

    @Test
    @DisplayName("a hello that says that it is larger than 32 KiB is refused before it is there")
    void helloAnnouncedAsTooLargeIsRefusedAtOnce() {
        assertRefusedByAlert(new byte[] {22, 3, 1, 0, 4, 1, 1, 0, 0});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\u0080\u002e\u0001\u0003\u0001\u0000", "SSH-2.0-x\r\n"})
    @DisplayName("input that is no TLS, such as plain HTTP, is refused with an alert")
    void plainHttpIsRefusedWithAnAlert(String octets) {
        assertRefusedByAlert(octets.getBytes(ISO_8859_1));
    }

    @Test
    @DisplayName("a record that is longer than any may be is refused, RFC 8446 5.2")
    void tooLongRecordIsRefused() {
        assertRefusedByAlert(new byte[] {22, 3, 1, 0x7f, (byte) 0xff, 1, 2, 3, 4});
    }

    private static void assertRefusedByAlert(byte[] octets) {
        for (boolean bytewise : new boolean[] {false, true}) {
            try (TestServer server = serve()) {
                RawClient client = server.client();
                if (bytewise && octets.length < 100) {
                    client.sendByteByByte(new String(octets, ISO_8859_1));
                } else {
                    client.sendInBackground(octets);
                }
                assertThat(client.rest()).startsWith("\u0015\u0003"); // an alert, RFC 8446 section 6
                client.close();
                awaitClosed(server, CloseCause.HANDSHAKE);
            }
        }
    }

    @Test
    @DisplayName("a client that goes within its hello ends the handshake, and one that sends nothing is no failure")
    void clientThatGoesWithinItsHelloEndsTheHandshake() {
        try (TestServer server = serve()) {
            server.client()
                    .send(Arrays.copyOf(TlsEngine.hello(), 50))
                    .endOutput()
                    .assertEnd();
            awaitClosed(server, CloseCause.HANDSHAKE);
            server.client().endOutput().assertEnd();
            awaitClosed(server, CloseCause.CLIENT);
        }
    }

    // After the handshake.

    @Test
    @DisplayName("a second handshake within TLS 1.2 closes the connection, and nothing that looks like an end is sent")
    void renegotiationInTls12ClosesTheConnection() throws IOException {
        try (TestServer server = serve();
                TlsEngine client = new TlsEngine(server.port(), "TLSv1.2").handshake()) {
            client.send(client.sealed(get("/")));
            client.send(client.keyUpdate()); // in TLS 1.2 this is a hello
            assertThat(client.endsWithCloseNotify()).isFalse();
            awaitClosed(server, CloseCause.REFUSED);
        }
    }

    @Test
    @DisplayName("key updates in TLS 1.3 are answered, RFC 8446 4.6.3")
    void keyUpdatesInTls13AreAnswered() throws IOException {
        try (TestServer server = TestServer.with(LENGTH).tls(TLS).start();
                TlsClient client = TlsClient.connect(server.port(), "TLSv1.3").handshake()) {
            RawClient http = client.http();
            String body = "x".repeat(4 * 1024);
            for (int i = 0; i < 200; i++) {
                client.handshake();
                assertThat(http.send(post("/", body)).response().text()).isEqualTo("4096\n");
            }
        }
    }

    @Test
    @DisplayName("key updates without data between them are refused when there are too many")
    void tooManyKeyUpdatesWithoutDataAreRefused() throws IOException {
        try (TestServer server = serve();
                TlsEngine client = new TlsEngine(server.port(), "TLSv1.3").handshake()) {
            for (int i = 0; i < 30; i++) {
                client.send(client.keyUpdate());
            }
            client.send(client.sealed(get("/")));
            server.settle();
            assertThat(server.connections()).isEqualTo(1);
            ByteArrayOutputStream flood = new ByteArrayOutputStream();
            for (int i = 0; i < 40; i++) {
                flood.writeBytes(client.keyUpdate());
            }
            client.send(flood.toByteArray());
            awaitClosed(server, CloseCause.REFUSED);
        }
    }

    @Test
    @DisplayName("a record that was changed on its way is refused with an alert")
    void changedRecordIsRefusedWithAnAlert() throws IOException {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (TestServer server = serve();
                    TlsEngine client = new TlsEngine(server.port(), version).handshake()) {
                byte[] record = client.sealed(get("/"));
                record[record.length - 1] ^= 1;
                client.send(record);
                assertThatThrownBy(client::readToCloseNotify).hasMessageContaining("bad_record_mac");
                client.leave();
                awaitClosed(server, CloseCause.REFUSED);
            }
        }
    }

    // Who does the work, and with which certificate.

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("keys and certificates are never looked at on an event loop")
    void keysAreNeverLookedAtOnAnEventLoop(String version) throws Exception {
        RecordingKeys recording = new RecordingKeys(TlsKeys.SERVER);
        TlsSetup setup = TlsSetup.of(recording.context()).clientAuth(ClientAuth.NEED);
        try (TestServer server = TestServer.with(HELLO).tls(setup).start();
                TlsClient client = TlsClient.connect(server.port(), TlsKeys.CLIENT.context(), version)) {
            recording.keyThreads().clear(); // the thread that starts the server has tried the keys
            assertThat(client.http().send(get("/")).response().text()).isEqualTo("hello\n");
        }
        assertThat(recording.keyThreads()).isNotEmpty().allMatch(name -> name.startsWith("tls-"));
        assertThat(recording.trustThreads()).isNotEmpty().allMatch(name -> name.startsWith("tls-"));
    }

    @Test
    @DisplayName("a key manager that fails ends the connection that asked it, and no other")
    void failingKeyManagerEndsOnlyItsConnection() throws Exception {
        RecordingKeys keys = new RecordingKeys(TlsKeys.SERVER);
        try (TestServer server =
                TestServer.with(HELLO).tls(TlsSetup.of(keys.context())).start()) {
            try (TlsClient good = TlsClient.connect(server.port()).handshake()) {
                keys.failWith(new IllegalStateException("test"));
                try (TlsClient bad = TlsClient.connect(server.port())) {
                    assertThatThrownBy(bad::handshake).isInstanceOf(IOException.class);
                }
                assertThat(good.http().send(get("/")).response().text()).isEqualTo("hello\n");
            }
            keys.failWith(null);
            try (TlsClient good = TlsClient.connect(server.port()).handshake()) {
                assertThat(good.http().send(get("/")).response().text()).isEqualTo("hello\n");
            }
        }
    }

    @Test
    @DisplayName("a new certificate is for new connections; existing connections go on with the old one")
    void newCertificateIsForNewConnections() throws Exception {
        AtomicReference<SSLContext> current = new AtomicReference<>(TlsKeys.SERVER.context());
        try (TestServer server =
                        TestServer.with(HELLO).tls(TlsSetup.of(current::get)).start();
                TlsClient before = TlsClient.connect(server.port()).handshake()) {
            current.set(TlsKeys.RENEWED.context());
            try (TlsClient after = TlsClient.connect(server.port()).handshake()) {
                for (TlsClient each : List.of(before, after)) {
                    assertThat(each.http().send(get("/")).response().text()).isEqualTo("hello\n");
                }
                assertThat(before.socket().getSession().getPeerCertificates())
                        .containsExactly(TlsKeys.SERVER.certificate());
                assertThat(after.socket().getSession().getPeerCertificates())
                        .containsExactly(TlsKeys.RENEWED.certificate());
            }
        }
    }

    @Test
    @DisplayName("a context that cannot be had fails one connection after the other, and not the server")
    void missingContextFailsConnectionsNotTheServer() throws Exception {
        AtomicReference<SSLContext> current = new AtomicReference<>(TlsKeys.SERVER.context());
        try (TestServer server = TestServer.with(HELLO)
                .tls(TlsSetup.of(() -> java.util.Objects.requireNonNull(current.get(), "test")))
                .start()) {
            current.set(null);
            try {
                server.client().assertClosed();
            } catch (UncheckedIOException reset) {
                // it was closed even before the client knew that it was connected
            }
            awaitClosed(server, CloseCause.FAILED);
            current.set(TlsKeys.SERVER.context());
            try (TlsClient client = TlsClient.connect(server.port()).handshake()) {
                assertThat(client.http().send(get("/")).response().text()).isEqualTo("hello\n");
            }
        }
    }

    // The end of the server.

    @ParameterizedTest
    @ValueSource(ints = {0, 100, Integer.MAX_VALUE})
    @DisplayName("a server that stops does not wait for handshakes")
    void stoppingServerDoesNotWaitForHandshakes(int bytes) throws Exception {
        byte[] hello = TlsEngine.hello();
        try (TestServer server = serve()) {
            RawClient client = server.client().send(Arrays.copyOf(hello, Math.min(bytes, hello.length)));
            server.awaitConnections(1);
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(60));
            client.assertClosed();
            client.close();
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(server.closed(CloseCause.STOPPED)).isEqualTo(1);
        }
    }
}
