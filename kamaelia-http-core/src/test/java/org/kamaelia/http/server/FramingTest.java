package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("Framing is decided by the first part and the version of the client, whatever the style of the handler")
class FramingTest {
    private static final String STATUS_AND_FIELDS =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nDate: *\r\n";

    /** First part, request, then the fields of the framing towards GET and towards HEAD; {@code -} is none. */
    private static final String TABLE = """
            COMPLETE | HTTP/1.1            | Content-Length: 10                            | same
            COMPLETE | HTTP/1.1 close      | Content-Length: 10, Connection: close         | same
            COMPLETE | HTTP/1.0            | Content-Length: 10, Connection: close         | same
            COMPLETE | HTTP/1.0 keep-alive | Content-Length: 10, Connection: keep-alive    | same
            LENGTH   | HTTP/1.1            | Content-Length: 10                            | same
            LENGTH   | HTTP/1.1 close      | Content-Length: 10, Connection: close         | same
            LENGTH   | HTTP/1.0            | Content-Length: 10, Connection: close         | same
            LENGTH   | HTTP/1.0 keep-alive | Content-Length: 10, Connection: keep-alive    | same
            UNKNOWN  | HTTP/1.1            | Transfer-Encoding: chunked                    | -
            UNKNOWN  | HTTP/1.1 close      | Transfer-Encoding: chunked, Connection: close | Connection: close
            UNKNOWN  | HTTP/1.0            | Connection: close                             | same
            UNKNOWN  | HTTP/1.0 keep-alive | Connection: close                             | Connection: keep-alive
            ENDLESS  | HTTP/1.1            | Connection: close                             | -
            ENDLESS  | HTTP/1.1 close      | Connection: close                             | same
            ENDLESS  | HTTP/1.0            | Connection: close                             | same
            ENDLESS  | HTTP/1.0 keep-alive | Connection: close                             | Connection: keep-alive
            """;

    private static TestServer server;

    /** The kinds of first parts. */
    private enum First {
        COMPLETE,
        LENGTH,
        UNKNOWN,
        ENDLESS;

        Response part() {
            Response open = Response.ok("text/plain; charset=utf-8");
            return switch (this) {
                case COMPLETE -> Response.text("helloworld");
                case LENGTH -> open.length(10);
                case UNKNOWN -> open;
                case ENDLESS -> open.endless();
            };
        }

        List<Style> styles() {
            return this == COMPLETE ? List.of(Style.values()) : Style.STREAMING;
        }
    }

    /** A line of the table, for one style. */
    private record Case(Style style, First first, String client, String toGet, String toHead) {
        @Override
        public String toString() {
            return style + ", " + first + ", " + client;
        }

        String request(String method) {
            String line = method + " /" + style + "/" + first + " " + client.substring(0, 8);
            return client.length() == 8
                    ? head(line, "Host: h")
                    : head(line, "Host: h", "Connection:" + client.substring(8));
        }
    }

    private static Stream<Case> cases() {
        return TABLE.lines().flatMap(line -> {
            String[] cells = line.split("\\|");
            First first = First.valueOf(cells[0].trim());
            String toHead = cells[3].trim().equals("same") ? cells[2] : cells[3];
            return first.styles().stream()
                    .map(style -> new Case(style, first, cells[1].trim(), lines(cells[2]), lines(toHead)));
        });
    }

    private static String lines(String fields) {
        return fields.trim().equals("-") ? "" : fields.trim().replace(", ", "\r\n") + "\r\n";
    }

    @BeforeAll
    static void start() {
        ResourceGlue routes = ResourceGlue.of().at("/next", Style.ONE_SHOT.answering(Response.text("next")));
        for (First first : First.values()) {
            for (Style style : first.styles()) {
                String[] data = first == First.COMPLETE ? new String[0] : new String[] {"hello", "world"};
                routes = routes.at("/" + style + "/" + first, style.answering(first.part(), data));
            }
        }
        server = TestServer.serve(routes);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("GET gets exactly the framing of the table, RFC 9112 6 and 9.3")
    void getHasTheFramingOfTheTable(Case given) {
        try (RawClient client = RawClient.connect(server.port())) {
            Framing framing = framing(given.toGet());
            long before = server.responses(framing);

            client.send(given.request("GET"));

            String body = framing == Framing.CHUNKED ? "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n" : "helloworld";
            assertThat(client.response().raw()).isEqualTo(STATUS_AND_FIELDS + given.toGet() + "\r\n" + body);
            assertPersistence(client, given.toGet());
            int probe = framing == Framing.CONTENT_LENGTH && !given.toGet().contains("close") ? 1 : 0;
            eventually(() -> assertThat(server.responses(framing)).isEqualTo(before + 1 + probe));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("HEAD gets the fields that GET would have had, as far as they are known, and no body, RFC 9110 9.3.2")
    void headHasTheFieldsOfGetAndNoBody(Case given) {
        try (RawClient client = RawClient.connect(server.port())) {
            long before = server.responses(Framing.NONE);

            client.send(given.request("HEAD"));

            assertThat(client.responseToHead().raw()).isEqualTo(STATUS_AND_FIELDS + given.toHead() + "\r\n");
            assertPersistence(client, given.toHead());
            eventually(() -> assertThat(server.responses(Framing.NONE)).isEqualTo(before + 1));
        }
    }

    private static Framing framing(String fields) {
        if (fields.contains("chunked")) {
            return Framing.CHUNKED;
        }
        return fields.contains("Content-Length") ? Framing.CONTENT_LENGTH : Framing.CLOSE;
    }

    private static void assertPersistence(RawClient client, String fields) {
        if (fields.contains("Connection: close")) {
            client.assertEnd();
        } else {
            assertThat(client.send(get("/next")).response().text()).isEqualTo("next");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("persistent")
    @DisplayName("with content-length and chunked the connection serves request after request, RFC 9112 9.3")
    void delimitedResponsesKeepTheConnection(Style style, First first) {
        try (RawClient client = RawClient.connect(server.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(get("/" + style + "/" + first))
                                .response()
                                .text())
                        .isEqualTo("helloworld");
            }
        }
    }

    private static Stream<Object[]> persistent() {
        List<Object[]> all = new ArrayList<>();
        for (First first : List.of(First.COMPLETE, First.LENGTH, First.UNKNOWN)) {
            first.styles().forEach(style -> all.add(new Object[] {style, first}));
        }
        return all.stream();
    }
}
