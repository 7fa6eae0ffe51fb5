package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.server.ScriptedHandler.starting;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("An observer is told once when a request begins and once when its answer has ended, however it ended")
@ExtendWith(ExpectedFailures.class)
class HttpObserverTest {
    private static final Response OPEN = Response.ok("text/plain");

    private final Told told = new Told();
    private final CountDownLatch started = new CountDownLatch(1);

    private TestServer.Setup serving(HandlerFactory handlers) {
        return TestServer.with(handlers).setup(setup -> {
            setup.statistics().observe(told);
            return setup;
        });
    }

    private void assertEnds(String... lines) {
        eventually(() -> assertThat(told.ends()).containsExactly(lines));
        assertThat(told.lines()).hasSize(2 * lines.length);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("route, status, framing and bytes are told, whatever the style of the handler")
    void isToldFiguresWhateverTheStyle(Style style) {
        boolean parts = Style.STREAMING.contains(style);
        HandlerFactory handler = parts ? style.answering(OPEN, "12", "345") : style.answering(Response.text("12345"));
        try (TestServer server =
                serving(ResourceGlue.of().at("/users/{id}", handler)).start()) {
            server.client().send(get("/users/7")).response();

            assertEnds("ended GET /users/{id} 200 " + (parts ? "CHUNKED" : "CONTENT_LENGTH") + " 5 FINISHED -");
            assertThat(told.lines().get(0)).isEqualTo("begun GET /users/7 0");
        }
    }

    @Test
    @DisplayName("each request of a pipeline is told, HEAD and requests without a route included")
    void isToldEachOfAPipelineHeadAndUnroutedRequests() {
        HandlerFactory text = HandlerFactory.oneShot(request -> Response.text("12345"));
        try (TestServer server = serving(ResourceGlue.of().at("/text", text)).start()) {
            RawClient client = server.client()
                    .send(get("/text") + head("HEAD /text HTTP/1.1", "Host: h") + get("/nothing") + get("/text"));
            client.response();
            client.responseToHead();
            int page = client.response().body().length;
            client.response();

            assertEnds(
                    "ended GET /text 200 CONTENT_LENGTH 5 FINISHED -",
                    "ended HEAD /text 200 NONE 0 FINISHED -",
                    "ended GET null 404 CONTENT_LENGTH " + page + " FINISHED -",
                    "ended GET /text 200 CONTENT_LENGTH 5 FINISHED -");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, 'GET / HTTP/1.1\r\n\r\n', none",
        "505, 'GET / HTTP/9.9\r\n\r\n', none",
        "501, 'BREW / HTTP/1.1\r\nHost: h\r\n\r\n', BREW null",
        "421, 'GET https://h/ HTTP/1.1\r\nHost: h\r\n\r\n', GET null",
        "405, 'CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n', CONNECT null",
        "400, 'PUT / HTTP/1.1\r\nHost: h\r\nContent-Range: bytes 0-0/2\r\nContent-Length: 0\r\n\r\n', PUT null",
        "413, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99\r\n\r\n', POST null"
    })
    @DisplayName("requests that the server refuses by itself are told, and counted as rejected")
    void isToldRefusalsWhichCountAsRejected(int status, String request, String what) {
        try (TestServer server = serving(made -> starting(handler -> {}))
                .limits(limits -> limits.requestBody(8))
                .start()) {
            server.client().send(request).response();

            eventually(() -> assertThat(told.ends())
                    .singleElement()
                    .asString()
                    .startsWith("ended " + what + " " + status + " CONTENT_LENGTH "));
            assertThat(server.rejected(status)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("an answer that ended before its request body became malformed is not counted a second time")
    void refusalAfterTheAnswerIsNotCountedAgain() {
        HandlerFactory early = HandlerFactory.oneShot(request -> Response.text("12345"));
        try (TestServer server = serving(early).start()) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked"));
            client.response();
            client.send("wrong\r\n").assertClosed();

            assertEnds("ended POST null 200 CONTENT_LENGTH 5 FINISHED -");
        }
    }

    @Test
    @DisplayName("exceptions of a handler or its factory are told, but not an answer by exception")
    void isToldExceptionsButNoAnswersByException() {
        ResourceGlue routes = ResourceGlue.of()
                .at("/factory", request -> {
                    throw new IllegalArgumentException("on purpose");
                })
                .at(
                        "/handler",
                        request -> starting(handler -> {
                            throw new UnsupportedOperationException("on purpose");
                        }))
                .at("/blocking", HandlerFactory.blocking((request, in, out) -> {
                    throw new java.io.IOException("on purpose");
                }))
                .at(
                        "/async",
                        HandlerFactory.async(request -> CompletableFuture.failedFuture(new InterruptedException())))
                .at("/nothing", request -> starting(ScriptedHandler::end))
                .at("/status", HandlerFactory.oneShot(request -> {
                    throw new StatusException(409, "on purpose");
                }));
        try (TestServer server = serving(routes).start()) {
            RawClient client = server.client();
            for (String path : routes.patterns().keySet()) {
                client.send(get(path)).response();
            }

            eventually(() -> assertThat(told.ends())
                    .extracting(line -> line.replaceAll("CONTENT_LENGTH \\d+ ", ""))
                    .containsExactly(
                            "ended GET /factory 500 FINISHED IllegalArgumentException",
                            "ended GET /handler 500 FINISHED UnsupportedOperationException",
                            "ended GET /blocking 500 FINISHED IOException",
                            "ended GET /async 500 FINISHED InterruptedException",
                            "ended GET /nothing 500 FINISHED IllegalStateException",
                            "ended GET /status 409 FINISHED -"));
        }
    }

    @Test
    @DisplayName("a client that goes away before there is an answer: no status")
    void clientGoneBeforeAnAnswerHasNoStatus() throws InterruptedException {
        try (TestServer server =
                serving(request -> starting(handler -> started.countDown())).start()) {
            RawClient client = server.client().send(get("/"));
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            client.reset();

            assertEnds("ended GET null 0 null 0 CLIENT_GONE -");
        }
    }

    @Test
    @DisplayName("an answer that breaks off is told with its status and the bytes sent so far")
    void brokenAnswerHasItsStatusAndBytes() {
        try (TestServer server = serving(request -> starting(handler -> {
                    handler.sendFirst(OPEN.length(10)).send("12345");
                    handler.end();
                }))
                .start()) {
            server.client().send(get("/")).assertClosed();

            assertEnds("ended GET null 200 CONTENT_LENGTH 5 FAILED IllegalStateException");
        }
    }

    @Test
    @DisplayName("a server that is cut: the answer has ended, too")
    void answerOfACutServerHasEnded() throws InterruptedException {
        try (TestServer server =
                serving(request -> starting(handler -> started.countDown())).start()) {
            server.client().send(get("/"));
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            server.stop(Duration.ZERO).join();

            assertEnds("ended GET null 0 null 0 STOPPED -");
        }
    }

    @Test
    @DisplayName("an observer that throws harms neither the request nor the next observer")
    void observerThatThrowsHarmsNothingElse() {
        HttpObserver throwing = loop -> new HttpObserver.OnLoop() {
            @Override
            public void begun(ObservedExchange exchange) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void ended(ObservedExchange exchange) {
                throw new IllegalStateException("on purpose");
            }
        };
        HandlerFactory text = HandlerFactory.oneShot(request -> Response.text("12345"));
        try (TestServer server = TestServer.with(text)
                .setup(setup -> {
                    setup.statistics().observe(throwing);
                    setup.statistics().observe(told);
                    return setup;
                })
                .start()) {
            RawClient client = server.client();
            client.send(get("/")).response();
            client.send(get("/")).response();

            eventually(() -> assertThat(told.ends()).hasSize(2));
        }
    }

    @Test
    @DisplayName("an observer that is registered while a server runs sees the requests that begin from then on")
    void observerRegisteredLateSeesLaterRequests() {
        HttpStatistics statistics = new HttpStatistics();
        HandlerFactory text = HandlerFactory.oneShot(request -> Response.text("12345"));
        try (TestServer server = TestServer.with(text)
                .setup(setup -> setup.statistics(statistics))
                .start()) {
            RawClient client = server.client();
            client.send(get("/")).response();
            statistics.observe(told);
            client.send(get("/late")).response();

            eventually(() -> assertThat(told.lines()).hasSize(2).first().isEqualTo("begun GET /late 0"));
        }
    }
}
