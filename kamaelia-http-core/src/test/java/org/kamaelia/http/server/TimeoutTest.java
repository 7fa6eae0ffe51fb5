package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.net.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Nothing waits for ever: every limit of time has its answer")
@ExtendWith(ExpectedFailures.class)
class TimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Short, and long enough for a client that is not supposed to be late. */
    private static final Duration MEDIUM = Duration.ofMillis(600);

    private static final Duration PAST_MEDIUM = Duration.ofMillis(1400);
    private static final HandlerFactory HELLO = HandlerFactory.oneShot(request -> Response.text("hello\n"));

    private static void assertTimeoutPage(RawClient client, int status) {
        RawResponse response = client.response();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.saysClose()).isTrue();
        client.assertEnd();
    }

    @Test
    @DisplayName("a connection that is idle after an answer is closed in silence, RFC 9112 9.5")
    void idleAfterAnswer() {
        try (TestServer server = TestServer.with(HELLO)
                .limits(limits -> limits.headAndIdle(LONG, MEDIUM))
                .start()) {
            RawClient client = server.client().send(get("/"));
            assertThat(client.response().saysClose()).isFalse();
            client.assertEnd();
            client.close();

            eventually(() -> assertThat(server.closed(CloseCause.IDLE)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n"})
    @DisplayName("a connection on which no request ever begins is closed in silence")
    void idleFromTheBeginning(String octets) {
        try (TestServer server = TestServer.with(HELLO)
                .limits(limits -> limits.headAndIdle(LONG, MEDIUM))
                .start()) {
            server.client().send(octets).assertEnd();
        }
    }

    @Test
    @DisplayName("a handler may take longer than the time that a connection may be idle")
    void busyIsNotIdle() {
        try (TestServer server = TestServer.with(HandlerFactory.async(request -> CompletableFuture.supplyAsync(
                        () -> Response.text("late"),
                        CompletableFuture.delayedExecutor(PAST_MEDIUM.toMillis(), TimeUnit.MILLISECONDS))))
                .limits(limits -> limits.headAndIdle(MEDIUM, MEDIUM))
                .start()) {
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("late");
        }
    }

    @Test
    @DisplayName("a header section that does not come to its end is answered with 408 and close, RFC 9110 15.5.9")
    void headTimeout() {
        try (TestServer server = TestServer.with(HELLO)
                .limits(limits -> limits.headAndIdle(SHORT, LONG))
                .start()) {
            RawClient client = server.client().send(get("/"));
            assertThat(client.response().status()).isEqualTo(200);

            assertTimeoutPage(client.send("GET / HTTP/1.1\r\nHost:"), 408);
            client.close();
            eventually(() -> assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1));
            assertThat(server.rejected(408)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("the time for a header section is absolute: dribbling octets do not prolong it")
    void dribblingHead() {
        try (TestServer server = TestServer.with(HELLO)
                .limits(limits -> limits.headAndIdle(SHORT, LONG))
                .start()) {
            RawClient client = server.client().send("GET / HTTP/1.1\r\nX: ");
            while (!client.hasInput()) {
                try {
                    client.send("x");
                    TimeUnit.MILLISECONDS.sleep(5); // the pace of the client, not a wait for a condition
                } catch (UncheckedIOException | InterruptedException closed) {
                    break;
                }
            }
            assertThat(client.response().status()).isEqualTo(408);
        }
    }

    @Test
    @DisplayName("a header section that has begun has its own time, also beyond the idle time")
    void headLongerThanIdle() {
        try (TestServer server = TestServer.with(HELLO)
                .limits(limits -> limits.headAndIdle(PAST_MEDIUM, MEDIUM))
                .start()) {
            RawClient client = server.client().send(get("/") + "GET / HTTP/1.1\r\n");

            assertThat(client.response().status()).isEqualTo(200);
            assertTimeoutPage(client, 408);
        }
    }

    @Test
    @DisplayName("a body of which nothing comes any more is answered with 408 and close, RFC 9110 15.5.9")
    void bodyIdle() {
        try (TestServer server = TestServer.with(Style.STEPWISE.counting())
                .limits(limits -> limits.bodyPace(SHORT, 0, LONG))
                .start()) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 9") + "x");

            assertTimeoutPage(client, 408);
            assertThat(server.rejected(408)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a body that comes too slowly is answered with 408 and close")
    void bodyTooSlow() {
        try (TestServer server = TestServer.with(Style.STEPWISE.counting())
                .limits(limits -> limits.bodyPace(LONG, 1_000_000, SHORT))
                .start()) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 9") + "x");

            assertTimeoutPage(client, 408);
        }
    }

    @Test
    @DisplayName("an answer that has begun is broken off when the body stops coming")
    void bodyIdleAfterTheFirstPart() {
        try (TestServer server = TestServer.with(
                        request -> ScriptedHandler.starting(handler -> handler.sendFirst(Response.ok("text/plain")))
                                .andStepping(ScriptedHandler::readAll))
                .limits(limits -> limits.bodyPace(SHORT, 0, LONG))
                .start()) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 9") + "x");

            assertThat(client.responseHead().status()).isEqualTo(200);
            client.assertEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, 4_000_000})
    @DisplayName("a handler that is slow to read its body is not the client's fault: no 408")
    void slowHandler(int size) {
        try (TestServer server = TestServer.with(request -> {
                    boolean[] waited = new boolean[1];
                    return ScriptedHandler.starting(handler -> handler.onceMoreAfter(PAST_MEDIUM))
                            .andStepping(handler -> {
                                if (waited[0] && handler.readAll()) {
                                    handler.answer(Response.text("read"));
                                }
                                waited[0] = true;
                            })
                            .taking(0);
                })
                .limits(limits -> limits.bodyPace(MEDIUM, 1_000_000_000, SHORT))
                .start()) {
            RawClient client = server.client();
            client.sendInBackground(post("/", "x".repeat(size)).getBytes());

            assertThat(client.response().text()).isEqualTo("read");
        }
    }

    @Test
    @DisplayName(
            "a handler that gives no first part is answered for with 503, and the connection goes on, RFC 9110 15.6.4")
    void noFirstPart() {
        try (TestServer server = TestServer.with(request -> request.path().equals("/hello")
                        ? HELLO.create(request)
                        : ScriptedHandler.stepping(handler -> {}))
                .limits(limits -> limits.firstPart(SHORT))
                .start()) {
            RawClient client = server.client().send(get("/") + get("/hello"));

            assertThat(client.response().status()).isEqualTo(503);
            assertThat(client.response().text()).isEqualTo("hello\n");
            assertThat(server.rejected(503)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("so is a stage that never completes")
    void stageNeverCompletes() {
        try (TestServer server = TestServer.with(HandlerFactory.async(request -> new CompletableFuture<>()))
                .limits(limits -> limits.firstPart(SHORT))
                .start()) {
            assertThat(server.client().send(get("/")).response().status()).isEqualTo(503);
        }
    }

    @Test
    @DisplayName("so is a blocking handler, whose thread is interrupted")
    void blockingTakesTooLong() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (TestServer server = TestServer.with(HandlerFactory.blocking((request, in, out) -> {
                    try {
                        TimeUnit.SECONDS.sleep(60);
                        interrupted.complete(false);
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                        throw e;
                    }
                }))
                .limits(limits -> limits.firstPart(SHORT))
                .start()) {
            assertThat(server.client().send(get("/")).response().status()).isEqualTo(503);
            assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("an interim response is not the first part")
    void interimIsNoFirstPart() {
        try (TestServer server = TestServer.with(
                        request -> ScriptedHandler.starting(handler -> handler.sendFirst(Response.of(103))))
                .limits(limits -> limits.firstPart(SHORT))
                .start()) {
            RawClient client = server.client().send(get("/"));

            assertThat(client.response().status()).isEqualTo(103);
            assertThat(client.response().status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @DisplayName("an answer whose first part has been sent may take its time, with a body and without")
    void slowAfterTheFirstPart(String method) {
        try (TestServer server = TestServer.with(request -> {
                    boolean[] waited = new boolean[1];
                    return ScriptedHandler.starting(handler -> handler.sendFirst(Response.ok("text/plain")))
                            .andStepping(handler -> {
                                if (waited[0]) {
                                    handler.send("late").end();
                                } else if (handler.readAll()) {
                                    waited[0] = true;
                                    handler.onceMoreAfter(Duration.ofMillis(300));
                                }
                            });
                })
                .limits(limits -> limits.firstPart(SHORT))
                .start()) {
            String body = method.equals("GET") ? "" : "body";
            RawClient client = server.client();
            client.send(head(method + " / HTTP/1.1", "Host: h", "Content-Length: " + body.length()));
            assertThat(client.responseHead().status()).isEqualTo(200);
            client.send(body);

            assertThat(new String(client.read("4\r\nlate\r\n0\r\n\r\n".length())))
                    .isEqualTo("4\r\nlate\r\n0\r\n\r\n");
            assertThat(client.send(get("/")).responseHead().status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("a handler is not blamed while its client is slow to send the body")
    void slowClient() throws InterruptedException {
        try (TestServer server = TestServer.with(Style.STEPWISE.counting())
                .limits(limits -> limits.firstPart(SHORT))
                .start()) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 5"));
            for (int i = 0; i < 5; i++) {
                TimeUnit.MILLISECONDS.sleep(50); // the pace of the client, not a wait for a condition
                client.send("x");
            }
            assertThat(client.response().text()).isEqualTo("5\n");
        }
    }

    @Test
    @DisplayName("a client that accepts nothing of its answer is reset")
    void writeStall() {
        try (TestServer server = TestServer.with(request -> ScriptedHandler.starting(handler ->
                                handler.sendFirst(Response.ok("text/plain").endless()))
                        .andStepping(handler -> {
                            while (handler.out().hasRoom()) {
                                handler.out().send(ResponsePart.of(new byte[8 * 1024]));
                            }
                        }))
                .sockets(limits -> limits.writeStall(SHORT).sendBuffer(4 * 1024))
                .start()) {
            RawClient client = server.client(4 * 1024).send(get("/"));
            eventually(() -> assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1));

            client.assertReset();
        }
    }

    @Test
    @DisplayName("a client that stalls within the last octets of its answer is reset, too")
    void writeStallAtTheEnd() {
        try (TestServer server = TestServer.with(
                        HandlerFactory.oneShot(request -> Response.bytes("text/plain", new byte[4_000_000])))
                .sockets(limits -> limits.writeStall(SHORT).sendBuffer(4 * 1024))
                .start()) {
            RawClient client = server.client(4 * 1024).send(head("GET / HTTP/1.0"));
            eventually(() -> assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1));

            client.assertReset();
        }
    }

    @Test
    @DisplayName("a client that does not close behind its last answer is left after a while")
    void linger() throws IOException {
        try (TestServer server =
                TestServer.with(HELLO).sockets(limits -> limits.linger(SHORT)).start()) {
            RawClient client = server.client().send(head("GET / HTTP/1.1", "Host: h", "Connection: close") + "more");

            assertThat(client.response().text()).isEqualTo("hello\n");
            client.assertEnd();
            eventually(() -> assertThat(server.connections()).isZero());
        }
    }
}
