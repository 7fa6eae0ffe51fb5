package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.server.Http2Server;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsKeys;

@DisplayName("TLS below HTTP/2 (RFC 9113 section 9.2)")
@Timeout(60)
class TlsAdequacyTest {
    private static final HandlerFactory VERSION = HandlerFactory.oneShot(request -> Response.text(request.version()));
    private static final String GCM = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    private static final String CBC = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";

    private static TestServer server(TlsKeys key) {
        return TestServer.with(VERSION).tls(TlsSetup.of(key.context())).start();
    }

    /** A client that trusts a key, and speaks one version of TLS with these cipher suites only. */
    private static SSLSocket client(int port, TlsKeys trusted, String version, String suites, String... offered)
            throws IOException {
        try {
            SSLSocket socket = (SSLSocket) TlsKeys.context(new KeyManager[0], TlsKeys.trustManagers(trusted))
                    .getSocketFactory()
                    .createSocket("localhost", port);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setCipherSuites(suites.split(" "));
            parameters.setApplicationProtocols(offered);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256, h2",
        "TLSv1.2, " + GCM + ", h2",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, h2",
        "TLSv1.2, " + CBC + " " + GCM + ", h2",
        "TLSv1.2, " + CBC + ", http/1.1",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, http/1.1"
    })
    @DisplayName("a client with nothing but cipher suites of appendix A gets HTTP/1.1 by ALPN (section 9.2.2)")
    void alpn(String version, String suites, String expected) throws IOException {
        try (TestServer server = server(TlsKeys.SERVER);
                SSLSocket socket = client(server.port(), TlsKeys.SERVER, version, suites, "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName(
            "a client that speaks nothing but HTTP/2 with such a cipher suite is refused by an alert (section 9.2.2)")
    void refused() {
        try (TestServer server = server(TlsKeys.SERVER)) {
            assertThatThrownBy(() -> client(server.port(), TlsKeys.SERVER, "TLSv1.2", CBC, "h2"))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("no_application_protocol");
        }
    }

    @Test
    @DisplayName("the cipher suite that every server of HTTP/2 over TLS 1.2 must have is there (section 9.2.2)")
    void required() throws IOException {
        try (TestServer server = server(TlsKeys.RSA);
                SSLSocket socket =
                        client(server.port(), TlsKeys.RSA, "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "h2");
                Http2Client client = Http2Client.on(socket).preface()) {
            client.headers(
                    1,
                    true,
                    Http2Client.block(":method", "GET", ":scheme", "https", ":path", "/", ":authority", "localhost"));
            assertThat(client.answer(1).body()).isEqualTo("HTTP/2");
        }
    }

    @Test
    @DisplayName("a server without another protocol ends such a connection with INADEQUATE_SECURITY (section 9.2.2)")
    void goAway() throws IOException {
        HttpSetup setup = HttpSetup.of(VERSION);
        try (SimpleServer server = SimpleServer.of(() -> new Http2Server(setup))
                        .port(0)
                        .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                        .start();
                SSLSocket socket = client(server.localPort(), TlsKeys.SERVER, "TLSv1.2", CBC);
                Http2Client client = Http2Client.on(socket).preface()) {
            assertThat(client.any().type()).isEqualTo(Http2Client.SETTINGS);
            Http2Client.Received last = client.next();
            assertThat(last.type()).isEqualTo(Http2Client.GOAWAY);
            assertThat(last.code()).isEqualTo(ErrorCode.INADEQUATE_SECURITY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_NULL_WITH_NULL_NULL",
                "TLS_RSA_WITH_NULL_SHA256",
                "SSL_RSA_WITH_RC4_128_SHA",
                "SSL_RSA_WITH_3DES_EDE_CBC_SHA",
                "TLS_RSA_WITH_AES_128_CBC_SHA",
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_RSA_WITH_AES_256_CCM_8",
                "TLS_RSA_PSK_WITH_AES_256_GCM_SHA384",
                "TLS_PSK_WITH_AES_128_CCM",
                "TLS_DH_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_DH_DSS_WITH_CAMELLIA_256_GCM_SHA384",
                "TLS_DH_anon_WITH_AES_256_GCM_SHA384",
                "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
                "TLS_DHE_PSK_WITH_NULL_SHA256",
                "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_ECDSA_WITH_NULL_SHA",
                "TLS_KRB5_WITH_RC4_128_SHA",
                "TLS_SRP_SHA_WITH_AES_256_CBC_SHA"
            })
    @DisplayName("cipher suites of each family in appendix A are prohibited in TLS 1.2")
    void prohibited(String suite) {
        assertThat(TlsAdequacy.isAdequate("TLSv1.2", suite)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
                "TLS_DHE_RSA_WITH_AES_256_CCM",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256"
            })
    @DisplayName(
            "cipher suites with ephemeral keys and authenticated encryption are allowed in TLS 1.2, and none before it")
    void allowed(String suite) {
        assertThat(TlsAdequacy.isAdequate("TLSv1.2", suite)).isTrue();
        assertThat(TlsAdequacy.isAdequate("TLSv1.1", suite)).isFalse();
    }
}
