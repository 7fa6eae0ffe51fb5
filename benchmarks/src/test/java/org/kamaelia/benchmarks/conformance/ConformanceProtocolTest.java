package org.kamaelia.benchmarks.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.net.SimpleServer;

@DisplayName("The conformance server, as a suite that sends raw octets sees it")
class ConformanceProtocolTest {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final String LAST = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    private static SimpleServer server;

    @BeforeAll
    static void start() {
        server = ConformanceServer.create(0, Path.of(".")).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** All that comes until the server ends the connection, which it must do in order. */
    private static String send(String octets) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.localPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static List<Integer> statuses(String answers) {
        return STATUS_LINE
                .matcher(answers)
                .results()
                .map((MatchResult line) -> Integer.valueOf(line.group(1)))
                .toList();
    }

    private static String request(String line, String fields, String body) {
        return line + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
    }

    @Test
    @DisplayName("request after request on one connection, with bodies of all kinds")
    void manyRequests() throws IOException {
        String chunks = "5;a=\"b;c\"\r\nhello\r\nA\r\n, world!..\r\n0\r\nX-Sum: 1\r\n\r\n";
        String answers = send(request("GET /", "", "")
                + request("HEAD /", "", "")
                + request("POST /", "Content-Length: 5\r\n", "first")
                + request("PUT /", "Transfer-Encoding: Chunked\r\n", chunks)
                + request("PATCH /", "Content-Length: 0\r\n", "")
                + request("POST /", "", "")
                + request("DELETE /", "Content-Length: 5\r\n", "hello")
                + request("OPTIONS /", "", "")
                + request("POST /echo", "X-A: b\r\nContent-Length: 2\r\n", "ab")
                + request("GET /cookie", "Cookie: a=1; b=2\r\n", "")
                + LAST);

        assertThat(statuses(answers)).containsExactly(200, 200, 200, 200, 200, 200, 405, 204, 200, 200, 200);
        assertThat(answers).contains("first", "X-A: b\n", "a=1\nb=2\n").endsWith("\r\n\r\nOK");
        assertThat(answers.replaceAll("\r\n[0-9a-f]+\r\n", "")).contains("hello, world!..");
    }

    @ParameterizedTest
    @CsvSource({
        "FOO /, 501",
        "get /, 501",
        "FOO /nowhere, 501",
        "DELETE /, 405",
        "TRACE /, 405",
        "TRACE /echo, 405",
        "DELETE /echo, 405",
        "GET https://h/, 421",
        "GET /nowhere, 404",
        "OPTIONS *, 204",
        "OPTIONS http://h, 204",
        "GET http://other, 200"
    })
    @DisplayName("what is well-formed is answered, and the connection goes on")
    void goesOn(String line, int status) throws IOException {
        String answers = send(request(line, "Cookie: secret\r\n", "") + LAST);

        assertThat(statuses(answers)).containsExactly(status, 200);
        assertThat(answers).doesNotContain("secret");
        assertThat(answers.contains("\r\nAllow: ")).isEqualTo(status == 405 || status == 204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5, 5\r\n\r\nhello",
                "GET / HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\n\r\n"
            })
    @DisplayName("what is not is refused, and nothing behind it is answered")
    void refused(String octets) throws IOException {
        String answers = send(octets + LAST);

        assertThat(statuses(answers)).hasSize(1).allMatch(status -> status >= 400);
        assertThat(answers).contains("\r\nConnection: close\r\n");
    }

    @Test
    @DisplayName("an answer that comes before the body has been read arrives, and no reset instead of it")
    void earlyAnswer() throws IOException {
        assertThat(statuses(send(request("DELETE /", "Content-Length: 200000\r\n", "x".repeat(200_000)) + LAST)))
                .containsExactly(405, 200);
        assertThat(statuses(send("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: h\r\n\r\n")))
                .containsExactly(414);
        assertThat(statuses(send(request("GET /", "X: " + "a".repeat(100_000) + "\r\n", ""))))
                .containsExactly(431);
    }
}
