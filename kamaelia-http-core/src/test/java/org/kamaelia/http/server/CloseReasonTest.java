package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.CloseReason.CLIENT_GONE;
import static org.kamaelia.http.CloseReason.FAILED;
import static org.kamaelia.http.CloseReason.FINISHED;
import static org.kamaelia.http.CloseReason.REFUSED;
import static org.kamaelia.http.CloseReason.STOPPED;
import static org.kamaelia.http.CloseReason.TIMEOUT;
import static org.kamaelia.http.CloseReason.UNWANTED;
import static org.kamaelia.http.server.ScriptedHandler.starting;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Response;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("closed(reason) runs exactly once for every handler, however its request ended")
@ExtendWith(ExpectedFailures.class)
class CloseReasonTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Response OPEN = Response.ok("text/plain");
    private static final String UPLOAD = head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "hello";

    private final Closings closings = new Closings();
    private final CountDownLatch started = new CountDownLatch(1);

    private TestServer.Setup serving(ScriptedHandler.Action start, ScriptedHandler.Action step) {
        return TestServer.with(request -> starting(handler -> {
                    start.run(handler);
                    started.countDown();
                })
                .andStepping(step)
                .telling(closings));
    }

    /** A handler that reads what comes and answers at its end. */
    private TestServer.Setup reading() {
        return serving(handler -> {}, handler -> {
            if (handler.readAll()) {
                handler.answer(Response.text("read"));
            }
        });
    }

    /** A handler that never answers. */
    private TestServer.Setup waiting() {
        return serving(handler -> {}, handler -> {});
    }

    /** A handler that never stops to answer. */
    private TestServer.Setup endless() {
        return serving(handler -> handler.sendFirst(OPEN.endless()), handler -> {
            while (handler.out().hasRoom()) {
                handler.send("x".repeat(8 * 1024));
            }
        });
    }

    private void awaitStart() throws InterruptedException {
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    @DisplayName("FINISHED: a whole answer, to GET and to HEAD")
    void wholeAnswerIsFinished(String method) {
        try (TestServer server = serving(handler -> handler.answer(Response.text("whole")), handler -> {})
                .start()) {
            server.client().send(head(method + " / HTTP/1.1", "Host: h")).responseHead();

            closings.assertOnly(server, FINISHED);
        }
    }

    @Test
    @DisplayName("FINISHED: all parts, and the body has been read")
    void answerInPartsIsFinished() {
        try (TestServer server = serving(handler -> handler.sendFirst(OPEN), handler -> {
                    if (handler.readAll()) {
                        handler.send("end").end();
                    }
                })
                .start()) {
            assertThat(server.client().send(post("/", "body")).response().text())
                    .isEqualTo("end");

            closings.assertOnly(server, FINISHED);
        }
    }

    @Test
    @DisplayName("UNWANTED: parts in answer to HEAD")
    void partsInAnswerToHeadAreUnwanted() {
        try (TestServer server = endless().start()) {
            server.client().send(head("HEAD / HTTP/1.1", "Host: h")).responseToHead();

            closings.assertOnly(server, UNWANTED);
        }
    }

    @Test
    @DisplayName("UNWANTED: more than was promised, and no step after that")
    void surplusIsUnwanted() {
        try (TestServer server = serving(handler -> handler.sendFirst(OPEN.length(3)), handler -> {
                    while (handler.out().hasRoom()) {
                        handler.send("12345");
                    }
                })
                .start()) {
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("123");

            closings.assertOnly(server, UNWANTED);
        }
    }

    @Test
    @DisplayName("CLIENT_GONE: the connection is reset while the answer is being sent")
    void resetWhileSendingIsClientGone() throws InterruptedException {
        try (TestServer server = endless().start()) {
            RawClient client = server.client().send(get("/"));
            client.read(100_000);
            client.reset();

            closings.assertOnly(server, CLIENT_GONE);
        }
    }

    @Test
    @DisplayName("CLIENT_GONE: the connection is reset while the handler thinks")
    void resetWhileTheHandlerThinksIsClientGone() throws InterruptedException {
        try (TestServer server = waiting().start()) {
            RawClient client = server.client().send(get("/"));
            awaitStart();
            client.reset();

            closings.assertOnly(server, CLIENT_GONE);
        }
    }

    @Test
    @DisplayName("CLIENT_GONE: the connection is reset within the request body")
    void resetWithinTheBodyIsClientGone() throws InterruptedException {
        try (TestServer server = reading().start()) {
            RawClient client = server.client().send(UPLOAD);
            awaitStart();
            client.reset();

            closings.assertOnly(server, CLIENT_GONE);
        }
    }

    @Test
    @DisplayName("CLIENT_GONE: the client ends its side within the request body, RFC 9112 8")
    void endWithinTheBodyIsClientGone() {
        try (TestServer server = reading().start()) {
            server.client().send(UPLOAD).endOutput().assertClosed();

            closings.assertOnly(server, CLIENT_GONE);
        }
    }

    @Test
    @DisplayName("TIMEOUT: no first part in time")
    void noFirstPartInTimeIsTimeout() {
        try (TestServer server =
                waiting().limits(limits -> limits.firstPart(SHORT)).start()) {
            assertThat(server.client().send(get("/")).response().status()).isEqualTo(503);

            closings.assertOnly(server, TIMEOUT);
        }
    }

    @Test
    @DisplayName("TIMEOUT: the request body stops coming")
    void stalledBodyIsTimeout() {
        try (TestServer server =
                reading().limits(limits -> limits.bodyPace(SHORT, 0, SHORT)).start()) {
            assertThat(server.client().send(UPLOAD).response().status()).isEqualTo(408);

            closings.assertOnly(server, TIMEOUT);
        }
    }

    @Test
    @DisplayName("TIMEOUT: the client accepts nothing of the answer")
    void stalledClientIsTimeout() {
        try (TestServer server = endless()
                .sockets(limits -> limits.writeStall(SHORT).sendBuffer(4 * 1024))
                .start()) {
            server.client(4 * 1024).send(get("/"));
            closings.await(TIMEOUT);

            assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1);
            closings.assertOnly(server, TIMEOUT);
        }
    }

    @Test
    @DisplayName("REFUSED: a chunk that is malformed")
    void malformedChunkIsRefused() {
        try (TestServer server = reading().start()) {
            RawClient client = server.client();
            client.send(head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "5\r\nhello\r\nwrong\r\n");

            assertThat(client.response().status()).isEqualTo(400);
            closings.assertOnly(server, REFUSED);
        }
    }

    @Test
    @DisplayName("REFUSED: a body that grows too large")
    void bodyThatGrowsTooLargeIsRefused() {
        try (TestServer server =
                reading().limits(limits -> limits.requestBody(8)).start()) {
            RawClient client = server.client().send(RawClient.postChunked("/", "12345", "67890"));

            assertThat(client.response().status()).isEqualTo(413);
            closings.assertOnly(server, REFUSED);
        }
    }

    @Test
    @DisplayName("REFUSED: a body that is announced as too large, of which the handler sees nothing")
    void bodyAnnouncedAsTooLargeReachesNoHandler() {
        try (TestServer server =
                reading().limits(limits -> limits.requestBody(8)).start()) {
            assertThat(server.client().send(post("/", "1234567890")).response().status())
                    .isEqualTo(413);

            closings.assertOnly(server, REFUSED);
            assertThat(started.getCount()).isEqualTo(1);
        }
    }

    private static Stream<String> failures() {
        return FAILURES.keySet().stream();
    }

    private static final Map<String, ScriptedHandler.Action> FAILURES = new LinkedHashMap<>();

    static {
        FAILURES.put("an exception before the first part", handler -> {
            throw new IllegalStateException("on purpose");
        });
        FAILURES.put("no response", ScriptedHandler::end);
        FAILURES.put("data before the response", handler -> handler.send("data"));
        FAILURES.put("a second answer", handler -> {
            handler.answer(Response.text("first"));
            handler.answer(Response.text("second"));
        });
        FAILURES.put("a second first part", handler -> handler.sendFirst(OPEN).sendFirst(OPEN));
        FAILURES.put(
                "fewer bytes than promised",
                handler -> handler.sendFirst(OPEN.length(10)).end());
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("FAILED: the handler throws, or breaks its contract")
    void handlerThatThrowsHasFailed(String how) {
        for (boolean inStart : new boolean[] {true, false}) {
            Closings told = new Closings();
            ScriptedHandler.Action action = FAILURES.get(how);
            try (TestServer server =
                    TestServer.serve(request -> (inStart ? starting(action) : stepping(action)).telling(told))) {
                server.client().send(get("/"));

                told.assertOnly(server, FAILED);
            }
        }
    }

    @Test
    @DisplayName("FAILED: an exception after the first part")
    void exceptionAfterTheFirstPartIsFailed() {
        try (TestServer server = serving(handler -> handler.sendFirst(OPEN), handler -> {
                    if (handler.readAll()) {
                        throw new IllegalStateException("on purpose");
                    }
                })
                .start()) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 1"));
            client.responseHead();
            client.send("x");

            closings.assertOnly(server, FAILED);
        }
    }

    @Test
    @DisplayName("STOPPED: the server stops while the answer is being sent, and the grace is over")
    void cutWhileSendingIsStopped() throws InterruptedException {
        try (TestServer server = endless().start()) {
            server.client().send(get("/"));
            awaitStart();
            server.stop(SHORT).join();

            closings.assertOnly(server, STOPPED);
        }
    }

    @Test
    @DisplayName("STOPPED: the server stops while the handler thinks, and the grace is over")
    void cutWhileTheHandlerThinksIsStopped() throws InterruptedException {
        try (TestServer server = waiting().start()) {
            server.client().send(get("/"));
            awaitStart();
            server.stop(SHORT).join();

            closings.assertOnly(server, STOPPED);
        }
    }
}
