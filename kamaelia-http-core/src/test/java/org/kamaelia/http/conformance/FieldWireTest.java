package org.kamaelia.http.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.testing.RawClient;

@DisplayName("Field lines on the wire (RFC 9112 5, RFC 9110 5)")
class FieldWireTest {
    private static final String TCHARS = "!#$%&'*+-.^_`|~0123456789";

    @RegisterExtension
    static final Wire WIRE =
            new Wire(HandlerFactory.oneShot(request -> request.path().equals("/next")
                    ? Response.text("next")
                    : Response.text(FieldWireTest.echo(request.header("X")))));

    private static String echo(@Nullable String value) {
        return "<" + value + ">";
    }

    private static String with(String... lines) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + head(lines);
    }

    private static DynamicTest value(String what, String line, String expected) {
        return WIRE.answers(
                "takes " + what, with(line), Wire.ok("<" + expected + ">").replace("plain", "plain; charset=utf-8"));
    }

    private static boolean isTokenCharacter(int c) {
        return Character.isLetterOrDigit(c) && c < 0x80 || TCHARS.indexOf(c) >= 0;
    }

    @Test
    @DisplayName("a name is a token: each other octet in it is refused with 400 and close (RFC 9110 5.1, 5.6.2)")
    void fieldNamesAreTokens() {
        IntStream.range(0, 256)
                .filter(c -> !isTokenCharacter(c) && c != ':')
                .forEach(c -> WIRE.assertRefuses(400, "RFC 9112", with("X" + (char) c + "Y: z")));
    }

    @Test
    @DisplayName("every token character may be in a name (RFC 9110 5.6.2)")
    void everyTokenCharacterMayBeInAName() {
        RawClient client = WIRE.client();
        IntStream.range(0, 128).filter(FieldWireTest::isTokenCharacter).forEach(c -> {
            client.send(with("N" + (char) c + ": y", "X: y"));
            assertThat(client.response().text()).isEqualTo("<y>");
        });
    }

    @Test
    @DisplayName("each control octet but tab in a value is refused with 400 and close (RFC 9110 5.5)")
    void controlOctetsInAValueAreRefused() {
        IntStream.concat(IntStream.range(0, 0x20), IntStream.of(0x7f))
                .filter(c -> c != '\t')
                .forEach(c -> WIRE.assertRefuses(400, "RFC 91", with("X: a" + (char) c + "b")));
    }

    @TestFactory
    @DisplayName("a value is the text between optional white space, empty or not (RFC 9112 5, RFC 9110 5.5)")
    Stream<DynamicTest> valueLiesBetweenOptionalWhiteSpace() {
        return Stream.of(
                value("no white space", "X:a", "a"),
                value("blanks and tabs around", "X: \t a b\tc \t", "a b\tc"),
                value("an empty value", "X:", ""),
                value("white space alone", "X: \t ", ""),
                value("any case of the name", "x: a", "a"),
                value("colons", "X: a:b", "a:b"),
                value("the first of several lines", "X: a\r\nX: b", "a"));
    }

    @Test
    @DisplayName("obs-text is taken octet by octet (RFC 9110 5.5)")
    void obsTextIsTakenOctetByOctet() {
        RawClient client = WIRE.client();
        IntStream.range(0x80, 0x100).forEach(c -> {
            client.send(with("X: a" + (char) c));
            assertThat(new String(client.response().body(), UTF_8)).isEqualTo("<a" + (char) c + ">");
        });
    }

    @TestFactory
    @DisplayName(
            "a line without name or colon, a folded one, a blank before the colon: 400 (RFC 9112 5, 5.1, 5.2, 2.2)")
    Stream<DynamicTest> malformedFieldLinesAreRefused() {
        return Stream.of(
                WIRE.refuses("no colon", 400, "RFC 9112 5", with("NoColonHere")),
                WIRE.refuses("no name", 400, "RFC 9112 5", with(": empty")),
                WIRE.refuses("a bracket in the name", 400, "RFC 9112 5", with("Bad[Name: x")),
                WIRE.refuses("a blank before the colon", 400, "RFC 9112 5.1", with("Host : h")),
                WIRE.refuses("a folded line", 400, "RFC 9112 5.2", with("X: a", " b")),
                WIRE.refuses(
                        "white space before the first field",
                        400,
                        "RFC 9112 5.2",
                        "GET / HTTP/1.1\r\n Host: h\r\nHost: h\r\n\r\n"),
                WIRE.refuses("a line of white space", 400, "RFC 9112 5.2", "GET / HTTP/1.1\r\n \r\nHost: h\r\n\r\n"),
                WIRE.refuses(
                        "CR within the empty line",
                        400,
                        "RFC 9112 2.2",
                        "GET / HTTP/1.1\r\nHost: h\r\n\rX: y\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("framing fields hidden by folds and control characters are refused (RFC 9112 5.2, 11.2)")
    Stream<DynamicTest> framingFieldsHiddenByFoldsAreRefused() {
        return Stream.of(
                        "Transfer-Encoding:\r\n chunked",
                        "Transfer-Encoding: \u000bchunked",
                        "Transfer-Encoding: \fchunked",
                        "Transfer-Encoding: chunked\0",
                        "Transfer-Encoding\u000b: chunked",
                        "Transfer-Encoding : chunked",
                        " Transfer-Encoding: chunked",
                        "X: y\rTransfer-Encoding: chunked",
                        "X: y\nTransfer-Encoding: chunked",
                        "\rTransfer-Encoding: chunked",
                        "Content\tLength: 99",
                        "Content-Length: 5\r\n 5")
                .map(lines -> WIRE.refuses(
                        lines.replaceAll("[^ -~]", "?"), 400, "RFC 91", with("Content-Length: 5", lines) + "hello"));
    }

    @TestFactory
    @DisplayName(
            "16 KiB of header section and 100 fields are taken, and more refused with 431 (RFC 9110 5.4, RFC 6585 5)")
    Stream<DynamicTest> sectionAndFieldCountPastTheirLimitsAre431() {
        return Stream.of(
                value("a value of 16,000 octets", "X: " + "v".repeat(16_000), "v".repeat(16_000)),
                WIRE.refuses("a long value", 431, "RFC 9110 5.4", with("X: " + "v".repeat(17_000))),
                WIRE.refuses("a long name", 431, "RFC 9110 5.4", with("X".repeat(17_000) + ": v")),
                value("99 fields beside Host", "X: a\r\n" + "Y: b\r\n".repeat(97) + "Z: c", "a"),
                WIRE.refuses("101 fields", 431, "RFC 9110 5.4", with("Y: b\r\n".repeat(99) + "Z: c")));
    }

    @Test
    @DisplayName("a section that is far too long is answered and then closed, without a reset (RFC 9112 9.6)")
    void farTooLongSectionsAreAnsweredWithoutAReset() {
        String much = "a".repeat(100_000);
        for (String raw : new String[] {
            get("/" + much), with("X: " + much), with(much + ": x"), with("Y: b\r\n".repeat(10_000) + "Z: c"), much
        }) {
            RawClient client = WIRE.client().send(raw);
            assertThat(client.response().status()).isIn(400, 414, 431);
            client.assertEnd();
        }
    }
}
