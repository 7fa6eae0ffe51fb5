package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.http.server.ScriptedHandler.starting;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.RawClient.get;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Problem;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("The mapper of exceptions answers what handlers throw")
@ExtendWith(ExpectedFailures.class)
class ExceptionMapperTest {
    private static final Map<String, HandlerFactory> STYLES = new LinkedHashMap<>();

    static {
        STYLES.put("the factory", request -> {
            throw new NoSuchElementException("7");
        });
        STYLES.put("stepwise, start", request -> starting(handler -> missing()));
        STYLES.put("stepwise, step", request -> stepping(handler -> missing()));
        STYLES.put("one-shot", HandlerFactory.oneShot(request -> missing()));
        STYLES.put("one-shot with body", HandlerFactory.oneShot(9, (request, body) -> missing()));
        STYLES.put(
                "async", HandlerFactory.async(request -> CompletableFuture.supplyAsync(ExceptionMapperTest::missing)));
        STYLES.put("blocking", HandlerFactory.blocking((request, in, out) -> missing()));
        STYLES.put("persistent", HandlerFactory.persistent(new PersistentHandler() {
            @Override
            protected void request(Request request) {
                missing();
            }
        }));
        STYLES.put("graphline", HandlerFactory.graphline(request -> Pipeline.of(new Missing())));
        STYLES.put("behind a filter", Compressed.defaults().around(HandlerFactory.oneShot(request -> missing())));
    }

    private static final class Missing extends Stage<ByteBuffer, ResponsePart> {
        Missing() {
            super(BoxSpec.of("Missing", "inbox", "ignored", 1));
        }

        @Override
        protected void step() {
            missing();
        }
    }

    private static final CountDownLatch FIRST_PART_SEEN = new CountDownLatch(1);
    private static TestServer server;

    private static Response missing() {
        throw new NoSuchElementException("7");
    }

    private static Response map(Exception failure, Request request) {
        if (failure instanceof UnsupportedOperationException) {
            throw new IllegalStateException("the mapper is broken");
        }
        if (failure instanceof ArithmeticException) {
            return Response.ok("text/plain"); // it promises parts that never come
        }
        return failure instanceof NoSuchElementException
                ? Problem.of(404)
                        .detail("no " + failure.getMessage() + " at " + request.path())
                        .response()
                : null;
    }

    private static Stream<String> styles() {
        return STYLES.keySet().stream();
    }

    private static HandlerFactory throwing(RuntimeException failure) {
        return HandlerFactory.oneShot(request -> {
            throw failure;
        });
    }

    @BeforeAll
    static void start() {
        ResourceGlue routes = ResourceGlue.of()
                .at("/fine", HandlerFactory.oneShot(request -> Response.text("fine")))
                .at("/unmapped", throwing(new IllegalStateException("secret")))
                .at("/broken", throwing(new UnsupportedOperationException("secret")))
                .at("/incomplete", throwing(new ArithmeticException("secret")))
                .at("/status", throwing(new StatusException(409, "not now")))
                .at("/answer", throwing(new AnswerException(Problem.of(410).response())))
                .at("/factory-answer", request -> {
                    throw new AnswerException(Problem.of(410).response());
                })
                .at("/late", HandlerFactory.blocking((request, in, out) -> {
                    out.begin(Response.ok("text/plain"));
                    out.write('a');
                    out.flush();
                    FIRST_PART_SEEN.await();
                    missing();
                }));
        int number = 0;
        for (HandlerFactory factory : STYLES.values()) {
            routes = routes.at("/" + number++, factory);
        }
        server = TestServer.with(routes)
                .setup(setup -> setup.exceptions(ExceptionMapperTest::map))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawResponse ask(String path) {
        try (RawClient client = RawClient.connect(server.port())) {
            RawResponse response = client.send(get(path)).response();
            assertThat(client.send(get("/fine")).response().text()).isEqualTo("fine");
            return response;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("styles")
    @DisplayName("in every style, with the request at hand; the next request is served")
    void mapsInEveryStyleWithTheRequestAtHand(String style) {
        String path = "/" + STYLES.keySet().stream().toList().indexOf(style);
        RawResponse response = ask(path);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).contains("\"detail\":\"no 7 at " + path + "\"");
    }

    @Test
    @DisplayName("an exception that it does not know, or at which it fails itself, gives 500 and is not quoted")
    void unknownExceptionGives500AndSaysNothing() {
        for (String path : new String[] {"/unmapped", "/broken", "/incomplete"}) {
            RawResponse response = ask(path);
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.text()).doesNotContain("secret", "Exception", "broken", "at org.");
        }
    }

    @Test
    @DisplayName("is not asked about answers: a StatusException is an error page, an AnswerException its response")
    void isNotAskedAboutAnswers() {
        assertThat(ask("/status").status()).isEqualTo(409);
        assertThat(ask("/answer").status()).isEqualTo(410);
        assertThat(ask("/factory-answer").status()).isEqualTo(410);
    }

    @Test
    @DisplayName("comes too late after the first part: the answer breaks off")
    void comesTooLateAfterTheFirstPart() {
        try (RawClient client = RawClient.connect(server.port())) {
            assertThat(client.send(get("/late")).responseHead().status()).isEqualTo(200);
            FIRST_PART_SEEN.countDown();
            assertThat(client.rest()).doesNotContain("\r\n0\r\n", "HTTP/1.1 ");
        }
    }

    @Test
    @DisplayName("an AnswerException takes complete responses only")
    void answerExceptionTakesCompleteResponsesOnly() {
        assertThatThrownBy(() -> new AnswerException(Response.ok("text/plain")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
