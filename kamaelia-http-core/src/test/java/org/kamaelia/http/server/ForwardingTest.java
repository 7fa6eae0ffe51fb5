package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.kamaelia.testing.RawClient.head;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.ForwardedField;
import org.kamaelia.http.exchange.Forwarding;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.testing.TestServer;

@DisplayName("The origin of a request as proxies report it (RFC 7239)")
class ForwardingTest {
    private static final AddressRanges TRUSTED = AddressRanges.of(List.of("127.0.0.0/8", "10.0.0.0/8"));
    private static final HandlerFactory TELLING = HandlerFactory.oneShot(request -> Response.text(tell(request)));

    private static String tell(Request request) {
        InetSocketAddress from = (InetSocketAddress) request.remoteAddress();
        String port = from == null || from.getPort() == 0 || from.getPort() > 10_000 ? "" : " " + from.getPort();
        return (from == null ? "unknown" : from.getAddress().getHostAddress()) + port + " " + request.scheme() + " "
                + request.host();
    }

    private static String told(Forwarding.Syntax syntax, AddressRanges trusted, String fields) {
        return told(new Forwarding(syntax, trusted), fields);
    }

    private static String told(Forwarding forwarding, String fields) {
        try (TestServer server = TestServer.with(TELLING)
                .setup(setup -> setup.forwarding(forwarding))
                .start()) {
            String lines = fields.replace("~", "\r\n");
            return server.client()
                    .send(head("GET / HTTP/1.1", "Host: inner:81", lines))
                    .response()
                    .text();
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Forwarded: for=192.0.2.7;proto=https;host=shop.example | 192.0.2.7 https shop.example",
                "forwarded: FOR=192.0.2.7;Proto=HTTPS | 192.0.2.7 https inner:81",
                "Forwarded: for=\"[2001:db8::7]:4711\" | 2001:db8:0:0:0:0:0:7 4711 http inner:81",
                "Forwarded: for=\"192.0.2.7:80\" | 192.0.2.7 80 http inner:81",
                "Forwarded: for=6.6.6.6, for=192.0.2.7;proto=https | 192.0.2.7 https inner:81",
                "Forwarded: for=192.0.2.7;host=a;proto=https, for=10.1.2.3;host=b;proto=http | 192.0.2.7 https a",
                "Forwarded: for=6.6.6.6~Forwarded: for=192.0.2.7 | 192.0.2.7 http inner:81",
                "Forwarded: for=6.6.6.6, for=unknown;proto=https | unknown https inner:81",
                "Forwarded: for=6.6.6.6, for=_hidden | unknown http inner:81",
                "Forwarded: for=\"6.6.6.6, for=192.0.2.7 | unknown http inner:81",
                "Forwarded: for=192.0.2.7;host=\"a b\";proto=ftp | 192.0.2.7 http inner:81",
                "Forwarded: for=localhost | unknown http inner:81",
                "Forwarded: for=\"~Forwarded: for=192.0.2.7;proto=https | 192.0.2.7 https inner:81",
                "Forwarded: for=6.6.6.6;proto=\"~Forwarded: for=192.0.2.7;proto=http | 192.0.2.7 http inner:81",
                "Forwarded: for=192.0.2.7~Forwarded: for=\" | unknown http inner:81",
                "Forwarded: for=192.0.2.7, nonsense | unknown http inner:81",
                "Forwarded: for=192.0.2.7;for=192.0.2.8 | unknown http inner:81",
                "Forwarded: for=192.0.2.7; ;proto=https;, , | 192.0.2.7 https inner:81",
                "Forwarded: , | 127.0.0.1 http inner:81",
                "Forwarded: for = 192.0.2.7 | unknown http inner:81",
                "Forwarded: for=\"[2001:db8::7]\" | 2001:db8:0:0:0:0:0:7 http inner:81",
                "Forwarded: for=\"[2001:db8::7]x\" | unknown http inner:81",
                "Forwarded: for=\"[2001:db8::7\" | unknown http inner:81",
                "Forwarded: for=\"[192.0.2.7]\" | unknown http inner:81",
                "Forwarded: for=\"192.0.2.7:_x.1\" | 192.0.2.7 http inner:81",
                "Forwarded: for=\"192.0.2.7:\" | unknown http inner:81",
                "Forwarded: for=\"192.0.2.7:4711x\" | unknown http inner:81",
                "Forwarded: for=\"unknown:80\" | unknown http inner:81",
                "Forwarded: for=_hidden, for=10.1.2.3;proto=https | unknown https inner:81",
                "Forwarded: for=10.1.2.3;proto=http, for=\"10.1.2.4:77\";proto=https | 10.1.2.3 http inner:81",
                "Forwarded: proto=https;host=shop.example | 127.0.0.1 https shop.example",
                "Forwarded: for=192.0.2.7;note=\"x;y, z\\\"\" | 192.0.2.7 http inner:81",
                "X-Forwarded-For: 192.0.2.7 | 127.0.0.1 http inner:81",
            })
    @DisplayName("Forwarded")
    void forwardedIsRead(String fields, String expected) {
        assertThat(told(Forwarding.Syntax.FORWARDED, TRUSTED, fields).strip()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 192.0.2.7~X-Forwarded-Proto: https | 192.0.2.7 https inner:81",
                "X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.9.9.9 | 192.0.2.7 http inner:81",
                "X-Forwarded-For: 6.6.6.6~X-Forwarded-For: 192.0.2.7 | 192.0.2.7 http inner:81",
                "X-Forwarded-For: 2001:db8::7 | 2001:db8:0:0:0:0:0:7 http inner:81",
                "X-Forwarded-For: 6.6.6.6, nonsense | unknown http inner:81",
                "X-Forwarded-For: 6.6.6.6, unknown | unknown http inner:81",
                "X-Forwarded-For: 6.6.6.6, 192.0.2.7:4711 | 192.0.2.7 4711 http inner:81",
                "X-Forwarded-For: , 192.0.2.7, ,, | 192.0.2.7 http inner:81",
                "X-Forwarded-For: , | 127.0.0.1 http inner:81",
                "X-Forwarded-For: 192.0.2.7, 10.1.2.3~X-Forwarded-Proto: https, http | 192.0.2.7 https inner:81",
                "X-Forwarded-For: 6.6.6.6, 192.0.2.7~X-Forwarded-Proto: https, http | 192.0.2.7 http inner:81",
                "X-Forwarded-For: 192.0.2.7, 10.1.2.3~X-Forwarded-Proto: https | 192.0.2.7 https inner:81",
                "X-Forwarded-For: 192.0.2.7, 10.1.2.3~X-Forwarded-Proto: ,https ,, http, | 192.0.2.7 https inner:81",
                "X-Forwarded-For: 192.0.2.7, 10.1.2.3~X-Forwarded-Host: shop.example, inside~X-Forwarded-Port: 8443, 80"
                        + " | 192.0.2.7 http shop.example:8443",
                "X-Forwarded-For: 192.0.2.7, 10.1.2.3~X-Forwarded-Host: evil, shop.example, inside"
                        + " | 192.0.2.7 http shop.example",
                "X-Forwarded-Port: 8443 | 127.0.0.1 http inner:8443",
                "X-Forwarded-Port: 443~X-Forwarded-Proto: https | 127.0.0.1 https inner",
                "X-Forwarded-Port: 80 | 127.0.0.1 http inner",
                "X-Forwarded-Port: 0 | 127.0.0.1 http inner:81",
                "X-Forwarded-Port: 65536 | 127.0.0.1 http inner:81",
                "X-Forwarded-Port: 80x | 127.0.0.1 http inner:81",
                "X-Forwarded-Host: shop.example:8080~X-Forwarded-Port: 8443 | 127.0.0.1 http shop.example:8080",
                "X-Forwarded-Host: [2001:db8::1]~X-Forwarded-Port: 8443 | 127.0.0.1 http [2001:db8::1]:8443",
                "X-Forwarded-Proto: http, https~X-Forwarded-Host: evil, shop.example | 127.0.0.1 https shop.example",
                "X-Forwarded-Host: shop.example~X-Forwarded-Port: 8443 | 127.0.0.1 http shop.example:8443",
                "X-Forwarded-Host: shop.example~X-Forwarded-Proto: https~X-Forwarded-Port: 443"
                        + " | 127.0.0.1 https shop.example",
                "X-Forwarded-Host: a/b | 127.0.0.1 http inner:81",
                "Forwarded: for=6.6.6.6 | 127.0.0.1 http inner:81",
            })
    @DisplayName("X-Forwarded")
    void xForwardedIsRead(String fields, String expected) {
        assertThat(told(Forwarding.Syntax.X_FORWARDED, TRUSTED, fields).strip()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "X_FORWARDED_FOR | 192.0.2.7 http inner:81",
                "X_FORWARDED_PROTO | 127.0.0.1 https inner:81",
                "X_FORWARDED_HOST | 127.0.0.1 http shop.example",
                "X_FORWARDED_PORT | 127.0.0.1 http inner:8443",
                "FORWARDED | 192.0.2.8 http other.example",
            })
    @DisplayName(
            "a field that is not configured comes from the client and is not believed, HAProxy's option forwardfor")
    void onlyConfiguredFieldsAreBelieved(ForwardedField field, String expected) {
        String all = "X-Forwarded-For: 192.0.2.7~X-Forwarded-Proto: https~X-Forwarded-Host: shop.example"
                + "~X-Forwarded-Port: 8443~Forwarded: for=192.0.2.8;host=other.example";
        assertThat(told(new Forwarding(Set.of(field), TRUSTED), all).strip()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN 127.0.0.1 127.0.0.1 1 2\r\n",
                "0d0a0d0a000d0a515549540a20000000",
                "0d0a0d0a000d0a515549540a2011000c7f0000017f00000100010002",
                "0d0a0d0a000d0a515549540a21000000",
                "0d0a0d0a000d0a515549540a2112000c7f0000017f00000100010002",
                "UNIX",
            })
    @DisplayName("is not believed behind a PROXY header that names no client: UNKNOWN, LOCAL, UDP, AF_UNIX")
    void isNotBelievedBehindProxyHeaderWithoutClient(String header) {
        String unix = "0d0a0d0a000d0a515549540a213100d8" + "2f".repeat(216);
        String hex = header.equals("UNIX") ? unix : header;
        String octets =
                hex.startsWith("PROXY") ? hex : new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        try (TestServer server = TestServer.with(TELLING)
                .setup(setup -> setup.forwarding(new Forwarding(Forwarding.Syntax.X_FORWARDED, TRUSTED)))
                .server(plain -> plain.proxyProtocol(TRUSTED))
                .start()) {
            String request = head("GET / HTTP/1.1", "Host: h", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https");
            assertThat(server.client().send(octets + request).response().text().strip())
                    .isEqualTo("127.0.0.1 http h");
            String named = "PROXY TCP4 10.9.9.9 127.0.0.1 1 2\r\n";
            assertThat(server.client().send(named + request).response().text().strip())
                    .isEqualTo("6.6.6.6 https h");
        }
    }

    @Test
    @DisplayName("a trusted proxy does not count as one client: its connections are not bounded as those of others")
    void trustedProxyIsNotOneClient() {
        Forwarding trusting = new Forwarding(Forwarding.Syntax.X_FORWARDED, TRUSTED);
        try (TestServer server = TestServer.with(TELLING)
                .setup(setup -> setup.forwarding(trusting))
                .sockets(sockets -> sockets.connectionsEach(1))
                .start()) {
            String request = head("GET / HTTP/1.1", "Host: h", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https");
            for (int i = 0; i < 3; i++) { // all of them stay open
                assertThat(server.client().send(request).response().text()).startsWith("6.6.6.6");
            }
        }
        try (TestServer server = TestServer.with(TELLING)
                .sockets(sockets -> sockets.connectionsEach(1))
                .start()) {
            assertThat(server.client()
                            .send(head("GET / HTTP/1.1", "Host: h"))
                            .response()
                            .status())
                    .isEqualTo(200);
            server.client().assertClosed();
        }
    }

    @Test
    @DisplayName("needs fields of one kind")
    void needsFieldsOfOneKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Forwarding(Set.of(), TRUSTED))
                .withMessageContaining("at least one forwarded field");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Forwarding(Set.of(ForwardedField.FORWARDED, ForwardedField.X_FORWARDED_FOR), TRUSTED))
                .withMessageContaining("cannot both be believed");
    }

    @Test
    @DisplayName("is not believed from an address that is not trusted")
    void untrustedAddressIsNotBelieved() {
        AddressRanges others = AddressRanges.of(List.of("192.0.2.0/24", "::1"));
        assertThat(told(Forwarding.Syntax.FORWARDED, others, "Forwarded: for=6.6.6.6;proto=https"))
                .isEqualTo("127.0.0.1 http inner:81");
    }

    @Test
    @DisplayName("needs trusted addresses where it is configured")
    void needsTrustedAddresses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Forwarding(Forwarding.Syntax.FORWARDED, AddressRanges.none()))
                .withMessageContaining("at least one trusted address");
    }
}
