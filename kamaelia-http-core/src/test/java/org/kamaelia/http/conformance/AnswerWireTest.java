package org.kamaelia.http.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;

@DisplayName("What every answer has (RFC 9112 4, 6, RFC 9110 6.6.1, 9.3.2, 15)")
class AnswerWireTest {
    private static final HandlerFactory BY_STATUS = HandlerFactory.oneShot(request -> {
        int status = Integer.parseInt(request.variable("status"));
        return Response.text("content").status(status);
    });

    @RegisterExtension
    static final Wire WIRE = new Wire(ResourceGlue.of()
            .at("/status/{status}", BY_STATUS)
            .at("/next", Wire.says("next"))
            .at("/only", "GET", Wire.says("only"))
            .at("/upgrade", HandlerFactory.oneShot(request -> Response.of(426).header("Upgrade", "TLS/1.3"))));

    private static RawResponse ask(String method, String target) {
        RawClient client = WIRE.client().send(head(method + " " + target + " HTTP/1.1", "Host: h"));
        return method.equals("HEAD") ? client.responseToHead() : client.response();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 205, 206, 301, 304, 308, 400, 404, 418, 500, 503, 599})
    @DisplayName("one Date, an IMF-fixdate of about now, in every final answer (RFC 9110 6.6.1, 5.6.7)")
    void everyFinalAnswerHasOneDate(int status) {
        assertDate(ask("GET", "/status/" + status));
    }

    @ParameterizedTest
    @CsvSource({"GET, /nowhere, 404", "DELETE, /only, 405", "BREW, /only, 501", "OPTIONS, /only, 204", "GET, /%zz, 400"
    })
    @DisplayName("answers that no handler gave have a Date, too (RFC 9110 6.6.1)")
    void answersWithoutAHandlerHaveADate(String method, String target, int status) {
        RawResponse response = ask(method, target);

        assertThat(response.status()).isEqualTo(status);
        assertDate(response);
    }

    private static void assertDate(RawResponse response) {
        List<String> dates = response.all("Date");
        assertThat(dates).hasSize(1);
        assertThat(dates.get(0))
                .matches(
                        "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} "
                                + "\\d\\d:\\d\\d:\\d\\d GMT");
        Instant date = ZonedDateTime.parse(dates.get(0), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
        assertThat(Duration.between(date, Instant.now())).isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status/200", "/status/404", "/status/500", "/nowhere", "/only", "/../.."})
    @DisplayName("HEAD gets the fields of GET and not an octet of content, errors included (RFC 9110 9.3.2)")
    void headGetsTheFieldsOfGetAndNoContent(String target) {
        RawClient client = WIRE.client().send(get(target));
        String toGet = client.response().raw();
        client.send(head("HEAD " + target + " HTTP/1.1", "Host: h") + get("/next"));

        assertThat(client.responseToHead().raw()).isEqualTo(toGet.substring(0, toGet.indexOf("\r\n\r\n") + 4));
        assertThat(client.response().text()).isEqualTo("next");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HEAD / HTTP/1.1~~                                                     | 400
            HEAD / HTTP/1.1~Host: h~Host: h~~                                     | 400
            HEAD / HTTP/1.1~Host: h~Content-Length: x~~                           | 400
            HEAD /%zz HTTP/1.1~Host: h~~                                          | 400
            HEAD / HTTP/3.0~Host: h~~                                             | 505
            HEAD / HTTP/1.1~Host: h~Expect: x~~                                   | 417
            HEAD / HTTP/1.1~Host: h~Transfer-Encoding: x, chunked~~               | 501
            """)
    @DisplayName("a HEAD that is refused gets no content, either, whole or octet by octet (RFC 9110 9.3.2)")
    void refusedHeadGetsNoContent(String lines, int status) {
        String raw = lines.strip().replace("~", "\r\n");
        for (RawClient client : List.of(WIRE.client().send(raw), WIRE.client().sendByteByByte(raw))) {
            RawResponse response = client.responseToHead();
            assertThat(response.status()).isEqualTo(status);
            assertThat(Integer.parseInt(String.valueOf(response.field("Content-Length"))))
                    .isPositive();
            assertThat(response.saysClose()).isTrue();
            client.assertEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({"HEADX / HTTP/1.1", "head / HTTP/1.1", "HEA\r/ HTTP/1.1"})
    @DisplayName("a method that only looks like HEAD gets its refusal with content (RFC 9110 9.1)")
    void refusalOfALookalikeOfHeadHasContent(String line) {
        assertThat(WIRE.client().send(line + "\r\n\r\n").response().text()).startsWith("400 Bad Request\n");
    }

    @ParameterizedTest
    @CsvSource({"200, 7", "404, 7", "205, 0", "204, -", "304, -"})
    @DisplayName(
            "Content-Length is the number of octets that follow, and 204 has none (RFC 9110 8.6, 15.3.5, 15.3.6, 15.4.5)")
    void contentLengthIsWhatFollowsAnd204HasNone(int status, String length) {
        RawClient client = WIRE.client().send(get("/status/" + status) + get("/next"));
        RawResponse response = client.response();

        assertThat(String.valueOf(response.field("Content-Length"))).isEqualTo(length.equals("-") ? "null" : length);
        assertThat(response.field("Transfer-Encoding")).isNull();
        assertThat(response.text()).isEqualTo(length.equals("7") ? "content" : "");
        assertThat(client.response().text()).isEqualTo("next");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1", "HTTP/1.2", "HTTP/1.9"})
    @DisplayName("the version of an answer is the highest that the server speaks of this major (RFC 9110 2.5, 6.2)")
    void versionOfAnAnswerIsTheHighestOfItsMajor(String version) {
        RawClient client = WIRE.client().send(head("GET /only " + version, "Host: h"));

        assertThat(client.response().raw()).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "get /only HTTP/1.1", "DELETE /only HTTP/1.1", "GET /%zz HTTP/1.1"})
    @DisplayName("an error has an end that is marked, a content type and a sentence (RFC 9112 6.3, RFC 9110 8.3)")
    void errorsAreDelimitedAndHaveAType(String line) {
        RawResponse response = WIRE.client().send(head(line, "Host: h")).response();

        assertThat(response.status()).isGreaterThanOrEqualTo(400);
        assertThat(response.field("Content-Length")).isEqualTo(String.valueOf(response.body().length));
        assertThat(response.field("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.text()).startsWith(response.status() + " ");
    }

    @Test
    @DisplayName("OPTIONS of a path is 204 with Allow and without Content-Length (RFC 9110 9.3.7, 10.2.1, 8.6)")
    void optionsOfAPathIs204WithAllow() {
        assertThat(ask("OPTIONS", "/only").raw())
                .isEqualTo(Wire.answer(204, "Allow: GET, HEAD, OPTIONS\r\nDate: *\r\n"));
    }

    @Test
    @DisplayName("an answer with Upgrade names it in Connection, also beside close (RFC 9110 7.8, 15.5.22)")
    void upgradeIsNamedInConnection() {
        String fields = "Upgrade: TLS/1.3\r\nConnection: upgrade\r\nDate: *\r\nContent-Length: 0\r\n";
        RawClient client = WIRE.client();

        assertThat(client.send(get("/upgrade")).response().raw()).isEqualTo(Wire.answer(426, fields));
        assertThat(client.send(head("GET /upgrade HTTP/1.1", "Host: h", "Connection: close"))
                        .rest())
                .isEqualTo(Wire.answer(426, fields + "Connection: close\r\n"));
    }

    @Test
    @DisplayName("head and body of a short answer leave in one write, so that one read gets both")
    void headAndBodyOfAShortAnswerLeaveInOneWrite() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), WIRE.server().port())) {
            socket.setSoTimeout(5_000);
            byte[] buffer = new byte[4_096];
            for (int i = 0; i < 200; i++) {
                socket.getOutputStream().write(get("/only").getBytes(ISO_8859_1));
                int count = socket.getInputStream().read(buffer);
                assertThat(new String(buffer, 0, count, ISO_8859_1)).endsWith("\r\n\r\nonly");
            }
        }
    }
}
