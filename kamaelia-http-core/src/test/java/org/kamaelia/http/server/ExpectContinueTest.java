package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("A client that expects 100 gets it when, and only when, the handler looks for the body, RFC 9110 10.1.1")
class ExpectContinueTest {
    private static final String EXPECTING =
            head("POST / HTTP/1.1", "Host: h", "Content-Length: 5", "Expect: 100-continue");
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    @ParameterizedTest
    @EnumSource(names = {"STEPWISE", "PERSISTENT", "GRAPHLINE", "BLOCKING", "ONE_SHOT_WITH_BODY"})
    @DisplayName("a handler that looks for the body: 100, once for each request, and the connection goes on")
    void handlerThatLooksForTheBodyGets100Once(Style style) {
        try (TestServer server = TestServer.serve(style.counting())) {
            RawClient client = server.client();
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(EXPECTING).response().raw()).isEqualTo(CONTINUE);
                client.send("he");
                client.send("llo");
                RawResponse response = client.response();
                assertThat(response.text()).isEqualTo("5\n");
                assertThat(response.saysClose()).isFalse();
            }
        }
    }

    @Test
    @DisplayName("a chunked body is waited for in the same way")
    void chunkedBodyIsWaitedForInTheSameWay() {
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting())) {
            RawClient client = server.client()
                    .send(head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked", "Expect: 100-Continue"));

            assertThat(client.response().raw()).isEqualTo(CONTINUE);
            client.send("5\r\nhello\r\n0\r\n\r\n" + get("/"));
            assertThat(client.response().text()).isEqualTo("5\n");
            assertThat(client.response().text()).isEqualTo("0\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STEPWISE", "ONE_SHOT", "ASYNC_DONE", "ASYNC_LATER", "BLOCKING", "PERSISTENT"})
    @DisplayName(
            "a handler that answers without looking: no 100, and the connection ends, since the body may follow or not")
    void handlerThatDoesNotLookGetsNo100AndAClose(Style style) {
        try (TestServer server = TestServer.serve(style.answering(Response.text("no need")))) {
            RawClient client = server.client().send(EXPECTING);

            RawResponse response = client.response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.saysClose()).isTrue();
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("an error without a handler: no 100 either")
    void errorWithoutAHandlerSendsNo100() {
        try (TestServer server = TestServer.serve(request -> {
            throw new StatusException(401, "Who are you?");
        })) {
            RawClient client = server.client().send(EXPECTING);

            assertThat(client.response().status()).isEqualTo(401);
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("the 100 waits until the handler looks, and comes behind interim responses that it sent before")
    void continueWaitsUntilTheHandlerLooks() {
        try (TestServer server = TestServer.serve(request -> {
            boolean[] waited = new boolean[1];
            return ScriptedHandler.starting(handler -> {
                        handler.sendFirst(Response.of(103));
                        handler.onceMoreAfter(Duration.ofMillis(20));
                    })
                    .andStepping(handler -> {
                        if (waited[0] && handler.readAll()) {
                            handler.answer(Response.text("read"));
                        }
                        waited[0] = true;
                    });
        })) {
            RawClient client = server.client().send(EXPECTING);

            assertThat(client.response().status()).isEqualTo(103);
            assertThat(client.response().raw()).isEqualTo(CONTINUE);
            assertThat(client.send("hello").response().text()).isEqualTo("read");
        }
    }

    @Test
    @DisplayName("a body that comes without waiting needs no 100")
    void bodyThatComesWithoutWaitingNeedsNo100() {
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting())) {
            RawClient client = server.client().send(EXPECTING + "hello" + get("/"));

            assertThat(client.response().text()).isEqualTo("5\n");
            assertThat(client.response().text()).isEqualTo("0\n");
        }
    }

    @Test
    @DisplayName("a body that is too large is refused with 413 and not asked for")
    void tooLargeBodyIsNotAskedFor() {
        try (TestServer server =
                TestServer.serve(HandlerFactory.oneShot(4, (request, body) -> Response.text("read")))) {
            RawClient client = server.client().send(EXPECTING);

            assertThat(client.response().status()).isEqualTo(413);
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("no 100 goes to HTTP/1.0, which has no interim responses")
    void http10ClientGetsNo100() {
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting())) {
            RawClient client =
                    server.client().send(head("POST / HTTP/1.0", "Content-Length: 5", "Expect: 100-continue"));
            client.send("hello");

            assertThat(client.response().text()).isEqualTo("5\n");
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("no 100 is sent for a request without a body")
    void requestWithoutABodyGetsNo100() {
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting())) {
            RawClient client = server.client().send(head("GET / HTTP/1.1", "Host: h", "Expect: 100-continue"));

            RawResponse response = client.response();
            assertThat(response.text()).isEqualTo("0\n");
            assertThat(response.saysClose()).isFalse();
        }
    }

    @Test
    @DisplayName("another expectation is answered with 417 and close, RFC 9110 15.5.18")
    void anotherExpectationIs417AndClose() {
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting())) {
            RawClient client = server.client()
                    .send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 5", "Expect: 200-maybe") + "hello");

            RawResponse response = client.response();
            assertThat(response.status()).isEqualTo(417);
            assertThat(response.saysClose()).isTrue();
            client.assertEnd();
        }
    }
}
