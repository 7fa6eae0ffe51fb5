package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http1.Requirements.accepts;
import static org.kamaelia.http.http1.Requirements.parses;
import static org.kamaelia.http.http1.Requirements.refuses;
import static org.kamaelia.http.http1.Transcript.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.kamaelia.http.syntax.Fault;

@DisplayName("The length of a message can be read in one way only (RFC 9112 6)")
class MessageLengthTest {

    @TestFactory
    @DisplayName("Content-Length is 1 to 18 digits, once (RFC 9110 8.6, RFC 9112 6.3)")
    Stream<DynamicTest> contentLengthIs1To18DigitsOnce() {
        return Stream.of(
                body("a body of that many octets, RFC 9112 6.2", "hello", "Content-Length: 5"),
                body("white space around it, RFC 9112 5", "hello", "Content-Length: \t 5 \t"),
                body("no white space before it, RFC 9112 5", "hello", "Content-Length:5"),
                body("leading zeros, RFC 9110 8.6", "hello", "Content-Length: 000000000000000005"),
                body("any case of its name, RFC 9110 5.1", "hello", "cONTENT-lENGTH: 5"),
                body("a body that looks like a request, RFC 9112 6.3", "GET / HTTP/1.1\r\n\r\n", "Content-Length: 18"),
                accepts(
                        "a length of 0, RFC 9112 6.3",
                        request("POST / HTTP/1.1", "Host: h", "Content-Length: 0"),
                        head -> {
                            assertThat(head.contentLength()).isZero();
                            assertThat(head.hasBody()).isFalse();
                        }),
                accepts("no length, which is no body, RFC 9112 6.3", request("POST / HTTP/1.1", "Host: h"), head -> {
                    assertThat(head.contentLength()).isEqualTo(-1);
                    assertThat(head.hasBody()).isFalse();
                    assertThat(head.chunked()).isFalse();
                }),
                framing(
                        "two Content-Length fields, RFC 9112 6.3",
                        Fault.CONTENT_LENGTH_REPEATED,
                        "Content-Length: 5",
                        "Content-Length: 6"),
                framing(
                        "two equal Content-Length fields, RFC 9112 6.3",
                        Fault.CONTENT_LENGTH_REPEATED,
                        "Content-Length: 5",
                        "content-length: 5"),
                framing("a list of lengths, RFC 9112 6.3", Fault.CONTENT_LENGTH_MALFORMED, "Content-Length: 5, 5"),
                framing("a list of one length, RFC 9112 6.3", Fault.CONTENT_LENGTH_MALFORMED, "Content-Length: 5,"),
                length("+5"),
                length("-5"),
                length("-0"),
                length("0x5"),
                length("5h"),
                length("a"),
                length("5 5"),
                length(""),
                length("5.0"),
                length("\"5\""),
                length("5;"),
                length("\u00b2"),
                length("1e1"),
                length("5_0"),
                framing(
                        "a length of 19 digits, RFC 9112 6.3",
                        Fault.CONTENT_LENGTH_MALFORMED,
                        "Content-Length: 1000000000000000000"),
                framing(
                        "a length of 19 zeros, RFC 9112 6.3",
                        Fault.CONTENT_LENGTH_MALFORMED,
                        "Content-Length: 0000000000000000000"));
    }

    @Test
    @DisplayName("a length of 18 digits is taken and the body begins, RFC 9110 8.6")
    void lengthOf18DigitsIsTaken() {
        Transcript transcript =
                Transcript.of(request("PUT / HTTP/1.1", "Host: h", "Content-Length: 999999999999999999") + "a");

        assertThat(transcript.heads.get(0).contentLength()).isEqualTo(999_999_999_999_999_999L);
        assertThat(transcript.parser.midBody()).isTrue();
    }

    @TestFactory
    @DisplayName("Transfer-Encoding is one chunked (RFC 9112 6.1, 6.3)")
    Stream<DynamicTest> transferEncodingIsOneChunked() {
        return Stream.of(
                chunked("chunked, RFC 9112 7.1", "Transfer-Encoding: chunked"),
                chunked("chunked in any case, RFC 9112 7", "TRANSFER-encoding: ChunKed"),
                chunked("white space around it, RFC 9112 5", "Transfer-Encoding:\t chunked \t"),
                coding("chunked twice", "chunked, chunked"),
                coding("chunked that is not last", "chunked, gzip"),
                coding("chunked that is not last among three", "gzip, chunked, gzip"),
                coding("another coding alone", "gzip"),
                coding("identity", "identity"),
                coding("an empty value", ""),
                coding("an empty member before chunked", ", chunked"),
                coding("an empty member behind chunked", "chunked,"),
                coding("chunked with a parameter", "chunked;a=b"),
                coding("chunked with an empty parameter", "chunked;"),
                coding("chunked in quotes", "\"chunked\""),
                coding("a name that ends like chunked", "xchunked"),
                coding("a name that begins like chunked", "chunkedx"),
                coding("two words", "chunked gzip"),
                coding("two words before chunked", "a b, chunked"),
                coding("chunked twice with another coding", "gzip, chunked, chunked"),
                coding("chunked and identity", "chunked, identity"),
                coding("a semicolon instead of a comma", "gzip; chunked"),
                framing(
                        "chunked in two fields, RFC 9112 6.1",
                        Fault.CODING_NOT_CHUNKED,
                        "Transfer-Encoding: chunked",
                        "Transfer-Encoding: chunked"),
                framing(
                        "another coding in a second field, RFC 9112 6.1",
                        Fault.CODING_NOT_CHUNKED,
                        "Transfer-Encoding: chunked",
                        "Transfer-Encoding: identity"),
                framing(
                        "a second field that is empty, RFC 9112 6.1",
                        Fault.CODING_NOT_CHUNKED,
                        "Transfer-Encoding: chunked",
                        "Transfer-Encoding:"),
                unknown("an unknown coding before chunked", "Transfer-Encoding: gzip, chunked"),
                unknown("an unknown coding with a parameter before chunked", "Transfer-Encoding: foo ;a=b , Chunked"),
                unknown("two unknown codings before chunked", "Transfer-Encoding: a,b,chunked"),
                unknown(
                        "an unknown coding in a field of its own",
                        "Transfer-Encoding: gzip",
                        "Transfer-Encoding: chunked"));
    }

    @TestFactory
    @DisplayName("a length that an intermediary might read in another way is refused (RFC 9112 6.1, 6.3, 11.2)")
    Stream<DynamicTest> ambiguousLengthIsRefused() {
        return Stream.of(
                framing(
                        "Content-Length with Transfer-Encoding, RFC 9112 6.3",
                        Fault.LENGTH_AND_CODING,
                        "Content-Length: 5",
                        "Transfer-Encoding: chunked"),
                framing(
                        "Transfer-Encoding with Content-Length, RFC 9112 6.3",
                        Fault.LENGTH_AND_CODING,
                        "Transfer-Encoding: chunked",
                        "Content-Length: 5"),
                framing(
                        "Content-Length 0 with Transfer-Encoding, RFC 9112 6.3",
                        Fault.LENGTH_AND_CODING,
                        "Transfer-Encoding: chunked",
                        "Content-Length: 0"),
                framing(
                        "Content-Length with an unknown coding, RFC 9112 6.3",
                        Fault.LENGTH_AND_CODING,
                        "Transfer-Encoding: gzip, chunked",
                        "Content-Length: 5"),
                framing(
                        "Content-Length with an empty Transfer-Encoding, RFC 9112 6.3",
                        Fault.LENGTH_AND_CODING,
                        "Transfer-Encoding:",
                        "Content-Length: 5"),
                refuses(
                        "Transfer-Encoding in HTTP/1.0, RFC 9112 6.1",
                        400,
                        Fault.CODING_IN_HTTP_1_0,
                        request("POST / HTTP/1.0", "Transfer-Encoding: chunked")),
                refuses(
                        "an unknown coding in HTTP/1.0, RFC 9112 6.1",
                        400,
                        Fault.CODING_IN_HTTP_1_0,
                        request("POST / HTTP/1.0", "Transfer-Encoding: gzip, chunked")),
                framing("Content_Length, RFC 9112 11.2", Fault.LOOKALIKE_NAME, "Content_Length: 5"),
                framing("content_length, RFC 9112 11.2", Fault.LOOKALIKE_NAME, "content_length: 5"),
                framing("Transfer_Encoding, RFC 9112 11.2", Fault.LOOKALIKE_NAME, "Transfer_Encoding: chunked"),
                framing(
                        "TRANSFER_ENCODING beside Content-Length, RFC 9112 11.2",
                        Fault.LOOKALIKE_NAME,
                        "Content-Length: 5",
                        "TRANSFER_ENCODING: chunked"),
                framing(
                        "two Content-Type fields, RFC 9110 5.3",
                        Fault.CONTENT_TYPE_REPEATED,
                        "Content-Type: a/b",
                        "content-type: a/b"),
                accepts(
                        "one Content-Type field, RFC 9110 8.3",
                        request("POST / HTTP/1.1", "Content-Type: a/b", "Host: h"),
                        head -> assertThat(head.fields().first("content-type")).isEqualTo("a/b")),
                accepts(
                        "other names of the same length, RFC 9110 5.1",
                        request(
                                "GET / HTTP/1.1",
                                "Host: h",
                                "Content-Lengti: x",
                                "Xontent_Length: x",
                                "Transfer-Encodinh: x",
                                "Xransfer_Encoding: x",
                                "Content-Typo: x",
                                "Content-Typo: x",
                                "Connectiom: close",
                                "Expecu: x",
                                "Hosu: x",
                                "Hosu: x"),
                        head -> {
                            assertThat(head.hasBody()).isFalse();
                            assertThat(head.keepAlive()).isTrue();
                        }));
    }

    private static DynamicTest body(String sentence, String body, String line) {
        return parses(sentence, request("POST / HTTP/1.1", "Host: h", line) + body, Transcript.LIMITS, transcript -> {
            assertThat(transcript.heads.get(0).contentLength()).isEqualTo(body.length());
            assertThat(transcript.heads.get(0).hasBody()).isTrue();
            assertThat(transcript.bodies).containsExactly(body);
        });
    }

    private static DynamicTest chunked(String sentence, String line) {
        String raw = request("POST / HTTP/1.1", "Host: h", line) + "5\r\nhello\r\n0\r\n\r\n";
        return parses(sentence, raw, Transcript.LIMITS, transcript -> {
            assertThat(transcript.heads.get(0).chunked()).isTrue();
            assertThat(transcript.heads.get(0).hasBody()).isTrue();
            assertThat(transcript.heads.get(0).contentLength()).isEqualTo(-1);
            assertThat(transcript.bodies).containsExactly("hello");
        });
    }

    private static DynamicTest length(String value) {
        return framing(
                "Content-Length: " + value + ", RFC 9110 8.6",
                Fault.CONTENT_LENGTH_MALFORMED,
                "Content-Length: " + value);
    }

    private static DynamicTest coding(String sentence, String value) {
        return framing(
                sentence + " as Transfer-Encoding, RFC 9112 6.3",
                Fault.CODING_NOT_CHUNKED,
                "Transfer-Encoding: " + value);
    }

    private static DynamicTest unknown(String sentence, String... lines) {
        return refuses(
                sentence + " with 501, RFC 9112 6.1",
                501,
                Fault.CODING_UNKNOWN,
                "POST / HTTP/1.1\r\nHost: h\r\n" + request(lines));
    }

    private static DynamicTest framing(String sentence, Fault fault, String... lines) {
        return refuses(sentence, 400, fault, "POST / HTTP/1.1\r\nHost: h\r\n" + request(lines));
    }
}
