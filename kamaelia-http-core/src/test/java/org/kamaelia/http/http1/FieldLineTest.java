package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http1.Requirements.accepts;
import static org.kamaelia.http.http1.Requirements.refuses;
import static org.kamaelia.http.http1.Transcript.request;

import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.kamaelia.http.syntax.Fault;

@DisplayName("Field lines (RFC 9112 5, RFC 9110 5)")
class FieldLineTest {

    private static final String TCHARS =
            "!#$%&'*+-.^_`|~0123456789" + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    @TestFactory
    @DisplayName("a line is name, colon and value, with optional white space around the value (RFC 9112 5)")
    Stream<DynamicTest> lineIsNameColonAndValue() {
        return Stream.of(
                value("no white space, RFC 9112 5", "X:a", "a"),
                value("one space, RFC 9112 5", "X: a", "a"),
                value("much white space at both ends, RFC 9112 5", "X: \t  a \t ", "a"),
                value("an empty value, RFC 9110 5.5", "X:", ""),
                value("a value of white space only, RFC 9110 5.5", "X: \t ", ""),
                value("white space within the value, RFC 9110 5.5", "X: a  b\tc", "a  b\tc"),
                value(
                        "a tab among eight octets, RFC 9110 5.5",
                        "X: abcdefghij\tklmnopqrstuvwxyz",
                        "abcdefghij\tklmnopqrstuvwxyz"),
                value("a value with colons, RFC 9110 5.5", "X: :a:b:", ":a:b:"),
                value("obs-text, octet by octet, RFC 9110 5.5", "X: \u0080\u00e9\u00ff", "\u0080\u00e9\u00ff"),
                value("obs-text at both ends, RFC 9110 5.5", "X:\u00a0a\u00a0", "\u00a0a\u00a0"),
                value("every visible character, RFC 9110 5.5", "X: " + visible(), visible()),
                accepts(
                        "every tchar in a name, RFC 9110 5.6.2",
                        request("GET / HTTP/1.0", TCHARS + ": a"),
                        head -> assertThat(head.fields().name(0)).isEqualTo(TCHARS)),
                accepts(
                        "field lines in their order, RFC 9110 5.3",
                        request("GET / HTTP/1.1", "B: 1", "Host: h", "a: 2", "b: 3"),
                        head -> assertThat(head.fields())
                                .containsExactly(
                                        Map.entry("B", "1"),
                                        Map.entry("Host", "h"),
                                        Map.entry("a", "2"),
                                        Map.entry("b", "3"))),
                accepts(
                        "a header section without fields, RFC 9112 2.1",
                        request("GET / HTTP/1.0"),
                        head -> assertThat(head.fields()).isEmpty()));
    }

    @TestFactory
    @DisplayName("a malformed line is refused (RFC 9112 5, RFC 9110 5)")
    Stream<DynamicTest> malformedLinesAreRefused() {
        return Stream.of(
                field("a folded line, RFC 9112 5.2", Fault.FOLDED_LINE, "X: a", " b"),
                field("a line folded with a tab, RFC 9112 5.2", Fault.FOLDED_LINE, "X: a", "\tb: c"),
                field("a folded line of white space only, RFC 9112 5.2", Fault.FOLDED_LINE, "X: a", "  "),
                refuses(
                        "white space before the first field, RFC 9112 2.2",
                        400,
                        Fault.FOLDED_LINE,
                        "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
                field("a space before the colon, RFC 9112 5.1", Fault.FIELD_NAME_SPACE, "X : a"),
                field("a tab before the colon, RFC 9112 5.1", Fault.FIELD_NAME_SPACE, "X\t: a"),
                field(
                        "a space before the colon of Content-Length, RFC 9112 5.1",
                        Fault.FIELD_NAME_SPACE,
                        "Content-Length : 0"),
                field("a name with a space in it, RFC 9110 5.1", Fault.FIELD_NAME, "X Y: a"),
                field("a line without colon, RFC 9112 5", Fault.FIELD_NAME, "X"),
                field("an empty name, RFC 9110 5.1", Fault.FIELD_NAME, ": a"),
                field("a name with a slash, RFC 9110 5.6.2", Fault.FIELD_NAME, "X/Y: a"),
                field("a name in quotes, RFC 9110 5.6.2", Fault.FIELD_NAME, "\"X\": a"),
                field("a name with NUL, RFC 9110 5.6.2", Fault.FIELD_NAME, "X\0: a"),
                field("a name with an octet that is not ASCII, RFC 9110 5.6.2", Fault.FIELD_NAME, "X\u00e9: a"),
                refuses(
                        "LF alone behind a field, RFC 9112 2.2",
                        400,
                        Fault.BARE_LF,
                        "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"),
                refuses(
                        "LF alone instead of the empty line, RFC 9112 2.2",
                        400,
                        Fault.BARE_LF,
                        "GET / HTTP/1.1\r\nHost: h\r\n\n"),
                refuses("LF CR LF, RFC 9112 2.2", 400, Fault.BARE_LF, "GET / HTTP/1.1\r\nHost: h\n\r\n"),
                field("CR alone in a value, RFC 9112 2.2", Fault.BARE_CR, "X: a\rb"),
                field("CR alone in a name, RFC 9112 2.2", Fault.BARE_CR, "X\rY: a"),
                field("CR alone at the beginning of a line, RFC 9112 2.2", Fault.BARE_CR, "\rX: a"),
                refuses(
                        "CR CR LF behind a field, RFC 9112 2.2",
                        400,
                        Fault.BARE_CR,
                        "GET / HTTP/1.1\r\nHost: h\r\r\n\r\n"),
                refuses(
                        "CR CR LF instead of the empty line, RFC 9112 2.2",
                        400,
                        Fault.BARE_CR,
                        "GET / HTTP/1.1\r\nHost: h\r\n\r\r\n"));
    }

    @TestFactory
    @DisplayName("no control character but tab in a value, at any place (RFC 9110 5.5)")
    Stream<DynamicTest> noControlCharacterButTabInAValue() {
        return IntStream.concat(IntStream.range(0, 0x20), IntStream.of(0x7f))
                .filter(c -> c != '\t' && c != '\r' && c != '\n')
                .mapToObj(c -> field(
                        String.format("the octet %02X in a value, RFC 9110 5.5", c),
                        Fault.FIELD_VALUE,
                        "X: " + "abcdefghijklmnop".substring(0, c % 17) + (char) c + "0123456789"));
    }

    private static String visible() {
        StringBuilder text = new StringBuilder();
        for (char c = 0x21; c < 0x7f; c++) {
            text.append(c);
        }
        return text.toString();
    }

    private static DynamicTest value(String sentence, String line, String value) {
        return accepts(sentence, request("GET / HTTP/1.1", "Host: h", line), head -> {
            assertThat(head.fields().name(1)).isEqualTo("X");
            assertThat(head.fields().value(1)).isEqualTo(value);
            assertThat(head.fields().first("x")).isEqualTo(value);
        });
    }

    private static DynamicTest field(String sentence, Fault fault, String... lines) {
        return refuses(sentence, 400, fault, "GET / HTTP/1.1\r\nHost: h\r\n" + request(lines));
    }
}
