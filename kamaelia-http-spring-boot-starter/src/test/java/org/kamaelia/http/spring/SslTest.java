package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.TlsSetup;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

@DisplayName("A server uses TLS with a bundle of Spring Boot")
@ExtendWith(OutputCaptureExtension.class)
class SslTest {
    private static final String SERVER = "kamaelia.http.servers.default.";
    private static final HandlerRegistration WHO = HandlerRegistration.of(
            "/",
            HandlerFactory.oneShot(request -> Response.text(request.scheme() + " "
                    + java.util.Objects.requireNonNull(request.tlsSession()).getProtocol())));

    @TempDir
    private static Path directory;

    private static TestKey server;
    private static TestKey renewed;
    private static TestKey client;

    @BeforeAll
    static void keys() throws Exception {
        server = TestKey.generate(directory, "server");
        renewed = TestKey.generate(directory, "renewed");
        client = TestKey.generate(directory, "client");
    }

    private static ApplicationContextRunner runner() {
        return Contexts.oneServer()
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withBean(HandlerRegistration.class, () -> WHO);
    }

    private static String[] jks(String bundle, TestKey key) {
        String prefix = "spring.ssl.bundle.jks." + bundle + ".keystore.";
        return new String[] {
            prefix + "location=file:" + key.store(), prefix + "password=" + TestKey.PASSWORD, prefix + "type=PKCS12"
        };
    }

    private static ApplicationContextRunner secured() {
        return runner().withPropertyValues(jks("web", server)).withPropertyValues(SERVER + "ssl.bundle=web");
    }

    private static SSLSocket connect(ApplicationContext context, SSLContext with) throws IOException {
        SSLSocket socket = (SSLSocket)
                with.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), Wire.port(context, "default"));
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** The whole response to GET. */
    private static String get(SSLSocket socket) throws IOException {
        try (socket) {
            String request = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static Certificate shown(SSLSocket socket) throws IOException {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates()[0];
    }

    @Test
    @DisplayName("ssl.bundle names a key store; handlers, the log and the event say https")
    void servesHttpsWithAKeyStore(CapturedOutput output) {
        List<String> schemes = new CopyOnWriteArrayList<>();
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(KamaeliaServers.class.getName(), LogLevel.INFO);
        secured()
                .withInitializer(context -> context.addApplicationListener(
                        (ApplicationListener<KamaeliaServerInitializedEvent>) event -> schemes.add(event.getScheme())))
                .run(context -> {
                    assertThat(get(connect(context, TestKey.trusting(server)))).endsWith("https TLSv1.3");
                    assertThat(schemes).containsExactly("https");
                    assertThat(output).contains("Server 'default' listens on port ", " (https) ");
                });
    }

    @Test
    @DisplayName("a bundle of PEM text works, too")
    void servesHttpsWithPemText() throws Exception {
        runner().withPropertyValues(
                        SERVER + "ssl.bundle=web",
                        "spring.ssl.bundle.pem.web.keystore.certificate=" + server.certificatePem(),
                        "spring.ssl.bundle.pem.web.keystore.private-key=" + server.privateKeyPem())
                .run(context -> assertThat(get(connect(context, TestKey.trusting(server))))
                        .endsWith("https TLSv1.3"));
    }

    @Test
    @DisplayName("ssl.enabled=false switches TLS off; without ssl a server uses plain HTTP")
    void enabledFalseSwitchesTlsOff() {
        for (String[] properties : new String[][] {{SERVER + "ssl.bundle=none", SERVER + "ssl.enabled=false"}, {}}) {
            runner().withPropertyValues(properties).run(context -> {
                SimpleServer made =
                        context.getBean(KamaeliaServers.class).servers().get("default");
                assertThat(made.tls()).isNull();
            });
        }
    }

    @Test
    @DisplayName("the defaults are those of the core: TLS 1.3 and 1.2, no client certificates, 10 s for a handshake")
    void theDefaultsAreThoseOfTheCore() {
        secured().run(context -> {
            TlsSetup made = tls(context);
            TlsSetup core = TlsSetup.of(SSLContext.getDefault());
            assertThat(made.protocols()).isEqualTo(core.protocols());
            assertThat(made.ciphers()).isEqualTo(core.ciphers());
            assertThat(made.clientAuth()).isEqualTo(core.clientAuth());
            assertThat(made.handshake()).isEqualTo(core.handshake());
        });
    }

    private static TlsSetup tls(ApplicationContext context) {
        return context.getBean(KamaeliaServers.class).servers().get("default").tls();
    }

    @Test
    @DisplayName("ssl.handshake-timeout limits the time for a handshake")
    void theHandshakeTimeoutIsAProperty() {
        secured()
                .withPropertyValues(SERVER + "ssl.handshake-timeout=3s")
                .run(context -> assertThat(tls(context).handshake()).isEqualTo(Duration.ofSeconds(3)));
    }

    @Test
    @DisplayName("protocols and ciphers come from the options of the bundle")
    void protocolsAndCiphersComeFromTheBundle() {
        secured()
                .withPropertyValues(
                        "spring.ssl.bundle.jks.web.options.enabled-protocols=TLSv1.2",
                        "spring.ssl.bundle.jks.web.options.ciphers=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
                .run(context -> {
                    assertThat(tls(context).protocols()).containsExactly("TLSv1.2");
                    SSLSocket socket = connect(context, TestKey.trusting(server));
                    socket.startHandshake();
                    assertThat(socket.getSession().getCipherSuite())
                            .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
                    assertThat(get(socket)).endsWith("https TLSv1.2");
                });
    }

    @ParameterizedTest
    @CsvSource({"none, true", "want, true", "need, false"})
    @DisplayName(
            "ssl.client-auth: need refuses clients without a certificate; the trust store of the bundle says which are trusted")
    void needRefusesClientsWithoutATrustedCertificate(String auth, boolean served) throws Exception {
        Path trusted = Files.writeString(directory.resolve("trusted.pem"), client.certificatePem());
        runner().withPropertyValues(
                        SERVER + "ssl.bundle=web",
                        SERVER + "ssl.client-auth=" + auth,
                        "spring.ssl.bundle.pem.web.keystore.certificate=" + server.certificatePem(),
                        "spring.ssl.bundle.pem.web.keystore.private-key=" + server.privateKeyPem(),
                        "spring.ssl.bundle.pem.web.truststore.certificate=file:" + trusted)
                .run(context -> {
                    assertThat(get(connect(context, client.clientTrusting(server))))
                            .startsWith("HTTP/1.1 200 ");
                    SSLSocket nobody = connect(context, TestKey.trusting(server));
                    if (served) {
                        assertThat(get(nobody)).startsWith("HTTP/1.1 200 ");
                    } else {
                        assertThatThrownBy(() -> get(nobody)).isInstanceOf(IOException.class);
                    }
                });
    }

    @Test
    @DisplayName("a reloaded bundle is for new connections; open connections keep the old certificate")
    void aReloadedBundleIsForNewConnections() throws Exception {
        Path certificate = Files.writeString(directory.resolve("web.crt"), server.certificatePem());
        Path key = Files.writeString(directory.resolve("web.key"), server.privateKeyPem());
        runner().withPropertyValues(
                        SERVER + "ssl.bundle=web",
                        "spring.ssl.bundle.watch.file.quiet-period=50ms",
                        "spring.ssl.bundle.pem.web.reload-on-update=true",
                        "spring.ssl.bundle.pem.web.keystore.certificate=file:" + certificate,
                        "spring.ssl.bundle.pem.web.keystore.private-key=file:" + key)
                .run(context -> {
                    SSLSocket before = connect(context, TestKey.trusting(server, renewed));
                    assertThat(shown(before)).isEqualTo(server.certificate());

                    Files.writeString(key, renewed.privateKeyPem());
                    Files.writeString(certificate, renewed.certificatePem());

                    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                        try (SSLSocket after = connect(context, TestKey.trusting(server, renewed))) {
                            assertThat(shown(after)).isEqualTo(renewed.certificate());
                        }
                    });
                    assertThat(get(before)).endsWith("https TLSv1.3");
                });
    }

    @Test
    @DisplayName("a reloaded bundle with the certificate of another key is refused, and the old pair stays in use")
    void aReloadedBundleWithTheCertificateOfAnotherKeyIsRefused(CapturedOutput output) throws Exception {
        Path pair = Files.writeString(directory.resolve("pair.pem"), server.privateKeyPem() + server.certificatePem());
        runner().withPropertyValues(
                        SERVER + "ssl.bundle=web",
                        "spring.ssl.bundle.watch.file.quiet-period=50ms",
                        "spring.ssl.bundle.pem.web.reload-on-update=true",
                        "spring.ssl.bundle.pem.web.keystore.certificate=file:" + pair,
                        "spring.ssl.bundle.pem.web.keystore.private-key=file:" + pair)
                .run(context -> {
                    Files.writeString(pair, server.privateKeyPem() + renewed.certificatePem());

                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> output.getAll()
                                    .contains("The updated SSL bundle 'web' cannot be used."
                                            + " The previous version stays in use"));
                    assertThat(output).contains("does not belong to the private key beside it");
                    assertThat(shown(connect(context, TestKey.trusting(server, renewed))))
                            .isEqualTo(server.certificate());

                    Files.writeString(pair, renewed.privateKeyPem() + renewed.certificatePem());
                    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                        try (SSLSocket after = connect(context, TestKey.trusting(server, renewed))) {
                            assertThat(shown(after)).isEqualTo(renewed.certificate());
                        }
                    });
                });
    }

    @Test
    @DisplayName("a bundle with the certificate of another key fails, and the message names the property and the cause")
    void aBundleWithTheCertificateOfAnotherKeyFails() throws Exception {
        StartupFailureTest.assertFails(
                runner().withPropertyValues(
                                SERVER + "ssl.bundle=web",
                                "spring.ssl.bundle.pem.web.keystore.certificate=" + renewed.certificatePem(),
                                "spring.ssl.bundle.pem.web.keystore.private-key=" + server.privateKeyPem()),
                "The SSL bundle 'web', which kamaelia.http.servers.default.ssl.bundle names, cannot be used: The"
                        + " certificate of CN=renewed does not belong to the private key beside it",
                "Correct the files, passwords and aliases of the bundle under spring.ssl.bundle.pem.web");
    }

    @Test
    @DisplayName("the boxes of TLS have their meters before the first connection; a plain server has no such meters")
    void boxesOfTlsHaveMetersBeforeTheFirstConnection() {
        Set<String> boxes = Set.of("inbox", "plain");
        metered(secured()).run(context -> assertThat(tlsBoxes(context)).isEqualTo(boxes));
        metered(runner()).run(context -> assertThat(tlsBoxes(context)).isEmpty());
    }

    private static ApplicationContextRunner metered(ApplicationContextRunner runner) {
        return runner.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);
    }

    private static Set<String> tlsBoxes(ApplicationContext context) {
        return context
                .getBean(MeterRegistry.class)
                .find("kamaelia.http.server.queue.depth")
                .tags("server", "default", "component", "Tls")
                .gauges()
                .stream()
                .map(gauge -> String.valueOf(gauge.getId().getTag("box")))
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("a failed handshake is counted as such")
    void aFailedHandshakeIsCounted() {
        metered(secured()).run(context -> {
            try (Wire wire = new Wire(Wire.port(context))) {
                wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                await().until(() -> Metered.value(context, "connections.closed", "reason", "handshake") == 1);
            }
        });
    }

    @Test
    @DisplayName("an unknown bundle: names the property and the existing bundles, and says how to define one")
    void anUnknownBundleFailsWithTheExistingBundles() {
        StartupFailureTest.assertFails(
                runner().withPropertyValues(jks("web", server)).withPropertyValues(SERVER + "ssl.bundle=wbe"),
                "The property kamaelia.http.servers.default.ssl.bundle names the SSL bundle 'wbe', but there is no such"
                        + " bundle.",
                "Use the name of an existing bundle (web)",
                "spring.ssl.bundle.pem.wbe.keystore.certificate");
    }

    @Test
    @DisplayName("an unknown bundle if there are no bundles")
    void anUnknownBundleFailsIfThereAreNoBundles() {
        for (ApplicationContextRunner runner : List.of(runner(), Contexts.oneServer())) {
            StartupFailureTest.assertFails(
                    runner.withPropertyValues(SERVER + "ssl.bundle=web"),
                    "names the SSL bundle 'web', but there is no such bundle.",
                    "Use the name of an existing bundle, or define the bundle: spring.ssl.bundle.pem.web.");
        }
    }

    @Test
    @DisplayName("ssl without a bundle: says which property is missing")
    void sslWithoutABundleFailsWithTheMissingProperty() {
        StartupFailureTest.assertFails(
                runner().withPropertyValues(jks("web", server)).withPropertyValues(SERVER + "ssl.client-auth=need"),
                "The server 'default' is configured for TLS, but kamaelia.http.servers.default.ssl.bundle names no SSL",
                "Set kamaelia.http.servers.default.ssl.bundle to the name of an SSL bundle (web)",
                "kamaelia.http.servers.default.ssl.enabled to false");
    }

    @Test
    @DisplayName("a bundle with trusted certificates and no key: says what to add")
    void aBundleWithoutAKeyFails() throws Exception {
        StartupFailureTest.assertFails(
                runner().withPropertyValues(
                                SERVER + "ssl.bundle=web",
                                "spring.ssl.bundle.pem.web.truststore.certificate=" + client.certificatePem()),
                "The SSL bundle 'web', which kamaelia.http.servers.default.ssl.bundle names, has no private key.",
                "spring.ssl.bundle.pem.web.keystore.certificate and .private-key");
    }

    @Test
    @DisplayName("a wrong password: names the property and the bundle")
    void aWrongPasswordFailsWithTheBundle() {
        StartupFailureTest.assertFails(
                secured().withPropertyValues("spring.ssl.bundle.jks.web.keystore.password=wrong"),
                "The SSL bundle 'web', which kamaelia.http.servers.default.ssl.bundle names, cannot be used: ",
                "spring.ssl.bundle.jks.web");
    }

    @Test
    @DisplayName("options with an unknown protocol or cipher: names it")
    void anUnknownProtocolOrCipherFails() {
        StartupFailureTest.assertFails(
                secured().withPropertyValues("spring.ssl.bundle.jks.web.options.enabled-protocols=TLSv9"),
                "TLSv9",
                "options.enabled-protocols, such as TLSv1.3");
    }

    @Test
    @DisplayName("a handshake timeout that is not a positive time: names the property and the range")
    void aHandshakeTimeoutOutOfRangeFails() {
        StartupFailureTest.assertFails(
                secured().withPropertyValues(SERVER + "ssl.handshake-timeout=0s"),
                "kamaelia.http.servers.default.ssl.handshake-timeout is out of its range",
                "a time from 1ms");
    }
}
