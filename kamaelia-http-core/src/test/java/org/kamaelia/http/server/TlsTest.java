package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.TlsSetup.ClientAuth;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

@DisplayName("HTTP over TLS")
class TlsTest {
    private static final TlsSetup TLS = TlsSetup.of(TlsKeys.SERVER.context());

    /** Tells what a handler sees of the connection. */
    private static final HandlerFactory WHO = HandlerFactory.oneShot(request -> Response.text(describe(request)));

    private static String describe(Request request) {
        SSLSession session = request.tlsSession();
        return request.scheme() + " " + request.isSecure() + " "
                + (session == null ? "plain" : session.getProtocol() + " " + peer(session));
    }

    private static String peer(SSLSession session) {
        try {
            X509Certificate first = (X509Certificate) session.getPeerCertificates()[0];
            return first.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException nobody) {
            return "nobody";
        }
    }

    private static TestServer serve(ClientAuth auth) {
        return TestServer.with(WHO).tls(TLS.clientAuth(auth)).start();
    }

    private static String ask(TlsClient client) {
        return client.http().send(get("/")).response().text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("is served to a TLS socket of the JDK; the request says https and shows the session")
    void jdkSocketIsServedAndTheRequestSaysHttps(String version) {
        try (TestServer server = serve(ClientAuth.NONE);
                TlsClient client = TlsClient.connect(server.port(), version)) {
            assertThat(ask(client)).isEqualTo("https true " + version + " nobody");
            assertThat(ask(client)).as("on the same connection").isEqualTo("https true " + version + " nobody");
            assertThat(client.socket().getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    @DisplayName("a plain request does not report TLS of itself")
    void plainRequestDoesNotSayHttps() {
        try (TestServer server = TestServer.serve(WHO)) {
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("http false plain");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("is served to java.net.http.HttpClient, which offers h2 and http/1.1, with HTTP/2")
    void httpClientOfTheJdkIsServed(String version) throws Exception {
        try (TestServer server = serve(ClientAuth.NONE)) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(TlsKeys.nobody())
                    .sslParameters(new SSLParameters(null, new String[] {version}))
                    .build();
            URI uri = URI.create("https://localhost:" + server.port() + "/");
            for (int i = 0; i < 3; i++) {
                var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                assertThat(response.body()).isEqualTo("https true " + version + " nobody");
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("resumes a session of the same client")
    void resumesASessionOfTheSameClient(String version) {
        SSLContext context = TlsKeys.nobody();
        try (TestServer server = serve(ClientAuth.NONE)) {
            long created;
            try (TlsClient first = TlsClient.connect(server.port(), context, version)) {
                ask(first);
                created = first.socket().getSession().getCreationTime();
            }
            try (TlsClient second = TlsClient.connect(server.port(), context, version)) {
                assertThat(ask(second)).isEqualTo("https true " + version + " nobody");
                assertThat(second.socket().getSession().getCreationTime()).isEqualTo(created);
            }
        }
    }

    @Test
    @DisplayName("refuses versions that are not set up")
    void refusesVersionsThatAreNotSetUp() {
        try (TestServer server = TestServer.with(WHO)
                        .tls(TLS.protocols(java.util.List.of("TLSv1.3")))
                        .start();
                TlsClient client = TlsClient.connect(server.port(), "TLSv1.2")) {
            assertThatThrownBy(client::handshake).hasMessageContaining("protocol_version");
            eventually(() -> assertThat(server.closed(CloseCause.HANDSHAKE)).isEqualTo(1));
        }
    }

    // ALPN, RFC 7301.

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("chooses h2 of what a client offers, whatever the order, RFC 7301 3.2")
    void choosesH2WhateverTheOrder(String version) throws IOException {
        try (TestServer server = serve(ClientAuth.NONE);
                TlsClient client = TlsClient.connect(server.port(), version).offering("x", "http/1.1", "h2")) {
            client.handshake();
            assertThat(client.socket().getApplicationProtocol()).isEqualTo("h2");
        }
    }

    private static TestServer serveHttp1() {
        return TestServer.with(WHO)
                .setup(setup -> setup.http2(setup.http2().overTls(false)))
                .tls(TLS.clientAuth(ClientAuth.NONE))
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("chooses http/1.1 if HTTP/2 is switched off, whatever the order, RFC 7301 3.2")
    void choosesHttp11WhateverTheOrder(String version) throws IOException {
        try (TestServer server = serveHttp1();
                TlsClient client = TlsClient.connect(server.port(), version).offering("h2", "x", "http/1.1")) {
            assertThat(ask(client.handshake())).startsWith("https");
            assertThat(client.socket().getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("serves a client that offers no protocol")
    void servesAClientThatOffersNoProtocol(String version) throws IOException {
        try (TestServer server = serve(ClientAuth.NONE);
                TlsClient client = TlsClient.connect(server.port(), version)) {
            assertThat(ask(client.handshake())).startsWith("https");
            assertThat(client.socket().getApplicationProtocol()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("refuses a client that offers h2 only with no_application_protocol if HTTP/2 is off, RFC 7301 3.2")
    void refusesAClientThatOffersH2Only(String version) {
        try (TestServer server = serveHttp1();
                TlsClient client = TlsClient.connect(server.port(), version).offering("h2")) {
            assertThatThrownBy(client::handshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("no_application_protocol");
            eventually(() -> assertThat(server.closed(CloseCause.HANDSHAKE)).isEqualTo(1));
        }
    }

    // Client certificates.

    @ParameterizedTest
    @EnumSource(ClientAuth.class)
    @DisplayName("shows the handler a client certificate that is trusted, if it was asked for one")
    void showsATrustedClientCertificate(ClientAuth auth) {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (TestServer server = serve(auth);
                    TlsClient client = TlsClient.connect(server.port(), TlsKeys.CLIENT.context(), version)) {
                String seen = auth == ClientAuth.NONE ? "nobody" : TlsKeys.CLIENT.subject();
                assertThat(ask(client)).isEqualToIgnoringCase("https true " + version + " " + seen);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ClientAuth.class)
    @DisplayName("serves a client without certificate unless one is needed")
    void servesAClientWithoutCertificateUnlessNeeded(ClientAuth auth) {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (TestServer server = serve(auth);
                    TlsClient client = TlsClient.connect(server.port(), version)) {
                if (auth == ClientAuth.NEED) {
                    assertRefused(server, client);
                } else {
                    assertThat(ask(client)).isEqualTo("https true " + version + " nobody");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ClientAuth.class,
            names = {"WANT", "NEED"})
    @DisplayName("ends the handshake with a client whose certificate is not trusted")
    void refusesAnUntrustedClientCertificate(ClientAuth auth) throws Exception {
        SSLContext stranger = TlsKeys.context(eager(), TlsKeys.trustManagers());
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (TestServer server = serve(auth);
                    TlsClient client = TlsClient.connect(server.port(), stranger, version)) {
                assertRefused(server, client);
            }
        }
    }

    /** Shows its certificate to a server that names other authorities, too. */
    private static javax.net.ssl.KeyManager[] eager() throws Exception {
        var known = (javax.net.ssl.X509KeyManager) TlsKeys.STRANGER.keyManagers()[0];
        return new javax.net.ssl.KeyManager[] {
            new javax.net.ssl.X509ExtendedKeyManager() {
                @Override
                public String[] getClientAliases(String type, java.security.Principal[] issuers) {
                    return known.getClientAliases(type, null);
                }

                @Override
                public String chooseClientAlias(
                        String[] types, java.security.Principal[] issuers, java.net.Socket socket) {
                    return known.chooseClientAlias(types, null, socket);
                }

                @Override
                public String[] getServerAliases(String type, java.security.Principal[] issuers) {
                    return null;
                }

                @Override
                public String chooseServerAlias(
                        String type, java.security.Principal[] issuers, java.net.Socket socket) {
                    return null;
                }

                @Override
                public X509Certificate[] getCertificateChain(String alias) {
                    return known.getCertificateChain(alias);
                }

                @Override
                public java.security.PrivateKey getPrivateKey(String alias) {
                    return known.getPrivateKey(alias);
                }
            }
        };
    }

    /** In TLS 1.3 a client learns only behind the handshake that the server refuses it. */
    private static void assertRefused(TestServer server, TlsClient client) {
        assertThatThrownBy(() -> {
                    client.socket().getOutputStream().write(get("/").getBytes());
                    client.socket().getInputStream().read();
                })
                .isInstanceOf(IOException.class);
        eventually(() -> assertThat(server.closed(CloseCause.HANDSHAKE)).isEqualTo(1));
    }
}
