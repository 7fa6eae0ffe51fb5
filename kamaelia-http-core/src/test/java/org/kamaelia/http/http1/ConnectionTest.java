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

@DisplayName("Connection and Expect (RFC 9112 9.3, RFC 9110 7.6.1, 10.1.1)")
class ConnectionTest {

    @TestFactory
    @DisplayName("HTTP/1.1 persists unless told to close, HTTP/1.0 only when told to persist (RFC 9112 9.3)")
    Stream<DynamicTest> http11PersistsAndHttp10EndsUnlessToldOtherwise() {
        return Stream.of(
                keepAlive(true, "1.1"),
                keepAlive(true, "1.1", "Connection: keep-alive"),
                keepAlive(true, "1.1", "Connection: upgrade, foo"),
                keepAlive(true, "1.1", "Connection:"),
                keepAlive(true, "1.1", "Connection: closed"),
                keepAlive(true, "1.1", "Connection: \"close\""),
                keepAlive(true, "1.1", "X-Connection: close", "Connexions: close"),
                keepAlive(false, "1.1", "Connection: close"),
                keepAlive(false, "1.1", "CONNECTION: Close"),
                keepAlive(false, "1.1", "Connection: foo,,\tclose , bar"),
                keepAlive(false, "1.1", "Connection: keep-alive, close"),
                keepAlive(false, "1.1", "Connection: keep-alive", "Connection: close"),
                keepAlive(false, "1.0"),
                keepAlive(false, "1.0", "Connection: foo"),
                keepAlive(true, "1.0", "Connection: Keep-Alive"),
                keepAlive(true, "1.0", "Connection: foo", "Connection: bar, keep-alive"),
                keepAlive(false, "1.0", "Connection: keep-alive, close"));
    }

    @TestFactory
    @DisplayName("100-continue is the only expectation (RFC 9110 10.1.1)")
    Stream<DynamicTest> continueIsTheOnlyExpectation() {
        return Stream.of(
                expects(true, "1.1", "Expect: 100-continue", "Content-Length: 1"),
                expects(true, "1.1", "Expect: 100-Continue", "Transfer-Encoding: chunked"),
                expects(true, "1.1", "Expect: , 100-continue,", "expect: 100-continue", "Content-Length: 1"),
                expects(false, "1.1", "Content-Length: 1"),
                expects(false, "1.1", "Expect:", "Content-Length: 1"),
                expects(false, "1.1", "Expect: 100-continue"),
                expects(false, "1.1", "Expect: 100-continue", "Content-Length: 0"),
                expects(false, "1.0", "Expect: 100-continue", "Content-Length: 1"),
                expectation("Expect: 200-ok"),
                expectation("Expect: 100-continue, foo"),
                expectation("Expect: 100-continue;a=b"),
                expectation("Expect: 100-continue=1"),
                expectation("Expect: 100-continue", "Expect: foo"),
                refuses(
                        "Transfer-Encoding with Content-Length rather than an unknown expectation, RFC 9112 6.3",
                        400,
                        Fault.LENGTH_AND_CODING,
                        request(
                                "POST / HTTP/1.1",
                                "Expect: foo",
                                "Host: h",
                                "Content-Length: 1",
                                "Transfer-Encoding: chunked")));
    }

    private static DynamicTest keepAlive(boolean persists, String version, String... lines) {
        String sentence = "HTTP/" + version + " " + String.join(" / ", lines)
                + (persists ? " as persistent" : " as the last request") + ", RFC 9112 9.3";
        return accepts(
                sentence,
                "GET / HTTP/" + version + "\r\n"
                        + request("Host: h", String.join("\r\n", lines)).replace("\r\n\r\n\r\n", "\r\n\r\n"),
                head -> assertThat(head.keepAlive()).isEqualTo(persists));
    }

    private static DynamicTest expects(boolean expects, String version, String... lines) {
        String sentence = "HTTP/" + version + " " + String.join(" / ", lines)
                + (expects ? " as waiting" : " as not waiting") + " for 100, RFC 9110 10.1.1";
        return DynamicTest.dynamicTest("takes " + sentence, () -> {
            Transcript transcript = Transcript.of("POST / HTTP/" + version + "\r\nHost: h\r\n" + request(lines));
            assertThat(transcript.refusal).isNull();
            assertThat(transcript.heads.get(0).expectsContinue()).isEqualTo(expects);
        });
    }

    private static DynamicTest expectation(String... lines) {
        return refuses(
                String.join(" / ", lines) + " with 417, RFC 9110 10.1.1",
                417,
                Fault.EXPECTATION,
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n" + request(lines) + "a");
    }
}
