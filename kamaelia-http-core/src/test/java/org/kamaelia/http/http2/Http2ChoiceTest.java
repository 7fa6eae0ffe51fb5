package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsKeys;

@DisplayName("Which version of HTTP a connection speaks (RFC 9113 section 3)")
@Timeout(60)
class Http2ChoiceTest {
    private static final HandlerFactory VERSION = HandlerFactory.oneShot(request -> Response.text(request.version()));

    private static TestServer plain(boolean clearText) {
        return TestServer.with(VERSION)
                .setup(setup -> setup.http2(setup.http2().clearText(clearText)))
                .start();
    }

    private static TestServer secure(boolean overTls) {
        return TestServer.with(VERSION)
                .setup(setup -> setup.http2(setup.http2().overTls(overTls)))
                .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                .start();
    }

    /** The protocol that is agreed on with a client that offers these; "none" if the client offers nothing. */
    private static String agreed(TestServer server, String offered) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) TlsKeys.nobody().getSocketFactory().createSocket("localhost", server.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered.equals("none") ? new String[0] : offered.split(" "));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }

    @ParameterizedTest(name = "a client that offers {0} gets {1}")
    @CsvSource({
        "h2, h2",
        "h2c http/1.1, http/1.1",
        "h2 http/1.1, h2",
        "http/1.1 h2, h2",
        "http/1.1, http/1.1",
        "none, ''"
    })
    @DisplayName("over TLS is decided by ALPN, and HTTP/2 is on by default (section 3.2)")
    void alpn(String offered, String expected) throws IOException {
        try (TestServer server = secure(true)) {
            assertThat(agreed(server, offered)).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("is HTTP/1.1 over TLS if HTTP/2 is switched off")
    void switchedOff() throws IOException {
        try (TestServer server = secure(false)) {
            assertThat(agreed(server, "h2 http/1.1")).isEqualTo("http/1.1");
        }
    }

    @Test
    @DisplayName(
            "in clear text is HTTP/2 for a client that begins with the preface, and HTTP/1.1 for others (section 3.3)")
    void priorKnowledge() {
        try (TestServer server = plain(true);
                Http2Client two = Http2Client.connect(server.port());
                RawClient one = server.client()) {
            two.get(1, "/");
            assertThat(two.answer(1).body()).isEqualTo("HTTP/2");
            one.send(RawClient.get("/"));
            assertThat(one.response().text()).isEqualTo("HTTP/1.1");
        }
    }

    @Test
    @DisplayName("in clear text is HTTP/1.1 by default, where the preface is no request")
    void offByDefault() {
        try (TestServer server = plain(false);
                RawClient client = server.client()) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.response().status()).isEqualTo(505);
        }
    }

    @Test
    @DisplayName("does not change by an Upgrade field: there is no h2c (section 3.1)")
    void noUpgrade() {
        try (TestServer server = plain(true);
                RawClient client = server.client()) {
            client.send(RawClient.head(
                    "GET / HTTP/1.1",
                    "Host: h",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAAQAAP__"));
            assertThat(client.response().status()).isEqualTo(200);
            client.send(RawClient.get("/"));
            assertThat(client.response().text()).isEqualTo("HTTP/1.1");
        }
    }
}
