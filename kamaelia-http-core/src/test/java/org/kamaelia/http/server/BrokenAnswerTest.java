package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.head;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName(
        "A handler that fails after its first part breaks the connection off, so that the client can tell, RFC 9112 8")
@ExtendWith(ExpectedFailures.class)
class BrokenAnswerTest {
    private static final Response OPEN = Response.ok("text/plain");

    /** Each sends "hello" and fails when the body has come, which the client sends once it has seen the "hello". */
    private static Map<String, HandlerFactory> failing(Response first) {
        return Map.of(
                "stepwise",
                request -> ScriptedHandler.starting(
                                handler -> handler.sendFirst(first).send("hello"))
                        .andStepping(handler -> {
                            if (handler.readAll()) {
                                boom();
                            }
                        }),
                "persistent",
                HandlerFactory.persistent(new FailingLater(first)),
                "graphline",
                HandlerFactory.graphline(request -> Pipeline.of(new FailingStage(first))),
                "blocking",
                HandlerFactory.blocking((request, in, out) -> {
                    out.begin(first);
                    out.write("hello".getBytes());
                    out.flush();
                    in.read();
                    boom();
                }));
    }

    private static void boom() {
        throw new IllegalStateException("on purpose");
    }

    private static final class FailingLater extends PersistentHandler {
        private final Response first;
        private boolean begun;

        FailingLater(Response first) {
            this.first = first;
        }

        @Override
        protected int bodyAhead() {
            return 0; // begins before its body is there
        }

        @Override
        protected void request(Request request) {
            begin(first);
            begun = false;
        }

        @Override
        protected void step() {
            if (!begun && outbox.hasRoom()) {
                begun = true;
                outbox.send(ResponsePart.text("hello"));
            }
            inbox.poll();
            if (inbox.ended()) {
                boom();
            }
        }
    }

    private static final class FailingStage extends Stage<ByteBuffer, ResponsePart> {
        private final Response first;

        FailingStage(Response first) {
            super(BoxSpec.of("FailingStage", "inbox", "a chunk", 1, ByteBuffer::remaining));
            this.first = first;
        }

        @Override
        protected void start() {
            outbox.send(first);
            outbox.send(ResponsePart.text("hello"));
        }

        @Override
        protected void step() {
            inbox.poll();
            if (inbox.ended()) {
                boom();
            }
        }
    }

    private static Stream<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        for (String style : List.of("stepwise", "persistent", "graphline", "blocking")) {
            all.add(Arguments.of(style, "content-length", OPEN.length(10), "HTTP/1.1", "hello"));
            all.add(Arguments.of(style, "chunked", OPEN, "HTTP/1.1", "5\r\nhello\r\n"));
            all.add(Arguments.of(style, "close", OPEN.endless(), "HTTP/1.1", "hello"));
            all.add(Arguments.of(style, "close", OPEN, "HTTP/1.0", "hello"));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, {3}")
    @MethodSource("cases")
    @DisplayName(
            "a broken answer never looks complete: no last chunk and no missing byte is made up, or the connection is reset")
    void brokenAnswerNeverLooksComplete(String style, String framing, Response first, String version, String body) {
        try (TestServer server = TestServer.serve(failing(first).get(style))) {
            RawClient client = server.client().send(head("POST / " + version, "Host: h", "Content-Length: 1"));
            assertThat(client.responseHead().status()).isEqualTo(200);
            assertThat(new String(client.read(body.length()))).isEqualTo(body);

            client.send("x" + RawClient.get("/"));

            if (framing.equals("close")) {
                client.assertReset();
            } else {
                client.assertEnd();
            }
            client.close();
            eventually(() -> assertThat(server.closed(CloseCause.FAILED)).isEqualTo(1));
            RawClient other = server.client().send(head("POST / " + version, "Host: h", "Content-Length: 1"));
            assertThat(other.responseHead().status()).isEqualTo(200);
        }
    }
}
