package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http1.Requirements.parses;
import static org.kamaelia.http.http1.Requirements.refuses;
import static org.kamaelia.http.http1.Transcript.request;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.ParserLimits;

@DisplayName("Chunked bodies (RFC 9112 7.1)")
class ChunkedBodyTest {

    private static final String HEAD = request("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked");

    @TestFactory
    @DisplayName("a body is chunks, a last chunk and an empty line (RFC 9112 7.1)")
    Stream<DynamicTest> bodyIsChunksALastChunkAndAnEmptyLine() {
        return Stream.of(
                body("one chunk", "hello", "5\r\nhello\r\n0\r\n\r\n"),
                body("several chunks", "hello world", "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n"),
                body("no chunk but the last", "", "0\r\n\r\n"),
                body("a last chunk of many zeros", "", "00000000\r\n\r\n"),
                body("a size with leading zeros", "hello", "00000005\r\nhello\r\n0\r\n\r\n"),
                body(
                        "a size in hex digits of both cases",
                        "abcdefghijklmnopqrstuvwxyz0123456789abcdefghi",
                        "a\r\nabcdefghij\r\nF\r\nklmnopqrstuvwxy\r\n14\r\nz0123456789abcdefghi\r\n0\r\n\r\n"),
                body("data of CR and LF", "\r\n0\r\n\r\n", "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"),
                body(
                        "data of any octet",
                        "\0\u0001\u007f\u0080\u00ff",
                        "5\r\n\0\u0001\u007f\u0080\u00ff\r\n0\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("a chunk size is 1 to 8 hex digits and nothing else (RFC 9112 7.1)")
    Stream<DynamicTest> chunkSizeIs1To8HexDigits() {
        return Stream.concat(
                Stream.of(
                                "",
                                " 5",
                                "\t5",
                                "+5",
                                "-5",
                                "0x5",
                                "5x",
                                "g",
                                "5h",
                                "5.0",
                                "5,5",
                                "000000005",
                                "123456789",
                                "ffffffffff",
                                "FFFFFFFFFFFFFFFFFF",
                                "\"5\"",
                                "5\0",
                                "\u00b2",
                                ";a=b")
                        .map(size -> chunk(
                                "the chunk size \"" + size.replace('\0', '?') + "\", RFC 9112 7.1",
                                Fault.CHUNK_SIZE,
                                size + "\r\nhello\r\n0\r\n\r\n")),
                Stream.of(
                        chunk(
                                "a blank behind the chunk size, RFC 9112 7.1",
                                Fault.CHUNK_LINE,
                                "5 \r\nhello\r\n0\r\n\r\n"),
                        chunk(
                                "a tab behind the chunk size, RFC 9112 7.1",
                                Fault.CHUNK_LINE,
                                "5\t\r\nhello\r\n0\r\n\r\n"),
                        chunk("a blank in the chunk size, RFC 9112 7.1", Fault.CHUNK_LINE, "5 0\r\nhello\r\n0\r\n\r\n"),
                        chunk(
                                "a bad size behind a good chunk, RFC 9112 7.1",
                                Fault.CHUNK_SIZE,
                                "5\r\nhello\r\nx\r\n\r\n"),
                        chunk(
                                "a bad size of the last chunk, RFC 9112 7.1",
                                Fault.CHUNK_SIZE,
                                "5\r\nhello\r\n0x\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("lines and data end with CR LF (RFC 9112 2.2, 7.1)")
    Stream<DynamicTest> linesAndDataEndWithCrLf() {
        return Stream.of(
                chunk("LF alone behind the size, RFC 9112 2.2", Fault.BARE_LF, "5\nhello\r\n0\r\n\r\n"),
                chunk("CR alone behind the size, RFC 9112 2.2", Fault.BARE_CR, "5\rhello\r\n0\r\n\r\n"),
                chunk("CR CR LF behind the size, RFC 9112 2.2", Fault.BARE_CR, "5\r\r\nhello\r\n0\r\n\r\n"),
                chunk("LF alone behind an extension, RFC 9112 2.2", Fault.BARE_LF, "5;a\nhello\r\n0\r\n\r\n"),
                chunk("LF alone behind the data, RFC 9112 7.1", Fault.CHUNK_END, "5\r\nhello\n0\r\n\r\n"),
                chunk("CR alone behind the data, RFC 9112 7.1", Fault.CHUNK_END, "5\r\nhello\r0\r\n\r\n"),
                chunk(
                        "another octet before LF behind the data, RFC 9112 7.1",
                        Fault.CHUNK_END,
                        "5\r\nhelloX\n0\r\n\r\n"),
                chunk("nothing behind the data, RFC 9112 7.1", Fault.CHUNK_END, "5\r\nhello0\r\n\r\n"),
                chunk("more data than the size says, RFC 9112 7.1", Fault.CHUNK_END, "5\r\nhello!\r\n0\r\n\r\n"),
                chunk("less data than the size says, RFC 9112 7.1", Fault.CHUNK_END, "6\r\nhello\r\n0\r\n\r\n"),
                chunk("LF alone behind the last chunk, RFC 9112 2.2", Fault.BARE_LF, "0\n\r\n"),
                chunk("LF alone instead of the last line, RFC 9112 2.2", Fault.BARE_LF, "0\r\n\n"),
                chunk("CR alone instead of the last line, RFC 9112 2.2", Fault.BARE_CR, "0\r\n\rX"));
    }

    @TestFactory
    @DisplayName("extensions keep to the grammar and are dropped (RFC 9112 7.1.1)")
    Stream<DynamicTest> extensionsKeepToTheGrammarAndAreDropped() {
        return Stream.concat(
                Stream.of(
                                ";a",
                                ";a=b",
                                ";a;b;c",
                                ";a=b;c=d",
                                ";a=\"\"",
                                ";a=\"b c;d=\te\"",
                                ";a=\"\\\"\\\\\\a\"",
                                ";a=\"\u0080\u00ff\"",
                                ";a=\"\\\u00ff\\ \\\t\"",
                                " ;a",
                                "\t ; a = b",
                                "; a =\t\"b\" ;c",
                                ";5=5",
                                ";a ;b",
                                ";a=b ;c",
                                ";!#$%&'*+-.^_`|~=a")
                        .map(extension -> body(
                                "the extension " + extension.replace('\t', '?') + ", 7.1.1",
                                "hello",
                                "5" + extension + "\r\nhello\r\n0" + extension + "\r\n\r\n")),
                Stream.of(
                                ";",
                                ";;",
                                ";a;",
                                ";=b",
                                ";a=",
                                ";a=;b",
                                ";a b",
                                ";a ",
                                ";a=b ",
                                ";a=b c",
                                ";a=\"b",
                                ";a=\"b\"c",
                                ";a=\"b\" ",
                                ";a=\"\\",
                                ";a=b\"c\"",
                                ";\"a\"=b",
                                ";a==b",
                                ";a=\u00e9",
                                ";\u00e9",
                                ";a=\"\0\"",
                                ";a=\"\u007f\"",
                                ";a=\"\\\u0001\"",
                                ";a=\0",
                                ";a/b",
                                " a",
                                "=a",
                                ";a=b,c")
                        .map(extension -> chunk(
                                "the extension " + extension.replaceAll("[\0\u0001\u007f]", "?") + ", RFC 9112 7.1.1",
                                extension.startsWith("=") ? Fault.CHUNK_SIZE : Fault.CHUNK_LINE,
                                "5" + extension + "\r\nhello\r\n0\r\n\r\n")));
    }

    @TestFactory
    @DisplayName("a chunk-size line is limited (RFC 9112 7.1.1)")
    Stream<DynamicTest> chunkSizeLineIsLimited() {
        ParserLimits limits = new ParserLimits(64, 128, 10, 12, 64);
        return Stream.of(
                parses(
                        "a line of exactly the limit, RFC 9112 7.1.1",
                        HEAD + "5;a=\"\\\"   \"\r\nhello\r\n0;34567890ab\r\n\r\n",
                        limits,
                        transcript -> assertThat(transcript.bodies).containsExactly("hello")),
                refuses(
                        "a line of one octet more, RFC 9112 7.1.1",
                        400,
                        Fault.CHUNK_LINE_LENGTH,
                        HEAD + "5;34567890abc\r\nhello\r\n0\r\n\r\n",
                        limits),
                refuses(
                        "a line without end as soon as it is too long, RFC 9112 7.1.1",
                        400,
                        Fault.CHUNK_LINE_LENGTH,
                        HEAD + "5;34567890abc",
                        limits),
                refuses(
                        "257 octets by default, RFC 9112 7.1.1",
                        400,
                        Fault.CHUNK_LINE_LENGTH,
                        HEAD + "5;" + "a".repeat(255) + "\r\nhello\r\n0\r\n\r\n"),
                parses(
                        "256 octets by default, RFC 9112 7.1.1",
                        HEAD + "5;" + "a".repeat(254) + "\r\nhello\r\n0\r\n\r\n",
                        Transcript.LIMITS,
                        transcript -> assertThat(transcript.bodies).containsExactly("hello")));
    }

    @TestFactory
    @DisplayName("trailers are given apart from the fields (RFC 9110 6.5, RFC 9112 7.1.2)")
    Stream<DynamicTest> trailersAreGivenApartFromTheFields() {
        return Stream.of(
                parses(
                        "trailers, never merged into the fields, RFC 9110 6.5.1",
                        HEAD + "5\r\nhello\r\n0\r\nX: 1\r\ny:\t2 \r\nX: 3\r\n\r\n",
                        Transcript.LIMITS,
                        transcript -> {
                            assertThat(transcript.trailers.get(0))
                                    .containsExactly(Map.entry("X", "1"), Map.entry("y", "2"), Map.entry("X", "3"));
                            assertThat(transcript.heads.get(0).fields().contains("X"))
                                    .isFalse();
                        }),
                parses(
                        "no trailers, RFC 9112 7.1",
                        HEAD + "0\r\n\r\n",
                        Transcript.LIMITS,
                        transcript -> assertThat(transcript.trailers.get(0)).isEmpty()),
                trailer("Content-Length in trailers, RFC 9110 6.5.1", Fault.TRAILER_FORBIDDEN, "Content-Length: 5"),
                trailer(
                        "Content_Length in trailers, RFC 9112 11.2",
                        Fault.TRAILER_FORBIDDEN,
                        "X: y",
                        "content_length: 5"),
                trailer(
                        "Transfer-Encoding in trailers, RFC 9110 6.5.1",
                        Fault.TRAILER_FORBIDDEN,
                        "transfer-encoding: chunked"),
                trailer(
                        "Transfer_Encoding in trailers, RFC 9112 11.2",
                        Fault.TRAILER_FORBIDDEN,
                        "Transfer_Encoding: x"),
                trailer("Host in trailers, RFC 9110 6.5.1", Fault.TRAILER_FORBIDDEN, "HOST: h"),
                trailer("Authorization in trailers, RFC 9110 6.5.1", Fault.TRAILER_FORBIDDEN, "Authorization: x"),
                trailer("a folded trailer, RFC 9112 5.2", Fault.FOLDED_LINE, "X: y", " z"),
                trailer("white space before the colon, RFC 9112 5.1", Fault.FIELD_NAME_SPACE, "X : y"),
                trailer("a trailer without colon, RFC 9112 5", Fault.FIELD_NAME, "X"),
                trailer("a control character in a trailer, RFC 9110 5.5", Fault.FIELD_VALUE, "X: \u0001"),
                trailer("CR alone in a trailer, RFC 9112 2.2", Fault.BARE_CR, "X: a\rb"),
                chunk("LF alone behind a trailer, RFC 9112 2.2", Fault.BARE_LF, "0\r\nX: y\n\r\n"),
                chunk("LF alone behind the trailers, RFC 9112 2.2", Fault.BARE_LF, "0\r\nX: y\r\n\n"),
                chunk("CR alone behind the trailers, RFC 9112 2.2", Fault.BARE_CR, "0\r\nX: y\r\n\rX"));
    }

    @TestFactory
    @DisplayName("a trailer section is limited (RFC 9112 7.1.2)")
    Stream<DynamicTest> trailerSectionIsLimited() {
        ParserLimits limits = new ParserLimits(64, 128, 3, 8, 20);
        return Stream.of(
                parses(
                        "a section of exactly the limit",
                        HEAD + "0\r\nX: 3456789012345\r\n\r\n",
                        limits,
                        transcript -> assertThat(transcript.trailers.get(0).first("x"))
                                .isEqualTo("3456789012345")),
                refuses(
                        "a section of one octet more",
                        400,
                        Fault.TRAILER_SECTION_SIZE,
                        HEAD + "0\r\nX: 34567890123456\r\n\r\n",
                        limits),
                refuses(
                        "a line without end as soon as it is too long",
                        400,
                        Fault.TRAILER_SECTION_SIZE,
                        HEAD + "0\r\nX: 345678901234567890",
                        limits),
                parses(
                        "as many trailers as allowed",
                        HEAD + "0\r\na:1\r\nb:2\r\nc:3\r\n\r\n",
                        limits,
                        transcript ->
                                assertThat(transcript.trailers.get(0).size()).isEqualTo(3)),
                refuses(
                        "one trailer more",
                        400,
                        Fault.TRAILER_FIELD_COUNT,
                        HEAD + "0\r\na:1\r\nb:2\r\nc:3\r\nd",
                        limits));
    }

    @Test
    @DisplayName("a chunk may have up to FFFFFFFF octets, RFC 9112 7.1")
    void chunkMayHaveUpToFfffffffOctets() {
        Transcript transcript = Transcript.of(HEAD + "FFFFFFFF\r\nhello");

        assertThat(transcript.refusal).isNull();
        assertThat(transcript.parser.midBody()).isTrue();
    }

    private static DynamicTest body(String sentence, String body, String chunks) {
        return parses(
                sentence + ", RFC 9112 7.1",
                HEAD + chunks,
                Transcript.LIMITS,
                transcript -> assertThat(transcript.bodies).containsExactly(body));
    }

    private static DynamicTest chunk(String sentence, Fault fault, String chunks) {
        return refuses(sentence, 400, fault, HEAD + chunks);
    }

    private static DynamicTest trailer(String sentence, Fault fault, String... lines) {
        return chunk(sentence, fault, "5\r\nhello\r\n0\r\n" + request(lines));
    }
}
