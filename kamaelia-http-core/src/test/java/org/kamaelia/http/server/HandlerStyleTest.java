package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("What each style of handler promises to its author")
@ExtendWith(ExpectedFailures.class)
class HandlerStyleTest {
    @Test
    @DisplayName("a request tells method, target and fields, and the address of its client")
    void requestTellsWhatWasAskedAndFromWhere() {
        try (TestServer server = TestServer.serve(HandlerFactory.oneShot(request -> Response.text(String.join(
                "\n",
                request.method(),
                request.target(),
                request.path(),
                request.query(),
                request.version(),
                request.host(),
                request.scheme(),
                request.header("x-one"),
                String.valueOf(request.header("X-None")),
                request.fields().all("X-Many").toString(),
                request.serverName(),
                String.valueOf(request.contentLength()),
                String.valueOf(request.localAddress()).replaceAll(".*:", ""),
                String.valueOf(request.remoteAddress()).replaceAll(":.*", "")))))) {
            RawClient client = server.client()
                    .send(head("GET /a%20b?c=d HTTP/1.1", "Host: h:80", "X-One: 1", "X-Many: 2", "x-many: 3"));

            assertThat(client.response().text().lines())
                    .containsExactly(
                            "GET",
                            "/a%20b?c=d",
                            "/a b",
                            "c=d",
                            "HTTP/1.1",
                            "h:80",
                            "http",
                            "1",
                            "null",
                            "[2, 3]",
                            "test",
                            "0",
                            String.valueOf(server.port()),
                            "/127.0.0.1");
        }
    }

    @Test
    @DisplayName("stepwise: wake() from another thread has the handler stepped")
    void wakeFromAnotherThreadStepsTheHandler() {
        AtomicReference<ScriptedHandler> waiting = new AtomicReference<>();
        AtomicReference<String> result = new AtomicReference<>();
        try (TestServer server = TestServer.serve(request -> {
            ScriptedHandler handler = stepping(self -> {
                if (result.get() != null && !self.out().isFinished()) {
                    self.answer(Response.text(result.get()));
                }
            });
            waiting.set(handler);
            return handler;
        })) {
            RawClient client = server.client().send(get("/"));
            eventually(() -> assertThat(waiting).doesNotHaveNullValue());
            result.set("from another thread");
            waiting.get().wake();

            assertThat(client.response().text()).isEqualTo("from another thread");
        }
    }

    @Test
    @DisplayName("stepwise: parts leave as they are made, and not at the end only")
    void stepwisePartsLeaveAsTheyAreMade() {
        try (TestServer server = TestServer.serve(request -> ScriptedHandler.starting(
                        handler -> handler.sendFirst(Response.ok("text/event-stream")))
                .andStepping(handler -> {
                    boolean ended = handler.in().ended();
                    if (handler.in().poll() != null) {
                        handler.send("tick");
                    } else if (ended) {
                        handler.end();
                    }
                }))) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked"));
            client.responseHead();
            for (int i = 0; i < 10; i++) {
                client.send("1\r\nx\r\n");
                assertThat(new String(client.read(9))).isEqualTo("4\r\ntick\r\n");
            }
        }
    }

    @Test
    @DisplayName("async: a stage that completes after its client has gone does no harm")
    void stageThatCompletesAfterItsClientLeftDoesNoHarm() {
        CompletableFuture<Response> late = new CompletableFuture<>();
        try (TestServer server = TestServer.serve(HandlerFactory.async(request ->
                request.path().equals("/late") ? late : CompletableFuture.completedFuture(Response.text("next"))))) {
            RawClient client = server.client().send(get("/late"));
            eventually(() -> assertThat(late.getNumberOfDependents()).isPositive());
            client.reset();
            server.awaitEmpty();
            late.complete(Response.text("nobody is there"));

            assertThat(server.client().send(get("/")).response().text()).isEqualTo("next");
        }
    }

    @Test
    @DisplayName("a graph is ended with its request, and each of its parts is told")
    void graphEndsWithItsRequest() {
        List<String> stopped = new CopyOnWriteArrayList<>();
        try (TestServer server = TestServer.serve(
                HandlerFactory.graphline(request -> Pipeline.of(new Endless(stopped), new Pass(stopped))))) {
            RawClient client = server.client().send(get("/"));
            client.responseHead();
            client.reset();

            eventually(() -> assertThat(stopped).containsExactlyInAnyOrder("Endless", "Pass"));
        }
    }

    private static final class Endless extends Stage<ByteBuffer, ResponsePart> {
        private final List<String> stopped;
        private boolean begun;

        Endless(List<String> stopped) {
            super(BoxSpec.of("Endless", "inbox", "ignored", 1));
            this.stopped = stopped;
        }

        @Override
        protected void step() {
            while (outbox.hasRoom()) {
                outbox.send(begun ? ResponsePart.text("x".repeat(1_000)) : Response.ok("text/plain"));
                begun = true;
            }
        }

        @Override
        protected void stopped(Throwable failure) {
            stopped.add("Endless");
        }
    }

    private static final class Pass extends Stage<ResponsePart, ResponsePart> {
        private final List<String> stopped;

        Pass(List<String> stopped) {
            super(BoxSpec.of("Pass", "inbox", "a part", 4));
            this.stopped = stopped;
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(inbox.poll());
            }
            passEnd();
        }

        @Override
        protected void stopped(Throwable failure) {
            stopped.add("Pass");
        }
    }

    @Test
    @DisplayName("a timer of a handler ends with its request")
    void timerEndsWithItsRequest() {
        Closings closings = new Closings();
        try (TestServer server = TestServer.serve(request -> ScriptedHandler.starting(handler -> {
                    handler.onceMoreAfter(Duration.ofMillis(20));
                    handler.answer(Response.text("done"));
                })
                .andStepping(handler -> {
                    if (!handler.isLive()) {
                        closings.add(CloseReason.FAILED);
                    }
                })
                .telling(closings))) {
            assertThat(server.client().send(post("/", "x")).response().text()).isEqualTo("done");
            closings.assertOnly(server, CloseReason.FINISHED);
        }
    }
}
