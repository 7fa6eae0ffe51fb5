package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;

@DisplayName("A web server with SSL bundles")
class BundlesTest {
    private static final String PASSWORD = "secret";

    @TempDir
    static Path directory;

    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private @Nullable KamaeliaWebServer server;

    @BeforeAll
    static void keys() throws Exception {
        for (String name : List.of("one", "two")) {
            Process tool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "web",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=dns:localhost,ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            store(name))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(tool.exitValue()).isZero();
        }
    }

    /** A client that has no sessions to resume. */
    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager[] any = io.netty.handler.ssl.util.InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
        context.init(null, any, null);
        return context;
    }

    private static String store(String name) {
        return directory.resolve(name + ".p12").toString();
    }

    private static SslBundle bundle(String name) {
        JksSslStoreDetails keys = new JksSslStoreDetails("PKCS12", null, store(name), PASSWORD);
        return SslBundle.of(new JksSslStoreBundle(keys, null));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private void start(Ssl ssl, @Nullable Boolean http2) {
        KamaeliaReactiveWebServerFactory factory = new KamaeliaReactiveWebServerFactory(0);
        factory.setSslBundles(bundles);
        factory.setSsl(ssl);
        if (http2 != null) {
            Http2 settings = new Http2();
            settings.setEnabled(http2);
            factory.setHttp2(settings);
        }
        server = (KamaeliaWebServer) factory.getWebServer((request, response) -> response.writeWith(request.getBody()
                .switchIfEmpty(reactor.core.publisher.Flux.just(
                        Served.buffer(request.getURI().getScheme())))));
        server.start();
    }

    /** The subject of the certificate that the server shows to a client that names this host. */
    private String shown(@Nullable String host) throws Exception {
        try (SSLSocket socket = (SSLSocket)
                trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.getPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(host == null ? List.of() : List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
        return client.send(
                request.uri(URI.create("https://localhost:" + server.getPort() + "/"))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("shows the certificate of the host that the client names, in any case (RFC 6066 section 3)")
    void serverNames() throws Exception {
        bundles.registerBundle("usual", bundle("one"));
        bundles.registerBundle("shop", bundle("two"));
        Ssl ssl = Ssl.forBundle("usual");
        ssl.setServerNameBundles(List.of(new Ssl.ServerNameSslBundle("shop.example", "shop")));
        start(ssl, null);
        assertThat(shown("shop.example")).isEqualTo("CN=two");
        assertThat(shown("SHOP.example")).isEqualTo("CN=two");
        assertThat(shown("other.example")).isEqualTo("CN=one");
        assertThat(shown(null)).isEqualTo("CN=one");
    }

    @Test
    @DisplayName("uses an updated bundle for new connections, also that of a host")
    void updates() throws Exception {
        bundles.registerBundle("usual", bundle("one"));
        bundles.registerBundle("shop", bundle("two"));
        Ssl ssl = Ssl.forBundle("usual");
        ssl.setServerNameBundles(List.of(new Ssl.ServerNameSslBundle("shop.example", "shop")));
        start(ssl, true);
        bundles.updateBundle("shop", bundle("one"));
        assertThat(shown("shop.example")).isEqualTo("CN=one");
        bundles.updateBundle("usual", bundle("two"));
        assertThat(shown("other.example")).isEqualTo("CN=two");
        assertThat(shown("shop.example")).isEqualTo("CN=one");
    }

    @Test
    @DisplayName("that does not exist says so when it is made")
    void unknown() {
        assertThatThrownBy(() -> start(Ssl.forBundle("nothing"), null))
                .isInstanceOf(NoSuchSslBundleException.class)
                .hasMessageContaining("nothing");
    }

    @Test
    @DisplayName("speaks HTTP/2 with clients that offer it by ALPN, with bodies both ways (RFC 9113 section 3.2)")
    void http2() throws Exception {
        bundles.registerBundle("usual", bundle("one"));
        start(Ssl.forBundle("usual"), true);
        HttpResponse<String> got = send(HttpRequest.newBuilder());
        assertThat(got.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(got.body()).isEqualTo("https");
        String content = "0123456789".repeat(30_000);
        HttpResponse<String> echo = send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(content)));
        assertThat(echo.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(echo.body()).isEqualTo(content);
    }
}
