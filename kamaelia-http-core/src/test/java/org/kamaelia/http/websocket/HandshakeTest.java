package org.kamaelia.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.WebSocketClient.KEY;
import static org.kamaelia.testing.WebSocketClient.handshake;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;
import org.kamaelia.testing.WebSocketClient;

@DisplayName("The handshake of a WebSocket, RFC 6455 section 4.2")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandshakeTest {
    private final WebSocket echo = WebSocket.perMessage(message -> message);
    private final ResourceGlue routes = ResourceGlue.of()
            .at("/ws", echo)
            .at("/listed", echo.origins("https://app.example", "http://localhost:3000"))
            .at("/any", echo.origins("*"))
            .at("/sub", echo.subprotocols("v2", "v1"))
            .at("/filtered", echo.around((inner, request) -> {
                throw new StatusException(401, "Who are you?");
            }))
            .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello\n")));
    private TestServer server;

    @BeforeAll
    void start() {
        server = TestServer.serve(routes);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private RawResponse ask(String request) {
        RawClient client = server.client().send(request);
        RawResponse response = client.response();
        assertThat(client.send(get("/hello")).response().text())
                .as("the connection goes on in HTTP")
                .isEqualTo("hello\n");
        return response;
    }

    private int statusOf(String path, String... fields) {
        RawClient client = server.client().send(handshake(path, fields));
        return client.responseHead().status();
    }

    @Test
    @DisplayName("101 has the answer to the key, and offers neither a subprotocol nor an extension by itself, 4.2.2")
    void answersTheKey() {
        RawResponse response = WebSocketClient.open(server.client(), "/ws").handshakeResponse();
        assertThat(response.field("Upgrade")).isEqualTo("websocket");
        assertThat(response.field("Connection")).isEqualTo("upgrade");
        assertThat(response.all("Sec-WebSocket-Protocol")).isEmpty();
        assertThat(response.all("Sec-WebSocket-Extensions")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "8", "12", "14", "013", "13, 8", "x"})
    @DisplayName("another version gets 426 with the version of this server, 4.4")
    void anotherVersionGets426(String version) {
        RawResponse response = ask(handshake("/ws").replace("Version: 13", "Version: " + version));
        assertThat(response.status()).isEqualTo(426);
        assertThat(response.field("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(response.field("Upgrade")).isEqualTo("websocket");
    }

    @Test
    @DisplayName("a request that does not upgrade gets 426, RFC 9110 15.5.22")
    void requestWithoutUpgradeGets426() {
        RawResponse response = ask(get("/ws"));
        assertThat(response.status()).isEqualTo(426);
        assertThat(response.field("Upgrade")).isEqualTo("websocket");
        assertThat(response.field("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(ask(handshake("/ws").replace("Connection: Upgrade\r\n", "")).status())
                .isEqualTo(426);
        assertThat(ask(handshake("/ws").replace("Upgrade: websocket", "Upgrade: h2c"))
                        .status())
                .isEqualTo(426);
    }

    @Test
    @DisplayName("HTTP/1.0 has no upgrade, 4.1")
    void http10HasNoUpgrade() {
        RawClient client = server.client().send(handshake("/ws").replace("HTTP/1.1", "HTTP/1.0"));
        assertThat(client.response().status()).isEqualTo(426);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PUT", "DELETE", "OPTIONS"})
    @DisplayName("another method than GET gets 405, 4.1")
    void anotherMethodGets405(String method) {
        RawClient client = server.client().send(handshake("/ws").replace("GET", method));
        RawResponse response = method.equals("HEAD") ? client.responseToHead() : client.response();
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.field("Allow")).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ==x",
                "dGhlIHNhbXBsZSBub25jZTE=",
                "dGhlIHNhbXBsZSBub25jZTEy",
                "dGhlIHNhbXBsZSBub25j",
                "dGhlIHNhbXBs-SBub25jZQ=="
            })
    @DisplayName("a key that is not 16 octets in base64 gets 400, 4.2.1")
    void badKeyGets400(String key) {
        assertThat(ask(handshake("/ws").replace(KEY, key)).status()).isEqualTo(400);
    }

    @Test
    @DisplayName("no key, two keys, no version and two versions get 400, 4.2.1")
    void missingAndRepeatedFieldsGet400() {
        assertThat(ask(handshake("/ws").replace("Sec-WebSocket-Key: " + KEY + "\r\n", ""))
                        .status())
                .isEqualTo(400);
        assertThat(ask(handshake("/ws", "Sec-WebSocket-Key: " + KEY)).status()).isEqualTo(400);
        assertThat(ask(handshake("/ws").replace("Sec-WebSocket-Version: 13\r\n", ""))
                        .status())
                .isEqualTo(400);
        assertThat(ask(handshake("/ws", "Sec-WebSocket-Version: 13")).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"v1,v1", "'v1, v2',v1", "'x, v2, v1',v2", "v9,", "V1,"})
    @DisplayName("the first subprotocol of the client that the server has is agreed on, 4.2.2")
    void subprotocol(String offered, String agreed) {
        RawResponse response = WebSocketClient.open(server.client(), "/sub", "Sec-WebSocket-Protocol: " + offered)
                .handshakeResponse();
        assertThat(response.all("Sec-WebSocket-Protocol")).isEqualTo(agreed == null ? List.of() : List.of(agreed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a,,b", "a, a", "\"a\"", ","})
    @DisplayName("subprotocols that are no tokens, or come twice, get 400, 4.1")
    void badSubprotocolsGet400(String offered) {
        assertThat(ask(handshake("/sub", "Sec-WebSocket-Protocol: " + offered)).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate; =", "a b", "\"a\"", "permessage-deflate; x=\"", ";"})
    @DisplayName("extensions that are malformed get 400, 9.1")
    void badExtensionsGet400(String offered) {
        assertThat(ask(handshake("/ws", "Sec-WebSocket-Extensions: " + offered)).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "/ws,http://h,101",
        "/ws,http://h:80,101",
        "/ws,HTTP://H,101",
        "/ws,https://h,403",
        "/ws,http://h:81,403",
        "/ws,http://evil.example,403",
        "/ws,http://h.evil.example,403",
        "/ws,null,403",
        "/ws,h,403",
        "/ws,http://h/path,403",
        "/listed,https://app.example,101",
        "/listed,https://app.example:443,101",
        "/listed,http://app.example,403",
        "/listed,http://localhost:3000,101",
        "/listed,http://localhost:3001,403",
        "/listed,http://h,101",
        "/any,https://anywhere.example,101",
        "/any,null,101"
    })
    @DisplayName("a page of another origin gets 403, unless it is listed, 10.2")
    void originIsChecked(String path, String origin, int status) {
        assertThat(statusOf(path, "Origin: " + origin)).isEqualTo(status);
    }

    @Test
    @DisplayName("the same origin is compared with https where the request came over TLS")
    void originOverTls() throws Exception {
        try (TestServer secure = TestServer.with(routes)
                        .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                        .start();
                TlsClient same = TlsClient.connect(secure.port());
                TlsClient other = TlsClient.connect(secure.port())) {
            assertThat(same.http()
                            .send(handshake("/ws", "Origin: https://h"))
                            .responseHead()
                            .status())
                    .isEqualTo(101);
            assertThat(other.http()
                            .send(handshake("/ws", "Origin: http://h"))
                            .responseHead()
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    @DisplayName("a list of origins with something that is none is refused at start, with what to write")
    void listOfOriginsIsChecked() {
        for (String wrong :
                new String[] {"app.example", "https://app.example/", "https://", "", "https://*.example/x"}) {
            assertThatThrownBy(() -> echo.origins(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("such as https://app.example");
        }
    }

    @Test
    @DisplayName("filters of requests come before")
    void filtersComeBefore() {
        assertThat(ask(handshake("/filtered")).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("a handler that cannot be made gives 500, and the connection goes on in HTTP")
    void handlerThatCannotBeMadeGives500() {
        ResourceGlue failing = ResourceGlue.of().at("/ws", WebSocket.of(request -> {
            throw new IllegalStateException("on purpose");
        }));
        try (LogCapture log = LogCapture.ofAll();
                TestServer other = TestServer.serve(failing)) {
            RawClient client = other.client().send(handshake("/ws"));
            assertThat(client.response().status()).isEqualTo(500);
            assertThat(client.send(head("GET /x HTTP/1.1", "Host: h"))
                            .response()
                            .status())
                    .isEqualTo(404);
            assertThat(log.thrown()).hasSize(1);
        }
    }
}
