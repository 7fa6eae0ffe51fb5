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
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("The request line, its target and Host (RFC 9112 3)")
class TargetWireTest {
    @RegisterExtension
    static final Wire WIRE = new Wire();

    private static DynamicTest line(String clause, String requestLine) {
        return WIRE.refuses("\"" + requestLine.replace('\t', '>') + "\"", 400, clause, head(requestLine, "Host: h"));
    }

    private static DynamicTest target(String clause, String target) {
        return line(clause, "GET " + target + " HTTP/1.1");
    }

    private static DynamicTest understands(String target, String text) {
        return WIRE.understands(target, text, head("GET " + target + " HTTP/1.1", "Host: h"));
    }

    @TestFactory
    @DisplayName("a request line has three parts with one space between, and no white space elsewhere (RFC 9112 3)")
    Stream<DynamicTest> requestLineHasThreePartsWithOneSpaceBetween() {
        return Stream.of(
                line("RFC 9112 3", "GET  / HTTP/1.1"),
                line("RFC 9112 3", "GET /  HTTP/1.1"),
                line("RFC 9112 2.3", "GET / HTTP/1.1 "),
                line("RFC 9112 3.1", " GET / HTTP/1.1"),
                line("RFC 9112 3.1", "GET\t/ HTTP/1.1"),
                line("RFC 9112 2.3", "GET /\tHTTP/1.1"),
                line("RFC 9112 3", "GET /pa th HTTP/1.1"),
                line("RFC 9112 3", "GET HTTP/1.1"),
                line("RFC 9112 3.1", "GET"),
                line("RFC 9112 3", "Extra lineGET / HTTP/1.1"),
                WIRE.refuses("a line of blanks", 400, "RFC 9112 3.1", "   \r\n\r\n"),
                WIRE.refuses("a TLS ClientHello", 400, "RFC 9112 3.1", "\u0016\3\1\2\0\1\0\1\u00fc\3\3"));
    }

    @TestFactory
    @DisplayName("the origin form: an absolute path and a query, as they were sent (RFC 9112 3.2.1)")
    Stream<DynamicTest> originFormIsAnAbsolutePathAndAQuery() {
        return Stream.of(
                understands("/", "GET / @h [] {}"),
                understands("/a/b", "GET /a/b @h [] {}"),
                understands("/?", "GET /? @h [] {}"),
                understands("/?q", "GET /?q @h [] {}"),
                understands("/a;p=1;q/b,c", "GET /a;p=1;q/b,c @h [] {}"),
                understands("/%41%20%C3%a9", "GET /%41%20%C3%a9 @h [] {}"),
                understands("/photo[1]|^?ids[]={a}|b^`\\", "GET /photo[1]|^?ids[]={a}|b^`\\ @h [] {}"),
                understands("//host/a", "GET //host/a @h [] {}"),
                understands("/http://x/?http://y/", "GET /http://x/?http://y/ @h [] {}"),
                target("RFC 9112 3.2", "?q"),
                target("RFC 9112 3.2", "a/b"),
                target("RFC 9112 3.2", "h:80"),
                target("RFC 9112 3.2", "/\\a"),
                target("RFC 9112 3.2", "/<script>"));
    }

    @TestFactory
    @DisplayName("a percent sign comes with two hex digits (RFC 3986 2.1)")
    Stream<DynamicTest> percentSignComesWithTwoHexDigits() {
        return Stream.of("/%zz", "/%", "/%4", "/a%2", "/%u0041", "/?%g0", "http://h/%zz")
                .map(target -> target("RFC 3986 2.1", target));
    }

    @Test
    @DisplayName("dot segments lead nowhere above the root (RFC 3986 5.2.4, 6.2.2)")
    void dotSegmentsLeadNowhereAboveTheRoot() {
        for (String target :
                new String[] {"/..", "/../a", "/a/../../b", "/%2e%2E/a", "/a/.%2e/..", "/%00", "/a%0D%0ab", "/%7f"}) {
            RawResponse response = WIRE.client().send(get(target)).response();
            assertThat(response.status()).as(target).isIn(200, 400);
            if (response.status() == 200) {
                assertThat(target).as("stays below the root").isEqualTo("/a/.%2e/..");
            }
        }
    }

    @TestFactory
    @DisplayName("the absolute form: http or https, an authority, perhaps a path and a query (RFC 9112 3.2.2)")
    Stream<DynamicTest> absoluteFormHasASchemeAndAnAuthority() {
        return Stream.of(
                understands("http://a.example/p?q", "GET /p?q @a.example [] {}"),
                understands("HTTP://A.example:8080/", "GET / @A.example:8080 [] {}"),
                understands("http://a", "GET / @a [] {}"),
                understands("http://a?q", "GET /?q @a [] {}"),
                understands("http://[::1]:80/", "GET / @[::1]:80 [] {}"),
                target("RFC 9112 3.2.2", "ftp://a/"),
                target("RFC 9112 3.2.2", "http:a"),
                target("RFC 9110 4.2.1", "http://"),
                target("RFC 9110 4.2.1", "http:///p"),
                target("RFC 9110 4.2.1", "http://:80/"),
                target("RFC 9110 4.2.1", "http://user@a/"),
                target("RFC 9110 4.2.1", "http://user:secret@a/"),
                target("RFC 9110 4.2.1", "http://a:65536/"),
                target("RFC 9110 4.2.1", "http://a:80:80/"),
                target("RFC 9110 4.2.1", "http://[::1/"),
                target("RFC 9112 3.2", "http://a/#b"),
                WIRE.refuses("no Host in spite of the target", 400, "RFC 9112 3.2", head("GET http://a/ HTTP/1.1")),
                WIRE.refuses(
                        "a bad Host in spite of the target",
                        400,
                        "RFC 9110 7.2",
                        head("GET http://a/ HTTP/1.1", "Host: a b")));
    }

    @Test
    @DisplayName("an https resource is not served without TLS: 421, and the connection goes on (RFC 9110 7.4)")
    void httpsResourceWithoutTlsIs421() {
        RawClient client = WIRE.client();
        for (String target : new String[] {"https://h/", "HTTPS://h", "https://h?q"}) {
            RawResponse response =
                    client.send(head("GET " + target + " HTTP/1.1", "Host: h")).response();
            assertThat(response.raw()).startsWith("HTTP/1.1 421 Misdirected Request\r\n");
            assertThat(response.saysClose()).isFalse();
        }
        assertThat(client.send(get("/https://h/")).response().status()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "OPTIONS * asks about the server; so does an absolute target without path (RFC 9110 9.3.7, RFC 9112 3.2.4)")
    void optionsAsteriskAsksAboutTheServer() {
        RawClient client = WIRE.client();
        String named = "!#$%&'*+-.^_`|~, ";
        String more =
                "EXTEND, GET, M-SEARCH, " + "M".repeat(31) + ", PROPFIND, POST, PUT, PATCH, DELETE, HEAD, OPTIONS";
        String allow = "Allow: " + named + more + "\r\nDate: *\r\n";

        for (String target : new String[] {"*", "http://h", "http://h:80"}) {
            assertThat(client.send(head("OPTIONS " + target + " HTTP/1.1", "Host: h"))
                            .response()
                            .raw())
                    .isEqualTo(Wire.answer(204, allow));
        }
        assertThat(client.send(head("OPTIONS http://a/ HTTP/1.1", "Host: h"))
                        .response()
                        .text())
                .isEqualTo("OPTIONS / @a [] {}");
        assertThat(client.send(head("OPTIONS http://a?q HTTP/1.1", "Host: h"))
                        .response()
                        .text())
                .isEqualTo("OPTIONS /?q @a [] {}");
    }

    @TestFactory
    @DisplayName("the asterisk goes with OPTIONS alone, and alone (RFC 9112 3.2.4)")
    Stream<DynamicTest> asteriskGoesWithOptionsAloneAndAlone() {
        return Stream.of(
                line("RFC 9112 3.2.4", "GET * HTTP/1.1"),
                line("RFC 9112 3.2.4", "POST * HTTP/1.1"),
                line("RFC 9112 3.2", "OPTIONS ** HTTP/1.1"),
                line("RFC 9112 3.2", "OPTIONS *?a HTTP/1.1"));
    }

    @TestFactory
    @DisplayName("the authority form goes with CONNECT alone, and CONNECT with it (RFC 9112 3.2.3, RFC 9110 9.3.6)")
    Stream<DynamicTest> authorityFormGoesWithConnectOnly() {
        return Stream.of(
                line("RFC 9112 3.2.3", "CONNECT / HTTP/1.1"),
                line("RFC 9112 3.2.3", "CONNECT a.example HTTP/1.1"),
                line("RFC 9112 3.2.3", "CONNECT a.example: HTTP/1.1"),
                line("RFC 9112 3.2.3", "CONNECT a.example:70000 HTTP/1.1"),
                line("RFC 9112 3.2.3", "CONNECT http://a.example:80/ HTTP/1.1"),
                line("RFC 9112 3.2", "GET a.example:80 HTTP/1.1"));
    }

    @Test
    @DisplayName("CONNECT never reaches a handler, whatever handler there is (RFC 9110 9.3.6)")
    void connectNeverReachesAHandler() {
        HandlerFactory everything = Wire.says("tunnel");
        try (TestServer server = TestServer.serve(everything)) {
            RawClient client = server.client().send(head("CONNECT a:443 HTTP/1.1", "Host: a:443") + get("/"));

            RawResponse response = client.response();
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.field("Allow")).isEmpty();
            client.assertEnd();
        }
    }

    @TestFactory
    @DisplayName("Host is a host with an optional port, names, IPv4, IPv6 and later literals (RFC 9110 7.2)")
    Stream<DynamicTest> hostIsAHostWithAnOptionalPort() {
        return Stream.concat(
                Stream.of(
                                "a",
                                "a.example:8080",
                                "a:",
                                "127.0.0.1:80",
                                "[::1]",
                                "[::ffff:1.2.3.4]:443",
                                "[v1.a:b]",
                                "%41")
                        .map(host -> WIRE.understands(
                                "Host: " + host, "GET / @" + host + " [] {}", head("GET / HTTP/1.1", "Host: " + host))),
                Stream.of(
                                "a b",
                                "a/b",
                                "a?b",
                                "u@a",
                                "http://a",
                                "a:b",
                                "a:-1",
                                "a:65536",
                                "a:80:80",
                                "::1",
                                "[::1",
                                "[::1]x",
                                "[1:2]",
                                "[fe80::1%25lo]",
                                "\u00e9",
                                "a%",
                                "a%4g",
                                "a\\b",
                                "a,b c",
                                "[::1.2.3.256]")
                        .map(host -> WIRE.refuses(
                                "Host: " + host, 400, "RFC 9110 7.2", head("GET / HTTP/1.1", "Host: " + host))));
    }

    @TestFactory
    @DisplayName("methods are tokens and differ by case (RFC 9110 9.1)")
    Stream<DynamicTest> methodsAreCaseSensitiveTokens() {
        return Stream.concat(
                Stream.of("GET", "PATCH", "PROPFIND", "M-SEARCH", "!#$%&'*+-.^_`|~")
                        .map(method -> WIRE.understands(
                                method, method + " / @h [] {}", head(method + " / HTTP/1.1", "Host: h"))),
                Stream.of("G(T", "GE\u00e9T", "G/T", "\"GET\"", "G,T", "")
                        .map(method -> line("RFC 9112 3.1", method + " / HTTP/1.1")));
    }

    @TestFactory
    @DisplayName("request lines of 8,000 octets are served, and of more than 8 KiB refused with 414 (RFC 9112 3)")
    Stream<DynamicTest> requestLinesOf8000OctetsAreServed() {
        String path = "/" + "a".repeat(8_000 - "GET / HTTP/1.1".length());
        return Stream.of(
                WIRE.understands("8,000 octets", "GET " + path + " @h [] {}", get(path)),
                WIRE.refuses("8,193 octets", 414, "RFC 9112 3", get(path + "a".repeat(193))),
                WIRE.refuses("a query of 10,000 octets", 414, "RFC 9112 3", get("/?" + "a".repeat(10_000))));
    }
}
