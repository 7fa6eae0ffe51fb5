package org.kamaelia.benchmarks.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.net.SimpleServer;

@DisplayName("The conformance server")
class ConformanceServerTest {
    private static final String VALIDATORS = "ETag: \"ok-1\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n";
    private static final String ALLOW = "Allow: GET, PATCH, POST, PUT, HEAD, OPTIONS\r\n";
    private static SimpleServer server;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(directory.resolve("a.txt"), "file");
        server = ConformanceServer.create(0, directory).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("answers GET / with OK and both validators")
    void get() throws IOException {
        assertThat(ask("GET", "/", "", ""))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n" + VALIDATORS
                        + "Content-Length: 2\r\nConnection: close\r\n\r\nOK");
    }

    @Test
    @DisplayName(
            "answers GET / over HTTP/2 with more octets than the windows of test suites have, RFC 9113 section 6.9.2")
    void longerOverHttp2() throws IOException {
        String settings = "\0\0\0\4\0\0\0\0\0";
        String request = "\0\0\6\1\5\0\0\0\1" + "\u0082\u0086\u0084\u0041\1a"; // GET, http, /, :authority: a
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.localPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings + request).getBytes(ISO_8859_1));
            StringBuilder received = new StringBuilder();
            for (int octet;
                    received.indexOf("OK over HTTP/2") < 0
                            && (octet = socket.getInputStream().read()) >= 0; ) {
                received.append((char) octet);
            }
            assertThat(received).endsWith("OK over HTTP/2").contains("\0\0\16\0\1\0\0\0\1OK");
        }
    }

    @Test
    @DisplayName("answers HEAD / with the fields of GET and nothing else, RFC 9110 section 9.3.2")
    void head() throws IOException {
        assertThat(ask("HEAD", "/", "", "")).isEqualTo(ask("GET", "/", "", "").replaceAll("OK$", ""));
    }

    @ParameterizedTest
    @DisplayName("answers 304 with the entity tag where the validators match, RFC 9110 sections 13.1 and 15.4.5")
    @ValueSource(
            strings = {
                "If-None-Match: \"ok-1\"",
                "If-None-Match: \"other\", W/\"ok-1\"",
                "If-None-Match: *",
                "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT",
                "If-Modified-Since: Thursday, 01-Jan-26 00:00:00 GMT",
                "If-Modified-Since: Thu Jan  1 00:00:00 2026",
                "If-Modified-Since: Fri, 02 Jan 2026 00:00:00 GMT"
            })
    void notModified(String condition) throws IOException {
        assertThat(ask("GET", "/", condition + "\r\n", ""))
                .isEqualTo("HTTP/1.1 304 Not Modified\r\nETag: \"ok-1\"\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @DisplayName("answers 200 where the client's copy is another, or its condition is no date")
    @ValueSource(
            strings = {
                "If-None-Match: \"ok-2\"",
                "If-Modified-Since: Wed, 31 Dec 2025 23:59:59 GMT",
                "If-Modified-Since: yesterday",
                "If-Match: \"ok-1\"",
                "If-Unmodified-Since: Thu, 01 Jan 2026 00:00:00 GMT",
                "If-None-Match: \"ok-2\"\r\nIf-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT"
            })
    void modified(String condition) throws IOException {
        assertThat(ask("GET", "/", condition + "\r\n", "")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @ParameterizedTest
    @DisplayName("answers 412 where a precondition fails; a weak tag never matches strongly, RFC 9110 section 13.1.1")
    @ValueSource(
            strings = {
                "If-Match: \"ok-2\"",
                "If-Match: W/\"ok-1\"",
                "If-Unmodified-Since: Wed, 31 Dec 2025 23:59:59 GMT"
            })
    void preconditionFailed(String condition) throws IOException {
        assertThat(ask("GET", "/", condition + "\r\n", "")).startsWith("HTTP/1.1 412 Precondition Failed\r\n");
    }

    @ParameterizedTest
    @DisplayName("answers POST, PUT and PATCH / with the body of the request")
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void body(String method) throws IOException {
        assertThat(ask(method, "/", "Content-Length: 5\r\n", "hello"))
                .endsWith("Content-Length: 5\r\nConnection: close\r\n\r\nhello");
    }

    @Test
    @DisplayName("answers 412 to PUT where the precondition fails for the page as it is, RFC 9110 section 13.1.2")
    void guarded() throws IOException {
        String length = "Content-Length: 3\r\n";
        assertThat(ask("PUT", "/", length + "If-None-Match: *\r\n", "abc")).startsWith("HTTP/1.1 412 ");
        assertThat(ask("PUT", "/", length + "If-Match: \"ok-1\"\r\n", "abc")).endsWith("\r\n\r\nabc");
    }

    @Test
    @DisplayName("takes bodies past the default limit of 2 MiB")
    void largeBody() throws IOException {
        String large = "x".repeat(3 * 1024 * 1024);
        assertThat(ask("POST", "/", "Content-Length: " + large.length() + "\r\n", large))
                .endsWith("\r\n\r\n" + large);
    }

    @Test
    @DisplayName("answers a large body of unknown length with its octets as well")
    void largeChunks() throws IOException {
        String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
        String answer = ask("PUT", "/", "Transfer-Encoding: chunked\r\n", chunk.repeat(3 * 1024) + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nTransfer-Encoding: chunked\r\n");
        assertThat(answer.chars().filter(octet -> octet == 'x').count()).isEqualTo(3 * 1024 * 1024);
    }

    @ParameterizedTest
    @DisplayName("answers a body that breaks off or is malformed with 400, and not with a 200 that breaks off")
    @CsvSource({
        "Content-Length: 9, 'abc'",
        "Content-Length: 999999999, ''",
        "Transfer-Encoding: chunked, '3|abc|'",
        "Transfer-Encoding: chunked, '3|abc|0|'",
        "Transfer-Encoding: chunked, '3|abc|+3|abc|0||'",
        "Transfer-Encoding: chunked, '3|abcd|0||'"
    })
    void brokenBody(String framing, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.localPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            String head = "POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n";
            for (byte octet : (head + body.replace("|", "\r\n")).getBytes(ISO_8859_1)) {
                out.write(octet);
            }
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("\r\nConnection: close\r\n");
        }
    }

    @ParameterizedTest
    @DisplayName("answers /echo with the field lines as they came")
    @CsvSource({"GET,''", "POST,'Content-Length: 0'", "PUT,'Content-Length: 0'", "PATCH,'X-Odd:  tWo  words '"})
    void fields(String method, String field) throws IOException {
        String line = field.isEmpty() ? "" : field + "\r\n";
        String echoed = field.isEmpty() ? "" : field.replaceAll(": +", ": ").strip() + "\n";
        assertThat(ask(method, "/echo", line, "")).endsWith("\r\n\r\nHost: a\nConnection: close\n" + echoed);
    }

    @Test
    @DisplayName("answers /cookie with the pairs of all Cookie lines and leaves out what is no pair")
    void cookies() throws IOException {
        assertThat(ask("GET", "/cookie", "Cookie: a=1; b=\"x y\"; none; =nameless\r\nCookie: a=2=3\r\n", ""))
                .endsWith("\r\n\r\na=1\nb=\"x y\"\na=2=3\n");
    }

    @Test
    @DisplayName("answers DELETE / with 405 and Allow, RFC 9110 section 15.5.6")
    void notAllowed() throws IOException {
        assertThat(ask("DELETE", "/", "", ""))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains(ALLOW);
    }

    @Test
    @DisplayName("answers OPTIONS / with 204, Allow and no Content-Length, RFC 9110 section 8.6")
    void options() throws IOException {
        assertThat(ask("OPTIONS", "/", "", ""))
                .isEqualTo("HTTP/1.1 204 No Content\r\n" + ALLOW + "Connection: close\r\n\r\n");
    }

    @Test
    @DisplayName("answers /static/ with the files of its directory, whole and in ranges")
    void files() throws IOException {
        assertThat(ask("GET", "/static/a.txt", "", ""))
                .startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n")
                .endsWith("\r\n\r\nfile");
        assertThat(ask("GET", "/static/a.txt", "Range: bytes=1-2\r\n", ""))
                .startsWith("HTTP/1.1 206 Partial Content\r\n")
                .contains("Content-Range: bytes 1-2/4\r\n")
                .endsWith("\r\n\r\nil");
    }

    @Test
    @DisplayName("answers 404 to other paths")
    void notFound() throws IOException {
        assertThat(ask("GET", "/other", "", "")).startsWith("HTTP/1.1 404 Not Found\r\n");
    }

    /** The whole answer without its Date. */
    private static String ask(String method, String path, String fields, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.localPort())) {
            socket.setSoTimeout(10_000);
            String request =
                    method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n" + body;
            Thread sender = new Thread(() -> send(socket, request));
            sender.start();
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return answer.replaceFirst("Date: [^\r]*\r\n", "");
        }
    }

    /** On a thread of its own: an echo that nobody reads stops taking. */
    private static void send(Socket socket, String request) {
        try {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        } catch (IOException closed) {
            // the answer tells whether it mattered
        }
    }
}
