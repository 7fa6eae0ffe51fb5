package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;
import static org.kamaelia.testing.RawClient.postChunked;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("A body that nobody reads is discarded within bounds, and one that is too large is refused")
class UnreadBodyTest {
    private static final int KIB = 1024;

    private static Stream<Arguments> ignoring() {
        return Stream.of(
                Arguments.of("one-shot", Style.ONE_SHOT.answering(Response.text("early"))),
                Arguments.of("async", Style.ASYNC_LATER.answering(Response.text("early"))),
                Arguments.of("stepwise", Style.STEPWISE.answering(Response.text("early"))),
                Arguments.of("blocking", Style.BLOCKING.answering(Response.text("early"))),
                Arguments.of("persistent", Style.PERSISTENT.answering(Response.text("early"))),
                Arguments.of("chunked", Style.STEPWISE.answering(Response.ok("text/plain"), "ear", "ly")),
                Arguments.of("error", (HandlerFactory) request -> {
                    throw new StatusException(409, "early");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ignoring")
    @DisplayName("up to 256 KiB are discarded after an early answer, and the next request is served, RFC 9112 9.3")
    void unreadBodyUpTo256KibibytesIsDiscarded(String how, HandlerFactory factory) {
        try (TestServer server = TestServer.serve(factory)) {
            RawClient client = server.client();
            for (int i = 0; i < 3; i++) {
                client.send(post("/", "x".repeat(200 * KIB)) + postChunked("/", "y".repeat(100 * KIB), "z"));
                for (int k = 0; k < 2; k++) {
                    RawResponse response = client.response();
                    assertThat(response.text()).contains("early");
                    assertThat(response.saysClose()).isFalse();
                }
            }
        }
    }

    @Test
    @DisplayName("of a larger body the answer arrives and then the connection ends, RFC 9112 9.6")
    void largerUnreadBodyEndsTheConnection() {
        try (TestServer server = TestServer.serve(Style.ONE_SHOT.answering(Response.text("early")))) {
            RawClient client = server.client();
            client.sendInBackground(
                    (post("/", "x".repeat(1_000 * KIB)) + get("/")).getBytes(StandardCharsets.ISO_8859_1));

            assertThat(client.response().text()).isEqualTo("early");
            client.assertClosed();
            eventually(() -> assertThat(server.closed(CloseCause.COMPLETE)).isEqualTo(1));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ignoring")
    @DisplayName(
            "an answer to a body that is announced as larger says close, and the end follows at once, RFC 9112 9.6")
    void unreadBodyAnnouncedAsLargerEndsAtOnce(String how, HandlerFactory factory) {
        try (TestServer server = TestServer.with(factory).timeless().start()) {
            RawClient client =
                    server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: " + 1_000 * KIB) + "more");

            RawResponse response = client.response();
            assertThat(response.text()).contains("early");
            if (response.field("Transfer-Encoding") == null) { // else its head left before it was known
                assertThat(response.saysClose()).isTrue();
                client.assertEnd();
            }
        }
    }

    @Test
    @DisplayName("a handler that answers while it reads is not hurried by the size of the body")
    void handlerThatAnswersWhileItReadsIsNotHurried() {
        HandlerFactory echo =
                request -> ScriptedHandler.starting(handler -> handler.sendFirst(Response.ok("text/plain")))
                        .andStepping(handler -> {
                            if (handler.readAll()) {
                                handler.send("read").end();
                            }
                        });
        try (TestServer server = TestServer.serve(echo)) {
            RawClient client = server.client();
            client.sendInBackground(post("/", "x".repeat(1_000 * KIB)).getBytes(StandardCharsets.ISO_8859_1));
            RawResponse response = client.response();
            assertThat(response.text()).isEqualTo("read");
            assertThat(response.saysClose()).isFalse();
        }
    }

    @Test
    @DisplayName("a body that is not sent within the time for draining ends the connection")
    void bodyNotSentWithinTheDrainTimeEndsTheConnection() {
        try (TestServer server = TestServer.with(Style.ONE_SHOT.answering(Response.text("early")))
                .limits(limits -> limits.draining(256 * KIB, Duration.ofMillis(50)))
                .start()) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "hello");

            assertThat(client.response().text()).isEqualTo("early");
            client.assertEnd();
        }
    }

    // Too large.

    private static void assertTooLarge(TestServer server, RawClient client) {
        RawResponse response = client.response();
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.saysClose()).isTrue();
        client.assertClosed();
        eventually(() -> assertThat(server.rejected(413)).isEqualTo(1));
    }

    private static TestServer limited(HandlerFactory factory, long limit) {
        return TestServer.with(factory)
                .limits(limits -> limits.requestBody(limit))
                .start();
    }

    @Test
    @DisplayName("a Content-Length past the limit is refused with 413 before any of it is sent, RFC 9110 15.5.14")
    void contentLengthPastTheLimitIs413AtOnce() {
        try (TestServer server = limited(Style.STEPWISE.counting(), 1_000)) {
            assertTooLarge(server, server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 1001")));
        }
    }

    @Test
    @DisplayName("a body that is not announced is refused with 413 when it has grown past the limit, RFC 9110 15.5.14")
    void bodyThatGrowsPastTheLimitIs413() {
        try (TestServer server = limited(Style.STEPWISE.counting(), 1_000)) {
            assertTooLarge(server, server.client().send(postChunked("/", "x".repeat(600), "x".repeat(401))));
        }
    }

    @Test
    @DisplayName("a body of exactly the limit is taken")
    void bodyOfExactlyTheLimitIsTaken() {
        try (TestServer server = limited(Style.STEPWISE.counting(), 1_000)) {
            RawClient client = server.client()
                    .send(post("/", "x".repeat(1_000)) + postChunked("/", "x".repeat(600), "x".repeat(400)));

            assertThat(client.response().text()).isEqualTo("1000\n");
            assertThat(client.response().text()).isEqualTo("1000\n");
        }
    }

    @Test
    @DisplayName("2 MiB are the limit unless the server or the handler says otherwise")
    void limitIs2MebibytesUnlessSetOtherwise() {
        int limit = 2 * 1024 * KIB;
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting())) {
            RawClient client = server.client();
            client.sendInBackground(post("/", "x".repeat(limit)).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.response().text()).isEqualTo(limit + "\n");

            client.send(head("POST / HTTP/1.1", "Host: h", "Content-Length: " + (limit + 1)));
            assertTooLarge(server, client);
        }
    }

    private static HandlerFactory taking(long most) {
        return request -> ScriptedHandler.stepping(handler -> {
                    if (handler.readAll()) {
                        handler.answer(Response.text("taken"));
                    }
                })
                .taking(most);
    }

    @Test
    @DisplayName("a handler's own limit counts instead of the server's: larger, smaller, or none")
    void limitOfTheHandlerReplacesTheServers() {
        try (TestServer server = limited(taking(100), 10)) {
            assertThat(server.client()
                            .send(post("/", "x".repeat(100)))
                            .response()
                            .text())
                    .isEqualTo("taken");
            assertTooLarge(server, server.client().send(post("/", "x".repeat(101))));
        }
        try (TestServer server = limited(taking(5), 10)) {
            assertTooLarge(server, server.client().send(postChunked("/", "123456")));
        }
        try (TestServer server = limited(taking(0), 10)) {
            assertThat(server.client()
                            .send(post("/", "x".repeat(5_000)))
                            .response()
                            .text())
                    .isEqualTo("taken");
        }
    }

    @Test
    @DisplayName("a server without a limit takes any body")
    void serverWithoutALimitTakesAnyBody() {
        try (TestServer server = limited(Style.STEPWISE.counting(), 0)) {
            RawClient client = server.client();
            client.sendInBackground(post("/", "x".repeat(4_000 * KIB)).getBytes(StandardCharsets.ISO_8859_1));

            assertThat(client.response().text()).isEqualTo(4_000 * KIB + "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a one-shot handler takes bodies up to its own limit, and 413 is sent past it")
    void oneShotHandlerTakesItsLimitAnd413PastIt(boolean chunked) {
        try (TestServer server =
                limited(HandlerFactory.oneShot(64, (request, body) -> Response.text(body.length + "\n")), 1_000)) {
            RawClient client = server.client();
            String most = "x".repeat(64);
            assertThat(client.send(chunked ? postChunked("/", most) : post("/", most))
                            .response()
                            .text())
                    .isEqualTo("64\n");

            client.send(chunked ? postChunked("/", most, "y") : post("/", most + "y"));
            assertTooLarge(server, client);
        }
    }

    @Test
    @DisplayName("a persistent handler has a limit of its own, too, and goes on after 413")
    void persistentHandlerGoesOnAfter413() {
        try (TestServer server = limited(
                HandlerFactory.persistent(new PersistentHandler() {
                    @Override
                    protected long maxBody() {
                        return 5;
                    }

                    @Override
                    protected void request(Request request) {}

                    @Override
                    protected void step() {
                        inbox.poll();
                        if (inbox.ended()) {
                            respond(Response.text("taken"));
                        }
                    }
                }),
                10)) {
            assertTooLarge(server, server.client().send(postChunked("/", "123456")));
            assertThat(server.client().send(post("/", "12345")).response().text())
                    .isEqualTo("taken");
        }
    }

    @Test
    @DisplayName("an answer that has begun is broken off when the body grows too large")
    void begunAnswerBreaksOffWhenTheBodyIsTooLarge() {
        try (TestServer server = limited(
                request -> ScriptedHandler.starting(handler -> handler.sendFirst(Response.ok("text/plain")))
                        .andStepping(ScriptedHandler::readAll),
                5)) {
            RawClient client = server.client()
                    .send(head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "1\r\nx\r\n");
            assertThat(client.responseHead().status()).isEqualTo(200);

            client.send("6\r\n123456\r\n0\r\n\r\n");
            client.assertEnd();
        }
    }
}
