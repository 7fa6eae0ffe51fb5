package org.kamaelia.http.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;

@DisplayName("How long a connection lasts, and what does not change it (RFC 9112 9, RFC 9110 7.6.1, 7.8, 10.1.1)")
class PersistenceWireTest {
    @RegisterExtension
    static final Wire WIRE = new Wire();

    private static final String OK = Wire.ok("GET / @h [] {}");

    private static String saying(String connection) {
        return OK.replace("\r\n\r\n", "\r\nConnection: " + connection + "\r\n\r\n");
    }

    private static DynamicTest persists(String version, String... lines) {
        String fields = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
        return WIRE.answers(
                "goes on after " + version + " " + String.join(" / ", lines),
                "GET / " + version + "\r\nHost: h\r\n" + fields + "\r\n",
                version.equals("HTTP/1.0") ? saying("keep-alive") : OK);
    }

    private static DynamicTest ends(String version, String... lines) {
        String fields = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
        return WIRE.answersAndCloses(
                version + " " + String.join(" / ", lines),
                "GET / " + version + "\r\nHost: h\r\n" + fields + "\r\n",
                saying("close"));
    }

    @TestFactory
    @DisplayName(
            "an HTTP/1.1 connection goes on until client or server says close, in any case and place of a list (RFC 9112 9.3, 9.6)")
    Stream<DynamicTest> http11GoesOnUntilCloseIsSaid() {
        return Stream.of(
                persists("HTTP/1.1"),
                persists("HTTP/1.1", "Connection: keep-alive"),
                persists("HTTP/1.1", "Connection:"),
                persists("HTTP/1.1", "Connection: closed, xclose"),
                persists("HTTP/1.1", "Connection: \"close\""),
                persists("HTTP/1.1", "Proxy-Connection: close"),
                persists("HTTP/1.1", "Keep-Alive: timeout=1, max=1"),
                persists("HTTP/1.2"),
                ends("HTTP/1.1", "Connection: close"),
                ends("HTTP/1.1", "CONNECTION: CLOSE"),
                ends("HTTP/1.1", "Connection: foo,,\tClose ,bar"),
                ends("HTTP/1.1", "Connection: keep-alive", "Connection: close"),
                ends("HTTP/1.1", "Connection: close, keep-alive"),
                ends("HTTP/1.1", "Connection: close, close"));
    }

    @TestFactory
    @DisplayName("HTTP/1.0 ends unless it says keep-alive, and is told so (RFC 9112 9.3)")
    Stream<DynamicTest> http10EndsUnlessKeepAliveIsSaid() {
        return Stream.of(
                ends("HTTP/1.0"),
                ends("HTTP/1.0", "Connection: upgrade"),
                ends("HTTP/1.0", "Proxy-Connection: keep-alive"),
                ends("HTTP/1.0", "Connection: keep-alive, close"),
                persists("HTTP/1.0", "Connection: keep-alive"),
                persists("HTTP/1.0", "Connection: foo, Keep-Alive"));
    }

    @TestFactory
    @DisplayName(
            "options that name fields, once or twice, take nothing away from a request to an origin server (RFC 9110 7.6.1)")
    Stream<DynamicTest> optionsThatNameFieldsRemoveNothing() {
        return Stream.of(
                persists("HTTP/1.1", "Connection: Host, Host", "Connection: host"),
                WIRE.understands(
                        "Content-Length is named",
                        "POST / @h [hello] {}",
                        head("POST / HTTP/1.1", "Host: h", "Connection: Content-Length", "Content-Length: 5")
                                + "hello"),
                WIRE.understands(
                        "Transfer-Encoding is named",
                        "POST / @h [hello] {}",
                        head(
                                        "POST / HTTP/1.1",
                                        "Host: h",
                                        "Connection: Transfer-Encoding",
                                        "Transfer-Encoding: chunked")
                                + "5\r\nhello\r\n0\r\n\r\n"));
    }

    @TestFactory
    @DisplayName(
            "Upgrade is ignored: the answer is that of the request, and the connection stays HTTP/1.1 (RFC 9110 7.8)")
    Stream<DynamicTest> upgradeIsIgnored() {
        return Stream.of(
                persists(
                        "HTTP/1.1",
                        "Connection: Upgrade, HTTP2-Settings",
                        "Upgrade: h2c",
                        "HTTP2-Settings: AAMAAABkAAQ"),
                persists("HTTP/1.1", "Upgrade: websocket", "Sec-WebSocket-Version: 13"),
                persists("HTTP/1.1", "Connection: upgrade", "Upgrade: HTTP/2.0, SHTTP/1.3, IRC/6.9"),
                persists("HTTP/1.1", "Connection: upgrade", "Upgrade: TLS/1.3"),
                ends("HTTP/1.0", "Connection: Upgrade", "Upgrade: websocket"),
                WIRE.understands(
                        "with a body",
                        "POST / @h [hello] {}",
                        head("POST / HTTP/1.1", "Host: h", "Connection: upgrade", "Upgrade: h2c", "Content-Length: 5")
                                + "hello"));
    }

    @Test
    @DisplayName("a client that expects 100 and asks for an upgrade gets 100 and no 101 (RFC 9110 7.8)")
    void clientThatExpects100AndUpgradeGetsNo101() {
        RawClient client = WIRE.client()
                .send(head(
                        "POST / HTTP/1.1",
                        "Host: h",
                        "Connection: upgrade",
                        "Upgrade: h2c",
                        "Expect: 100-continue",
                        "Content-Length: 5"));

        assertThat(client.response().status()).isEqualTo(100);
        assertThat(client.send("hello").response().text()).isEqualTo("POST / @h [hello] {}");
    }

    @TestFactory
    @DisplayName("no 100 for HTTP/1.0, for a request without body, or when the body is there (RFC 9110 10.1.1)")
    Stream<DynamicTest> no100ForHttp10OrWithoutABodyToWaitFor() {
        return Stream.of(
                persists("HTTP/1.1", "Expect: 100-continue"),
                persists("HTTP/1.1", "Expect: 100-Continue", "Content-Length: 0"),
                ends("HTTP/1.0", "Expect: 100-continue"),
                WIRE.answersAndCloses(
                        "a body of HTTP/1.0",
                        head("POST / HTTP/1.0", "Host: h", "Expect: 100-continue", "Content-Length: 5") + "hello",
                        Wire.ok("POST / @h [hello] {}").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")));
    }

    @Test
    @DisplayName("an early refusal tells a waiting client that the connection ends (RFC 9110 10.1.1)")
    void earlyRefusalTellsAWaitingClientThatItCloses() {
        RawClient client = WIRE.client()
                .send(head("DELETE /only HTTP/1.1", "Host: h", "Expect: 100-continue", "Content-Length: 5"));

        RawResponse response = client.response();
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.saysClose()).isTrue();
        client.assertEnd();
    }

    @Test
    @DisplayName("errors that leave the message whole do not end the connection (RFC 9112 9.3)")
    void errorsInAWholeMessageDoNotEndTheConnection() {
        RawClient client = WIRE.client();
        for (String request : new String[] {
            head("BREW /only HTTP/1.1", "Host: h"),
            head("DELETE /only HTTP/1.1", "Host: h"),
            head("DELETE /only HTTP/1.1", "Host: h", "Content-Length: 5") + "hello",
            head("GET https://h/ HTTP/1.1", "Host: h"),
            head("TRACE / HTTP/1.1", "Host: h")
        }) {
            RawResponse response = client.send(request).response();
            assertThat(response.status()).isGreaterThanOrEqualTo(400);
            assertThat(response.saysClose()).isFalse();
            assertThat(client.send(get("/next")).response().text()).isEqualTo("next");
        }
    }

    @Test
    @DisplayName("pipelined requests are answered in order, whatever their methods (RFC 9112 9.3.2)")
    void pipelinedRequestsAreAnsweredInOrder() {
        RawClient client = WIRE.client()
                .send(get("/a") + post("/b", "body") + head("HEAD /c HTTP/1.1", "Host: h") + get("/next") + "\r\n"
                        + head("DELETE /only HTTP/1.1", "Host: h")
                        + head("GET /d HTTP/1.1", "Host: h", "Connection: close")
                        + get("/e"));

        assertThat(client.response().text()).isEqualTo("GET /a @h [] {}");
        assertThat(client.response().text()).isEqualTo("POST /b @h [body] {}");
        assertThat(client.responseToHead().field("Content-Length")).isEqualTo("16");
        assertThat(client.response().text()).isEqualTo("next");
        assertThat(client.response().status()).isEqualTo(405);
        assertThat(client.response().text()).isEqualTo("GET /d @h [] {}");
        client.assertEnd();
    }

    @Test
    @DisplayName("a request that is not complete when the client ends its side is not served (RFC 9112 8)")
    void incompleteRequestAtTheEndIsNotServed() {
        String whole = get("/next");
        for (int end = 0; end < whole.length(); end++) {
            RawClient client = WIRE.client().send(whole.substring(0, end)).endOutput();
            assertThat(client.rest()).as("after %d octets", end).doesNotContain("200 OK");
            client.close();
        }
    }
}
