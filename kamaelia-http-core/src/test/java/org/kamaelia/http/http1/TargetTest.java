package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.http1.Requirements.accepts;
import static org.kamaelia.http.http1.Requirements.refuses;
import static org.kamaelia.http.http1.Transcript.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.http.syntax.TargetForm;

@DisplayName("The request target (RFC 9112 3.2)")
class TargetTest {

    @TestFactory
    @DisplayName("the origin form is a path and perhaps a query (RFC 9112 3.2.1)")
    Stream<DynamicTest> originFormIsAPathAndAQuery() {
        return Stream.of(
                origin("/", "/", null),
                origin("/a/b;c=d,e/f", "/a/b;c=d,e/f", null),
                origin("//a", "//a", null),
                origin("/a?", "/a", ""),
                origin("/a?b=c&d=/e?f", "/a", "b=c&d=/e?f"),
                origin("/?a", "/", "a"),
                origin("/%41%c3%A9%2f%00", "/%41%c3%A9%2f%00", null),
                origin("/a?%20%ff", "/a", "%20%ff"),
                origin("/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@", null),
                origin("/photo[1].jpg|^", "/photo[1].jpg|^", null),
                origin("/a?ids[]=1&{b}|c^`\\", "/a", "ids[]=1&{b}|c^`\\"),
                origin("/../a/./b", "/../a/./b", null),
                origin("/http://x/", "/http://x/", null));
    }

    @TestFactory
    @DisplayName("a malformed target is refused (RFC 9112 3.2, RFC 3986)")
    Stream<DynamicTest> malformedTargetIsRefused() {
        return Stream.of(
                target("a fragment, RFC 9112 3.2", Fault.TARGET_FRAGMENT, "/a#b"),
                target("an empty fragment, RFC 9112 3.2", Fault.TARGET_FRAGMENT, "/a#"),
                target("a fragment behind a query, RFC 9112 3.2", Fault.TARGET_FRAGMENT, "/a?b#c"),
                target("a raw octet that is not ASCII, RFC 3986 2", Fault.TARGET_CHARACTER, "/\u00e9"),
                target(
                        "a raw octet that is not ASCII in the query, RFC 3986 2",
                        Fault.TARGET_CHARACTER,
                        "/?\u00c3\u00a9"),
                target("NUL, RFC 9112 3.2", Fault.TARGET_CHARACTER, "/a\0b"),
                target("DEL, RFC 9112 3.2", Fault.TARGET_CHARACTER, "/a\u007fb"),
                target("a tab, RFC 9112 3.2", Fault.TARGET_CHARACTER, "/a\tb"),
                target("a control character, RFC 9112 3.2", Fault.TARGET_CHARACTER, "/a\u001bb"),
                target("a quotation mark, RFC 3986 2", Fault.TARGET_CHARACTER, "/\""),
                target("angle brackets, RFC 3986 2", Fault.TARGET_CHARACTER, "/<a>"),
                target("a backslash, RFC 3986 2", Fault.TARGET_CHARACTER, "/a\\b"),
                target("a grave accent, RFC 3986 2", Fault.TARGET_CHARACTER, "/`"),
                target("braces, RFC 3986 2", Fault.TARGET_CHARACTER, "/{a}"),
                target("a quotation mark in the query, RFC 3986 3.4", Fault.TARGET_CHARACTER, "/?a\"b"),
                target("angle brackets in the query, RFC 3986 3.4", Fault.TARGET_CHARACTER, "/?<a>"),
                target("a backslash in front of a path, RFC 3986 3.3", Fault.TARGET_CHARACTER, "/\\evil"),
                target("a percent sign alone, RFC 3986 2.1", Fault.TARGET_PERCENT, "/%"),
                target("a percent sign and one digit, RFC 3986 2.1", Fault.TARGET_PERCENT, "/%4"),
                target("a percent sign and no hex digits, RFC 3986 2.1", Fault.TARGET_PERCENT, "/%4g"),
                target("a percent sign and no hex digits in the query, RFC 3986 2.1", Fault.TARGET_PERCENT, "/?%zz"),
                target("%u escapes, RFC 3986 2.1", Fault.TARGET_PERCENT, "/%u0041"),
                target("a path without slash, RFC 9112 3.2", Fault.TARGET, "a/b"),
                target("a query without path, RFC 9112 3.2", Fault.TARGET, "?a"),
                target("a fragment alone, RFC 9112 3.2", Fault.TARGET, "#a"),
                target("an octet that is not ASCII alone, RFC 9112 3.2", Fault.TARGET, "\u00e9"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/[", "/]", "/|", "/^", "/?[", "/?]", "/?{", "/?}", "/?|", "/?^", "/?`", "/?\\", "http://h/|"})
    @DisplayName(
            "with strict targets, the characters that only the URL standard leaves raw are refused (RFC 3986 3.3, 3.4)")
    void strictTargetsKeepToRfc3986(String target) {
        byte[] octets = ("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        RequestParser lenient = new RequestParser(ParserLimits.defaults());
        assertThat(lenient.parse(ByteBuffer.wrap(octets))).isEqualTo(RequestParser.Event.HEAD);
        assertThat(lenient.head().target()).isEqualTo(target);
        RequestParser strict = new RequestParser(ParserLimits.defaults().strictTargets(true));
        assertThat(strict.parse(ByteBuffer.wrap(octets))).isEqualTo(RequestParser.Event.REFUSED);
        assertThat(strict.refusal()).isEqualTo(Fault.refusal(Fault.TARGET_CHARACTER.code()));
    }

    @TestFactory
    @DisplayName("the absolute form has a scheme, an authority and perhaps a path and a query (RFC 9112 3.2.2)")
    Stream<DynamicTest> absoluteFormHasAnAuthorityAndAPath() {
        return Stream.of(
                absolute("http://a.example/b?c", "a.example", "/b", "c"),
                absolute("HTTP://a.example:81/", "a.example:81", "/", null),
                absolute("https://a.example", "a.example", "/", null),
                absolute("http://a.example?b", "a.example", "/", "b"),
                absolute("http://[::1]:80/x", "[::1]:80", "/x", null),
                absolute("http://a.example:/", "a.example:", "/", null),
                absolute("http://%41/", "%41", "/", null),
                target("user information in it, RFC 9110 4.2.4", Fault.TARGET_AUTHORITY, "http://u:p@h/"),
                target("user information without password, RFC 9110 4.2.4", Fault.TARGET_AUTHORITY, "http://u@h/"),
                target("an empty host in it, RFC 9110 4.2.1", Fault.TARGET_AUTHORITY, "http:///a"),
                target("no host in it, RFC 9110 4.2.1", Fault.TARGET_AUTHORITY, "http://"),
                target("no host in an https target, RFC 9110 4.2.2", Fault.TARGET_AUTHORITY, "https://"),
                target("a port alone in it, RFC 9110 4.2.1", Fault.TARGET_AUTHORITY, "http://:80/"),
                target("a port that is none in it, RFC 3986 3.2.3", Fault.TARGET_AUTHORITY, "http://h:8o/"),
                target("a backslash in its host, RFC 3986 3.2.2", Fault.TARGET_AUTHORITY, "http://a\\b/"),
                target("another scheme, RFC 9110 4.2", Fault.TARGET_SCHEME, "ftp://h/"),
                target("a scheme without slashes, RFC 9112 3.2.2", Fault.TARGET_SCHEME, "http:a"),
                target("a scheme with one slash, RFC 9112 3.2.2", Fault.TARGET_SCHEME, "http:/a/b"),
                target("a fragment behind its host, RFC 9112 3.2", Fault.TARGET_FRAGMENT, "http://h#a"),
                target("a fragment in it, RFC 9112 3.2", Fault.TARGET_FRAGMENT, "http://h/#a"),
                target(
                        "a raw octet that is not ASCII in its host, RFC 3986 3.2.2",
                        Fault.TARGET_CHARACTER,
                        "http://h\u00e9/"),
                target("a bad escape in it, RFC 3986 2.1", Fault.TARGET_PERCENT, "http://h/%g0"));
    }

    @TestFactory
    @DisplayName("the authority form is for CONNECT and the asterisk for OPTIONS (RFC 9112 3.2.3, 3.2.4)")
    Stream<DynamicTest> authorityFormIsForConnectAndAsteriskForOptions() {
        return Stream.of(
                accepts(
                        "CONNECT host:port, RFC 9112 3.2.3",
                        request("CONNECT a.example:443 HTTP/1.1", "Host: b"),
                        head -> {
                            assertThat(head.form()).isEqualTo(TargetForm.AUTHORITY);
                            assertThat(head.authority()).isEqualTo("a.example:443");
                            assertThat(head.host()).isEqualTo("a.example");
                            assertThat(head.port()).isEqualTo(443);
                            assertThat(head.path()).isEmpty();
                            assertThat(head.query()).isNull();
                        }),
                connect("without a port, RFC 9112 3.2.3", "a.example"),
                connect("with an empty port, RFC 9110 9.3.6", "a.example:"),
                connect("with a path, RFC 9112 3.2.3", "a.example:443/"),
                connect("in origin-form, RFC 9112 3.2.3", "/"),
                connect("in absolute-form, RFC 9112 3.2.3", "http://a.example:443"),
                connect("with user information, RFC 9112 3.2.3", "u@a.example:443"),
                connect("with a port above 65,535, RFC 9110 9.3.6", "a.example:65536"),
                connect("with an octet that is not ASCII, RFC 9112 3.2.3", "a.example:443\u00e9"),
                accepts("OPTIONS *, RFC 9112 3.2.4", request("OPTIONS * HTTP/1.1", "Host: h"), head -> {
                    assertThat(head.form()).isEqualTo(TargetForm.ASTERISK);
                    assertThat(head.path()).isEqualTo("*");
                    assertThat(head.query()).isNull();
                    assertThat(head.authority()).isEqualTo("h");
                }),
                target("GET *, RFC 9112 3.2.4", Fault.TARGET_ASTERISK, "*"),
                refuses(
                        "options * in lower case, RFC 9112 3.2.4",
                        400,
                        Fault.TARGET_ASTERISK,
                        request("options * HTTP/1.1", "Host: h")),
                refuses("OPTIONS *?a, RFC 9112 3.2.4", 400, Fault.TARGET, request("OPTIONS *?a HTTP/1.1", "Host: h")));
    }

    @TestFactory
    @DisplayName("the authority of the target wins over Host (RFC 9112 3.2.2)")
    Stream<DynamicTest> authorityOfTheTargetWinsOverHost() {
        return Stream.of(
                accepts(
                        "another Host than the target has, RFC 9112 3.2.2",
                        request("GET http://a.example:81/ HTTP/1.1", "Host: b.example"),
                        head -> {
                            assertThat(head.authority()).isEqualTo("a.example:81");
                            assertThat(head.host()).isEqualTo("a.example");
                            assertThat(head.port()).isEqualTo(81);
                        }),
                refuses(
                        "absolute-form without Host in HTTP/1.1, RFC 9112 3.2.2",
                        400,
                        Fault.HOST_MISSING,
                        request("GET http://a.example/ HTTP/1.1")),
                refuses(
                        "absolute-form with a malformed Host, RFC 9112 3.2",
                        400,
                        Fault.HOST_MALFORMED,
                        request("GET http://a.example/ HTTP/1.1", "Host: a/b")));
    }

    private static DynamicTest origin(String target, String path, @Nullable String query) {
        return accepts(target + ", RFC 9112 3.2.1", request("GET " + target + " HTTP/1.1", "Host: h:1"), head -> {
            assertThat(head.form()).isEqualTo(TargetForm.ORIGIN);
            assertThat(head.target()).isEqualTo(target);
            assertThat(head.path()).isEqualTo(path);
            assertThat(head.query()).isEqualTo(query);
            assertThat(head.authority()).isEqualTo("h:1");
        });
    }

    private static DynamicTest absolute(String target, String authority, String path, @Nullable String query) {
        return accepts(target + ", RFC 9112 3.2.2", request("GET " + target + " HTTP/1.1", "Host: other"), head -> {
            assertThat(head.form()).isEqualTo(TargetForm.ABSOLUTE);
            assertThat(head.target()).isEqualTo(target);
            assertThat(head.authority()).isEqualTo(authority);
            assertThat(head.path()).isEqualTo(path);
            assertThat(head.query()).isEqualTo(query);
        });
    }

    private static DynamicTest target(String sentence, Fault fault, String target) {
        return refuses(sentence, 400, fault, request("GET " + target + " HTTP/1.1", "Host: h"));
    }

    private static DynamicTest connect(String sentence, String target) {
        return refuses(
                "CONNECT " + sentence,
                400,
                Fault.TARGET_CONNECT,
                request("CONNECT " + target + " HTTP/1.1", "Host: h"));
    }
}
