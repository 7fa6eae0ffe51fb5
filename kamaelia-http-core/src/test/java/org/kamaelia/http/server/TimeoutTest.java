package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

/** Time is the test's own: it passes when a test says so, and the limits are the defaults. */
@DisplayName("Nothing waits for ever: every limit of time has its answer")
@ExtendWith(ExpectedFailures.class)
class TimeoutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final HandlerFactory HELLO = HandlerFactory.oneShot(request -> Response.text("hello\n"));
    private static final HandlerFactory ENDLESS = request -> ScriptedHandler.starting(
                    handler -> handler.sendFirst(Response.ok("text/plain").endless()))
            .andStepping(handler -> {
                while (handler.out().hasRoom()) {
                    handler.out().send(ResponsePart.of(new byte[8 * 1024]));
                }
            });

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

    /** Nothing happens until the limit, and then the connection is closed, with this page if the status is not 0. */
    private static void assertLate(TestServer server, RawClient client, Duration limit, int status, CloseCause cause) {
        server.pass(limit.minus(SECOND));
        assertThat(client.hasInput()).isFalse();
        assertThat(server.connections()).isEqualTo(1);
        server.pass(SECOND.plus(SECOND));
        if (status != 0) {
            RawResponse response = client.response();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.saysClose()).isTrue();
        }
        client.assertEnd();
        client.close();
        eventually(() -> assertThat(server.closed(cause)).isEqualTo(1));
        assertThat(server.rejected(408)).isEqualTo(status == 0 ? 0 : 1);
    }

    @Test
    @DisplayName("a connection that is idle for 75 s after an answer is closed in silence, RFC 9112 9.5")
    void idleConnectionAfterAnAnswerIsClosedInSilence() {
        try (TestServer server = serve(HELLO)) {
            assertLate(server, answered(server, ""), Duration.ofSeconds(75), 0, CloseCause.IDLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n"})
    @DisplayName("a connection on which no request ever begins is closed in silence")
    void connectionWithoutARequestIsClosedInSilence(String octets) {
        try (TestServer server = serve(HELLO)) {
            RawClient client = server.client().send(octets);
            server.awaitConnections(1);
            assertLate(server, client, Duration.ofSeconds(75), 0, CloseCause.IDLE);
        }
    }

    @Test
    @DisplayName("a handler may take longer than the time that a connection may be idle")
    void busyConnectionIsNotIdle() {
        CompletableFuture<Response> stage = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        HandlerFactory slow = HandlerFactory.async(request -> {
            asked.complete(null);
            return stage;
        });
        try (TestServer server = serve(slow, limits -> limits.firstPart(Duration.ofHours(1)))) {
            RawClient client = server.client().send(get("/"));
            asked.orTimeout(10, TimeUnit.SECONDS).join();
            server.pass(MINUTE.multipliedBy(59));
            stage.complete(Response.text("late"));
            assertThat(client.response().text()).isEqualTo("late");
        }
    }

    @Test
    @DisplayName("a header section that is not whole after 10 s is answered with 408 and close, RFC 9110 15.5.9")
    void headThatIsNotWholeAfter10SecondsIs408() {
        try (TestServer server = serve(HELLO)) {
            RawClient client = answered(server, "GET / HTTP/1.1\r\nHost:");
            assertLate(server, client, Duration.ofSeconds(10), 408, CloseCause.TIMEOUT);
        }
    }

    @Test
    @DisplayName("the time for a header section is absolute: dribbling octets do not prolong it")
    void dribblingOctetsDoNotProlongTheTimeForAHead() {
        try (TestServer server = serve(HELLO)) {
            RawClient client = answered(server, "GET / HTTP/1.1\r\nX: ");
            for (int i = 0; i < 9; i++) {
                server.pass(SECOND);
                client.send("x");
            }
            assertLate(server, client, SECOND, 408, CloseCause.TIMEOUT);
        }
    }

    @Test
    @DisplayName("a header section that has begun has its own time, also beyond the idle time")
    void begunHeadHasItsOwnTimeBeyondTheIdleTime() {
        try (TestServer server = serve(HELLO, limits -> limits.headAndIdle(MINUTE, SECOND))) {
            RawClient client = answered(server, "GET / HTTP/1.1\r\n");
            assertLate(server, client, MINUTE, 408, CloseCause.TIMEOUT);
        }
    }

    private static RawClient halfAPost(TestServer server) {
        RawClient client = server.client().send(head("POST /half HTTP/1.1", "Host: h", "Content-Length: 9000") + "x");
        eventually(() -> assertThat(server.depth("Handler", "inbox") + server.connections())
                .isEqualTo(1));
        server.settle();
        return client;
    }

    @Test
    @DisplayName("a body of which nothing has come for 30 s is answered with 408 and close, RFC 9110 15.5.9")
    void bodyThatStopsFor30SecondsIs408() {
        try (TestServer server =
                serve(Style.STEPWISE.counting(), limits -> limits.bodyPace(Duration.ofSeconds(30), 0, SECOND))) {
            assertLate(server, halfAPost(server), Duration.ofSeconds(30), 408, CloseCause.TIMEOUT);
        }
    }

    @Test
    @DisplayName("a body that comes at less than 240 octets a second is answered with 408 and close after 5 s")
    void bodySlowerThan240OctetsASecondIs408() {
        try (TestServer server = serve(Style.STEPWISE.counting())) {
            assertLate(server, halfAPost(server), Duration.ofSeconds(5), 408, CloseCause.TIMEOUT);
        }
    }

    @Test
    @DisplayName("a body that comes at 240 octets a second may take any time")
    void bodyOf240OctetsASecondMayTakeItsTime() {
        try (TestServer server = serve(Style.STEPWISE.counting())) {
            RawClient client = halfAPost(server).send("x".repeat(500));
            for (int sent = 501; sent < 9000; sent += 250) {
                server.pass(SECOND);
                client.send("x".repeat(Math.min(250, 9000 - sent)));
            }
            assertThat(client.response().text()).isEqualTo("9000\n");
        }
    }

    @Test
    @DisplayName("a path may have a pace of its own")
    void pathMayHaveAPaceOfItsOwn() {
        PathLimits patient = PathLimits.none().bodyRate(0).bodyIdle(MINUTE);
        try (TestServer server = serve(Style.STEPWISE.counting().within(patient))) {
            assertLate(server, halfAPost(server), MINUTE, 408, CloseCause.TIMEOUT);
        }
    }

    @Test
    @DisplayName("an answer that has begun is broken off when the body stops coming")
    void begunAnswerBreaksOffWhenTheBodyStops() {
        try (TestServer server =
                serve(request -> ScriptedHandler.starting(handler -> handler.sendFirst(Response.ok("text/plain")))
                        .andStepping(ScriptedHandler::readAll))) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 9") + "x");
            assertThat(client.responseHead().status()).isEqualTo(200);

            server.pass(Duration.ofSeconds(31));
            client.assertEnd();
            assertThat(server.rejected(408)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, 4_000_000})
    @DisplayName("a handler that is slow to read its body is not the client's fault: no 408")
    void slowHandlerIsNotBlamedOnTheClient(int size) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        HandlerFactory slow = request -> {
            boolean[] waited = new boolean[1];
            return ScriptedHandler.starting(handler -> {
                        handler.onceMoreAfter(Duration.ofSeconds(20));
                        begun.complete(null);
                    })
                    .andStepping(handler -> {
                        if (waited[0] && handler.readAll()) {
                            handler.answer(Response.text("read"));
                        }
                        waited[0] = true;
                    })
                    .taking(0);
        };
        try (TestServer server = serve(slow, limits -> limits.bodyPace(Duration.ofSeconds(5), 1_000_000_000, SECOND))) {
            RawClient client = server.client();
            client.sendInBackground(post("/", "x".repeat(size)).getBytes());
            begun.orTimeout(10, TimeUnit.SECONDS).join();
            server.pass(Duration.ofSeconds(21));

            assertThat(client.response().text()).isEqualTo("read");
        }
    }

    @Test
    @DisplayName("a client that accepts nothing of its answer for 30 s is reset")
    void clientThatAcceptsNothingFor30SecondsIsReset() {
        assertWriteStall(ENDLESS, get("/"));
    }

    @Test
    @DisplayName("a client that stalls within the last octets of its answer is reset, too")
    void clientThatStallsWithinTheLastOctetsIsReset() {
        assertWriteStall(
                HandlerFactory.oneShot(request -> Response.bytes("text/plain", new byte[4_000_000])),
                head("GET / HTTP/1.0"));
    }

    private static void assertWriteStall(HandlerFactory handlers, String request) {
        try (TestServer server = TestServer.with(handlers)
                .sockets(limits -> limits.sendBuffer(4 * 1024))
                .timeless()
                .start()) {
            RawClient client = server.client(4 * 1024).send(request);
            eventually(
                    () -> assertThat(server.depth("ConnectedSocket", "inbox")).isPositive());
            server.settle();
            server.pass(Duration.ofSeconds(28));
            assertThat(server.connections()).isEqualTo(1);
            eventually(() -> {
                server.pass(SECOND); // the kernel took some more when its buffers had grown
                assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1);
            });
            client.assertReset();
            server.settle();
            assertThat(server.depth()).isZero();
        }
    }

    @Test
    @DisplayName("a client that does not close behind its last answer is left after 5 s")
    void clientThatDoesNotCloseIsLeftAfter5Seconds() {
        try (TestServer server = serve(HELLO)) {
            RawClient client = server.client().send(head("GET / HTTP/1.1", "Host: h", "Connection: close") + "more");

            assertThat(client.response().text()).isEqualTo("hello\n");
            client.assertEnd();
            server.pass(Duration.ofSeconds(4));
            assertThat(server.connections()).isEqualTo(1);
            server.pass(Duration.ofSeconds(2));
            server.awaitEmpty();
            assertThat(server.closed(CloseCause.COMPLETE)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("an unread body is drained for 5 s after the answer, and then the connection is closed")
    void unreadBodyIsDrainedFor5Seconds() {
        try (TestServer server = serve(HELLO)) {
            RawClient client =
                    server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 200000") + "more");
            assertThat(client.response().status()).isEqualTo(200);
            server.pass(Duration.ofSeconds(4));
            assertThat(client.hasInput()).isFalse();
            assertThat(server.connections()).isEqualTo(1);
            server.pass(Duration.ofSeconds(2));
            client.assertEnd();
            client.close();
            eventually(() -> assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1));
        }
    }
}
