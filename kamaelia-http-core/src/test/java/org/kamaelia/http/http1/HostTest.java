package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http1.Requirements.accepts;
import static org.kamaelia.http.http1.Requirements.refuses;
import static org.kamaelia.http.http1.Transcript.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.kamaelia.http.syntax.Fault;

@DisplayName("The Host field (RFC 9112 3.2, RFC 9110 7.2)")
class HostTest {

    @TestFactory
    @DisplayName("comes exactly once in HTTP/1.1, at most once in HTTP/1.0 (RFC 9112 3.2)")
    Stream<DynamicTest> hostComesOnceInHttp11AndAtMostOnceInHttp10() {
        return Stream.of(
                refuses("HTTP/1.1 without Host, RFC 9112 3.2", 400, Fault.HOST_MISSING, request("GET / HTTP/1.1")),
                refuses("HTTP/1.2 without Host, RFC 9112 3.2", 400, Fault.HOST_MISSING, request("GET / HTTP/1.2")),
                refuses(
                        "two Host fields, RFC 9112 3.2",
                        400,
                        Fault.HOST_REPEATED,
                        request("GET / HTTP/1.1", "Host: a", "Host: b")),
                refuses(
                        "two equal Host fields, RFC 9112 3.2",
                        400,
                        Fault.HOST_REPEATED,
                        request("GET / HTTP/1.1", "Host: a", "X: y", "hOST: a")),
                refuses(
                        "two Host fields in HTTP/1.0, RFC 9112 3.2",
                        400,
                        Fault.HOST_REPEATED,
                        request("GET / HTTP/1.0", "Host: a", "Host: a")),
                refuses(
                        "an empty Host in HTTP/1.1, RFC 9110 4.2.1",
                        400,
                        Fault.HOST_MALFORMED,
                        request("GET / HTTP/1.1", "Host:")),
                refuses(
                        "an empty Host in HTTP/1.0, RFC 9110 4.2.1",
                        400,
                        Fault.HOST_MALFORMED,
                        request("GET / HTTP/1.0", "Host: ")),
                refuses(
                        "a malformed Host in HTTP/1.0, RFC 9112 3.2",
                        400,
                        Fault.HOST_MALFORMED,
                        request("GET / HTTP/1.0", "Host: a b")),
                accepts("HTTP/1.0 without Host, RFC 9112 3.2", request("GET / HTTP/1.0"), head -> {
                    assertThat(head.authority()).isEmpty();
                    assertThat(head.host()).isEmpty();
                    assertThat(head.port()).isEqualTo(-1);
                }));
    }

    @TestFactory
    @DisplayName("is a uri-host with an optional port (RFC 9110 7.2, RFC 3986 3.2.2)")
    Stream<DynamicTest> hostIsAUriHostWithAnOptionalPort() {
        return Stream.of(
                host("a.example", "a.example", -1),
                host("A-b_c.example:8080", "A-b_c.example", 8080),
                host("a.example:", "a.example", -1),
                host("a:0", "a", 0),
                host("a:65535", "a", 65_535),
                host("a:00080", "a", 80),
                host("127.0.0.1:80", "127.0.0.1", 80),
                host("%61!$&'()*+,;=~", "%61!$&'()*+,;=~", -1),
                host("[::1]", "[::1]", -1),
                host("[::]:1", "[::]", 1),
                host("[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]", -1),
                host("[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7::]", -1),
                host("[::2:3:4:5:6:7:8]", "[::2:3:4:5:6:7:8]", -1),
                host("[1::4:5:6:7:8]", "[1::4:5:6:7:8]", -1),
                host("[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]", -1),
                host("[::ffff:192.0.2.255]:443", "[::ffff:192.0.2.255]", 443),
                host("[::1.2.3.4]", "[::1.2.3.4]", -1),
                host("[FE80::dead:BEEF]", "[FE80::dead:BEEF]", -1),
                host("[v1.a:b]", "[v1.a:b]", -1),
                host("[VaF.!]:9", "[VaF.!]", 9));
    }

    @TestFactory
    @DisplayName("is refused when it is anything else (RFC 9110 7.2, RFC 3986 3.2)")
    Stream<DynamicTest> malformedHostIsRefused() {
        return Stream.of(
                        "a b",
                        "a, b",
                        "a/b",
                        "a?b",
                        "a#b",
                        "u@a",
                        "u:p@a",
                        "http://a",
                        "a\\b",
                        "a\tb",
                        "\"a\"",
                        "<a>",
                        "a|b",
                        "\u00e9",
                        "a%",
                        "a%4",
                        "a%4g",
                        ":80",
                        ":",
                        "a:b",
                        "a:80:80",
                        "a:-1",
                        "a:+1",
                        "a: 80",
                        "a:65536",
                        "a:99999999999999999999",
                        "a:8\u0660",
                        "[",
                        "[]",
                        "]",
                        "[::1",
                        "::1",
                        "[::1]a",
                        "[::1]80",
                        "[::1]:x",
                        "[::1]]",
                        "[1]",
                        "[1:2:3:4:5:6:7]",
                        "[1:2:3:4:5:6:7:8:9]",
                        "[1:2:3:4:5:6:7:8::]",
                        "[::1:2:3:4:5:6:7:8]",
                        "[1:2:3:4::5:6:7:8]",
                        "[1:2:3:4:5:6:7:8:]",
                        "[1::2:]",
                        "[1::2::3]",
                        "[:1:2:3:4:5:6:7]",
                        "[1:2:3:4:5:6:7:]",
                        "[:::]",
                        "[1:::2]",
                        "[:]",
                        "[12345::]",
                        "[g::]",
                        "[::1%25eth0]",
                        "[fe80::1%eth0]",
                        "[1.2.3.4]",
                        "[::1.2.3]",
                        "[::1.2.3.4.5]",
                        "[::1.2.3.256]",
                        "[::01.2.3.4]",
                        "[::1.2.3.4:5]",
                        "[::1..2.3]",
                        "[1:2:3:4:5:6:7:1.2.3.4]",
                        "[1:2:3:4:5:1.2.3.4]",
                        "[1:2:3:4:5:6:7::1.2.3.4]",
                        "[::1234.1.1.1]",
                        "[::a.1.1.1]",
                        "[v1.]",
                        "[v.a]",
                        "[v1a]",
                        "[vg.a]",
                        "[v1.a/]",
                        "[v1")
                .map(host -> refuses(
                        "Host: " + host.replace("\u0660", "(not ASCII)") + ", RFC 9110 7.2",
                        400,
                        Fault.HOST_MALFORMED,
                        request("GET / HTTP/1.1", "Host: " + host)));
    }

    private static DynamicTest host(String field, String host, int port) {
        return accepts("Host: " + field + ", RFC 9110 7.2", request("GET / HTTP/1.1", "Host: " + field), head -> {
            assertThat(head.authority()).isEqualTo(field);
            assertThat(head.host()).isEqualTo(host);
            assertThat(head.port()).isEqualTo(port);
        });
    }
}
