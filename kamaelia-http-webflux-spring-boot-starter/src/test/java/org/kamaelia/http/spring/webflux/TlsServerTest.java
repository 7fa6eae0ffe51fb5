package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.http.spring.webflux.Served.buffer;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.Ssl;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.SslInfo;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider;

@DisplayName("A web server with TLS")
class TlsServerTest {
    private static final String PASSWORD = "secret";

    @TempDir
    static Path directory;

    private KamaeliaWebServer server;

    /** A key store with one key and its own certificate, from the tool of the JDK. */
    @BeforeAll
    static void makeKey() throws Exception {
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "web",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(tool.exitValue()).isZero();
    }

    private static String store() {
        return directory.resolve("web.p12").toString();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private static Ssl ssl() {
        Ssl ssl = new Ssl();
        ssl.setKeyStore(store());
        ssl.setKeyStoreType("PKCS12");
        ssl.setKeyStorePassword(PASSWORD);
        return ssl;
    }

    private static Ssl clients(Ssl.ClientAuth auth) {
        Ssl ssl = ssl();
        ssl.setClientAuth(auth);
        ssl.setTrustStore(store());
        ssl.setTrustStoreType("PKCS12");
        ssl.setTrustStorePassword(PASSWORD);
        return ssl;
    }

    private static HttpHandler tells() {
        return (request, response) -> {
            SslInfo info = Objects.requireNonNull(request.getSslInfo());
            int shown = info.getPeerCertificates() == null ? 0 : info.getPeerCertificates().length;
            return response.writeWith(Mono.just(buffer(request.getURI().getScheme() + " " + shown)));
        };
    }

    private void start(Ssl ssl) {
        KamaeliaReactiveWebServerFactory factory = new KamaeliaReactiveWebServerFactory(0);
        factory.setSsl(ssl);
        server = (KamaeliaWebServer) factory.getWebServer(tells());
        server.start();
    }

    private String ask(boolean withKey) {
        Http11SslContextSpec spec = Http11SslContextSpec.forClient().configure(context -> {
            context.trustManager(io.netty.handler.ssl.util.InsecureTrustManagerFactory.INSTANCE);
            if (withKey) {
                context.keyManager(keys());
            }
        });
        return String.valueOf(HttpClient.create()
                .secure(secure -> secure.sslContext((SslProvider.GenericSslContextSpec<?>) spec))
                .get()
                .uri("https://localhost:" + server.getPort() + "/")
                .responseContent()
                .aggregate()
                .asString()
                .block(java.time.Duration.ofSeconds(30)));
    }

    private static KeyManagerFactory keys() {
        try (InputStream file = Files.newInputStream(Path.of(store()))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            return keys;
        } catch (java.io.IOException | java.security.GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    @DisplayName("has https in the URI of a request, and its TLS session")
    void https() {
        start(ssl());
        assertThat(ask(false)).isEqualTo("https 0");
        assertThat(server.getStartedLogMessage()).endsWith("(https)");
    }

    @Test
    @DisplayName("that wants client certificates serves clients with and without one")
    void wants() {
        start(clients(Ssl.ClientAuth.WANT));
        assertThat(ask(false)).isEqualTo("https 0");
        assertThat(ask(true)).isEqualTo("https 1");
    }

    @Test
    @DisplayName("that needs client certificates refuses a client without one")
    void needs() {
        start(clients(Ssl.ClientAuth.NEED));
        assertThat(ask(true)).isEqualTo("https 1");
        assertThatThrownBy(() -> ask(false))
                .satisfiesAnyOf(
                        failure -> assertThat(failure).hasRootCauseInstanceOf(SSLException.class),
                        failure -> assertThat(failure).rootCause().isInstanceOf(java.io.IOException.class));
    }

    @Test
    @DisplayName("whose key store has no such alias says so at start")
    void unknownAlias() {
        Ssl ssl = ssl();
        ssl.setKeyAlias("other");
        assertThatThrownBy(() -> start(ssl)).hasStackTraceContaining("Keystore does not contain alias 'other'");
    }
}
