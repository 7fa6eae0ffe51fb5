package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A handler that breaks the promise of its length never corrupts what follows, RFC 9112 6.3")
@ExtendWith(ExpectedFailures.class)
class PromiseTest {
    private static final HandlerFactory NEXT = Style.ONE_SHOT.answering(Response.text("next"));

    private static Response tenBytes() {
        return Response.ok("text/plain").length(10);
    }

    private static TestServer serve(HandlerFactory wrong) {
        return TestServer.serve(ResourceGlue.of().at("/wrong", wrong).at("/next", NEXT));
    }

    @ParameterizedTest
    @EnumSource(names = {"STEPWISE", "PERSISTENT", "GRAPHLINE", "BLOCKING"})
    @DisplayName("10 bytes promised and 5 sent: the client gets the 5 and the end of the connection, RFC 9112 8")
    void shortfallEndsTheConnection(Style style) {
        try (TestServer server = serve(style.answering(tenBytes(), "hello"))) {
            RawClient client = server.client().send(get("/wrong"));

            assertThat(client.responseHead().field("Content-Length")).isEqualTo("10");
            assertThat(client.rest()).isEqualTo("hello");
            client.close();
            assertThat(server.client().send(get("/next")).response().text()).isEqualTo("next");
            eventually(() -> assertThat(server.closed(CloseCause.FAILED)).isEqualTo(1));
            assertThat(server.responses(Framing.CONTENT_LENGTH)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STEPWISE", "PERSISTENT", "GRAPHLINE", "BLOCKING"})
    @DisplayName("requests that were pipelined behind a shortfall are not answered")
    void nothingBehindAShortfallIsAnswered(Style style) {
        try (TestServer server = serve(style.answering(tenBytes(), "hello"))) {
            RawClient client = server.client().send(get("/next") + get("/wrong") + get("/next") + get("/next"));

            assertThat(client.response().text()).isEqualTo("next");
            assertThat(client.responseHead().status()).isEqualTo(200);
            assertThat(client.rest()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("10 bytes promised and none sent: the client gets the head and the end of the connection")
    void promiseWithoutDataEndsTheConnection() {
        try (TestServer server = serve(Style.STEPWISE.answering(tenBytes()))) {
            RawClient client = server.client().send(get("/wrong"));

            assertThat(client.responseHead().field("Content-Length")).isEqualTo("10");
            client.assertEnd();
        }
    }

    private static Stream<Arguments> surpluses() {
        List<String[]> ways =
                List.of(new String[] {"helloworld12345"}, new String[] {"helloworl", "d12345"}, new String[] {
                    "hello", "world", "12345"
                });
        return Style.STREAMING.stream()
                .flatMap(style -> ways.stream().map(data -> Arguments.of(style, String.join(" + ", data), data)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("surpluses")
    @DisplayName("10 bytes promised and 15 sent: 10 arrive, 5 are counted, and the next response is intact")
    void surplusIsCountedAndTheNextResponseIsIntact(Style style, String described, String[] data) {
        try (TestServer server = serve(style.answering(tenBytes(), data))) {
            RawClient client = server.client();
            for (int i = 1; i <= 5; i++) {
                long soFar = 5L * i;
                assertThat(client.send(get("/wrong")).response().text()).isEqualTo("helloworld");
                eventually(() -> assertThat(server.surplusBytes()).isEqualTo(soFar));
                assertThat(client.send(get("/next")).response().text()).isEqualTo("next");
            }
        }
    }

    @Test
    @DisplayName("a surplus does not touch the answers to requests that were pipelined behind it")
    void surplusDoesNotTouchPipelinedAnswers() {
        try (TestServer server = serve(Style.STEPWISE.answering(tenBytes(), "helloworld12345"))) {
            RawClient client = server.client().send((get("/wrong") + get("/next")).repeat(5));

            for (int i = 0; i < 5; i++) {
                assertThat(client.response().text()).isEqualTo("helloworld");
                assertThat(client.response().text()).isEqualTo("next");
            }
        }
    }

    @Test
    @DisplayName("a promise of 0 bytes is kept by sending nothing")
    void promiseOf0BytesIsKeptBySendingNothing() {
        Response nothing = Response.ok("text/plain").length(0);
        try (TestServer server = serve(Style.STEPWISE.answering(nothing))) {
            RawClient client = server.client().send(get("/wrong") + get("/next"));

            assertThat(client.response().field("Content-Length")).isEqualTo("0");
            assertThat(client.response().text()).isEqualTo("next");
        }
    }
}
