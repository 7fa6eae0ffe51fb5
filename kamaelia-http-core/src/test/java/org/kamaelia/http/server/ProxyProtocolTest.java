package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("The PROXY protocol")
class ProxyProtocolTest {
    private static final AddressRanges LOOPBACK = AddressRanges.of(List.of("127.0.0.1"));
    private static final HandlerFactory TELLING = HandlerFactory.oneShot(
            request -> Response.text(tell(request.remoteAddress()) + " to " + tell(request.localAddress())));
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String BINARY_4 = SIGNATURE + "2111000c" + "c0000207" + "c0000201" + "1267" + "01bb";
    private static final String BINARY_6 = SIGNATURE + "21210024" + "20010db8000000000000000000000007"
            + "20010db8000000000000000000000001" + "1267" + "01bb";

    private static String tell(@Nullable SocketAddress address) {
        InetSocketAddress internet = (InetSocketAddress) address;
        boolean own = internet == null || internet.getAddress().isLoopbackAddress();
        return own ? "own" : internet.getAddress().getHostAddress() + "," + internet.getPort();
    }

    private static TestServer serve(AddressRanges proxies) {
        return TestServer.with(TELLING)
                .server(server -> server.proxyProtocol(proxies))
                .timeless()
                .start();
    }

    private static String octets(String hex) {
        return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "PROXY TCP4 192.0.2.7 192.0.2.1 4711 443 | 192.0.2.7,4711 to 192.0.2.1,443",
                "PROXY TCP6 2001:db8::7 2001:db8::1 4711 443 | 2001:db8:0:0:0:0:0:7,4711 to 2001:db8:0:0:0:0:0:1,443",
                "PROXY UNKNOWN | own to own",
                "PROXY UNKNOWN ffff::1 ffff::2 1 2 | own to own",
            })
    @DisplayName("version 1 says where a connection came from, however it is cut")
    void version1SaysWhereAConnectionCameFrom(String line, String expected) {
        assertTold(line + "\r\n", expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                BINARY_4 + " | 192.0.2.7,4711 to 192.0.2.1,443",
                BINARY_6 + " | 2001:db8:0:0:0:0:0:7,4711 to 2001:db8:0:0:0:0:0:1,443",
                SIGNATURE + "20000000 | own to own",
                SIGNATURE + "21000000 | own to own",
                SIGNATURE + "2111000f" + "c0000207c0000201126701bb" + "040000 | 192.0.2.7,4711 to 192.0.2.1,443",
            })
    @DisplayName(
            "version 2 says where a connection came from, too; a proxy that speaks for itself and additional fields are accepted")
    void version2SaysWhereAConnectionCameFrom(String hex, String expected) {
        assertTold(octets(hex), expected);
    }

    private static void assertTold(String header, String expected) {
        try (TestServer server = serve(LOOPBACK)) {
            RawClient whole = server.client().send(header + get("/") + get("/"));
            assertThat(whole.response().text()).isEqualTo(expected);
            assertThat(whole.response().text()).isEqualTo(expected);
            RawClient cut = server.client().sendByteByByte(header + get("/"));
            assertThat(cut.response().text()).isEqualTo(expected);
            RawClient alone = server.client().send(header);
            server.settle();
            assertThat(alone.send(get("/")).response().text()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 4711\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 4711 65536\r\n",
                "PROXY TCP4 192.0.2.07 192.0.2.1 4711 443\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 4711 0443\r\n",
                "PROXY TCP4 2001:db8::7 192.0.2.1 4711 443\r\n",
                "PROXY TCP6 192.0.2.7 192.0.2.1 4711 443\r\n",
                "PROXY TCP4 localhost 192.0.2.1 4711 443\r\n",
                "PROXY UDP4 192.0.2.7 192.0.2.1 4711 443\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 +471 443\r\n",
                "PROXY  TCP4 192.0.2.7 192.0.2.1 4711 443\r\n",
                "\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            })
    @DisplayName("any other beginning of a connection closes it, and no handler sees it")
    void anythingElseClosesTheConnection(String beginning) {
        assertRefused(beginning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SIGNATURE + "3111000cc0000207c0000201126701bb",
                SIGNATURE + "2211000cc0000207c0000201126701bb",
                SIGNATURE + "2111000bc0000207c0000201126701",
                SIGNATURE + "2111ffff",
            })
    @DisplayName("a header of version 2 that is malformed, or longer than needed, closes the connection")
    void malformedHeaderOfVersion2ClosesTheConnection(String hex) {
        assertRefused(octets(hex));
    }

    @ParameterizedTest(name = "{0} bytes of TLVs, a limit of {1}: {2}")
    @CsvSource({
        "1200, 4096, accepted",
        "4068, 4096, accepted",
        "4069, 4096, refused",
        "16356, 16384, accepted",
        "65523, 65551, accepted",
    })
    @DisplayName("TLVs behind the addresses are accepted up to the limit, however they are cut, and take no memory")
    void tlvsAreAcceptedUpToTheLimit(int tlvs, int limit, String expected) {
        String header = octets(SIGNATURE + "2111" + String.format("%04x", 12 + tlvs) + "c0000207c0000201126701bb")
                + "t".repeat(tlvs);
        try (TestServer server = TestServer.with(TELLING)
                .server(plain -> plain.proxyProtocol(LOOPBACK).proxyProtocolHeader(limit))
                .start()) {
            if (expected.equals("refused")) {
                server.client().sendIfOpen(header).assertClosed();
                eventually(() -> assertThat(server.closed(CloseCause.REFUSED)).isEqualTo(1));
                return;
            }
            RawClient whole = server.client().send(header + get("/"));
            assertThat(whole.response().text()).isEqualTo("192.0.2.7,4711 to 192.0.2.1,443");
            RawClient cut = server.client().sendByteByByte(header.substring(0, 1_000));
            cut.send(header.substring(1_000, header.length() - 3));
            server.settle();
            assertThat(server.heldBytes()).isLessThan(4_096);
            cut.send(header.substring(header.length() - 3) + get("/"));
            assertThat(cut.response().text()).isEqualTo("192.0.2.7,4711 to 192.0.2.1,443");
        }
    }

    @Test
    @DisplayName("a client that closes within the TLVs is understood")
    void clientThatClosesWithinTheTlvs() {
        try (TestServer server = serve(LOOPBACK)) {
            server.client()
                    .send(octets(SIGNATURE + "21110100c0000207c0000201126701bb") + "t")
                    .endOutput()
                    .assertClosed();
            eventually(() -> assertThat(server.closed(CloseCause.CLIENT)).isEqualTo(1));
        }
    }

    @Test
    @DisplayName("the limit of a header is that of the protocol at most, and 4 KiB at least")
    void limitOfAHeader() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimpleServer.of(() -> new HttpServer(TELLING)).proxyProtocolHeader(4_095))
                .withMessageContaining("4096 to 65551");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimpleServer.of(() -> new HttpServer(TELLING)).proxyProtocolHeader(65_552));
    }

    @Test
    @DisplayName("a line without an end closes the connection")
    void lineWithoutEndClosesTheConnection() {
        assertRefused("PROXY TCP4 " + "1".repeat(200));
    }

    private static void assertRefused(String beginning) {
        try (TestServer server = serve(LOOPBACK)) {
            server.client().send(beginning).assertClosed();
            eventually(() -> assertThat(server.closed(CloseCause.REFUSED)).isEqualTo(1));
        }
    }

    @Test
    @DisplayName("only a trusted proxy may speak it")
    void onlyATrustedProxyMaySpeakIt() {
        try (TestServer server = serve(AddressRanges.of(List.of("192.0.2.0/24")))) {
            try {
                server.client().sendIfOpen("PROXY UNKNOWN\r\n" + get("/")).assertClosed();
            } catch (UncheckedIOException reset) {
                // so soon that the client was still connecting; what counts is what the server did
            }
            eventually(() -> assertThat(server.closed(CloseCause.REFUSED)).isEqualTo(1));
        }
    }

    @Test
    @DisplayName("a connection without the header within 10 s is closed")
    void lateHeaderClosesTheConnection() {
        try (TestServer server = serve(LOOPBACK)) {
            RawClient client = server.client().send("PROXY ");
            server.awaitConnections(1);
            server.pass(Duration.ofSeconds(9));
            assertThat(server.connections()).isEqualTo(1);
            server.pass(Duration.ofSeconds(2));
            client.assertClosed();
            eventually(() -> assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1));
        }
    }

    @Test
    @DisplayName("a client that closes instead of a header, or behind its request, is understood")
    void clientThatClosesIsUnderstood() {
        try (TestServer server = serve(LOOPBACK)) {
            server.client().endOutput().assertClosed();
            eventually(() -> assertThat(server.closed(CloseCause.CLIENT)).isEqualTo(1));
            RawClient client = server.client()
                    .send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n" + get("/"))
                    .endOutput();
            assertThat(client.response().status()).isEqualTo(200);
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("a server that stops closes connections that have not sent the header")
    void stoppingServerClosesConnectionsWithoutAHeader() {
        try (TestServer server = serve(LOOPBACK)) {
            RawClient client = server.client();
            server.awaitConnections(1);
            server.stop(Duration.ofSeconds(60));
            client.assertClosed();
        }
    }
}
