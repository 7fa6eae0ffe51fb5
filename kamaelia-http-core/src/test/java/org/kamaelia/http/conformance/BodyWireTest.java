package org.kamaelia.http.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;
import static org.kamaelia.testing.RawClient.postChunked;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.RawClient;

@DisplayName("Where the body of a request ends (RFC 9112 6, 7)")
class BodyWireTest {
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    @RegisterExtension
    static final Wire WIRE = new Wire();

    private static String chunked(String body) {
        return head("POST / HTTP/1.1", "Host: h", CHUNKED) + body;
    }

    @TestFactory
    @DisplayName(
            "a body is read whatever the method, and the next request begins behind it (RFC 9110 9.3, RFC 9112 6.3)")
    Stream<DynamicTest> bodyIsReadWhateverTheMethod() {
        return Stream.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "EXTEND")
                .flatMap(method -> Stream.of(
                        WIRE.understands(
                                method + " with Content-Length",
                                method + " / @h [hello] {}",
                                head(method + " / HTTP/1.1", "Host: h", "Content-Length: 5") + "hello"),
                        WIRE.understands(
                                method + " in chunks",
                                method + " / @h [hello] {}",
                                head(method + " / HTTP/1.1", "Host: h", CHUNKED) + "5\r\nhello\r\n0\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("a body that comes with HEAD or TRACE is read, too (RFC 9110 9.3.2, 9.3.8)")
    Stream<DynamicTest> bodyOfHeadOrTraceIsRead() {
        String understood = Wire.ok("HEAD / @h [hello] {}");
        return Stream.of(
                WIRE.answers(
                        "HEAD",
                        head("HEAD / HTTP/1.1", "Host: h", "Content-Length: 5") + "hello",
                        understood.substring(0, understood.indexOf("\r\n\r\n") + 4)),
                WIRE.answers(
                        "TRACE",
                        head("TRACE /only HTTP/1.1", "Host: h", "Content-Length: 5") + "hello",
                        "HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                + "Vary: Accept\r\nAllow: GET, HEAD, OPTIONS\r\nDate: *\r\nContent-Length: 59\r\n\r\n"
                                + "405 Method Not Allowed\nThe method TRACE is not served here\n"));
    }

    @TestFactory
    @DisplayName("without a length and a coding there is no body; a length of 0 is none, too (RFC 9112 6.3)")
    Stream<DynamicTest> noLengthAndNoCodingMeansNoBody() {
        return Stream.of(
                WIRE.understands("no length", "POST / @h [] {}", head("POST / HTTP/1.1", "Host: h")),
                WIRE.understands("0", "POST / @h [] {}", post("/", "")),
                WIRE.understands("00", "POST / @h [] {}", head("POST / HTTP/1.1", "Host: h", "Content-Length: 00")),
                WIRE.understands("no chunk but the last", "POST / @h [] {}", chunked("0\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("leading zeros are decimal (RFC 9110 8.6)")
    Stream<DynamicTest> leadingZerosAreDecimal() {
        String body = "A".repeat(20);
        return Stream.of(WIRE.understands(
                "020",
                "POST / @h [" + body + "] {}",
                head("POST / HTTP/1.1", "Host: h", "Content-Length: 020") + body));
    }

    @TestFactory
    @DisplayName("a body that looks like a request is a body (RFC 9112 6.2, 7.1)")
    Stream<DynamicTest> bodyThatLooksLikeARequestIsABody() {
        String inner = get("/smuggled");
        return Stream.of(
                WIRE.understands("with Content-Length", "POST / @h [" + inner + "] {}", post("/", inner)),
                WIRE.understands("in chunks", "POST / @h [" + inner + "] {}", postChunked("/", inner)),
                WIRE.understands(
                        "in one chunk each octet", "POST / @h [" + inner + "] {}", postChunked("/", inner.split(""))));
    }

    @TestFactory
    @DisplayName("chunks of any size in hex digits of both cases, zeros before them (RFC 9112 7.1)")
    Stream<DynamicTest> chunksOfAnySizeInHexOfBothCasesAreRead() {
        return Stream.of(
                WIRE.understands(
                        "several", "POST / @h [hello world] {}", chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")),
                WIRE.understands("upper case", "POST / @h [helloworld] {}", chunked("A\r\nhelloworld\r\n0\r\n\r\n")),
                WIRE.understands(
                        "lower case", "POST / @h [helloworld] {}", chunked("0000000a\r\nhelloworld\r\n00\r\n\r\n")),
                WIRE.understands("CR LF as data", "POST / @h [\r\n] {}", chunked("2\r\n\r\n\r\n0\r\n\r\n")));
    }

    @TestFactory
    @DisplayName(
            "the name of the coding is case-insensitive, and may have white space around it (RFC 9112 7, RFC 9110 5.5)")
    Stream<DynamicTest> nameOfTheCodingIsCaseInsensitive() {
        return Stream.of("Transfer-Encoding: Chunked", "TRANSFER-ENCODING:\tCHUNKED \t")
                .map(line -> WIRE.understands(
                        line.replace('\t', '>'),
                        "POST / @h [hello] {}",
                        head("POST / HTTP/1.1", "Host: h", line) + "5\r\nhello\r\n0\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("TE and Trailer change nothing about a request (RFC 9110 10.1.4, 6.6.2)")
    Stream<DynamicTest> teAndTrailerChangeNothing() {
        return Stream.of(WIRE.understands(
                "TE: trailers and Trailer",
                "POST / @h [hello] {X=y;}",
                head("POST / HTTP/1.1", "Host: h", "TE: trailers, gzip;q=0.5", "Connection: TE", "Trailer: X", CHUNKED)
                        + "5\r\nhello\r\n0\r\nX: y\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n"
            })
    @DisplayName("a body that is cut off is never taken for whole: 400 at its end, and close (RFC 9112 8)")
    void bodyThatIsCutOffIsNeverTakenForWhole(String rest) {
        RawClient client = WIRE.client().send("POST / HTTP/1.1\r\nHost: h\r\n" + rest);
        WIRE.server().settle();
        assertThat(client.hasInput()).as("an answer before the body has ended").isFalse();

        assertThat(client.endOutput().rest())
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains("Connection: close");
    }

    @TestFactory
    @DisplayName("trailers are held to the rules of fields, and to 8 KiB (RFC 9112 7.1.2)")
    Stream<DynamicTest> trailersObeyTheRulesOfFieldsAndALimit() {
        String last = "5\r\nhello\r\n0\r\n";
        return Stream.of(
                WIRE.refuses("a folded trailer", 400, "RFC 9112 5.2", chunked(last + "X: y\r\n z\r\n\r\n")),
                WIRE.refuses("a blank before the colon", 400, "RFC 9112 5.1", chunked(last + "X : y\r\n\r\n")),
                WIRE.refuses("a control character", 400, "RFC 9110 5.5", chunked(last + "X: \u0001\r\n\r\n")),
                WIRE.refuses("no colon", 400, "RFC 9112 5", chunked(last + "GET / HTTP/1.1\r\n\r\n")),
                WIRE.refuses(
                        "9,000 octets", 400, "RFC 9112 7.1.2", chunked(last + "X: " + "y".repeat(9_000) + "\r\n\r\n")));
    }

    @Test
    @DisplayName("octets behind a refused body are not taken for a request, however they look (RFC 9112 6.3)")
    void nothingBehindARefusedBodyIsARequest() {
        RawClient client =
                WIRE.client().send(get("/next") + chunked("5\r\nhelloX\r\n0\r\n\r\n") + get("/next") + get("/next"));

        assertThat(client.response().text()).isEqualTo("next");
        assertThat(client.response().status()).isEqualTo(400);
        client.assertEnd();
    }
}
