package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;
import static org.kamaelia.testing.RawClient.postChunked;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("Requests are answered in their order, however their octets arrive, RFC 9112 9.3.2")
@ExtendWith(ExpectedFailures.class)
class PipeliningTest {
    private static final int MANY = 100;
    private static TestServer server;

    @BeforeAll
    static void start() {
        ResourceGlue routes = ResourceGlue.of()
                .at("/n/{n}", HandlerFactory.oneShot(request -> Response.text(request.variable("n") + "\n")))
                .at("/none", HandlerFactory.oneShot(request -> Response.of(204)))
                .at(
                        "/endless",
                        Style.STEPWISE.answering(Response.ok("text/plain").endless(), "all"))
                .at("/fails", HandlerFactory.oneShot(request -> {
                    throw new IllegalStateException("on purpose");
                }));
        for (Style style : Style.values()) {
            routes = routes.at("/say/" + style, style.answering(Response.text(style + "\n")));
        }
        for (Style style : Style.STREAMING) {
            routes = routes.at("/stream/" + style, style.answering(Response.ok("text/plain"), style + "", "\n"));
        }
        for (Style style : Style.READING) {
            routes = routes.at("/count/" + style, style.counting());
        }
        server = TestServer.serve(routes);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("100 requests in one write give 100 responses in order")
    void hundredRequestsInOneWriteAreAnsweredInOrder() {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            requests.append(get("/n/" + i));
        }
        try (RawClient client = RawClient.connect(server.port()).send(requests.toString())) {
            for (int i = 0; i < MANY; i++) {
                assertThat(client.response().text()).isEqualTo(i + "\n");
            }
        }
    }

    @ParameterizedTest(name = "{0} requests")
    @ValueSource(ints = {1, 16, 40})
    @DisplayName("no more than a limit of requests are parsed ahead: reading stops, the queues show why, and goes on")
    void boundedNumberOfRequestsIsParsedAhead(int most) {
        CompletableFuture<Response> first = new CompletableFuture<>();
        HandlerFactory handlers = HandlerFactory.async(request ->
                request.path().equals("/first") ? first : CompletableFuture.completedFuture(Response.text("next")));
        try (TestServer limited = TestServer.with(handlers)
                .limits(limits -> most == 16 ? limits : limits.underWay(most, 48 * 1024))
                .start()) {
            RawClient client = limited.client().send(get("/first") + get("/").repeat(MANY));
            eventually(() ->
                    assertThat(limited.depth("HttpRequestHandler", "inbox")).isEqualTo(most));
            limited.settle();
            assertThat(limited.depth("HttpRequestHandler", "inbox")).isEqualTo(most);
            assertThat(limited.depth("HttpParser", "inbox"))
                    .as("what waits unparsed")
                    .isEqualTo(1);
            assertThat(client.hasInput()).isFalse();

            first.complete(Response.text("first"));
            assertThat(client.response().text()).isEqualTo("first");
            for (int i = 0; i < MANY; i++) {
                assertThat(client.response().text()).isEqualTo("next");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("100 requests to one style in one write give 100 responses")
    void hundredRequestsToOneStyleAreAnswered(Style style) {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(get("/say/" + style).repeat(MANY) + get("/n/0"));
            for (int i = 0; i < MANY; i++) {
                assertThat(client.response().text()).isEqualTo(style + "\n");
            }
            assertThat(client.response().text()).isEqualTo("0\n");
        }
    }

    @Test
    @DisplayName("100 requests to all styles, with bodies and without, in one write, give their responses in order")
    void requestsToAllStylesAreAnsweredInOrder() {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            Style any = Style.values()[i % Style.values().length];
            Style streaming = Style.STREAMING.get(i % Style.STREAMING.size());
            Style reading = Style.READING.get(i % Style.READING.size());
            requests.append(get("/n/" + i))
                    .append(post("/say/" + any, "ignored"))
                    .append(get("/stream/" + streaming))
                    .append(head("HEAD /stream/" + streaming + " HTTP/1.1", "Host: h"))
                    .append(post("/count/" + reading, "x".repeat(i)))
                    .append(get("/none"))
                    .append(postChunked("/count/" + reading, "x".repeat(i + 1), "y"))
                    .append(get("/fails"))
                    .append(get("/missing"));
        }
        try (RawClient client = RawClient.connect(server.port())) {
            client.sendInBackground(requests.toString().getBytes());
            for (int i = 0; i < MANY; i++) {
                assertThat(client.response().text()).isEqualTo(i + "\n");
                assertThat(client.response().text()).isEqualTo(Style.values()[i % Style.values().length] + "\n");
                assertThat(client.response().text()).isEqualTo(Style.STREAMING.get(i % 4) + "\n");
                assertThat(client.responseToHead().status()).isEqualTo(200);
                assertThat(client.response().text()).isEqualTo(i + "\n");
                assertThat(client.response().status()).isEqualTo(204);
                assertThat(client.response().text()).isEqualTo(i + 2 + "\n");
                assertThat(client.response().status()).isEqualTo(500);
                assertThat(client.response().status()).isEqualTo(404);
            }
        }
    }

    @Test
    @DisplayName("a request behind one that closes the connection is not answered, RFC 9112 9.6")
    void nothingBehindACloseIsAnswered() {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(get("/n/1") + head("GET /n/2 HTTP/1.1", "Host: h", "Connection: close") + get("/n/3"));

            assertThat(client.response().text()).isEqualTo("1\n");
            assertThat(client.response().text()).isEqualTo("2\n");
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("a request behind a refused one is not answered, and the requests before it are, RFC 9112 2.2")
    void nothingBehindARefusalIsAnswered() {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(get("/say/ASYNC_LATER") + get("/n/1") + head("GET /n/2 HTTP/1.1") + get("/n/3"));

            assertThat(client.response().text()).isEqualTo("ASYNC_LATER\n");
            assertThat(client.response().text()).isEqualTo("1\n");
            assertThat(client.response().status()).isEqualTo(400);
            client.assertEnd();
        }
    }

    // However the octets arrive.

    private static Stream<String> conversations() {
        String[] good = {
            get("/n/1"),
            get("/n/1") + get("/n/2") + get("/n/3"),
            head("GET /n/1 HTTP/1.0"),
            head("GET /n/1 HTTP/1.0", "Connection: keep-alive") + head("GET /n/2 HTTP/1.0"),
            head("GET /n/1 HTTP/1.1", "Host: h", "Connection: close"),
            head("GET http://h/n/1?q HTTP/1.1", "Host: h"),
            head("HEAD /n/1 HTTP/1.1", "Host: h") + get("/n/2"),
            head("OPTIONS * HTTP/1.1", "Host: h") + get("/n/2"),
            "\r\n" + get("/n/1") + "\r\n" + get("/n/2"),
            head("GET /n/1 HTTP/1.1", "Host: h", "Accept:  a , b ", "X: \"quoted, string\"", "Empty:") + get("/n/2"),
            get("/none") + get("/missing") + get("/fails") + get("/n/9"),
            get("/stream/STEPWISE") + get("/stream/PERSISTENT") + get("/n/2"),
            get("/endless"),
            post("/count/STEPWISE", "hello") + post("/count/PERSISTENT", "") + get("/n/2"),
            post("/count/ONE_SHOT_WITH_BODY", "x".repeat(300)) + post("/say/ONE_SHOT", "ignored") + get("/n/2"),
            postChunked("/count/STEPWISE", "hello", "world") + get("/n/2"),
            postChunked("/count/GRAPHLINE", "hello", "world") + postChunked("/count/BLOCKING", "a") + get("/n/2"),
            head("POST /count/STEPWISE HTTP/1.1", "Host: h", "Transfer-Encoding: chunked")
                    + "5;name=\"a;b\"\r\nhello\r\n0005\r\nworld\r\n000\r\nSum: 1\r\n\r\n" + get("/n/2"),
            get("/say/ASYNC_LATER") + get("/say/BLOCKING") + get("/n/2"),
        };
        String[] bad = {
            head("GET /n/1 HTTP/1.1"),
            head("GET /n/1 HTTP/2.0", "Host: h"),
            head("GET  /n/1 HTTP/1.1", "Host: h"),
            head("GET /n/1 HTTP/1.1", "Host: h", "Host: h"),
            head("GET /n/1 HTTP/1.1", "Host : h"),
            head("GET /n/1 HTTP/1.1", "Host: h", " folded"),
            "GET /n/1 HTTP/1.1\nHost: h\n\n",
            head("GET /" + "x".repeat(9_000) + " HTTP/1.1", "Host: h"),
            head("POST / HTTP/1.1", "Host: h", "Content-Length: 1", "Content-Length: 1") + "x",
            head("POST / HTTP/1.1", "Host: h", "Content-Length: 1", "Transfer-Encoding: chunked") + "0\r\n\r\n",
            head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: gzip, chunked") + "0\r\n\r\n",
            head("POST /count/STEPWISE HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "5\r\nhelloX",
            head("POST /count/STEPWISE HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "-1\r\n",
            head("POST /count/STEPWISE HTTP/1.1", "Host: h", "Content-Length: 9") + "cut off",
            get("/n/1") + "\r\n\r\n" + get("/n/2"),
            get("/n/1") + "\u0016\u0003\u0001",
            get("/n/1") + "GET /n/2 HTTP/1.1\r\nHost: h\r\n",
        };
        return Stream.concat(Stream.of(good), Stream.of(bad));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    @DisplayName("octets that arrive one by one give the same answers as all at once, RFC 9112 2.2")
    void octetsOneByOneGiveTheSameAnswers(String octets) {
        try (RawClient whole = RawClient.connect(server.port());
                RawClient split = RawClient.connect(server.port())) {
            String expected = whole.send(octets).endOutput().rest();

            assertThat(split.sendByteByByte(octets).endOutput().rest())
                    .isEqualTo(expected)
                    .matches("(?s)HTTP/1\\.1 \\d{3} .*\r\n\r\n.*");
        }
    }

    // Half-close.

    @ParameterizedTest
    @EnumSource
    @DisplayName("a client that ends its side after its requests gets all answers, RFC 9112 9.6")
    void halfClosingClientGetsAllAnswers(Style style) {
        String request = get("/say/" + style);
        try (RawClient client =
                RawClient.connect(server.port()).send(request.repeat(30)).endOutput()) {
            for (int i = 0; i < 30; i++) {
                assertThat(client.response().text()).isEqualTo(style + "\n");
            }
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("a client that ends its side without a request, or within one, gets the end, RFC 9112 8")
    void halfClosingClientWithoutARequestGetsTheEnd() {
        for (String octets : List.of("", "\r\n", "GET / HT", "GET / HTTP/1.1\r\nHost: h\r\n")) {
            try (RawClient client =
                    RawClient.connect(server.port()).send(octets).endOutput()) {
                client.assertEnd();
            }
        }
    }
}
