package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A persistent handler answers many requests, one at a time")
@ExtendWith(ExpectedFailures.class)
class PersistentHandlerTest {
    private static final int MANY = 200;
    private final Closings closings = new Closings();

    /** Counts, and takes several steps for it. */
    private static final class SlowCounter extends PersistentHandler {
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger mostInside = new AtomicInteger();
        private int count; // a plain field: that it need not be more is the point
        private int steps;

        @Override
        protected void request(Request request) {
            mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
            steps = 0;
        }

        @Override
        protected void step() {
            if (++steps < 5) {
                again();
            } else if (steps == 5) {
                respond(Response.text(++count + "\n"));
            }
        }

        @Override
        protected void closed(CloseReason how) {
            inside.decrementAndGet();
        }
    }

    @Test
    @DisplayName("200 concurrent requests to a counter get each number from 1 to 200 once, and no two are ever inside")
    void concurrentRequestsAreInsideOneAtATime() {
        SlowCounter counter = new SlowCounter();
        try (TestServer server =
                TestServer.with(HandlerFactory.persistent(counter)).loops(4).start()) {
            List<RawClient> clients =
                    IntStream.range(0, MANY).mapToObj(i -> server.client()).toList();
            clients.parallelStream().forEach(client -> client.send(get("/")));

            List<String> numbers =
                    clients.stream().map(client -> client.response().text()).toList();

            assertThat(numbers)
                    .containsExactlyInAnyOrder(IntStream.rangeClosed(1, MANY)
                            .mapToObj(number -> number + "\n")
                            .toArray(String[]::new));
            assertThat(counter.mostInside).hasValue(1);
            assertThat(counter.inside).hasValue(0);
        }
    }

    @Test
    @DisplayName(
            "20 connections with 50 pipelined requests each get 1,000 different numbers, rising on each connection")
    void pipelinedRequestsGetDifferentRisingNumbers() {
        SlowCounter counter = new SlowCounter();
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(counter))) {
            List<RawClient> clients = IntStream.range(0, 20)
                    .mapToObj(i -> server.client().send(get("/").repeat(50)))
                    .toList();

            List<Integer> all = new ArrayList<>();
            for (RawClient client : clients) {
                List<Integer> mine = IntStream.range(0, 50)
                        .mapToObj(i -> Integer.valueOf(client.response().text().trim()))
                        .toList();
                assertThat(mine).isSorted();
                all.addAll(mine);
            }
            assertThat(all).doesNotHaveDuplicates().hasSize(1_000);
            assertThat(counter.mostInside).hasValue(1);
        }
    }

    @Test
    @DisplayName("a client that vanishes in the middle ends its request and not the handler")
    void vanishingClientEndsItsRequestNotTheHandler() {
        WaitingHandler handler = new WaitingHandler(closings);
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(handler))) {
            RawClient vanishing =
                    server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "hello");
            handler.awaitInside(1);
            RawClient next = server.client().send(post("/", "abc"));
            vanishing.reset();

            assertThat(next.response().text()).isEqualTo("2,3\n");
            closings.assertOnly(server, CloseReason.CLIENT_GONE, CloseReason.FINISHED);
        }
    }

    @Test
    @DisplayName("an exception ends its request and not the handler")
    void exceptionEndsItsRequestNotTheHandler() {
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(new PersistentHandler() {
            private int count;

            @Override
            protected void request(Request request) {
                if (++count % 2 == 1) {
                    throw new IllegalStateException("on purpose");
                }
                respond(Response.text(count + "\n"));
            }

            @Override
            protected void closed(CloseReason how) {
                closings.add(how);
            }
        }))) {
            RawClient client = server.client().send(get("/").repeat(4));
            assertThat(client.response().status()).isEqualTo(500);
            assertThat(client.response().text()).isEqualTo("2\n");
            assertThat(client.response().status()).isEqualTo(500);
            assertThat(client.response().text()).isEqualTo("4\n");
            closings.assertOnly(
                    server, CloseReason.FAILED, CloseReason.FINISHED, CloseReason.FAILED, CloseReason.FINISHED);
        }
    }

    @Test
    @DisplayName("data that one request left unread or unsent, and its timer, are gone for the next")
    void leftoversOfARequestAreGoneForTheNext() {
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(new PersistentHandler() {
            private int count;
            private int steps;

            @Override
            protected void request(Request request) {
                steps = 0;
                if (++count == 1) {
                    begin(Response.ok("text/plain").length(1));
                    stepAfter(Duration.ofMillis(20));
                }
            }

            @Override
            protected void step() {
                if (count == 1) {
                    while (outbox.hasRoom()) {
                        outbox.send(ResponsePart.text("surplus"));
                    }
                    return;
                }
                steps++;
                String body = "";
                for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                    body += UTF_8.decode(chunk);
                }
                if (inbox.ended()) {
                    respond(Response.text(body + (steps == 1)));
                }
            }
        }))) {
            RawClient client = server.client();
            client.send(post("/", "unread") + post("/", "second"));

            assertThat(client.response().text()).isEqualTo("s");
            assertThat(client.response().text()).startsWith("second");
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("true");
        }
    }

    @Test
    @DisplayName("parts to HEAD are unwanted, and the handler goes on")
    void partsToHeadAreUnwantedAndTheHandlerGoesOn() {
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(new PersistentHandler() {
            @Override
            protected void request(Request request) {
                begin(Response.ok("text/plain"));
            }

            @Override
            protected void step() {
                if (outbox.hasRoom()) {
                    outbox.send(ResponsePart.text("data"));
                    finish();
                }
            }

            @Override
            protected void closed(CloseReason how) {
                closings.add(how);
            }
        }))) {
            RawClient client = server.client().send(head("HEAD / HTTP/1.1", "Host: h") + get("/"));

            client.responseToHead();
            assertThat(client.response().text()).isEqualTo("data");
            closings.assertOnly(server, CloseReason.UNWANTED, CloseReason.FINISHED);
        }
    }
}
