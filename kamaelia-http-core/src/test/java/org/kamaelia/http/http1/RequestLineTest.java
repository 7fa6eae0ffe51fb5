package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http1.Requirements.accepts;
import static org.kamaelia.http.http1.Requirements.refuses;
import static org.kamaelia.http.http1.Transcript.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.syntax.Fault;

@DisplayName("The request line (RFC 9112 2.2, 2.3, 3)")
class RequestLineTest {

    private static final String M31 = "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDE";

    @TestFactory
    @DisplayName("a line is method, one space, target, one space, version, CR LF (RFC 9112 3)")
    Stream<DynamicTest> lineIsMethodTargetAndVersionWithOneSpaceBetween() {
        return Stream.of(
                accepts("the three parts, RFC 9112 3", request("GET /a?b HTTP/1.1", "Host: h"), head -> {
                    assertThat(head.method()).isEqualTo("GET");
                    assertThat(head.target()).isEqualTo("/a?b");
                    assertThat(head.minorVersion()).isEqualTo(1);
                }),
                line("two spaces before the target, RFC 9112 3", Fault.REQUEST_LINE_SPACES, "GET  / HTTP/1.1"),
                line("two spaces before the version, RFC 9112 3", Fault.REQUEST_LINE_SPACES, "GET /  HTTP/1.1"),
                line("a space at its end, RFC 9112 3", Fault.VERSION, "GET / HTTP/1.1 "),
                line("a space at its beginning, RFC 9112 3", Fault.METHOD, " GET / HTTP/1.1"),
                line("a tab instead of a space, RFC 9112 3", Fault.METHOD, "GET\t/ HTTP/1.1"),
                line("a tab before the version, RFC 9112 3", Fault.VERSION, "GET /\tHTTP/1.1"),
                line("a fourth part, RFC 9112 3", Fault.REQUEST_LINE_SPACES, "GET / a HTTP/1.1"),
                line("no target, RFC 9112 3", Fault.REQUEST_LINE_SPACES, "GET HTTP/1.1"),
                line("an empty target, RFC 9112 3", Fault.REQUEST_LINE_SPACES, "GET  HTTP/1.1"));
    }

    @TestFactory
    @DisplayName("any token is a method, case-sensitive (RFC 9110 9.1)")
    Stream<DynamicTest> anyTokenIsACaseSensitiveMethod() {
        return Stream.concat(
                Stream.of(
                                "GET",
                                "HEAD",
                                "POST",
                                "PUT",
                                "DELETE",
                                "OPTIONS",
                                "TRACE",
                                "PATCH",
                                "PROPFIND",
                                "get",
                                "gET",
                                "PIT",
                                "PAST",
                                "HEAP",
                                "PATCX",
                                "TRACX",
                                "DELETX",
                                "OPTIONX",
                                "CONNECX",
                                "!#$%&'*+-.^_`|~09",
                                M31)
                        .map(method -> accepts(
                                "the method " + method + ", RFC 9110 9.1",
                                request(method + " / HTTP/1.1", "Host: h"),
                                head -> assertThat(head.method()).isEqualTo(method))),
                Stream.of(
                        line("a method that is no token, RFC 9110 9.1", Fault.METHOD, "G(T / HTTP/1.1"),
                        line("a method with NUL, RFC 9110 9.1", Fault.METHOD, "G\0T / HTTP/1.1"),
                        line(
                                "a method with an octet that is not ASCII, RFC 9110 9.1",
                                Fault.METHOD,
                                "G\u00e9T / HTTP/1.1"),
                        line("32 octets without a space, RFC 9112 3", Fault.METHOD_LENGTH, M31 + "F / HTTP/1.1"),
                        refuses(
                                "32 octets without a space before the line ends, RFC 9112 3",
                                400,
                                Fault.METHOD_LENGTH,
                                M31 + "F"),
                        refuses("a TLS record at its first octet, RFC 9112 3", 400, Fault.METHOD, "\u0016\3\1\2\0"),
                        line("a line of one word, RFC 9112 3", Fault.METHOD, "GET")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
    @DisplayName("a well-known method is a constant, so that no request makes a String for it")
    void wellKnownMethodIsAConstant(String method) {
        assertThat(Transcript.of(request(method + " / HTTP/1.0")).heads.get(0).method())
                .isSameAs(method.intern());
    }

    @Test
    @DisplayName("a head that ends too soon is refused wherever it ends, RFC 9112 3")
    void headThatEndsTooSoonIsRefused() {
        String head = "GET / HTTP/1.1\r\nHost: h";
        for (int end = 1; end < head.length() - 1; end++) {
            if (head.charAt(end - 1) == '\r') {
                continue;
            }
            for (String lineEnd : new String[] {"\r\n\r\n", "\n", "\r\r", "\r\n\n", " \r\n\r\n"}) {
                Transcript transcript = Transcript.of(head.substring(0, end) + lineEnd);
                assertThat(transcript.refusal).as("ends at %d", end).isNotNull();
                assertThat(transcript.refusal.status()).isEqualTo(400);
            }
        }
    }

    @TestFactory
    @DisplayName("HTTP/1.0, HTTP/1.1 and higher minor versions are taken (RFC 9112 2.3, RFC 9110 2.5)")
    Stream<DynamicTest> http10AndHttp11AndHigherMinorVersionsAreTaken() {
        return Stream.concat(
                Stream.concat(
                        Stream.of(
                                        "HTTP/1",
                                        "http/1.1",
                                        "Http/1.1",
                                        "HTTP/01.01",
                                        "HTTP/1.01",
                                        "HTTP/1.",
                                        "HTTP/.1",
                                        "HTTP/11",
                                        "HTTP/1.1.1",
                                        "HTTP/1,1",
                                        "HTTP 1.1",
                                        "HTTPS/1.1",
                                        "HTTP/1.x",
                                        "HTTP/x.1",
                                        "HTTP/ 1.1",
                                        "HTTP/1.1\u000b",
                                        "XTTP/1.1",
                                        "HXTP/1.1",
                                        "HTXP/1.1",
                                        "HTTX/1.1",
                                        "HTTP/-1.1",
                                        "1.1",
                                        "")
                                .map(version -> line(
                                        "the version \"" + version.replace('\u000b', '?') + "\", RFC 9112 2.3",
                                        Fault.VERSION,
                                        "GET / " + version)),
                        Stream.of("HTTP/0.9", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9")
                                .map(version -> refuses(
                                        version + " with 505, RFC 9110 15.6.6",
                                        505,
                                        Fault.MAJOR_VERSION,
                                        request("GET / " + version, "Host: h")))),
                Stream.of(
                        line("a request without version, RFC 9112 2.3", Fault.VERSION, "GET /"),
                        refuses(
                                "the preface of HTTP/2 with 505, RFC 9113 3.4",
                                505,
                                Fault.MAJOR_VERSION,
                                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                        accepts(
                                "HTTP/1.0 as 1.0, RFC 9112 2.3",
                                request("GET / HTTP/1.0"),
                                head -> assertThat(head.minorVersion()).isZero()),
                        accepts(
                                "HTTP/1.2 as 1.1, RFC 9110 2.5",
                                request("GET / HTTP/1.2", "Host: h"),
                                head -> assertThat(head.minorVersion()).isEqualTo(1)),
                        accepts(
                                "HTTP/1.9 as 1.1, RFC 9110 2.5",
                                request("GET / HTTP/1.9", "Host: h"),
                                head -> assertThat(head.minorVersion()).isEqualTo(1))));
    }

    @TestFactory
    @DisplayName("lines end with CR LF and nothing else (RFC 9112 2.2)")
    Stream<DynamicTest> linesEndWithCrLfAndNothingElse() {
        return Stream.of(
                refuses(
                        "LF alone behind the request line, RFC 9112 2.2",
                        400,
                        Fault.BARE_LF,
                        "GET / HTTP/1.1\nHost: h\r\n\r\n"),
                refuses("LF alone everywhere, RFC 9112 2.2", 400, Fault.BARE_LF, "GET / HTTP/1.1\nHost: h\n\n"),
                refuses("LF alone before the version, RFC 9112 2.2", 400, Fault.BARE_LF, "GET /\nHTTP/1.1\r\n\r\n"),
                refuses(
                        "CR alone behind the request line, RFC 9112 2.2",
                        400,
                        Fault.BARE_CR,
                        "GET / HTTP/1.1\rHost: h\r\r"),
                refuses(
                        "CR alone in the target, RFC 9112 2.2",
                        400,
                        Fault.BARE_CR,
                        request("GET /\r HTTP/1.1", "Host: h")),
                refuses("CR CR LF, RFC 9112 2.2", 400, Fault.BARE_CR, "GET / HTTP/1.1\r\r\nHost: h\r\n\r\n"),
                refuses("CR alone in the method, RFC 9112 3.1", 400, Fault.METHOD, "GE\rT / HTTP/1.1\r\n\r\n"));
    }

    @TestFactory
    @DisplayName("up to 8 empty lines before a request line are skipped (RFC 9112 2.2)")
    Stream<DynamicTest> emptyLinesBeforeARequestLineAreSkipped() {
        return Stream.of(
                accepts(
                        "one empty line, RFC 9112 2.2",
                        "\r\n" + request("GET / HTTP/1.1", "Host: h"),
                        head -> assertThat(head.target()).isEqualTo("/")),
                accepts(
                        "8 empty lines, RFC 9112 2.2",
                        "\r\n".repeat(8) + request("GET / HTTP/1.1", "Host: h"),
                        head -> assertThat(head.target()).isEqualTo("/")),
                refuses(
                        "9 empty lines, RFC 9112 2.2",
                        400,
                        Fault.EMPTY_LINES,
                        "\r\n".repeat(9) + request("GET / HTTP/1.1", "Host: h")),
                refuses(
                        "an empty line of LF alone, RFC 9112 2.2",
                        400,
                        Fault.BARE_LF,
                        "\n" + request("GET / HTTP/1.1", "Host: h")),
                refuses(
                        "a second empty line of LF alone, RFC 9112 2.2",
                        400,
                        Fault.BARE_LF,
                        "\r\n\n" + request("GET / HTTP/1.1", "Host: h")),
                refuses(
                        "CR alone before the request line, RFC 9112 2.2",
                        400,
                        Fault.BARE_CR,
                        "\r" + request("GET / HTTP/1.1", "Host: h")),
                refuses(
                        "two CR before the request line, RFC 9112 2.2",
                        400,
                        Fault.BARE_CR,
                        "\r\r\n" + request("GET / HTTP/1.1", "Host: h")));
    }

    private static DynamicTest line(String sentence, Fault fault, String requestLine) {
        return refuses(sentence, 400, fault, request(requestLine, "Host: h"));
    }
}
