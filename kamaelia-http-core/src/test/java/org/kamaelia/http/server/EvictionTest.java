package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("At the limit of connections idle ones make room")
@Timeout(30)
class EvictionTest {
    private static final Duration IDLE = Duration.ofMillis(700);
    private static final HandlerFactory HELLO = HandlerFactory.oneShot(request -> Response.text("hello"));

    private static void assertServed(RawClient client) {
        assertThat(client.send(get("/")).response().text()).isEqualTo("hello");
    }

    @Test
    @DisplayName("the one that has been idle for longest is closed for a new one, whichever event loop it is on")
    void connectionIdleForLongestIsClosedFirst() {
        try (TestServer server = TestServer.with(HELLO)
                .sockets(limits -> limits.connections(4))
                .loops(3)
                .timeless()
                .start()) {
            RawClient[] clients = new RawClient[8];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = server.client();
                assertServed(clients[i]);
                server.pass(IDLE);
                int open = Math.min(i + 1, 4);
                eventually(() -> assertThat(server.connections()).isEqualTo(open));
                if (i >= 4) {
                    clients[i - 4].assertEnd();
                }
            }
            assertThat(server.closed(CloseCause.EVICTED)).isEqualTo(4);
            for (int i = 4; i < clients.length; i++) {
                assertServed(clients[i]);
            }
        }
    }

    @Test
    @DisplayName("exactly at the limit no connection is closed")
    void noConnectionIsClosedAtTheLimit() {
        try (TestServer server = TestServer.with(HELLO)
                .sockets(limits -> limits.connections(2))
                .timeless()
                .start()) {
            RawClient one = server.client();
            assertServed(one);
            server.pass(IDLE);
            RawClient two = server.client();
            assertServed(two);
            server.pass(IDLE);
            assertServed(one);
            assertServed(two);
            assertThat(server.closed(CloseCause.EVICTED)).isZero();
        }
    }

    @Test
    @DisplayName("a connection with a request under way stays: the new one waits until another becomes idle")
    void busyConnectionsStay() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<ScriptedHandler> thinking = new AtomicReference<>();
        HandlerFactory routes = ResourceGlue.of()
                .at("/", HELLO)
                .at(
                        "/think",
                        request -> stepping(handler -> {
                            if (thinking.getAndSet(handler) == null) {
                                begun.countDown();
                            } else if (!handler.out().isFinished()) {
                                handler.answer(Response.text("thought"));
                            }
                        }));
        try (TestServer server = TestServer.with(routes)
                .sockets(limits -> limits.connections(1))
                .timeless()
                .start()) {
            RawClient busy = server.client().send(get("/think"));
            begun.await();
            server.pass(IDLE);
            RawClient waiting = server.client().send(get("/"));
            server.settle();
            assertThat(server.closed(CloseCause.EVICTED)).isZero();

            thinking.get().wake();
            assertThat(busy.response().text()).isEqualTo("thought");
            server.pass(IDLE);
            assertThat(waiting.response().text()).isEqualTo("hello");
            busy.assertEnd();
            assertThat(server.closed(CloseCause.EVICTED)).isOne();
        }
    }

    @Test
    @DisplayName("a connection whose request came while the event loop was busy stays, too, and is answered")
    void requestThatWaitsIsAnswered() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        HandlerFactory routes = ResourceGlue.of().at("/", HELLO).at("/block", HandlerFactory.oneShot(request -> {
            begun.countDown();
            goOn.join();
            return Response.text("unblocked");
        }));
        try (TestServer server = TestServer.with(routes)
                .sockets(limits -> limits.connections(2))
                .loops(1)
                .timeless()
                .start()) {
            RawClient idle = server.client();
            assertServed(idle);
            server.pass(IDLE);
            RawClient blocking = server.client().send(get("/block"));
            begun.await();
            idle.send(get("/"));
            RawClient waiting = server.client().send(get("/"));
            goOn.complete(null);

            assertThat(idle.response().text()).isEqualTo("hello");
            assertThat(blocking.response().text()).isEqualTo("unblocked");
            eventually(() -> {
                server.pass(IDLE);
                assertThat(waiting.hasInput()).isTrue();
            });
            assertThat(waiting.response().text()).isEqualTo("hello");
        }
    }
}
