package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.BlockingOptions;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

/** Time is the test's own: it passes when a test says so, and the limits are the defaults. */
@DisplayName("A handler that does not begin its response in time is not waited for")
@ExtendWith(ExpectedFailures.class)
class ResponseTimeoutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final HandlerFactory HELLO = HandlerFactory.oneShot(request -> Response.text("hello\n"));
    private static final HandlerFactory NEVER = HandlerFactory.async(request -> new CompletableFuture<>());

    private static TestServer serve(HandlerFactory handlers) {
        return TestServer.with(handlers).timeless().start();
    }

    private static TestServer serve(HandlerFactory handlers, UnaryOperator<HttpLimits> limits) {
        return TestServer.with(handlers).limits(limits).timeless().start();
    }

    /** A connection on which one request has been answered and what follows it has arrived as well. */
    private static RawClient answered(TestServer server, String more) {
        RawClient client = server.client().send(get("/hello") + more);
        assertThat(client.response().status()).isEqualTo(200);
        return client;
    }

    @Test
    @DisplayName(
            "a handler without a first part within 30 s gets 503 sent for it, and the connection goes on, RFC 9110 15.6.4")
    void noFirstPartWithin30SecondsIs503() {
        HandlerFactory handlers = request ->
                request.path().equals("/hello") ? HELLO.reply(request) : ScriptedHandler.stepping(handler -> {});
        try (TestServer server = serve(handlers)) {
            RawClient client = answered(server, get("/") + get("/hello"));
            server.pass(Duration.ofSeconds(29));
            assertThat(client.hasInput()).isFalse();
            server.pass(Duration.ofSeconds(2));

            assertThat(client.response().status()).isEqualTo(503);
            assertThat(client.response().text()).isEqualTo("hello\n");
            assertThat(server.rejected(503)).isEqualTo(1);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a path may give its handlers more time, or less")
    void pathMayGiveItsHandlersMoreTime() {
        HandlerFactory handlers = request -> NEVER.within(
                        PathLimits.none().firstPart(request.path().equals("/slow") ? MINUTE : SECOND))
                .reply(request);
        try (TestServer server = serve(handlers)) {
            RawClient client = server.client().send(get("/fast") + get("/slow"));
            eventually(() -> {
                server.pass(SECOND);
                assertThat(client.hasInput()).isTrue();
            });
            assertThat(client.response().status()).isEqualTo(503);
            server.pass(Duration.ofSeconds(58));
            assertThat(client.hasInput()).isFalse();
            server.pass(Duration.ofSeconds(3));
            assertThat(client.response().status()).isEqualTo(503);
        }
    }

    @Test
    @DisplayName("a stage that never completes gets 503")
    void stageThatNeverCompletesIs503() {
        try (TestServer server =
                serve(request -> request.path().equals("/hello") ? HELLO.reply(request) : NEVER.reply(request))) {
            RawClient client = answered(server, get("/"));
            server.pass(Duration.ofSeconds(31));
            assertThat(client.response().status()).isEqualTo(503);
        }
    }

    @Test
    @DisplayName("a blocking handler that takes too long gets 503, and its thread is interrupted if it asked for that")
    void blockingHandlerThatTakesTooLongIs503() throws Exception {
        CompletableFuture<Void> running = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (TestServer server =
                serve(HandlerFactory.blocking(BlockingOptions.defaults().interruptingThreads(), (request, in, out) -> {
                    running.complete(null);
                    try {
                        TimeUnit.SECONDS.sleep(60);
                        interrupted.complete(false);
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                        throw e;
                    }
                }))) {
            RawClient client = server.client().send(get("/"));
            running.get(10, TimeUnit.SECONDS);
            server.pass(Duration.ofSeconds(31));
            assertThat(client.response().status()).isEqualTo(503);
            assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("an interim response is not the first part")
    void interimResponseIsNotTheFirstPart() {
        try (TestServer server =
                serve(request -> ScriptedHandler.starting(handler -> handler.sendFirst(Response.of(103))))) {
            RawClient client = server.client().send(get("/"));
            assertThat(client.response().status()).isEqualTo(103);

            server.pass(Duration.ofSeconds(31));
            assertThat(client.response().status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @DisplayName("an answer whose first part has been sent may take its time, with a body and without")
    void answerMayTakeItsTimeAfterTheFirstPart(String method) {
        HandlerFactory slow = request -> {
            boolean[] waited = new boolean[1];
            return ScriptedHandler.starting(handler -> handler.sendFirst(Response.ok("text/plain")))
                    .andStepping(handler -> {
                        if (waited[0]) {
                            handler.send("late").end();
                        } else if (handler.readAll()) {
                            waited[0] = true;
                            handler.onceMoreAfter(Duration.ofHours(1));
                        }
                    });
        };
        try (TestServer server = serve(slow)) {
            String body = method.equals("GET") ? "" : "body";
            RawClient client = server.client();
            client.send(head(method + " / HTTP/1.1", "Host: h", "Content-Length: " + body.length()));
            assertThat(client.responseHead().status()).isEqualTo(200);
            client.send(body);
            String late = "4\r\nlate\r\n0\r\n\r\n";
            eventually(() -> {
                server.pass(MINUTE.multipliedBy(61));
                assertThat(client.hasInput()).isTrue();
            });

            assertThat(new String(client.read(late.length()))).isEqualTo(late);
            assertThat(client.send(get("/")).responseHead().status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("a handler is not blamed while its client is slow to send the body")
    void handlerIsNotBlamedForASlowClient() {
        try (TestServer server = serve(Style.STEPWISE.counting(), limits -> limits.bodyPace(MINUTE, 0, SECOND))) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 5"));
            server.awaitConnections(1);
            for (int i = 0; i < 5; i++) {
                server.pass(Duration.ofSeconds(50));
                client.send("x");
            }
            assertThat(client.response().text()).isEqualTo("5\n");
        }
    }
}
