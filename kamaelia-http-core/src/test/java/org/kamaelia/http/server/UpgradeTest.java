package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.transport.ProtocolFactory;
import org.kamaelia.testing.LineEcho;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

@DisplayName("A connection goes on with another protocol, RFC 9110 7.8")
class UpgradeTest {
    private static final String OFFER =
            head("GET /echo HTTP/1.1", "Host: h", "Connection: keep-alive, Upgrade", "Upgrade: line-echo, other");
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: line-echo\r\nConnection: upgrade\r\nDate: *\r\n\r\n";

    private final AtomicInteger made = new AtomicInteger();
    private final HandlerFactory upgrading = HandlerFactory.oneShot(request -> Response.upgrade(LineEcho.NAME, () -> {
        made.incrementAndGet();
        return new LineEcho();
    }));

    private HandlerFactory routes() {
        return ResourceGlue.of()
                .at("/echo", upgrading)
                .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello\n")));
    }

    private static String read(RawClient client, String expected) {
        return new String(client.read(expected.length()), ISO_8859_1).replaceAll("Date: [^\r]*", "Date: *");
    }

    private static String switched(RawClient client) {
        RawResponse response = client.responseHead();
        return response.status() + " " + response.field("Upgrade") + " " + response.field("Connection");
    }

    @Test
    @DisplayName("101 names the protocol, and octets behind the request in the same segment reach the protocol first")
    void handsOverWithBytesReadAhead() {
        try (TestServer server = TestServer.serve(routes())) {
            RawClient client = server.client().send(OFFER + "one\ntwo\n");
            assertThat(switched(client)).isEqualTo("101 line-echo upgrade");
            assertThat(read(client, "one\ntwo\n")).isEqualTo("one\ntwo\n");
            client.send("three\n");
            assertThat(read(client, "three\n")).isEqualTo("three\n");
            client.endOutput().assertEnd();
        }
    }

    @Test
    @DisplayName("the same when everything comes octet by octet")
    void handsOverByteByByte() {
        try (TestServer server = TestServer.serve(routes())) {
            RawClient client = server.client().sendByteByByte(OFFER + "one\n");
            assertThat(switched(client)).isEqualTo("101 line-echo upgrade");
            assertThat(read(client, "one\n")).isEqualTo("one\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("the same over TLS")
    void handsOverOverTls(String version) {
        try (TestServer server = TestServer.with(routes())
                        .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                        .start();
                TlsClient client = TlsClient.connect(server.port(), version)) {
            RawClient http = client.http().send(OFFER + "one\n");
            assertThat(switched(http)).isEqualTo("101 line-echo upgrade");
            assertThat(read(http, "one\n")).isEqualTo("one\n");
            http.send("x".repeat(100_000));
            assertThat(read(http, "x".repeat(100_000))).isEqualTo("x".repeat(100_000));
        }
    }

    @Test
    @DisplayName("answers to requests before it leave in order, in HTTP/1.1")
    void answersToEarlierRequestsLeaveFirst() {
        try (TestServer server = TestServer.serve(routes())) {
            RawClient client = server.client().send(get("/hello") + get("/hello") + OFFER + "one\n");
            assertThat(client.response().text()).isEqualTo("hello\n");
            assertThat(client.response().text()).isEqualTo("hello\n");
            assertThat(switched(client)).isEqualTo("101 line-echo upgrade");
            assertThat(read(client, "one\n")).isEqualTo("one\n");
        }
    }

    @Test
    @DisplayName("the body of the request is received before the protocol changes")
    void bodyIsReceivedBeforeTheProtocolChanges() {
        try (TestServer server = TestServer.serve(routes())) {
            RawClient client = server.client()
                    .send(head(
                                    "POST /echo HTTP/1.1",
                                    "Host: h",
                                    "Connection: upgrade",
                                    "Upgrade: line-echo",
                                    "Content-Length: 4")
                            + "body"
                            + "one\n");
            assertThat(switched(client)).isEqualTo("101 line-echo upgrade");
            assertThat(read(client, "one\n")).isEqualTo("one\n");
        }
    }

    @Test
    @DisplayName("a request whose offer is not taken is answered, and the next request on the connection as well")
    void requestWhoseOfferIsNotTakenIsAnswered() {
        String offer = head("GET /hello HTTP/1.1", "Host: h", "Connection: upgrade", "Upgrade: line-echo");
        try (TestServer server = TestServer.serve(routes())) {
            RawClient client = server.client().send(offer + offer + get("/hello"));
            for (int i = 0; i < 3; i++) {
                assertThat(client.response().text()).isEqualTo("hello\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /echo HTTP/1.1\r\nHost: h\r\nUpgrade: line-echo\r\n\r\n",
                "GET /echo HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n",
                "GET /echo HTTP/1.0\r\nHost: h\r\nConnection: upgrade, keep-alive\r\nUpgrade: line-echo\r\n\r\n"
            })
    @DisplayName(
            "a client that has not offered the protocol gets 426 with its name, RFC 9110 15.5.22, and goes on in HTTP")
    void clientThatDoesNotOfferGets426(String request) {
        try (TestServer server = TestServer.serve(routes())) {
            RawClient client = server.client().send(request);
            RawResponse response = client.response();
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.field("Upgrade")).isEqualTo("line-echo");
            assertThat(client.send(get("/hello")).response().text()).isEqualTo("hello\n");
            assertThat(made).as("protocols made").hasValue(0);
        }
    }

    @Test
    @DisplayName("a protocol that cannot be made: 500, and the next requests get their own responses")
    void protocolThatCannotBeMadeIs500() {
        HandlerFactory failing = HandlerFactory.oneShot(request -> Response.upgrade(LineEcho.NAME, () -> {
            throw new IllegalStateException("on purpose");
        }));
        HandlerFactory routes = ResourceGlue.of()
                .at("/echo", failing)
                .at("/one", HandlerFactory.oneShot(request -> Response.text("one")))
                .at("/two", HandlerFactory.oneShot(request -> Response.text("two")));
        try (LogCapture log = LogCapture.ofAll();
                TestServer server = TestServer.serve(routes)) {
            RawClient client = server.client().send(OFFER + get("/one") + get("/two"));
            assertThat(client.response().status()).isEqualTo(500);
            assertThat(client.response().text()).isEqualTo("one");
            assertThat(client.response().text()).isEqualTo("two");
            assertThat(log.thrown()).hasSize(1);
        }
    }

    @Test
    @DisplayName("a client that also expects 100 gets 100 before 101, RFC 9110 7.8")
    void continueComesBeforeSwitching() {
        try (TestServer server = TestServer.serve(routes())) {
            RawClient client = server.client()
                    .send(head(
                            "POST /echo HTTP/1.1",
                            "Host: h",
                            "Connection: upgrade",
                            "Upgrade: line-echo",
                            "Expect: 100-continue",
                            "Content-Length: 4"));
            assertThat(client.responseHead().status()).isEqualTo(100);
            assertThat(switched(client)).isEqualTo("101 line-echo upgrade");
            client.send("body" + "one\n");
            assertThat(read(client, "one\n")).isEqualTo("one\n");
        }
    }

    @Test
    @DisplayName("a client that does not read the data of the protocol is not read from either, and nothing is lost")
    void clientThatDoesNotReadIsNotReadFrom() throws Exception {
        byte[] much = "0123456789abcdef".repeat(512 * 1024).getBytes(ISO_8859_1);
        try (TestServer server = TestServer.with(routes())
                .sockets(limits -> limits.sendBuffer(16 * 1024))
                .start()) {
            RawClient client = server.client(16 * 1024).send(OFFER);
            assertThat(switched(client)).isEqualTo("101 line-echo upgrade");
            CompletableFuture<Void> sent = client.sendInBackground(much);
            eventually(
                    () -> assertThat(server.depth("ConnectedSocket", "inbox")).isPositive());
            assertThat(sent).isNotDone();
            assertThat(server.heldBytes()).as("held by the connection").isLessThan(512 * 1024);
            assertThat(client.read(much.length)).isEqualTo(much);
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("when the server stops the protocol is told, and may finish its work")
    void protocolIsToldWhenTheServerStops() throws Exception {
        try (TestServer server = TestServer.serve(routes())) {
            RawClient client = server.client().send(OFFER + "one\n");
            assertThat(switched(client)).isEqualTo("101 line-echo upgrade");
            assertThat(read(client, "one\n")).isEqualTo("one\n");
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(10));
            assertThat(read(client, "bye\n")).isEqualTo("bye\n");
            client.endOutput().assertEnd();
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("another protocol is chosen by ALPN, and HTTP by clients that offer it or nothing")
    void anotherProtocolIsChosenByAlpn() throws Exception {
        try (TestServer server = TestServer.with(routes())
                .server(plain -> alsoLineEcho(plain).tls(TlsSetup.of(TlsKeys.SERVER.context())))
                .start()) {
            try (TlsClient client = TlsClient.connect(server.port()).offering("line-echo", "http/1.1")) {
                RawClient echo = client.handshake().http().send("one\n");
                assertThat(client.socket().getApplicationProtocol()).isEqualTo("line-echo");
                assertThat(read(echo, "one\n")).isEqualTo("one\n");
            }
            try (TlsClient client = TlsClient.connect(server.port()).offering("http/1.1")) {
                assertThat(client.http().send(get("/hello")).response().text()).isEqualTo("hello\n");
            }
            try (TlsClient client = TlsClient.connect(server.port())) {
                assertThat(client.http().send(get("/hello")).response().text()).isEqualTo("hello\n");
            }
        }
    }

    @Test
    @DisplayName("in plain text the first octets choose another protocol")
    void firstOctetsChooseAnotherProtocol() {
        try (TestServer server =
                TestServer.with(routes()).server(UpgradeTest::alsoLineEcho).start()) {
            RawClient echo = server.client().sendByteByByte("ECHO one\n");
            assertThat(read(echo, "ECHO one\n")).isEqualTo("ECHO one\n");
            assertThat(server.client().sendByteByByte(get("/hello")).response().text())
                    .isEqualTo("hello\n");
        }
    }

    private static SimpleServer alsoLineEcho(SimpleServer server) {
        return server.protocol(
                ProtocolFactory.of(LineEcho.NAME, LineEcho::new).beginningWith("ECHO ".getBytes(ISO_8859_1)));
    }
}
