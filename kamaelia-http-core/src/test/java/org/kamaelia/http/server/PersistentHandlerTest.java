package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
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
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
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

    /** Answers with its number as soon as the body has come, or a test opens the gate. Its turn begins with the head. */
    private class Waiting extends PersistentHandler {
        private int count;
        private volatile boolean open;
        private volatile int begun;

        @Override
        protected int bodyAhead() {
            return 0;
        }

        @Override
        protected void request(Request request) {
            begun = ++count;
        }

        @Override
        protected void step() {
            long length = 0;
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                length += chunk.remaining();
            }
            if (inbox.ended() && (open || request().hasBody())) {
                respond(Response.text(count + "," + length + "\n"));
            }
        }

        @Override
        protected void closed(CloseReason how) {
            closings.add(how);
        }

        void open() {
            open = true;
            wake();
        }

        void awaitInside(int number) {
            eventually(() -> assertThat(begun).isEqualTo(number));
        }
    }

    @Test
    @DisplayName("a client that vanishes in the middle ends its request and not the handler")
    void vanishingClientEndsItsRequestNotTheHandler() {
        Waiting handler = new Waiting();
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

    private static final String HALF = head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "hello";

    /** Its turn begins when the body is there. */
    private final class Collecting extends Waiting {
        @Override
        protected int bodyAhead() {
            return 1_000;
        }
    }

    @Test
    @DisplayName("a turn begins when the body is there: clients that stop within their bodies hold nobody up")
    void turnBeginsWhenTheBodyIsThere() {
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(new Collecting()))) {
            List<RawClient> halves = IntStream.range(0, 5)
                    .mapToObj(i -> server.client().send(HALF))
                    .toList();

            assertThat(server.client().send(post("/", "abc")).response().text()).isEqualTo("1,3\n");
            assertThat(halves.get(3).send("world").response().text()).isEqualTo("2,10\n");
            assertThat(server.client()
                            .send(post("/", "x".repeat(1_000_000)))
                            .response()
                            .text())
                    .startsWith("3,");
        }
    }

    @Test
    @DisplayName(
            "a body that is collected before its turn counts in the budget, and no more of it than the handler wants")
    void collectedBodyCounts() {
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(new Collecting()))) {
            String head = head("POST / HTTP/1.1", "Host: h", "Content-Length: 600");
            RawClient client = server.client().send(head + "x".repeat(500));
            eventually(() -> assertThat(server.heldBytes()).isGreaterThanOrEqualTo(500));

            assertThat(client.send("y".repeat(100)).response().text()).isEqualTo("1,600\n");
            eventually(() -> assertThat(server.heldBytes()).isZero());
        }
    }

    @Test
    @DisplayName("clients that wait take turns, and one of them has so many places")
    void clientsTakeTurns() {
        Waiting handler = new Waiting();
        try (TestServer server = TestServer.with(HandlerFactory.persistent(handler, 10, 3))
                .server(one -> one.proxyProtocol(AddressRanges.of(List.of("127.0.0.1"))))
                .loops(1)
                .start()) {
            String many = "PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n";
            String one = "PROXY TCP4 192.0.2.8 192.0.2.1 4711 443\r\n";
            RawClient inside = server.client().send(many + get("/"));
            handler.awaitInside(1);
            List<RawClient> first = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                first.add(server.client().send(many + get("/")));
                server.settle();
            }
            assertThat(server.client().send(many + get("/")).response().status())
                    .isEqualTo(503);
            RawClient other = server.client().send(one + get("/"));
            server.settle();
            handler.open();

            assertThat(inside.response().text()).isEqualTo("1,0\n");
            assertThat(first.get(0).response().text()).isEqualTo("2,0\n");
            assertThat(other.response().text()).isEqualTo("3,0\n");
            assertThat(first.get(1).response().text()).isEqualTo("4,0\n");
            assertThat(first.get(2).response().text()).isEqualTo("5,0\n");
        }
    }

    @Test
    @DisplayName("a client that keeps others waiting by its body for longer than the handler allows gets 408")
    void clientThatDelaysOthersIsCutOff() {
        Waiting handler = new Waiting() {
            @Override
            protected Duration patience() {
                return Duration.ofMillis(300);
            }
        };
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(handler))) {
            RawClient slow = server.client().send(HALF);
            handler.awaitInside(1);
            RawClient next = server.client().send(post("/", "abc"));

            assertThat(next.response().text()).isEqualTo("2,3\n");
            assertThat(slow.response().status()).isEqualTo(408);
        }
    }

    @Test
    @DisplayName("a client that keeps others waiting because it does not take its response is cut off")
    void clientThatTakesNoResponseIsCutOff() {
        HandlerFactory persistent = HandlerFactory.persistent(new PersistentHandler() {
            @Override
            protected Duration patience() {
                return Duration.ofMillis(300);
            }

            @Override
            protected void request(Request request) {
                if (request.path().equals("/large")) {
                    begin(Response.ok("text/plain").endless());
                } else {
                    respond(Response.text("small"));
                }
            }

            @Override
            protected void step() {
                while (outbox.hasRoom()) {
                    outbox.send(ResponsePart.text("x".repeat(1_000)));
                }
            }
        });
        try (TestServer server = TestServer.serve(persistent)) {
            RawClient stalled = server.client(4_096).send(get("/large"));
            stalled.responseHead();

            assertThat(server.client().send(get("/")).response().text()).isEqualTo("small");
        }
    }

    @Test
    @DisplayName("a client that vanishes from the queue is skipped")
    void clientThatVanishesFromTheQueueIsSkipped() {
        Waiting handler = new Waiting();
        HandlerFactory persistent = HandlerFactory.persistent(handler);
        AtomicInteger asked = new AtomicInteger();
        try (TestServer server = TestServer.serve(request -> {
            asked.incrementAndGet();
            return persistent.reply(request);
        })) {
            RawClient first = server.client().send(get("/"));
            handler.awaitInside(1);
            RawClient vanishing = server.client().send(get("/"));
            eventually(() -> assertThat(asked).hasValue(2));
            server.settle();
            vanishing.reset();
            server.awaitConnections(1);
            handler.open();

            assertThat(first.response().text()).isEqualTo("1,0\n");
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("2,0\n");
            closings.assertOnly(server, CloseReason.FINISHED, CloseReason.FINISHED);
        }
    }

    @Test
    @DisplayName("past the bound of waiting requests the answer is 503 with Retry-After, RFC 9110 15.6.4")
    void tooManyWaitingRequestsGet503() {
        Waiting handler = new Waiting();
        try (TestServer server =
                TestServer.with(HandlerFactory.persistent(handler, 2)).loops(1).start()) {
            RawClient inside = server.client().send(get("/"));
            handler.awaitInside(1);
            List<RawClient> others = IntStream.range(0, 5)
                    .mapToObj(i -> server.client().send(get("/")))
                    .toList();

            int refused = 0;
            List<RawClient> waiting = new ArrayList<>(others);
            while (refused < 3) {
                for (RawClient client : List.copyOf(waiting)) {
                    if (client.hasInput()) {
                        RawResponse response = client.response();
                        assertThat(response.status()).isEqualTo(503);
                        assertThat(response.field("Retry-After")).matches("\\d+");
                        waiting.remove(client);
                        refused++;
                    }
                }
            }
            handler.open();

            assertThat(inside.response().text()).isEqualTo("1,0\n");
            assertThat(waiting).hasSize(2);
            assertThat(waiting.stream().map(client -> client.response().text()))
                    .containsExactlyInAnyOrder("2,0\n", "3,0\n");
        }
    }

    @Test
    @DisplayName("a request that waits for too long gets 503 and loses its place")
    void requestThatWaitsTooLongGets503() {
        Waiting handler = new Waiting();
        try (TestServer server = TestServer.with(HandlerFactory.persistent(handler))
                .limits(limits -> limits.firstPart(Duration.ofMillis(50)))
                .start()) {
            RawClient inside = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 1"));
            handler.awaitInside(1);
            RawClient waiting = server.client().send(get("/"));

            assertThat(waiting.response().status()).isEqualTo(503);
            assertThat(inside.send("x").response().text()).isEqualTo("1,1\n");
            assertThat(server.client().send(post("/", "ab")).response().text()).isEqualTo("2,2\n");
            closings.assertOnly(server, CloseReason.FINISHED, CloseReason.FINISHED);
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
