package org.kamaelia.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Parameters of queries and forms")
class ParametersTest {
    private static TestServer server;

    private static Response list(Parameters parameters) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> entry : parameters) {
            text.append('[')
                    .append(entry.getKey())
                    .append('=')
                    .append(entry.getValue())
                    .append(']');
        }
        return Response.text(text.toString());
    }

    @BeforeAll
    static void start() {
        server = TestServer.serve(ResourceGlue.of()
                .at("/query", HandlerFactory.oneShot(request -> list(request.parameters())))
                .at(
                        "/form",
                        HandlerFactory.oneShot(64 * 1024, (request, body) -> list(Parameters.ofForm(request, body)))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawResponse query(String query) {
        return server.client().send(get("/query" + query)).response();
    }

    private static RawResponse form(String type, String body) {
        return server.client()
                .send(head(
                                "POST /form HTTP/1.1",
                                "Host: h",
                                "Content-Type: " + type,
                                "Content-Length: " + body.length())
                        + body)
                .response();
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("of a query are decoded and keep their order")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | ``",
                "? | ``",
                "?a=1&b=2 | [a=1][b=2]",
                "?a=1&a=2 | [a=1][a=2]",
                "?a | [a=]",
                "?a= | [a=]",
                "?=1 | [=1]",
                "?a=b=c | [a=b=c]",
                "?&&a=1&& | [a=1]",
                "?a+b=c+d | [a b=c d]",
                "?a%26b=%3D%25 | [a&b==%]",
                "?%C3%A4=%e2%82%ac | [ä=€]",
                "?a=1;b=2 | [a=1;b=2]",
                "?a=1?b | [a=1?b]"
            })
    void ofAQueryAreDecodedInOrder(String query, String expected) {
        assertThat(new String(query(query).body(), UTF_8)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("that are not UTF-8 are refused with 400")
    @ValueSource(strings = {"?a=%ff", "?a=%C3", "?%c0%af=1", "?a=%ed%a0%80", "?a=%f5%80%80%80"})
    void thatAreNotUtf8AreRefused(String query) {
        assertThat(query(query).status()).isEqualTo(400);
    }

    @Test
    @DisplayName("are at most 1,000")
    void areAtMost1000() {
        assertThat(query("?" + "a&".repeat(1_000)).status()).isEqualTo(200);
        assertThat(query("?" + "a&".repeat(1_001)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @DisplayName("of a form are decoded in the same way")
    @ValueSource(strings = {"application/x-www-form-urlencoded", "Application/X-WWW-Form-URLEncoded; charset=utf-8"})
    void ofAFormAreDecodedInTheSameWay(String type) {
        assertThat(form(type, "a=1+2&b=%26").text()).isEqualTo("[a=1 2][b=&]");
    }

    @ParameterizedTest
    @DisplayName("of a form that are malformed are refused with 400")
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=1", "a=\u00ff"})
    void ofAMalformedFormAreRefused(String body) {
        assertThat(form("application/x-www-form-urlencoded", body).status()).isEqualTo(400);
    }

    @Test
    @DisplayName("of another type are refused with 415 and the type that is expected, RFC 9110 15.5.16")
    void ofAnotherTypeAreRefusedWith415() {
        RawResponse response = form("application/json", "{}");
        assertThat(response.status()).isEqualTo(415);
        assertThat(response.field("Accept")).isEqualTo("application/x-www-form-urlencoded");
    }

    @Test
    @DisplayName("are looked up by name")
    void areLookedUpByName() {
        Parameters parameters = Parameters.parse("a=1&b=2&a=3&A=4");
        assertThat(parameters.first("a")).isEqualTo("1");
        assertThat(parameters.first("c")).isNull();
        assertThat(parameters.first("c", "-")).isEqualTo("-");
        assertThat(parameters.all("a")).containsExactly("1", "3");
        assertThat(parameters.names()).containsExactly("a", "b", "A");
        assertThat(parameters.size()).isEqualTo(4);
        assertThat(parameters).hasToString("[a, b, A]");
    }
}
