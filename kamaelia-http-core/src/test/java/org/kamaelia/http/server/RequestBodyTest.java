package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;
import static org.kamaelia.testing.RawClient.postChunked;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("The body of a request reaches its handler whole, or the handler is told that it does not, RFC 9112 6.3")
@ExtendWith(ExpectedFailures.class)
class RequestBodyTest {

    private static Stream<Arguments> sizes() {
        return Style.READING.stream()
                .flatMap(style -> Stream.of(0, 1, 1_000, 65_536, 200_000).map(size -> Arguments.of(style, size)));
    }

    @ParameterizedTest(name = "{0}, {1} octets")
    @MethodSource("sizes")
    @DisplayName("with Content-Length: every octet of it and none of the next request")
    void bodyWithContentLengthComesWhole(Style style, int size) {
        try (TestServer server = TestServer.serve(style.counting())) {
            RawClient client = server.client().send(post("/", "x".repeat(size)) + post("/", "GET"));

            assertThat(client.response().text()).isEqualTo(size + "\n");
            assertThat(client.response().text()).isEqualTo("3\n");
        }
    }

    @ParameterizedTest(name = "{0}, {1} octets")
    @MethodSource("sizes")
    @DisplayName("chunked: every octet of the data and none of the framing, RFC 9112 7.1")
    void chunkedBodyComesWithoutItsFraming(Style style, int size) {
        try (TestServer server = TestServer.serve(style.counting())) {
            String[] chunks = size == 0 ? new String[0] : new String[] {"x".repeat(size), "y", "z".repeat(size)};
            RawClient client = server.client().send(postChunked("/", chunks) + postChunked("/", "GET"));

            assertThat(client.response().text()).isEqualTo((size == 0 ? 0 : 2 * size + 1) + "\n");
            assertThat(client.response().text()).isEqualTo("3\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STEPWISE", "PERSISTENT", "GRAPHLINE", "BLOCKING", "ONE_SHOT_WITH_BODY"})
    @DisplayName("a request without a body has an empty one, whatever its method, RFC 9110 6.4")
    void requestWithoutABodyHasAnEmptyOne(Style style) {
        try (TestServer server = TestServer.serve(style.counting())) {
            for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH")) {
                RawClient client = server.client().send(head(method + " / HTTP/1.1", "Host: h"));
                assertThat(client.response().text()).isEqualTo("0\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "PATCH", "OPTIONS"})
    @DisplayName("a body comes with any method, RFC 9110 9.3.1")
    void bodyComesWithAnyMethod(String method) {
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting())) {
            RawClient client = server.client()
                    .send(head(method + " / HTTP/1.1", "Host: h", "Content-Length: 4") + "body" + get("/"));

            assertThat(client.response().text()).isEqualTo("4\n");
            assertThat(client.response().text()).isEqualTo("0\n");
        }
    }

    // A truncated upload.

    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** Each notes what it is told of the end of its body. */
    private HandlerFactory noting(Style style) {
        return switch (style) {
            case STEPWISE ->
                request -> ScriptedHandler.starting(handler -> seen.add("begun"))
                        .andStepping(handler -> {
                            if (handler.readAll()) {
                                seen.add("ended");
                                handler.answer(Response.text("ended"));
                            }
                        })
                        .telling(new Closings() {
                            @Override
                            void add(CloseReason reason) {
                                seen.add("closed");
                            }
                        });
            case PERSISTENT -> HandlerFactory.persistent(new NotingPersistent());
            case GRAPHLINE -> HandlerFactory.graphline(request -> Pipeline.of(new NotingStage()));
            case BLOCKING ->
                HandlerFactory.blocking((request, in, out) -> {
                    seen.add("begun");
                    try {
                        in.readAllBytes();
                        seen.add("ended");
                        out.respond(Response.text("ended"));
                    } catch (IOException broken) {
                        seen.add("closed");
                        throw broken;
                    }
                });
            default -> throw new IllegalArgumentException(style.toString());
        };
    }

    private final class NotingPersistent extends PersistentHandler {
        @Override
        protected int bodyAhead() {
            return 0; // else it is not told of a body that does not come
        }

        @Override
        protected void request(Request request) {
            seen.add("begun");
        }

        @Override
        protected void step() {
            while (inbox.poll() != null) {
                // only the end matters
            }
            if (inbox.ended()) {
                seen.add("ended");
                respond(Response.text("ended"));
            }
        }

        @Override
        protected void closed(CloseReason how) {
            seen.add("closed");
        }
    }

    private final class NotingStage extends Stage<ByteBuffer, ResponsePart> {
        NotingStage() {
            super(BoxSpec.of("NotingStage", "inbox", "a chunk", 1, ByteBuffer::remaining));
        }

        @Override
        protected void start() {
            seen.add("begun");
        }

        @Override
        protected void step() {
            while (inbox.poll() != null) {
                // only the end matters
            }
            if (inbox.ended()) {
                seen.add("ended");
                outbox.send(Response.text("ended"));
                outbox.finish();
            }
        }

        @Override
        protected void stopped(Throwable failure) {
            seen.add("closed");
        }
    }

    private static Stream<Arguments> truncations() {
        String length = head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "hello";
        String chunked = head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "5\r\nhello\r\n";
        return Style.STREAMING.stream()
                .flatMap(style -> Stream.of(
                        Arguments.of(style, "content-length", length),
                        Arguments.of(style, "in a chunk", chunked + "5\r\nwor"),
                        Arguments.of(style, "between chunks", chunked),
                        Arguments.of(style, "before the end of the trailers", chunked + "0\r\nA: b\r\n")));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("truncations")
    @DisplayName("a truncated upload never looks complete: Shutdown, not ProducerFinished, RFC 9112 8")
    void truncatedUploadNeverLooksComplete(Style style, String where, String upload) {
        try (TestServer server = TestServer.serve(noting(style))) {
            RawClient ending = server.client().send(upload);
            eventually(() -> assertThat(seen).containsExactly("begun"));
            ending.endOutput().assertClosed();
            eventually(() -> assertThat(seen).containsExactly("begun", "closed"));

            RawClient resetting = server.client().send(upload);
            eventually(() -> assertThat(seen).containsExactly("begun", "closed", "begun"));
            resetting.reset();
            eventually(() -> assertThat(seen).containsExactly("begun", "closed", "begun", "closed"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"STEPWISE", "PERSISTENT", "GRAPHLINE", "BLOCKING"})
    @DisplayName("after a truncated upload the next one, on another connection, is complete")
    void uploadAfterATruncatedOneIsComplete(Style style) {
        try (TestServer server = TestServer.serve(noting(style))) {
            RawClient ending = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "hello");
            eventually(() -> assertThat(seen).containsExactly("begun"));
            ending.endOutput().assertClosed();
            eventually(() -> assertThat(seen).containsExactly("begun", "closed"));

            assertThat(server.client().send(post("/", "complete")).response().text())
                    .isEqualTo("ended");
            assertThat(seen).startsWith("begun", "closed", "begun", "ended");
        }
    }

    @Test
    @DisplayName("a function that collects the body is not called with half of it")
    void collectingFunctionIsNotCalledWithHalfABody() {
        try (TestServer server = TestServer.serve(HandlerFactory.oneShot(100, (request, body) -> {
            seen.add("called");
            return Response.text("called");
        }))) {
            server.client()
                    .send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "hello")
                    .endOutput()
                    .assertClosed();
            server.awaitEmpty();

            assertThat(seen).isEmpty();
        }
    }
}
