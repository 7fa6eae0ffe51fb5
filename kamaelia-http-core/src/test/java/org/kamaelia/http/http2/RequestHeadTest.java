package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.TargetForm;

@DisplayName("Requests are read strictly (RFC 9113 8)")
class RequestHeadTest {

    private static final String GET = ":method: GET";
    private static final String HTTPS = ":scheme: https";
    private static final String ROOT = ":path: /";
    private static final String AUTHORITY = ":authority: a.example";
    private static final List<String> REQUEST = List.of(GET, HTTPS, ROOT, AUTHORITY);

    private final HeadReader reader = Heads.reader(ParserLimits.defaults());

    private static String[] with(String... more) {
        return Stream.concat(REQUEST.stream(), Stream.of(more)).toArray(String[]::new);
    }

    /** The usual request without a line, and with others in its place. */
    private static String[] instead(String line, String... others) {
        List<String> lines = new ArrayList<>();
        for (String usual : REQUEST) {
            lines.addAll(usual.equals(line) ? List.of(others) : List.of(usual));
        }
        return lines.toArray(String[]::new);
    }

    private DynamicTest takes(String sentence, String[] lines, Consumer<Http2RequestHead> head) {
        return dynamicTest("takes " + sentence, () -> {
            reader.beginRequest(false);
            assertThat(Heads.read(reader, Heads.block(lines))).isNull();
            head.accept(reader.head());
        });
    }

    private DynamicTest takes(String sentence, String... lines) {
        return takes(sentence, lines, head -> assertThat(head.path()).isEqualTo("/"));
    }

    /** The request is malformed: the stream ends with PROTOCOL_ERROR, and the next request is read. */
    private DynamicTest malformed(String sentence, Http2Fault fault, String... lines) {
        return dynamicTest("PROTOCOL_ERROR of the stream for " + sentence, () -> {
            reader.beginRequest(false);
            assertThat(Heads.read(reader, Heads.block(lines))).isEqualTo(fault);
            assertThat(fault.scope()).isEqualTo(Http2Fault.Scope.STREAM);
            assertThat(fault.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            reader.beginRequest(true);
            assertThat(Heads.read(reader, Heads.block(with()))).isNull();
        });
    }

    private DynamicTest refused(String sentence, int status, Http2Fault fault, String... lines) {
        return dynamicTest(status + " for " + sentence, () -> {
            reader.beginRequest(false);
            assertThat(Heads.read(reader, Heads.block(lines))).isEqualTo(fault);
            assertThat(fault.scope()).isEqualTo(Http2Fault.Scope.REQUEST);
            assertThat(fault.refusal().status()).isEqualTo(status);
        });
    }

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

    @TestFactory
    @DisplayName("field names and values (RFC 9113 8.2.1)")
    Stream<DynamicTest> namesAndValues() {
        Stream<DynamicTest> values = Stream.of('\0', '\1', '\n', '\r', '\u001f', '\u007f')
                .map(c -> malformed(
                        String.format("the octet %02x in a value", (int) c),
                        Http2Fault.FIELD_VALUE,
                        with("a: x" + c + "y")));
        return Stream.concat(
                values,
                Stream.of(
                        takes("an empty value", with("a: ")),
                        takes("spaces, tabs and octets beyond ASCII in a value", with("a: b \t \u00fc c")),
                        takes("every character of a token in a name", with("!#$%&'*+-.^_`|~0aZ".toLowerCase() + ": b")),
                        malformed("an uppercase letter in a name", Http2Fault.FIELD_NAME_CASE, with("aB: c")),
                        malformed("an empty name", Http2Fault.FIELD_NAME, with(": c")),
                        malformed("a space in a name", Http2Fault.FIELD_NAME, with("a b: c")),
                        malformed("a colon in a name", Http2Fault.FIELD_NAME, with("a:b: c")),
                        malformed("an octet beyond ASCII in a name", Http2Fault.FIELD_NAME, with("\u00fc: c")),
                        malformed("a control character in a name", Http2Fault.FIELD_NAME, with("a\0: c")),
                        malformed("a space before a value", Http2Fault.FIELD_VALUE_SPACE, with("a:  c")),
                        malformed("a tab behind a value", Http2Fault.FIELD_VALUE_SPACE, with("a: c\t")),
                        malformed("a value of one space", Http2Fault.FIELD_VALUE_SPACE, with("a:  "))));
    }

    @TestFactory
    @DisplayName("fields about the connection are malformed (RFC 9113 8.2.2)")
    Stream<DynamicTest> connectionFields() {
        return Stream.concat(
                Stream.of(
                                "connection: close",
                                "proxy-connection: close",
                                "keep-alive: timeout=1",
                                "transfer-encoding: chunked",
                                "upgrade: h2c")
                        .map(line -> malformed(line, Http2Fault.CONNECTION_FIELD, with(line))),
                Stream.of(
                        takes("te: trailers", with("te: trailers")),
                        malformed("te: gzip", Http2Fault.TE, with("te: gzip")),
                        malformed("te: trailers, gzip", Http2Fault.TE, with("te: trailers, gzip"))));
    }

    @TestFactory
    @DisplayName("the parts of a Cookie field are joined (RFC 9113 8.2.3)")
    Stream<DynamicTest> cookies() {
        return Stream.of(
                takes(
                        "one",
                        with("cookie: a=1", "x: y"),
                        head -> assertThat(head.fields().all("Cookie")).containsExactly("a=1")),
                takes("three", with("cookie: a=1", "x: y", "cookie: b=2", "cookie: c=3"), head -> {
                    assertThat(head.fields().all("Cookie")).containsExactly("a=1; b=2; c=3");
                    assertThat(head.fields().all("x")).containsExactly("y");
                    assertThat(head.fields().all("host")).containsExactly("a.example");
                    assertThat(head.fields().size()).isEqualTo(3);
                }),
                takes(
                        "two without an authority",
                        instead(AUTHORITY, "cookie: a=1", "host: b", "cookie: b=2"),
                        head -> assertThat(head.fields().all("Cookie")).containsExactly("a=1; b=2")));
    }

    @TestFactory
    @DisplayName("content-length is one number of octets (RFC 9113 8.1.1)")
    Stream<DynamicTest> contentLength() {
        return Stream.of(
                takes("a length", with("content-length: 12"), head -> {
                    assertThat(head.contentLength()).isEqualTo(12);
                    assertThat(head.bodyLength()).isEqualTo(12);
                }),
                takes("no length", with(), head -> {
                    assertThat(head.contentLength()).isEqualTo(-1);
                    assertThat(head.bodyLength()).isEqualTo(-1);
                    assertThat(head.hasBody()).isTrue();
                }),
                malformed("two lengths", Http2Fault.CONTENT_LENGTH, with("content-length: 1", "content-length: 1")),
                malformed("no digits", Http2Fault.CONTENT_LENGTH, with("content-length: ")),
                malformed("a sign", Http2Fault.CONTENT_LENGTH, with("content-length: +1")),
                malformed("a list", Http2Fault.CONTENT_LENGTH, with("content-length: 1, 1")),
                malformed("19 digits", Http2Fault.CONTENT_LENGTH, with("content-length: 1000000000000000000")),
                dynamicTest("PROTOCOL_ERROR of the stream for a length where no content follows", () -> {
                    reader.beginRequest(true);
                    assertThat(Heads.read(reader, Heads.block(with("content-length: 1"))))
                            .isEqualTo(Http2Fault.CONTENT_LENGTH_MISMATCH);
                    reader.beginRequest(true);
                    assertThat(Heads.read(reader, Heads.block(with("content-length: 0"))))
                            .isNull();
                }));
    }

    @TestFactory
    @DisplayName("rules that HTTP/1.1 has as well (RFC 9110)")
    Stream<DynamicTest> rulesOfEveryVersion() {
        return Stream.of(
                takes(
                        "100-continue",
                        with("expect: 100-continue"),
                        head -> assertThat(head.expectsContinue()).isTrue()),
                refused("another expectation", 417, Http2Fault.EXPECTATION, with("expect: tea")),
                refused(
                        "two content types",
                        400,
                        Http2Fault.CONTENT_TYPE_REPEATED,
                        with("content-type: a/b", "content-type: a/b")),
                refused("content_length", 400, Http2Fault.LOOKALIKE_NAME, with("content_length: 1")),
                refused("transfer_encoding", 400, Http2Fault.LOOKALIKE_NAME, with("transfer_encoding: chunked")),
                takes(
                        "a Priority field",
                        with("priority: u=1, i"),
                        head -> assertThat(head.priority()).isSameAs(Priority.of(1, true))),
                takes(
                        "a divided Priority field",
                        with("priority: u=1", "a: b", "priority: i"),
                        head -> assertThat(head.priority()).isSameAs(Priority.of(1, true))),
                takes(
                        "a Priority field that is no dictionary",
                        with("priority: u="),
                        head -> assertThat(head.priority()).isSameAs(Priority.defaults())));
    }

    @Test
    @DisplayName("a list that is too large gets 431, and the next request is read (RFC 9113 10.5.1)")
    void limits() {
        ParserLimits small = new ParserLimits(64, 64, 3, 256, 64);
        HeadReader limited = Heads.reader(small);
        int list = HeadReader.headerList(small);
        assertThat(list).isEqualTo(64 + 64 + 3 * 32);

        limited.beginRequest(false);
        assertThat(Heads.read(limited, Heads.block(":method: HEAD", "x: " + "y".repeat(list))))
                .isEqualTo(Http2Fault.SECTION_SIZE);
        assertThat(Http2Fault.SECTION_SIZE.refusal().status()).isEqualTo(431);
        assertThat(limited.toHead()).isTrue();
        limited.beginRequest(false);
        assertThat(Heads.read(limited, Heads.block(":method: GET", "x: " + "y".repeat(list))))
                .isEqualTo(Http2Fault.SECTION_SIZE);
        assertThat(limited.toHead()).isFalse();

        HeadReader few = Heads.reader(new ParserLimits(8192, 16384, 3, 256, 64));
        few.beginRequest(false);
        assertThat(Heads.read(few, Heads.block(with("a: b", "a: b", "a: b")))).isNull();
        few.beginRequest(false);
        assertThat(Heads.read(few, Heads.block(with("a: b", "a: b", "a: b", "a: b"))))
                .isEqualTo(Http2Fault.FIELD_COUNT);
        few.beginRequest(false);
        assertThat(Heads.read(few, Heads.block(with("a: b", "a: b", "a: b", "a: b", "a: b", "a: b"))))
                .isEqualTo(Http2Fault.FIELD_COUNT);
        assertThat(Http2Fault.FIELD_COUNT.refusal().status()).isEqualTo(431);
    }

    @Test
    @DisplayName("a block that unpacks to eight times the largest list ends the connection (RFC 9113 10.5.1)")
    void aBomb() {
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Decoding.hex("400161 7fa11e" + "78".repeat(4000))))
                .isEqualTo(Http2Fault.METHOD_MISSING);
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Decoding.hex("be".repeat(54)))).isEqualTo(Http2Fault.SECTION_SIZE);
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Decoding.hex("be".repeat(56)))).isEqualTo(Http2Fault.FIELD_LIST_SIZE);
        assertThat(Http2Fault.FIELD_LIST_SIZE.code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        assertThat(Http2Fault.FIELD_LIST_SIZE.scope()).isEqualTo(Http2Fault.Scope.CONNECTION);
    }

    @Test
    @DisplayName("more than 100 lists in a row that are too large end the connection (RFC 9113 10.5.1)")
    void listsThatAreTooLarge() {
        byte[] large = Heads.block(with("x: " + "y".repeat(30_000)));
        for (int i = 0; i < 100; i++) {
            reader.beginRequest(true);
            assertThat(Heads.read(reader, large)).isEqualTo(Http2Fault.SECTION_SIZE);
        }
        reader.beginRequest(true);
        assertThat(Heads.read(reader, Heads.block(with()))).isNull();
        for (int i = 0; i < 100; i++) {
            reader.beginRequest(true);
            assertThat(Heads.read(reader, large)).isEqualTo(Http2Fault.SECTION_SIZE);
        }
        reader.beginRequest(true);
        assertThat(Heads.read(reader, large)).isEqualTo(Http2Fault.FIELD_LISTS);
        assertThat(Http2Fault.FIELD_LISTS.code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
    }

    @TestFactory
    @DisplayName("trailers are fields that say nothing about the message before them (RFC 9113 8.1, RFC 9110 6.5.1)")
    Stream<DynamicTest> trailers() {
        return Stream.of(
                dynamicTest("takes fields", () -> {
                    reader.beginTrailers();
                    assertThat(Heads.read(reader, Heads.block("grpc-status: 0", "a: b")))
                            .isNull();
                    assertThat(reader.trailers())
                            .isEqualTo(Fields.builder()
                                    .add("grpc-status", "0")
                                    .add("a", "b")
                                    .build());
                }),
                dynamicTest("takes none", () -> {
                    reader.beginTrailers();
                    assertThat(Heads.read(reader, new byte[0])).isNull();
                    assertThat(reader.trailers().size()).isZero();
                }),
                wrongTrailer(":path: /", Http2Fault.PSEUDO_FIELD_IN_TRAILERS),
                wrongTrailer("A: b", Http2Fault.FIELD_NAME_CASE),
                wrongTrailer("a: b\n", Http2Fault.FIELD_VALUE),
                wrongTrailer("connection: close", Http2Fault.CONNECTION_FIELD),
                wrongTrailer("content-length: 1", Http2Fault.TRAILER_FORBIDDEN),
                wrongTrailer("content_length: 1", Http2Fault.TRAILER_FORBIDDEN),
                wrongTrailer("host: a", Http2Fault.TRAILER_FORBIDDEN),
                wrongTrailer("te: trailers", Http2Fault.TRAILER_FORBIDDEN),
                wrongTrailer("authorization: a", Http2Fault.TRAILER_FORBIDDEN),
                wrongTrailer("content-type: a/b", Http2Fault.TRAILER_FORBIDDEN),
                wrongTrailer("a: " + "b".repeat(20_000), Http2Fault.TRAILER_SECTION_SIZE));
    }

    private DynamicTest wrongTrailer(String line, Http2Fault fault) {
        return dynamicTest(fault + " for " + line.substring(0, Math.min(20, line.length())), () -> {
            reader.beginTrailers();
            assertThat(Heads.read(reader, Heads.block("x: y", line))).isEqualTo(fault);
            assertThat(fault.scope()).isEqualTo(Http2Fault.Scope.STREAM);
        });
    }

    @Test
    @DisplayName("a block that is ignored changes the table all the same (RFC 9113 4.3)")
    void ignored() {
        reader.beginIgnored();
        assertThat(Heads.read(reader, Decoding.hex("4001610162"))).isNull();
        reader.beginTrailers();
        assertThat(Heads.read(reader, Decoding.hex("be"))).isNull();
        assertThat(reader.trailers().first("a")).isEqualTo("b");
    }
}
