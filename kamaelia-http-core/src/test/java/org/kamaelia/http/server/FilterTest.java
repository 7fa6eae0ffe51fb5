package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.content.EventStream;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.content.ResourceSource;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@ExtendWith(ExpectedFailures.class)
@DisplayName("A filter sees every request, and may change the head of every final response")
class FilterTest {
    /** Adds fields that say what the filter saw. */
    private static final HttpFilter MARK = new HttpFilter() {
        @Override
        public Reply filter(Request request, HandlerFactory next) {
            request.mapResponse(response -> response.header("Mark", request.method() + " " + response.status()));
            return next.reply(request);
        }

        @Override
        public Response unreadable(Response page) {
            return page.header("Mark", "unreadable " + page.status());
        }
    };

    private static TestServer marked(HandlerFactory handlers) {
        return TestServer.with(handlers).setup(setup -> setup.filter(MARK)).start();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("responses of every style of handler")
    void responsesOfEveryStyle(Style style) {
        try (TestServer server = marked(style.answering(Response.text("x")))) {
            RawClient client = server.client();
            for (int i = 0; i < 2; i++) {
                RawResponse response = client.send(get("/")).response();
                assertThat(response.field("Mark")).isEqualTo("GET 200");
                assertThat(response.text()).isEqualTo("x");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STEPWISE", "PERSISTENT", "GRAPHLINE", "BLOCKING"})
    @DisplayName("first parts of longer responses, whose data passes unchanged")
    void firstPartsOfLongerResponses(Style style) {
        try (TestServer server = marked(style.answering(Response.ok("text/plain"), "a", "b", "c"))) {
            RawResponse response = server.client().send(get("/")).response();
            assertThat(response.all("Mark")).containsExactly("GET 200");
            assertThat(response.text()).isEqualTo("abc");
        }
    }

    @Test
    @DisplayName("event streams, compressed responses, files, 304 and 206")
    void eventStreamsCompressedResponsesAndFiles() throws Exception {
        EventStream events = EventStream.with(EventStream.Settings.defaults());
        java.nio.file.Path directory = java.nio.file.Files.createTempDirectory("filter");
        java.nio.file.Files.writeString(directory.resolve("a.txt"), "0123456789");
        HandlerFactory routes = ResourceGlue.of()
                .at("/events", events)
                .at("/files/", Minimal.of(ResourceSource.directory(directory)))
                .at("/zip", Compressed.defaults().around(r -> Response.text("x".repeat(5_000))));
        try (TestServer server = marked(routes)) {
            assertThat(server.client().send(get("/events")).responseHead().field("Mark"))
                    .isEqualTo("GET 200");

            RawClient client = server.client();
            assertThat(client.ask("GET", "/zip", "Accept-Encoding: gzip").field("Mark"))
                    .isEqualTo("GET 200");
            RawResponse file = client.ask("GET", "/files/a.txt");
            assertThat(file.field("Mark")).isEqualTo("GET 200");
            assertThat(client.ask("GET", "/files/a.txt", "If-Modified-Since: " + file.field("Last-Modified"))
                            .field("Mark"))
                    .isEqualTo("GET 304");
            assertThat(client.ask("GET", "/files/a.txt", "Range: bytes=2-3").field("Mark"))
                    .isEqualTo("GET 206");
            assertThat(client.ask("HEAD", "/files/a.txt").field("Mark")).isEqualTo("HEAD 200");
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "GET, /nothing, 404",
        "DELETE, /get, 405",
        "OPTIONS, /get, 204",
        "OPTIONS, *, 204",
        "GET, /status, 418",
        "GET, /answer, 402",
        "GET, /broken, 500",
        "GET, /mapped, 409",
        "GET, /stage, 500",
        "FANCY, /get, 501",
        "CONNECT, h:80, 405",
        "GET, https://h/get, 421",
        "GET, /a%00, 400"
    })
    @DisplayName("errors of the router, of handlers, of mappers and of the server itself")
    void errorsOfEverySource(String method, String target, int status) {
        HandlerFactory routes = ResourceGlue.of()
                .at("/get", "GET", r -> Response.text("x"))
                .at("/status", HandlerFactory.async(r -> {
                    throw new StatusException(418, "No coffee");
                }))
                .at("/answer", HandlerFactory.blocking((r, in, out) -> {
                    throw new AnswerException(Response.of(402));
                }))
                .at("/broken", r -> {
                    throw new IllegalStateException("on purpose");
                })
                .at("/mapped", r -> {
                    throw new UnsupportedOperationException("on purpose");
                })
                .at(
                        "/stage",
                        HandlerFactory.async(r -> CompletableFuture.failedFuture(new IllegalStateException("x"))));
        try (TestServer server = TestServer.with(routes)
                .setup(setup -> setup.filter(MARK)
                        .exceptions((failure, request) ->
                                failure instanceof UnsupportedOperationException ? Response.of(409) : null))
                .start()) {
            RawResponse response = server.client().ask(method, target);
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.all("Mark")).containsExactly(method + " " + status);
        }
    }

    @Test
    @DisplayName("413 for a body that is too large, announced or not")
    void bodiesThatAreTooLarge() {
        try (TestServer server =
                marked(Style.STEPWISE.counting().within(PathLimits.none().requestBody(3)))) {
            assertThat(server.client().send(post("/", "four")).response().field("Mark"))
                    .isEqualTo("POST 413");
            assertThat(server.client()
                            .send(RawClient.postChunked("/", "fo", "ur"))
                            .response()
                            .field("Mark"))
                    .isEqualTo("POST 413");
        }
    }

    @Test
    @DisplayName("400 of the parser for the body of a request that is known")
    void malformedChunksOfAKnownRequest() {
        try (TestServer server = marked(Style.STEPWISE.counting())) {
            RawClient client =
                    server.client().send(head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "xyz\r\n");
            RawResponse response = client.response();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.field("Mark")).isEqualTo("POST 400");
            client.assertEnd();
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"'GET /',400", "'GET / HTTP/3.0',505", "'GET / HTTP/1.1',400", "'nonsense in a line',400"})
    @DisplayName("the parser's refusal of a head that cannot be read: unreadable()")
    void headsThatCannotBeRead(String line, int status) {
        try (TestServer server = marked(r -> Response.text("x"))) {
            RawClient client = server.client().send(head(line));
            assertThat(client.response().field("Mark")).isEqualTo("unreadable " + status);
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("503 for a first part that is overdue")
    void firstPartsThatAreOverdue() {
        try (TestServer server = TestServer.with(HandlerFactory.async(r -> new CompletableFuture<>()))
                .setup(setup -> setup.filter(MARK))
                .timeless()
                .start()) {
            RawClient client = server.client().send(get("/"));
            server.settle();
            server.pass(Duration.ofSeconds(31));
            assertThat(client.response().field("Mark")).isEqualTo("GET 503");
        }
    }

    @Test
    @DisplayName("101, which a filter may also refuse; 426 of a client that does not offer the protocol")
    void upgrades() {
        HandlerFactory upgrading =
                r -> Response.upgrade("echo", UnusedProtocol::new).header("X", "y");
        String offer = head("GET / HTTP/1.1", "Host: h", "Connection: upgrade", "Upgrade: echo");
        try (TestServer server =
                marked(HandlerFactory.async(r -> CompletableFuture.completedFuture((Response) upgrading.reply(r))))) {
            assertThat(server.client().send(offer).responseHead().field("Mark")).isEqualTo("GET 101");
            assertThat(server.client().send(get("/")).response().field("Mark")).isEqualTo("GET 426");
        }
        HttpFilter refusing = HttpFilter.response((request, response) -> Response.of(403));
        try (TestServer server = TestServer.with(
                        HandlerFactory.async(r -> CompletableFuture.completedFuture((Response) upgrading.reply(r))))
                .setup(setup -> setup.filter(refusing))
                .start()) {
            RawClient client = server.client().send(offer);
            assertThat(client.response().status()).isEqualTo(403);
            assertThat(client.send(get("/")).response().status()).isEqualTo(403);
        }
    }

    /** A protocol that does nothing. */
    private static final class UnusedProtocol extends org.kamaelia.axon.Component
            implements org.kamaelia.net.transport.Protocol {
        @Override
        public void connected(org.kamaelia.net.transport.Transport transport) {}

        @Override
        protected void step() {}

        @Override
        public void drain() {}
    }

    @Test
    @DisplayName("interim responses pass unchanged")
    void interimResponsesPassUnchanged() {
        HandlerFactory hints = request -> new org.kamaelia.http.Handler() {
            @Override
            protected void start() {
                outbox.send(Response.of(103).header("Link", "</a.css>"));
                outbox.send(Response.text("x"));
                finish();
            }

            @Override
            protected void step() {}
        };
        try (TestServer server = marked(hints)) {
            RawClient client = server.client().send(get("/"));
            assertThat(client.response().all("Mark")).isEmpty();
            assertThat(client.response().field("Mark")).isEqualTo("GET 200");
        }
    }

    @Test
    @DisplayName("the outermost filter is called first and changes the response last")
    void outermostFilterIsFirstAndLast() {
        List<String> calls = new CopyOnWriteArrayList<>();
        List<HttpFilter> filters = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            filters.add((request, next) -> {
                calls.add(name);
                request.mapResponse(response -> response.header("By", name));
                return next.reply(request);
            });
        }
        HandlerFactory handler = HandlerFactory.oneShot(r -> Response.text("x"));
        try (TestServer server = TestServer.with(handler.behind(filters.get(2)))
                .setup(setup -> setup.filter(HttpFilter.all(filters.subList(0, 2))))
                .start()) {
            assertThat(server.client().send(get("/")).response().all("By")).containsExactly("c", "b", "a");
            assertThat(calls).containsExactly("a", "b", "c");
        }
    }

    @Test
    @DisplayName("a filter of a path knows the route, and gives attributes to the handler")
    void filterOfAPathKnowsTheRoute() {
        HttpFilter naming = (request, next) -> {
            request.attribute("who", request.route() + " " + request.variable("id"));
            return next.reply(request);
        };
        HandlerFactory handler = HandlerFactory.oneShot(r -> Response.text("" + r.attribute("who")));
        try (TestServer server = TestServer.serve(ResourceGlue.of().at("/users/{id}", "GET", handler.behind(naming)))) {
            assertThat(server.client().send(get("/users/7")).response().text()).isEqualTo("/users/{id} 7");
            assertThat(server.client().ask("PUT", "/users/7").status()).isEqualTo(405);
        }
    }

    @Test
    @DisplayName("a response to a request without a body needs no component behind filters")
    void wholeResponseStaysWhole() {
        List<Reply> replies = new CopyOnWriteArrayList<>();
        HttpFilter watching = (request, next) -> {
            Reply reply = next.reply(request);
            replies.add(reply);
            return reply;
        };
        HttpFilter passing = HttpFilter.response((request, response) -> response.header("A", "b"))
                .around(HttpFilter.check(request -> null));
        try (TestServer server = TestServer.with(HandlerFactory.oneShot(r -> Response.text("x")))
                .setup(setup -> setup.filter(watching.around(passing)))
                .start()) {
            assertThat(server.client().send(get("/")).response().field("A")).isEqualTo("b");
            assertThat(replies).hasOnlyElementsOfType(Response.class).hasSize(1);
        }
    }

    @Test
    @DisplayName("the first part of a longer response may become a whole response")
    void firstPartMayBecomeAWholeResponse() {
        HttpFilter hiding = HttpFilter.response((request, response) -> Response.text("hidden"));
        try (TestServer server = TestServer.with(Style.STEPWISE.answering(Response.ok("text/plain"), "a", "b"))
                .setup(setup -> setup.filter(hiding))
                .start()) {
            RawClient client = server.client();
            assertThat(client.send(get("/")).response().text()).isEqualTo("hidden");
            assertThat(client.send(get("/")).response().text()).isEqualTo("hidden");
        }
    }

    @Test
    @DisplayName("a map that fails, or that promises parts that nobody sends: 500, mapped by the filters further out")
    void mapThatFailsIs500() {
        HttpFilter failing = HttpFilter.response((request, response) -> {
            if (request.path().equals("/parts")) {
                return Response.ok("text/plain");
            }
            throw new IllegalStateException("on purpose");
        });
        try (TestServer server = TestServer.with(r -> Response.text("x"))
                .setup(setup -> setup.filter(MARK.around(failing)))
                .start()) {
            RawClient client = server.client();
            for (String path : List.of("/parts", "/throws")) {
                RawResponse response = client.send(get(path)).response();
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.field("Mark")).isEqualTo("GET 500");
            }
        }
    }
}
