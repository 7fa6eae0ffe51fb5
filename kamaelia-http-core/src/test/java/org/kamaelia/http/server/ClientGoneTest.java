package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.CloseReason.CLIENT_GONE;
import static org.kamaelia.http.CloseReason.FINISHED;
import static org.kamaelia.http.server.ScriptedHandler.starting;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.AsyncOptions;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Event;
import org.kamaelia.http.content.EventStream;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A handler learns at once that its client has gone")
@ExtendWith(ExpectedFailures.class)
@Timeout(30)
class ClientGoneTest {
    private static final Response OPEN = Response.ok("text/plain");

    private final Closings closings = new Closings();
    private final CountDownLatch started = new CountDownLatch(1);

    private void awaitStart() throws InterruptedException {
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName(
            "a client that closes its side while the handler thinks is half-closed: the handler is told, and answers it")
    void halfClosingClientIsAnsweredByAToldHandler() {
        try (TestServer server = TestServer.serve(request -> stepping(handler -> {})
                .whenInputEnds(handler -> handler.answer(Response.text("you have said all")))
                .telling(closings))) {
            RawClient client = server.client().send(get("/")).endOutput();
            assertThat(client.response().text()).isEqualTo("you have said all");
            client.assertEnd();
            closings.assertOnly(server, FINISHED);
        }
    }

    @Test
    @DisplayName("a handler is told once for each request, also for those that were sent before the end")
    void handlerIsToldOnceForEachRequest() {
        AtomicInteger told = new AtomicInteger();
        try (TestServer server = TestServer.serve(request -> stepping(handler -> {})
                .whenInputEnds(handler -> handler.answer(Response.text("answer " + told.incrementAndGet()))))) {
            RawClient client =
                    server.client().send(get("/") + get("/") + get("/")).endOutput();
            for (int i = 1; i <= 3; i++) {
                assertThat(client.response().text()).isEqualTo("answer " + i);
            }
            client.assertEnd();
            assertThat(told).hasValue(3);
        }
    }

    @Test
    @DisplayName("an exception while a handler is told ends the request as any other does")
    void exceptionWhenToldEndsTheRequest() {
        try (TestServer server =
                TestServer.serve(request -> stepping(handler -> {}).whenInputEnds(handler -> {
                    throw new IllegalStateException("on purpose");
                }))) {
            assertThat(server.client().send(get("/")).endOutput().response().status())
                    .isEqualTo(500);
        }
    }

    @Test
    @DisplayName("an answer without an end, of which nothing is sent for now, ends when the client closes its side")
    void endlessAnswerEndsWhenTheClientClosesItsSide() throws InterruptedException {
        try (TestServer server = TestServer.serve(request -> starting(handler -> {
                    handler.sendFirst(OPEN.endless());
                    started.countDown();
                })
                .telling(closings))) {
            RawClient client = server.client().send(get("/"));
            awaitStart();
            client.responseHead();
            client.endOutput();
            client.assertEnd();
            closings.assertOnly(server, CLIENT_GONE);
        }
    }

    @Test
    @DisplayName("a stream of events ends when its client closes its side, without waiting for the next event")
    void eventStreamEndsWhenTheClientClosesItsSide() {
        EventStream events = EventStream.with(EventStream.Settings.defaults().history(1));
        events.publish(Event.of("greeting", "hello"));
        try (TestServer server = TestServer.serve(events)) {
            RawClient client = server.client().send(get("/"));
            client.responseHead();
            eventually(() -> assertThat(events.subscribers()).isOne());
            client.endOutput();
            eventually(() -> assertThat(events.subscribers()).isZero());
            assertThat(client.rest()).contains("hello").endsWith("0\r\n\r\n");
        }
    }

    @Test
    @DisplayName("a stage whose client has gone is cancelled if its handler asked for that")
    void stageIsCancelledIfItsHandlerAskedForThat() {
        CompletableFuture<Response> never = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server =
                TestServer.serve(HandlerFactory.async(AsyncOptions.defaults().cancellingStages(), request -> {
                    asked.countDown();
                    return never;
                }))) {
            RawClient client = server.client().send(get("/"));
            eventually(() -> assertThat(asked.getCount()).isZero());
            client.reset();
            eventually(() -> assertThat(never).isCancelled());
        }
    }

    @Test
    @DisplayName("a reset is noticed even while data of the client lies unread")
    void resetIsNoticedBehindUnreadInput() throws InterruptedException {
        try (TestServer server = TestServer.with(request -> starting(handler -> started.countDown())
                        .telling(closings)
                        .taking(0))
                .start()) {
            RawClient client = server.client()
                    .send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 100000000"))
                    .send(new byte[400_000]);
            awaitStart();
            eventually(() -> assertThat(server.queuedBytes()).isPositive());
            client.reset();
            closings.assertOnly(server, CLIENT_GONE);
        }
    }
}
