package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.http.http1.Requirements.parses;
import static org.kamaelia.http.http1.Requirements.refuses;
import static org.kamaelia.http.http1.Transcript.request;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.Refusal;

@DisplayName("What a head may grow to (RFC 9112 3, RFC 9110 5.4)")
class LimitsTest {

    private static final ParserLimits SMALL = new ParserLimits(64, 80, 3, 8, 64);
    /** A request line of 64 octets. */
    private static final String LINE = "GET /" + "a".repeat(50) + " HTTP/1.1";
    /** A header section of 80 octets. */
    private static final String SECTION = "Host: h\r\nX: " + "a".repeat(64) + "\r\n\r\n";

    @TestFactory
    @DisplayName("a request line that is too long is 414 (RFC 9112 3)")
    Stream<DynamicTest> requestLineTooLongIs414() {
        return Stream.of(
                parses(
                        "a request line of exactly the limit, RFC 9112 3",
                        request(LINE, "Host: h"),
                        SMALL,
                        transcript ->
                                assertThat(transcript.heads.get(0).target()).hasSize(51)),
                tooLong("a request line of one octet more, RFC 9112 3", request(LINE.replace("/a", "/aa"), "Host: h")),
                tooLong("a request line that is much longer, RFC 9112 3", request(LINE.repeat(9), "Host: h")),
                tooLong("a request line without end as soon as it is too long, RFC 9112 3", LINE + "a"),
                refuses("a CR alone at the limit as that, RFC 9112 2.2", 400, Fault.BARE_CR, LINE + "\ra", SMALL),
                refuses(
                        "a CR alone before the limit as that, RFC 9112 2.2",
                        400,
                        Fault.BARE_CR,
                        request(LINE.replace("/a", "/\raa"), "Host: h"),
                        SMALL),
                tooLong("an LF alone behind the limit as too long, RFC 9112 3", LINE + "a\n"),
                refuses("an LF alone at the limit as that, RFC 9112 2.2", 400, Fault.BARE_LF, LINE + "\n", SMALL),
                tooLong(
                        "a bad version in a line that is too long, RFC 9112 3",
                        request("GET /" + "a".repeat(60) + " HTTP/7.1", "Host: h")));
    }

    @TestFactory
    @DisplayName("a header section that is too large is 431 (RFC 9110 5.4, RFC 6585 5)")
    Stream<DynamicTest> headerSectionTooLargeIs431() {
        return Stream.of(
                parses(
                        "a header section of exactly the limit, RFC 9110 5.4",
                        "GET / HTTP/1.1\r\n" + SECTION,
                        SMALL,
                        transcript -> assertThat(
                                        transcript.heads.get(0).fields().first("X"))
                                .hasSize(64)),
                tooLarge("a header section of one octet more, RFC 9110 5.4", SECTION.replace("X", "XX")),
                tooLarge("a header section of two octets more, RFC 9110 5.4", SECTION.replace("X", "XXX")),
                tooLarge("a header section of four octets more, RFC 9110 5.4", SECTION.replace("X", "XXXXX")),
                tooLarge(
                        "a field line that is much too long, RFC 9110 5.4",
                        "Host: h\r\nX: " + "a".repeat(500) + "\r\n\r\n"),
                tooLarge("a name without end as soon as it is too long, RFC 9110 5.4", "a".repeat(81)),
                tooLarge("an empty line past the limit, RFC 9110 5.4", "Host: h\r\nX: " + "a".repeat(66) + "\r\n\r"),
                refuses(
                        "a fault before the limit as that, RFC 9112 5.1",
                        400,
                        Fault.FIELD_NAME_SPACE,
                        "GET / HTTP/1.1\r\nX : y\r\n" + SECTION,
                        SMALL),
                tooLarge(
                        "a fault in the line that crosses the limit as too large, RFC 9110 5.4",
                        "Host: h\r\nX : " + "a".repeat(100) + "\r\n\r\n"),
                refuses(
                        "a CR alone before the limit as that, RFC 9112 2.2",
                        400,
                        Fault.BARE_CR,
                        "GET / HTTP/1.1\r\nX: \ry" + "a".repeat(100) + "\r\n\r\n",
                        SMALL));
    }

    @TestFactory
    @DisplayName("too many fields are 431 (RFC 9110 5.4, RFC 6585 5)")
    Stream<DynamicTest> tooManyFieldsAre431() {
        return Stream.of(
                parses(
                        "as many fields as allowed, RFC 9110 5.4",
                        request("GET / HTTP/1.1", "Host: h", "a:1", "b:2"),
                        SMALL,
                        transcript -> assertThat(
                                        transcript.heads.get(0).fields().size())
                                .isEqualTo(3)),
                refuses(
                        "one field more, RFC 9110 5.4",
                        431,
                        Fault.HEADER_FIELD_COUNT,
                        request("GET / HTTP/1.1", "Host: h", "a:1", "b:2", "c:3"),
                        SMALL),
                refuses(
                        "one field more at its first octet, RFC 9110 5.4",
                        431,
                        Fault.HEADER_FIELD_COUNT,
                        "GET / HTTP/1.1\r\nHost: h\r\na:1\r\nb:2\r\nc",
                        SMALL),
                refuses(
                        "one field more even if it is malformed, RFC 9110 5.4",
                        431,
                        Fault.HEADER_FIELD_COUNT,
                        "GET / HTTP/1.1\r\nHost: h\r\na:1\r\nb:2\r\n\n",
                        SMALL),
                refuses(
                        "many fields more, RFC 9110 5.4",
                        431,
                        Fault.HEADER_FIELD_COUNT,
                        request("GET / HTTP/1.1", "Host: h", "a:1\r\n".repeat(10) + "b:2"),
                        SMALL));
    }

    @Test
    @DisplayName("by default 8 KiB of request line and 16 KiB of header section are taken, RFC 9112 3, RFC 9110 5.4")
    void lineOf8AndSectionOf16KibibytesAreTakenByDefault() {
        String line = "GET /" + "a".repeat(8192 - 14) + " HTTP/1.1\r\n";
        String section = "Host: h\r\nX: " + "b".repeat(16_384 - 16) + "\r\n\r\n";

        assertThat(refusal(line + section)).isNull();
        assertThat(refusal(line.replaceFirst("a", "aa") + section))
                .isEqualTo(Fault.refusal(Fault.REQUEST_LINE_LENGTH.code()));
        assertThat(refusal(line + section.replaceFirst("b", "bb")))
                .isEqualTo(Fault.refusal(Fault.HEADER_SECTION_SIZE.code()));
    }

    @Test
    @DisplayName("by default 100 fields are taken, RFC 9110 5.4")
    void byDefault100FieldsAreTaken() {
        String fields = "GET / HTTP/1.1\r\nHost: h\r\n" + "a: b\r\n".repeat(99);

        assertThat(refusal(fields + "\r\n")).isNull();
        assertThat(refusal(fields + "a: b\r\n\r\n")).isEqualTo(Fault.refusal(Fault.HEADER_FIELD_COUNT.code()));
    }

    @Test
    @DisplayName("the defaults are those of the design")
    void defaultsAreThoseOfTheDesign() {
        assertThat(ParserLimits.defaults()).isEqualTo(new ParserLimits(8192, 16_384, 100, 256, 8192));
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource(delimiter = '|', textBlock = """
                    63     | 64 | 1 | 8 | 2 | request line must be between 64 and 524,288 octets, but it is 63.
                    524289 | 64 | 1 | 8 | 2 | request line must be between 64 and 524,288 octets, but it is 524,289.
                    64     | -1 | 1 | 8 | 2 | header section must be between 64 and 524,288 octets, but it is -1.
                    64     | 64 | 0 | 8 | 2 | number of fields must be between 1 and 10,000 field lines, but it is 0.
                    64     | 64 | 1 | 7 | 2 | chunk-size line must be between 8 and 65,536 octets, but it is 7.
                    64     | 64 | 1 | 8 | 1 | trailer section must be between 2 and 524,288 octets, but it is 1.
                    """)
    @DisplayName("a limit out of its range is refused with a sentence")
    void limitOutOfItsRangeIsRefused(int line, int section, int fields, int chunkLine, int trailers, String sentence) {
        assertThatThrownBy(() -> new ParserLimits(line, section, fields, chunkLine, trailers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The limit of the " + sentence);
    }

    @Test
    @DisplayName("a head of the largest limits keeps its offsets apart")
    void headOfTheLargestLimitsKeepsItsOffsetsApart() {
        ParserLimits limits = new ParserLimits(524_288, 524_288, 10_000, 65_536, 524_288);
        String target = "/" + "a".repeat(524_288 - 14);
        String value = "b".repeat(524_288 - 16);
        byte[] raw =
                request("GET " + target + " HTTP/1.1", "Host: h", "X: " + value).getBytes(StandardCharsets.US_ASCII);

        for (int size : new int[] {raw.length, 1000}) {
            Transcript transcript = Transcript.parse(limits, raw, size);
            assertThat(transcript.refusal).isNull();
            assertThat(transcript.heads.get(0).target()).isEqualTo(target);
            assertThat(transcript.heads.get(0).fields().first("x")).isEqualTo(value);
        }
    }

    private static Refusal refusal(String raw) {
        byte[] octets = raw.getBytes(StandardCharsets.ISO_8859_1);
        Refusal whole = Transcript.parse(ParserLimits.defaults(), octets, octets.length).refusal;
        assertThat(Transcript.parse(ParserLimits.defaults(), octets, 1).refusal).isEqualTo(whole);
        assertThat(Transcript.parse(ParserLimits.defaults(), octets, 1460).refusal)
                .isEqualTo(whole);
        return whole;
    }

    private static DynamicTest tooLong(String sentence, String raw) {
        return refuses(sentence, 414, Fault.REQUEST_LINE_LENGTH, raw, SMALL);
    }

    private static DynamicTest tooLarge(String sentence, String section) {
        return refuses(sentence, 431, Fault.HEADER_SECTION_SIZE, "GET / HTTP/1.1\r\n" + section, SMALL);
    }
}
