package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.TargetForm;

@DisplayName("The pseudo-header fields of requests are read strictly (RFC 9113 8.3)")
class RequestHeadTest extends RequestCases {
    @Test
    @DisplayName("a request has a method, a scheme, a path and an authority (RFC 9113 8.3.1)")
    void aRequest() {
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Heads.block(GET, HTTPS, ":path: /a%20b?c=d?e", AUTHORITY + ":8443", "x-y: z")))
                .isNull();
        Http2RequestHead head = reader.head();
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.scheme()).isEqualTo("https");
        assertThat(head.target()).isEqualTo("/a%20b?c=d?e");
        assertThat(head.path()).isEqualTo("/a%20b");
        assertThat(head.query()).isEqualTo("c=d?e");
        assertThat(head.authority()).isEqualTo("a.example:8443");
        assertThat(head.form()).isEqualTo(TargetForm.ORIGIN);
        assertThat(head.version()).isEqualTo("HTTP/2");
        assertThat(head.fields())
                .isEqualTo(Fields.builder()
                        .add("host", "a.example:8443")
                        .add("x-y", "z")
                        .build());
        assertThat(head.hasBody()).isFalse();
        assertThat(head.bodyLength()).isZero();
        assertThat(head.endsStream()).isTrue();
        assertThat(head.hasWellKnownMethod()).isTrue();
        assertThat(head.protocol()).isNull();
        assertThat(head.toString()).isEqualTo("GET /a%20b HTTP/2");
    }

    @TestFactory
    @DisplayName("pseudo-header fields come first, once, and all that are needed (RFC 9113 8.3, 8.3.1)")
    Stream<DynamicTest> pseudoHeaderFields() {
        return Stream.of(
                takes("any order", AUTHORITY, ROOT, HTTPS, GET),
                malformed("a field before them", Http2Fault.PSEUDO_FIELD_PLACE, GET, HTTPS, "a: b", ROOT, AUTHORITY),
                malformed("an unknown one", Http2Fault.PSEUDO_FIELD_UNKNOWN, with(":a: b")),
                malformed("one of a response", Http2Fault.PSEUDO_FIELD_UNKNOWN, with(":status: 200")),
                malformed("an uppercase letter", Http2Fault.PSEUDO_FIELD_UNKNOWN, with(":Path: /")),
                malformed("a colon alone", Http2Fault.PSEUDO_FIELD_UNKNOWN, with(":: a")),
                malformed("two methods", Http2Fault.PSEUDO_FIELD_REPEATED, with(GET)),
                malformed("two schemes", Http2Fault.PSEUDO_FIELD_REPEATED, with(HTTPS)),
                malformed("two paths", Http2Fault.PSEUDO_FIELD_REPEATED, with(ROOT)),
                malformed("two authorities", Http2Fault.PSEUDO_FIELD_REPEATED, with(AUTHORITY)),
                malformed("no method", Http2Fault.METHOD_MISSING, instead(GET)),
                malformed("no scheme", Http2Fault.SCHEME_MISSING, instead(HTTPS)),
                malformed("no path", Http2Fault.PATH_MISSING, instead(ROOT)),
                malformed("no authority", Http2Fault.AUTHORITY_MISSING, instead(AUTHORITY)),
                malformed("nothing at all", Http2Fault.METHOD_MISSING));
    }

    @TestFactory
    @DisplayName("method and scheme (RFC 9113 8.3.1)")
    Stream<DynamicTest> methodAndScheme() {
        return Stream.of(
                takes("a method of its own", instead(GET, ":method: M-SEARCH"), head -> {
                    assertThat(head.method()).isEqualTo("M-SEARCH");
                    assertThat(head.hasWellKnownMethod()).isFalse();
                }),
                malformed("an empty method", Http2Fault.METHOD, instead(GET, ":method: ")),
                malformed("a method with a space", Http2Fault.METHOD, instead(GET, ":method: GET /")),
                refused(
                        "a method of 32 octets",
                        400,
                        Http2Fault.METHOD_LENGTH,
                        instead(GET, ":method: " + "A".repeat(32))),
                takes(
                        "http",
                        instead(HTTPS, ":scheme: http"),
                        head -> assertThat(head.scheme()).isEqualTo("http")),
                takes(
                        "another scheme",
                        instead(HTTPS, ":scheme: coap+tls"),
                        head -> assertThat(head.scheme()).isEqualTo("coap+tls")),
                takes(
                        "https without TLS, since a gateway may end it",
                        instead(HTTPS, HTTPS),
                        head -> assertThat(head.targetsHttps()).isFalse()),
                malformed("an empty scheme", Http2Fault.SCHEME, instead(HTTPS, ":scheme: ")),
                malformed("a scheme that begins with a digit", Http2Fault.SCHEME, instead(HTTPS, ":scheme: 1http")),
                malformed("a scheme with a colon", Http2Fault.SCHEME, instead(HTTPS, ":scheme: http:")));
    }

    @TestFactory
    @DisplayName("path (RFC 9113 8.3.1)")
    Stream<DynamicTest> path() {
        return Stream.of(
                takes("* for OPTIONS", new String[] {":method: OPTIONS", HTTPS, ":path: *", AUTHORITY}, head -> {
                    assertThat(head.path()).isEqualTo("*");
                    assertThat(head.form()).isEqualTo(TargetForm.ASTERISK);
                    assertThat(head.query()).isNull();
                }),
                takes(
                        "an empty query",
                        instead(ROOT, ":path: /?"),
                        head -> assertThat(head.query()).isEmpty()),
                malformed("an empty path", Http2Fault.PATH_MISSING, instead(ROOT, ":path: ")),
                malformed("* for GET", Http2Fault.PATH_FORM, instead(ROOT, ":path: *")),
                malformed("a path without a slash", Http2Fault.PATH_FORM, instead(ROOT, ":path: a")),
                malformed("an absolute URI", Http2Fault.PATH_FORM, instead(ROOT, ":path: https://a.example/")),
                malformed("a query alone", Http2Fault.PATH_FORM, instead(ROOT, ":path: ?a")),
                refused("a fragment", 400, Http2Fault.PATH_CHARACTER, instead(ROOT, ":path: /#a")),
                refused("a space", 400, Http2Fault.PATH_CHARACTER, instead(ROOT, ":path: /a b")),
                refused("an octet that is not ASCII", 400, Http2Fault.PATH_CHARACTER, instead(ROOT, ":path: /\u00e9")),
                refused("a CR and an LF", 400, Http2Fault.PATH_CHARACTER, instead(ROOT, ":path: /\r\nx")),
                refused("half a percent-encoding", 400, Http2Fault.PATH_PERCENT, instead(ROOT, ":path: /%4")),
                refused("a percent sign alone", 400, Http2Fault.PATH_PERCENT, instead(ROOT, ":path: /%zz")),
                takes(
                        "a path of 8 KiB",
                        instead(ROOT, ":path: /" + "a".repeat(8191)),
                        head -> assertThat(head.path()).hasSize(8192)),
                refused("a longer path", 414, Http2Fault.PATH_LENGTH, instead(ROOT, ":path: /" + "a".repeat(8192))));
    }

    @TestFactory
    @DisplayName("authority and Host name one host (RFC 9113 8.3.1)")
    Stream<DynamicTest> authority() {
        return Stream.of(
                takes("Host alone", instead(AUTHORITY, "host: b.example"), head -> {
                    assertThat(head.authority()).isEqualTo("b.example");
                    assertThat(head.fields().all("Host")).containsExactly("b.example");
                }),
                takes("both, when they are equal", with("a: b", "host: a.example"), head -> {
                    assertThat(head.fields().all("Host")).containsExactly("a.example");
                    assertThat(head.fields().size()).isEqualTo(2);
                }),
                takes(
                        "both, when they differ in case and the default port",
                        with("host: A.Example:443"),
                        head -> assertThat(head.authority()).isEqualTo("a.example")),
                malformed("another host", Http2Fault.HOST, with("host: b.example")),
                malformed("another port", Http2Fault.HOST, with("host: a.example:80")),
                malformed("two Host fields", Http2Fault.HOST, with("host: a.example", "host: a.example")),
                malformed("a Host field that is no host", Http2Fault.HOST, with("host: a b")),
                malformed("an empty Host field", Http2Fault.HOST, instead(AUTHORITY, "host: ")),
                malformed("an empty authority", Http2Fault.AUTHORITY, instead(AUTHORITY, ":authority: ")),
                malformed("user information", Http2Fault.AUTHORITY, instead(AUTHORITY, ":authority: u@a.example")),
                malformed(
                        "an authority with a path", Http2Fault.AUTHORITY, instead(AUTHORITY, ":authority: a.example/")),
                malformed("a port that is none", Http2Fault.AUTHORITY, instead(AUTHORITY, ":authority: a:65536")));
    }

    @TestFactory
    @DisplayName("CONNECT, and extended CONNECT (RFC 9113 8.5, RFC 8441 4)")
    Stream<DynamicTest> connect() {
        String connect = ":method: CONNECT";
        String port = ":authority: a.example:443";
        String websocket = ":protocol: websocket";
        return Stream.of(
                takes("CONNECT, for the exchange to refuse", new String[] {connect, port}, head -> {
                    assertThat(head.form()).isEqualTo(TargetForm.AUTHORITY);
                    assertThat(head.target()).isEqualTo("a.example:443");
                    assertThat(head.path()).isEmpty();
                    assertThat(head.query()).isNull();
                }),
                malformed("CONNECT with a path", Http2Fault.CONNECT_FIELDS, connect, port, ROOT),
                malformed("CONNECT with a scheme", Http2Fault.CONNECT_FIELDS, connect, port, HTTPS),
                malformed("CONNECT without an authority", Http2Fault.CONNECT_AUTHORITY, connect),
                malformed("CONNECT without a port", Http2Fault.CONNECT_AUTHORITY, connect, AUTHORITY),
                takes(
                        "extended CONNECT",
                        new String[] {connect, websocket, HTTPS, ":path: /chat?x", AUTHORITY},
                        head -> {
                            assertThat(head.protocol()).isEqualTo("websocket");
                            assertThat(head.path()).isEqualTo("/chat");
                            assertThat(head.form()).isEqualTo(TargetForm.ORIGIN);
                        }),
                malformed(
                        "extended CONNECT without a path",
                        Http2Fault.PATH_MISSING,
                        connect,
                        websocket,
                        HTTPS,
                        AUTHORITY),
                malformed("a protocol with another method", Http2Fault.PROTOCOL, with(websocket)),
                malformed("an empty protocol", Http2Fault.PROTOCOL, connect, ":protocol: ", HTTPS, ROOT, AUTHORITY),
                dynamicTest("PROTOCOL_ERROR of the stream for extended CONNECT that was not offered", () -> {
                    HeadReader plain = new HeadReader(ParserLimits.defaults(), false);
                    plain.beginRequest(false);
                    assertThat(Heads.read(plain, Heads.block(connect, websocket, HTTPS, ROOT, AUTHORITY)))
                            .isEqualTo(Http2Fault.PROTOCOL);
                }));
    }
}
