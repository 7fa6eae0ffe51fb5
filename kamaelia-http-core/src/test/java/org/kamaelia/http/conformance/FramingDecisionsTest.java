package org.kamaelia.http.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One test for each decision about the length of a message; {@link DecisionsTest} has the others. */
@DisplayName("Where the RFCs leave room about the length of a message")
class FramingDecisionsTest {
    @RegisterExtension
    static final Wire WIRE = new Wire();

    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\n";

    private static DynamicTest refuses(String what, String clause, String raw) {
        return WIRE.refuses(what, 400, clause, raw);
    }

    private static DynamicTest field(String what, String clause, String line) {
        return refuses(what, clause, "GET / HTTP/1.1\r\nHost: h\r\n" + line + "\r\n\r\n");
    }

    private static DynamicTest chunks(String what, String clause, String body) {
        return refuses(what, clause, POST + "Transfer-Encoding: chunked\r\n\r\n" + body);
    }

    @TestFactory
    @DisplayName("Content-Length together with Transfer-Encoding is refused, in either order (RFC 9112 6.3)")
    Stream<DynamicTest> contentLengthWithTransferEncodingIsRefused() {
        return Stream.of(
                refuses(
                        "the length first",
                        "RFC 9112 6.3",
                        POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                refuses(
                        "the coding first",
                        "RFC 9112 6.3",
                        POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("a repeated Content-Length is refused, even if equal (RFC 9112 6.3)")
    Stream<DynamicTest> repeatedContentLengthIsRefused() {
        return Stream.of(
                refuses("equal lengths", "RFC 9112 6.3", POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
                refuses(
                        "different lengths",
                        "RFC 9112 6.3",
                        POST + "Content-Length: 5\r\nContent-Length: 10\r\n\r\nhelloworld"));
    }

    @TestFactory
    @DisplayName("Content-Length is 1 to 18 digits and nothing else (RFC 9110 8.6)")
    Stream<DynamicTest> contentLengthIs1To18Digits() {
        return Stream.of(
                        "+5",
                        "-5",
                        "-0",
                        "5, 5",
                        "5,",
                        "0x5",
                        "0o5",
                        "5h",
                        "1_0",
                        "1 0",
                        "5.0",
                        "",
                        "1000000000000000000")
                .map(length -> refuses(
                        "the length \"" + length + "\"",
                        "RFC 9110 8.6",
                        POST + "Content-Length: " + length + "\r\n\r\nhello"));
    }

    @TestFactory
    @DisplayName("Transfer-Encoding is one chunked: anything else is refused (RFC 9112 6.1, 6.3)")
    Stream<DynamicTest> transferEncodingIsOneChunked() {
        return Stream.of(
                        "gzip",
                        "identity",
                        "",
                        "chunked, chunked",
                        "chunked, gzip",
                        ", chunked",
                        "chunked,",
                        "chunked;a=b",
                        "xchunked",
                        "\"chunked\"",
                        "chunked identity")
                .map(coding -> refuses(
                        "the coding \"" + coding + "\"",
                        "RFC 9112 6.3",
                        POST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("an unknown coding before a final chunked is 501 (RFC 9112 6.1)")
    Stream<DynamicTest> unknownCodingBeforeChunkedIs501() {
        return Stream.of("gzip, chunked", "foo;a=b, Chunked")
                .map(coding -> WIRE.refuses(
                        "the coding " + coding,
                        501,
                        "RFC 9112 6.1",
                        POST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("Transfer-Encoding in HTTP/1.0 is refused (RFC 9112 6.1)")
    Stream<DynamicTest> transferEncodingInHttp10IsRefused() {
        return Stream.of(refuses(
                "chunked in HTTP/1.0",
                "RFC 9112 6.1",
                "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("a name that differs from a framing field only by underscores is refused (RFC 9112 11.2)")
    Stream<DynamicTest> lookalikesOfFramingFieldsAreRefused() {
        return Stream.of("Content_Length: 5", "CONTENT_LENGTH: 0", "Transfer_Encoding: chunked", "transfer_encoding: x")
                .map(name -> field(name, "RFC 9112 11.2", name));
    }

    @TestFactory
    @DisplayName("a chunk size is 1 to 8 hex digits: no sign, no blank, no prefix (RFC 9112 7.1)")
    Stream<DynamicTest> chunkSizeIs1To8HexDigits() {
        return Stream.concat(
                Stream.of("+5", "-1", " 5", "0x5", "1_0", "000000005", "FFFFFFFFF", "10000000000000005", "", "z")
                        .map(size ->
                                chunks("the size \"" + size + "\"", "RFC 9112 7.1", size + "\r\nhello\r\n0\r\n\r\n")),
                Stream.of(chunks("a blank behind the size", "RFC 9112 7.1.1", "5 \r\nhello\r\n0\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("a chunk extension keeps to its grammar and to 256 bytes a line (RFC 9112 7.1.1)")
    Stream<DynamicTest> chunkExtensionsKeepToGrammarAndLength() {
        return Stream.concat(
                Stream.of(";", ";a=", ";=b", ";a=\"b", ";bad[=x", ";\0a", ";a\u0001", ";a=b c", ";" + "a".repeat(256))
                        .map(extension -> chunks(
                                "the extension " + extension.substring(0, Math.min(9, extension.length())),
                                "RFC 9112 7.1.1",
                                "5" + extension + "\r\nhello\r\n0\r\n\r\n")),
                Stream.of(
                        chunks("CR in an extension", "RFC 9112 2.2", "5;a\rX\r\nhello\r\n0\r\n\r\n"),
                        chunks("LF in an extension", "RFC 9112 2.2", "5;a\nhello\r\n0\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("the data of a chunk is followed by CR LF (RFC 9112 7.1)")
    Stream<DynamicTest> chunkDataIsFollowedByCrLf() {
        return Stream.of("hello0\r\n\r\n", "hello!!\r\n0\r\n\r\n", "hello\n0\r\n\r\n", "hello\rX0\r\n\r\n")
                .map(data -> chunks("5 octets as " + data.strip(), "RFC 9112 7.1", "5\r\n" + data));
    }

    @TestFactory
    @DisplayName("fields of framing, routing, authentication and content format are no trailers (RFC 9110 6.5.1)")
    Stream<DynamicTest> framingAndRoutingFieldsAreNoTrailers() {
        return Stream.of(
                        "Content-Length: 5",
                        "Transfer-Encoding: chunked",
                        "content_length: 5",
                        "Host: evil",
                        "Authorization: Bearer x",
                        "Proxy-Authorization: x",
                        "Content-Type: text/evil",
                        "Content-Encoding: gzip",
                        "Content-Range: bytes 0-4/5")
                .map(trailer -> chunks(trailer, "RFC 9110 6.5.1", "5\r\nhello\r\n0\r\n" + trailer + "\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("trailers are legal, and reach the handler apart from the fields (RFC 9110 6.5, RFC 9112 7.1.2)")
    Stream<DynamicTest> legalTrailersReachTheHandlerApartFromTheFields() {
        return Stream.of(WIRE.understands(
                "two trailers",
                "POST / @h [hello] {X-Sum=1;y=2;}",
                POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\ny: 2\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("quoted strings in chunk extensions are legal (RFC 9112 7.1.1)")
    Stream<DynamicTest> quotedStringsInChunkExtensionsAreLegal() {
        return Stream.of(";a=\"b; c=\\\"d\\\"\"", ";a=\"\"", ";a=b;c=\"5\"")
                .map(extension -> WIRE.understands(
                        "the extension " + extension,
                        "POST / @h [hello] {}",
                        POST + "Transfer-Encoding: chunked\r\n\r\n5" + extension + "\r\nhello\r\n0" + extension
                                + "\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("optional white space around a value is taken, Content-Length included (RFC 9112 5)")
    Stream<DynamicTest> optionalWhiteSpaceAroundAValueIsTaken() {
        return Stream.of("5", " 5", "\t5", "  5  ", " 5 \t", "005", "000000000000000005")
                .map(length -> WIRE.understands(
                        "Content-Length:" + length.replace('\t', '>'),
                        "POST / @h [hello] {}",
                        POST + "Content-Length:" + length + "\r\n\r\nhello"));
    }
}
