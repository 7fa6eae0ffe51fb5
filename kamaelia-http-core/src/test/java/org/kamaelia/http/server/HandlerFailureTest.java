package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.server.ScriptedHandler.starting;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("A handler that fails before its first part gives an error page, and the connection goes on")
@ExtendWith(ExpectedFailures.class)
class HandlerFailureTest {
    private static final String FAILED = "500 Internal Server Error\nThe server failed to handle this request\n";
    private static final String LATER = "/later";

    private static final Map<String, HandlerFactory> FAILING = new LinkedHashMap<>();

    static {
        failing("the factory throws", request -> {
            throw new IllegalStateException("on purpose");
        });
        failing("the factory gives no handler", request -> null);
        failing("stepwise: start throws", request -> starting(handler -> boom()));
        failing("stepwise: step throws", request -> stepping(handler -> boom()));
        failing(
                "stepwise: step throws an Error",
                request -> stepping(handler -> {
                    throw new StackOverflowError("on purpose");
                }));
        failing("stepwise: finishes without a response", request -> stepping(ScriptedHandler::end));
        failing(
                "stepwise: sends data before the response",
                request -> starting(handler -> {
                    handler.send("data");
                    handler.end();
                }));
        failing(
                "stepwise: ends before a final response",
                request -> starting(handler -> {
                    handler.sendFirst(Response.of(103));
                    handler.end();
                }));
        failing("one-shot: throws", HandlerFactory.oneShot(request -> boom()));
        failing("one-shot: gives null", HandlerFactory.oneShot(request -> null));
        failing("one-shot: gives a part", HandlerFactory.oneShot(request -> Response.ok("text/plain")));
        failing("one-shot with body: throws", HandlerFactory.oneShot(9, (request, body) -> boom()));
        failing("async: the function throws", HandlerFactory.async(request -> {
            throw new IllegalStateException("on purpose");
        }));
        failing("async: there is no stage", HandlerFactory.async(request -> null));
        failing(
                "async: the stage fails",
                HandlerFactory.async(request -> CompletableFuture.failedFuture(new IOException("on purpose"))));
        failing(
                "async: the stage fails later",
                HandlerFactory.async(request -> CompletableFuture.supplyAsync(HandlerFailureTest::boom)));
        failing(
                "async: the stage gives null",
                HandlerFactory.async(request -> CompletableFuture.completedFuture(null)));
        failing("blocking: throws", HandlerFactory.blocking((request, in, out) -> boom()));
        failing("blocking: throws an Error", HandlerFactory.blocking((request, in, out) -> {
            throw new AssertionError("on purpose");
        }));
        failing("blocking: returns without a response", HandlerFactory.blocking((request, in, out) -> {}));
        failing("persistent: throws", HandlerFactory.persistent(new PersistentHandler() {
            @Override
            protected void request(Request request) {
                boom();
            }
        }));
        failing("persistent: finishes without a response", HandlerFactory.persistent(new PersistentHandler() {
            @Override
            protected void request(Request request) {
                finish();
            }
        }));
        failing("graphline: a part throws", HandlerFactory.graphline(request -> Pipeline.of(new Failing())));
        failing("graphline: there is no graph", HandlerFactory.graphline(request -> null));
    }

    private static TestServer server;

    private static final class Failing extends Stage<ByteBuffer, ResponsePart> {
        Failing() {
            super(BoxSpec.of("Failing", "inbox", "ignored", 1));
        }

        @Override
        protected void step() {
            boom();
        }
    }

    private static void failing(String how, HandlerFactory factory) {
        FAILING.put(how, factory);
    }

    private static Response boom() {
        throw new IllegalStateException("on purpose");
    }

    private static Stream<String> ways() {
        return FAILING.keySet().stream();
    }

    @BeforeAll
    static void start() {
        ResourceGlue routes = ResourceGlue.of()
                .at("/chunked", Style.STEPWISE.answering(Response.ok("text/plain"), "hello", "world"))
                .at("/teapot", request -> {
                    throw new StatusException(418, "<short & stout>").header("Retry-After", "7");
                })
                .at(
                        LATER,
                        request -> stepping(handler -> {
                            throw new StatusException(409, "not now");
                        }))
                .at(
                        "/twice",
                        request -> starting(handler -> {
                            handler.answer(Response.text("first"));
                            handler.answer(Response.text("second"));
                        }))
                .at(
                        "/two",
                        request -> starting(handler -> {
                            handler.sendFirst(Response.text("first"));
                            handler.sendFirst(Response.text("second"));
                            handler.end();
                        }))
                .at(
                        "/after",
                        request -> starting(handler -> {
                            handler.sendFirst(Response.ok("text/plain")).send("all");
                            handler.end();
                            handler.send("more");
                        }));
        int number = 0;
        for (HandlerFactory factory : FAILING.values()) {
            routes = routes.at("/" + number++, factory);
        }
        server = TestServer.serve(routes);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    @DisplayName("an exception before the first part gives 500, RFC 9110 15.6.1, and the next request is served")
    void exceptionBeforeTheFirstPartGives500(String how) {
        String target = "/" + FAILING.keySet().stream().toList().indexOf(how);
        try (RawClient client = RawClient.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                RawResponse response = finalResponse(client.send(get(target)));
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.text()).isEqualTo(FAILED);
                assertThat(client.send(get("/chunked")).response().text()).isEqualTo("helloworld");
            }
        }
    }

    private static RawResponse finalResponse(RawClient client) {
        RawResponse response = client.response();
        return response.status() < 200 ? client.response() : response;
    }

    @Test
    @DisplayName("a StatusException answers with its status, its fields and its sentence, escaped, RFC 9110 15.5")
    void statusExceptionAnswersWithItsStatusAndFields() {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(head("GET /teapot HTTP/1.1", "Host: h", "Accept: text/html"));

            RawResponse response = client.response();
            assertThat(response.status()).isEqualTo(418);
            assertThat(response.field("Retry-After")).isEqualTo("7");
            assertThat(response.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(response.text()).contains("&lt;short &amp; stout&gt;").doesNotContain("<short");
            assertThat(client.send(get(LATER)).response().status()).isEqualTo(409);
            assertThat(client.send(get("/chunked")).response().text()).isEqualTo("helloworld");
        }
    }

    @Test
    @DisplayName("the error page to HEAD has fields and no body, RFC 9110 9.3.2")
    void errorPageToHeadHasNoBody() {
        try (RawClient client = RawClient.connect(server.port())) {
            RawResponse response =
                    client.send(head("HEAD /later HTTP/1.1", "Host: h")).responseToHead();

            assertThat(response.status()).isEqualTo(409);
            assertThat(response.field("Content-Length")).isEqualTo("21");
            assertThat(client.send(get("/chunked")).response().text()).isEqualTo("helloworld");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/twice", "/two"})
    @DisplayName("of two whole answers the first one counts and the second one is never seen")
    void secondWholeAnswerIsNeverSeen(String target) {
        try (RawClient client = RawClient.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(get(target)).response().text()).isEqualTo("first");
            }
            assertThat(client.send(get("/chunked")).response().text()).isEqualTo("helloworld");
        }
    }

    @Test
    @DisplayName("data that a handler tries to send after it has finished is never seen")
    void dataSentAfterTheEndIsNeverSeen() {
        try (RawClient client = RawClient.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(get("/after")).response().text()).isEqualTo("all");
            }
            assertThat(client.send(get("/chunked")).response().text()).isEqualTo("helloworld");
        }
    }

    @Test
    @DisplayName("error pages that fail leave the status without a page")
    void failingErrorPagesLeaveTheStatusWithoutAPage() {
        try (TestServer failing = TestServer.with(HandlerFactory.oneShot(request -> boom()))
                .setup(setup -> setup.errorPages((status, detail, request) -> boom()))
                .start()) {
            assertThat(failing.client().send(get("/")).response().raw())
                    .isEqualTo("HTTP/1.1 500 Internal Server Error\r\nDate: *\r\nContent-Length: 0\r\n\r\n");
        }
    }
}
