package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.kamaelia.testing.RawClient.head;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
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
        return (from == null ? "" : from.getAddress().getHostAddress()) + port + " " + request.scheme() + " "
                + request.host();
    }

    private static String told(Forwarding.Syntax syntax, AddressRanges trusted, String fields) {
        try (TestServer server = TestServer.with(TELLING)
                .setup(setup -> setup.forwarding(new Forwarding(syntax, trusted)))
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
                "Forwarded: for=6.6.6.6, for=unknown;proto=https | 127.0.0.1 https inner:81",
                "Forwarded: for=6.6.6.6, for=_hidden | 127.0.0.1 http inner:81",
                "Forwarded: for=\"6.6.6.6, for=192.0.2.7 | 127.0.0.1 http inner:81",
                "Forwarded: for=192.0.2.7;host=\"a b\";proto=ftp | 192.0.2.7 http inner:81",
                "Forwarded: for=localhost | 127.0.0.1 http inner:81",
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
                "X-Forwarded-For: 6.6.6.6, nonsense | 127.0.0.1 http inner:81",
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
