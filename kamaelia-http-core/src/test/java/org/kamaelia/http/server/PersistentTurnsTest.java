package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

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

@DisplayName("Requests to a persistent handler wait for their turns")
@ExtendWith(ExpectedFailures.class)
class PersistentTurnsTest {
    private static final String HALF = head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "hello";
    private final Closings closings = new Closings();

    /** Its turn begins when the body is there. */
    private static final class Collecting extends WaitingHandler {
        Collecting(Closings closings) {
            super(closings);
        }

        @Override
        protected int bodyAhead() {
            return 1_000;
        }
    }

    @Test
    @DisplayName("a turn begins when the body is there: clients that stop within their bodies hold nobody up")
    void turnBeginsWhenTheBodyIsThere() {
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(new Collecting(closings)))) {
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
        try (TestServer server = TestServer.serve(HandlerFactory.persistent(new Collecting(closings)))) {
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
        WaitingHandler handler = new WaitingHandler(closings);
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
        WaitingHandler handler = new WaitingHandler(closings) {
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
        WaitingHandler handler = new WaitingHandler(closings);
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
        WaitingHandler handler = new WaitingHandler(closings);
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
        WaitingHandler handler = new WaitingHandler(closings);
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
}
