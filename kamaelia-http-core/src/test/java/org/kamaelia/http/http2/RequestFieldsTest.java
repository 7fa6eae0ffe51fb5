package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.kamaelia.http.syntax.Fields;

@DisplayName("The fields of requests are read strictly (RFC 9113 8.1 and 8.2)")
class RequestFieldsTest extends RequestCases {
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
}
