package org.kamaelia.http.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kamaelia.testing.RawClient;

/** One test for each decision that this server takes where the RFCs leave room. */
@DisplayName("Where the RFCs leave room")
class DecisionsTest {
    @RegisterExtension
    static final Wire WIRE = new Wire();

    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\n";

    private static DynamicTest refuses(String what, String clause, String raw) {
        return WIRE.refuses(what, 400, clause, raw);
    }

    private static DynamicTest field(String what, String clause, String line) {
        return refuses(what, clause, "GET / HTTP/1.1\r\nHost: h\r\n" + line + "\r\n\r\n");
    }

    private static DynamicTest line(String what, String clause, String requestLine) {
        return refuses(what, clause, requestLine + "\r\nHost: h\r\n\r\n");
    }

    private static DynamicTest chunks(String what, String clause, String body) {
        return refuses(what, clause, POST + "Transfer-Encoding: chunked\r\n\r\n" + body);
    }

    @TestFactory
    @DisplayName("lines end with CR LF: a CR alone and an LF alone are refused wherever they stand (RFC 9112 2.2)")
    Stream<DynamicTest> linesEndWithCrLfOnly() {
        return Stream.of(
                refuses("LF behind the request line", "RFC 9112 2.2", "GET / HTTP/1.1\nHost: h\r\n\r\n"),
                refuses("LF behind a field", "RFC 9112 2.2", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"),
                refuses("LF for the empty line", "RFC 9112 2.2", "GET / HTTP/1.1\r\nHost: h\r\n\n"),
                refuses("CR behind the request line", "RFC 9112 2.2", "GET / HTTP/1.1\rHost: h\r\n\r\n"),
                field("CR in a value", "RFC 9112 2.2", "X: val\rue"),
                field("CR in a name", "RFC 9112 2.2", "X\rY: z"),
                chunks("LF behind a chunk size", "RFC 9112 2.2", "5\nhello\r\n0\r\n\r\n"),
                chunks("CR behind a chunk size", "RFC 9112 2.2", "5\rhello\r\n0\r\n\r\n"),
                chunks("LF at the end of the trailers", "RFC 9112 2.2", "0\r\n\n"));
    }

    @TestFactory
    @DisplayName("a folded line, and white space before the colon, are refused (RFC 9112 5.1, 5.2)")
    Stream<DynamicTest> foldedLinesAndSpaceBeforeTheColonAreRefused() {
        return Stream.of(
                field("a folded line", "RFC 9112 5.2", "X: y\r\n z"),
                field("a line folded with a tab", "RFC 9112 5.2", "X: y\r\n\tz"),
                field("a space before the colon", "RFC 9112 5.1", "X : y"),
                field("a tab before the colon", "RFC 9112 5.1", "Content-Length\t: 0"));
    }

    @TestFactory
    @DisplayName("control characters and NUL are refused (RFC 9110 5.5, RFC 9112 3)")
    Stream<DynamicTest> controlCharactersAndNulAreRefused() {
        return Stream.of(
                field("NUL in a value", "RFC 9110 5.5", "X: a\0b"),
                field("BEL in a value", "RFC 9110 5.5", "X: a\u0007"),
                field("DEL in a value", "RFC 9110 5.5", "X: a\u007f"),
                field("NUL in a name", "RFC 9112 5", "X\0Y: z"),
                line("NUL in the target", "RFC 9112 3.2", "GET /a\0b HTTP/1.1"),
                line("NUL in the method", "RFC 9112 3.1", "G\0T / HTTP/1.1"),
                line("a vertical tab behind the version", "RFC 9112 2.3", "GET / HTTP/1.1\u000b"));
    }

    @TestFactory
    @DisplayName("raw octets that are not ASCII, a fragment, and * but with OPTIONS are no target (RFC 9112 3.2)")
    Stream<DynamicTest> targetsWithRawOctetsOrFragmentsAreRefused() {
        return Stream.of(
                line("raw UTF-8 in the path", "RFC 9112 3.2", "GET /caf\u00c3\u00a9 HTTP/1.1"),
                line("a raw octet in the query", "RFC 9112 3.2", "GET /?\u00ff HTTP/1.1"),
                line("a fragment", "RFC 9112 3.2", "GET /a#b HTTP/1.1"),
                line("GET *", "RFC 9112 3.2.4", "GET * HTTP/1.1"));
    }

    @TestFactory
    @DisplayName("a malformed version, or none, is refused (RFC 9112 2.3)")
    Stream<DynamicTest> malformedOrMissingVersionIsRefused() {
        return Stream.concat(
                Stream.of("HTTP/1", "http/1.1", "HTTP/01.01", "HTTP/1.10", "HTTP/ 1.1", "HTTP/1.", "HTTP", "1.1", "")
                        .map(version -> line("the version \"" + version + "\"", "RFC 9112 ", "GET / " + version)),
                Stream.of(
                        line("a line without version", "RFC 9112 2.3", "GET /"),
                        refuses("the request of HTTP/0.9", "RFC 9112 2.3", "GET /\r\n")));
    }

    @TestFactory
    @DisplayName("a missing Host is refused in HTTP/1.1 and taken in HTTP/1.0 (RFC 9112 3.2)")
    Stream<DynamicTest> missingHostIsRefusedInHttp11Only() {
        return Stream.of(
                refuses("no Host", "RFC 9112 3.2", head("GET / HTTP/1.1")),
                refuses("no Host in HTTP/1.2", "RFC 9112 3.2", head("GET / HTTP/1.2")),
                WIRE.answersAndCloses(
                        "HTTP/1.0 without Host",
                        head("GET / HTTP/1.0"),
                        Wire.ok("GET / @ [] {}").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("an empty, repeated or malformed Host is refused in any version (RFC 9112 3.2, RFC 9110 7.2)")
    Stream<DynamicTest> badHostIsRefusedInAnyVersion() {
        return Stream.of("1.0", "1.1", "1.2")
                .flatMap(version -> Stream.of(
                                "Host:",
                                "Host: h\r\nHost: i",
                                "Host: h\r\nhost: h",
                                "Host: h, i",
                                "Host: u@h",
                                "Host: h/p",
                                "Host: h:65536",
                                "Host: ###")
                        .map(lines -> refuses(
                                lines.replace("\r\n", " and ") + " in HTTP/" + version,
                                lines.contains("\r") ? "RFC 9112 3.2" : "RFC 9110 7.2",
                                "GET / HTTP/" + version + "\r\n" + lines + "\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("a repeated Content-Type is refused (RFC 9110 5.3)")
    Stream<DynamicTest> repeatedContentTypeIsRefused() {
        return Stream.of(field("two types", "RFC 9110 5.3", "Content-Type: a/b\r\nContent-Type: c/d"));
    }

    @TestFactory
    @DisplayName("up to 8 empty lines before a request line are skipped, more are refused (RFC 9112 2.2)")
    Stream<DynamicTest> emptyLinesBeforeARequestAreSkipped() {
        return Stream.of(
                WIRE.understands("one empty line", "GET / @h [] {}", "\r\n" + get("/")),
                WIRE.understands("8 empty lines", "GET / @h [] {}", "\r\n".repeat(8) + get("/")),
                refuses("9 empty lines", "RFC 9112 2.2", "\r\n".repeat(9) + get("/")),
                WIRE.understands(
                        "an empty line behind a body", "POST / @h [a] {}", POST + "Content-Length: 1\r\n\r\na\r\n"));
    }

    @TestFactory
    @DisplayName("another major version is 505 (RFC 9110 15.6.6)")
    Stream<DynamicTest> anotherMajorVersionIs505() {
        return Stream.concat(
                Stream.of("HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9")
                        .map(version ->
                                WIRE.refuses(version, 505, "RFC 9110 15.6.6", head("GET / " + version, "Host: h"))),
                Stream.of(WIRE.refuses(
                        "the preface of HTTP/2", 505, "RFC 9110 15.6.6", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("HTTP/1.2 and higher minor versions are served as HTTP/1.1 (RFC 9110 2.5)")
    Stream<DynamicTest> higherMinorVersionsAreServedAsHttp11() {
        return Stream.of("HTTP/1.2", "HTTP/1.9")
                .map(version -> WIRE.understands(version, "GET / @h [] {}", head("GET / " + version, "Host: h")));
    }

    @TestFactory
    @DisplayName("an absolute target wins over Host (RFC 9112 3.2.2)")
    Stream<DynamicTest> absoluteTargetWinsOverHost() {
        return Stream.of(WIRE.understands(
                "another Host",
                "GET /p?q @a.example:81 [] {}",
                head("GET http://a.example:81/p?q HTTP/1.1", "Host: b")));
    }

    @Test
    @DisplayName("an unknown method is 501, a known one that is not served 405 with Allow (RFC 9110 9.1, 15.5.6)")
    void unknownMethodIs501AndAnUnservedOne405() {
        RawClient client = WIRE.client();

        assertThat(client.send(head("BREW /only HTTP/1.1", "Host: h"))
                        .response()
                        .raw())
                .startsWith("HTTP/1.1 501 Not Implemented\r\n");
        assertThat(client.send(head("get /only HTTP/1.1", "Host: h")).response().status())
                .isEqualTo(501);
        assertThat(client.send(head("DELETE /only HTTP/1.1", "Host: h"))
                        .response()
                        .raw())
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("\r\nAllow: GET, HEAD, OPTIONS\r\n");
        assertThat(client.send(get("/only")).response().text()).isEqualTo("only");
    }

    @TestFactory
    @DisplayName("a line without a space in its first 32 octets is refused (RFC 9112 3)")
    Stream<DynamicTest> lineWithoutSpaceIn32OctetsIsRefused() {
        return Stream.of(
                line("a method of 32 octets", "RFC 9112 3", "M".repeat(32) + " / HTTP/1.1"),
                refuses("32 octets and no more", "RFC 9112 3", "M".repeat(32)),
                WIRE.understands(
                        "a method of 31 octets is one",
                        "M".repeat(31) + " / @h [] {}",
                        head("M".repeat(31) + " / HTTP/1.1", "Host: h")));
    }

    @Test
    @DisplayName("PUT with Content-Range is 400: a part must not be taken for the whole (RFC 9110 14.5)")
    void putWithContentRangeIs400() {
        RawClient client = WIRE.client();
        String chunked = "Transfer-Encoding: chunked";
        String put = "5\r\nhello\r\n0\r\n\r\n";

        assertThat(client.send(head("PUT / HTTP/1.1", "Host: h", chunked, "Content-Range: bytes 0-4/9") + put)
                        .response()
                        .status())
                .isEqualTo(400);
        assertThat(client.send(head("POST / HTTP/1.1", "Host: h", chunked, "Content-Range: bytes 0-4/9") + put)
                        .response()
                        .text())
                .isEqualTo("POST / @h [hello] {}");
    }

    @Test
    @DisplayName("TRACE is not served, and nothing of the request comes back (RFC 9110 9.3.8)")
    void traceIsNotServedAndNothingComesBack() {
        RawClient client = WIRE.client();
        String request = head("TRACE /secret HTTP/1.1", "Host: h", "Cookie: secret", "Authorization: secret");

        assertThat(client.send(request).response().raw())
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("\r\nAllow: GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS\r\n")
                .doesNotContain("secret");
        assertThat(client.send(get("/next")).response().text()).isEqualTo("next");
    }

    @TestFactory
    @DisplayName("CONNECT is refused, and the octets behind it are not read as a request (RFC 9110 9.3.6)")
    Stream<DynamicTest> connectIsRefusedAndNothingBehindItIsRead() {
        String page = "405 Method Not Allowed\nThis server is no proxy\n";
        return Stream.of(WIRE.answersAndCloses(
                "CONNECT",
                head("CONNECT a.example:443 HTTP/1.1", "Host: a.example:443"),
                "HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain; charset=utf-8\r\nVary: Accept\r\nAllow: \r\nDate: *\r\n"
                        + "Content-Length: " + page.length() + "\r\nConnection: close\r\n\r\n" + page));
    }

    @TestFactory
    @DisplayName("an unknown expectation is 417 (RFC 9110 10.1.1)")
    Stream<DynamicTest> unknownExpectationIs417() {
        return Stream.of("200-ok", "100-continue, foo", "100-continue;a=b")
                .map(value -> WIRE.refuses(
                        "Expect: " + value,
                        417,
                        "RFC 9110 10.1.1",
                        head("GET / HTTP/1.1", "Host: h", "Expect: " + value)));
    }

    @Test
    @DisplayName("100 Continue only when the handler asks for the body and none of it has come (RFC 9110 10.1.1)")
    void continueIsSentOnlyWhenTheHandlerAsksForTheBody() {
        String expecting = head("POST /%s HTTP/1.1", "Host: h", "Content-Length: 5", "Expect: 100-continue");
        RawClient waiting = WIRE.client().send(String.format(expecting, ""));
        assertThat(waiting.response().raw()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(waiting.send("hello").response().text()).isEqualTo("POST / @h [hello] {}");

        RawClient eager = WIRE.client().send(String.format(expecting, "") + "hello");
        assertThat(eager.response().text()).isEqualTo("POST / @h [hello] {}");

        RawClient unread = WIRE.client().send(String.format(expecting, "ignores"));
        assertThat(unread.response().text()).isEqualTo("ignored");
        unread.assertEnd();
    }

    @Test
    @DisplayName("after an answer that closes, the client sees the answer and the end, and no reset (RFC 9112 9.6)")
    void answerBeforeACloseIsSeenWithoutAReset() {
        byte[] unread = new byte[100_000];
        RawClient client = WIRE.client();
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n");
        client.send(unread);

        assertThat(client.response().status()).isEqualTo(413);
        client.send(unread).assertEnd();
    }
}
