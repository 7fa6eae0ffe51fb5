package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("A server starts, stops gracefully, and leaves nothing behind")
@ExtendWith(ExpectedFailures.class)
@Timeout(30)
class StopTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Response OPEN = Response.ok("text/plain");

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);

    private static HandlerFactory says(String text) {
        return HandlerFactory.oneShot(request -> Response.text(text));
    }

    /** Reads the body and then says that it has. */
    private HandlerFactory reading(boolean beginsAtOnce) {
        return request -> ScriptedHandler.starting(handler -> {
                    begun.countDown();
                    if (beginsAtOnce) {
                        handler.sendFirst(OPEN);
                    }
                })
                .andStepping(handler -> {
                    if (handler.readAll()) {
                        if (!beginsAtOnce) {
                            handler.sendFirst(OPEN);
                        }
                        handler.send("read").end();
                    }
                })
                .whenStopping(handler -> told.countDown());
    }

    /** A client in the middle of its request, of which the handler knows. */
    private RawClient uploading(TestServer server) throws InterruptedException {
        RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 4") + "bo");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        return client;
    }

    @Test
    @DisplayName("stop closes idle connections at once, and completes when the last one is closed")
    void stopClosesIdleConnectionsAtOnce() throws Exception {
        try (TestServer server = TestServer.serve(says("hello"))) {
            RawClient used = server.client().send(get("/"));
            assertThat(used.response().text()).isEqualTo("hello");
            RawClient fresh = server.client();
            eventually(() -> assertThat(server.connections()).isEqualTo(2));

            CompletableFuture<Void> stopped = server.stop(LONG);

            used.assertEnd();
            fresh.assertEnd();
            used.close();
            fresh.close();
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(server.closed(CloseCause.STOPPED)).isEqualTo(2);
            assertThat(server.server().isRunning()).isFalse();
        }
    }

    @Test
    @DisplayName("a request under way is answered with Connection: close, RFC 9112 9.6")
    void requestUnderWayIsAnsweredWithClose() throws Exception {
        try (TestServer server = TestServer.serve(reading(false))) {
            RawClient client = uploading(server);

            CompletableFuture<Void> stopped = server.stop(LONG);
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            eventually(() -> assertRefused(server));
            client.send("dy" + get("/"));

            RawResponse response = client.response();
            assertThat(response.text()).isEqualTo("read");
            assertThat(response.saysClose()).isTrue();
            client.assertEnd();
            client.close();
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("an answer under way is completed, and then the connection is closed")
    void answerUnderWayIsCompleted() throws Exception {
        try (TestServer server = TestServer.serve(reading(true))) {
            RawClient client = uploading(server);
            assertThat(client.responseHead().saysClose()).isFalse();

            CompletableFuture<Void> stopped = server.stop(LONG);
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            eventually(() -> assertRefused(server));
            client.send("dy");

            assertThat(client.rest()).isEqualTo("4\r\nread\r\n0\r\n\r\n");
            client.close();
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("an endless answer is cut when the grace is over, and its end is a reset")
    void endlessAnswerIsCutWhenTheGraceIsOver() throws Exception {
        try (TestServer server =
                TestServer.serve(request -> ScriptedHandler.starting(handler -> handler.sendFirst(OPEN.endless())))) {
            RawClient client = server.client().send(get("/"));
            assertThat(client.responseHead().status()).isEqualTo(200);

            server.stop(Duration.ofMillis(50)).get(10, TimeUnit.SECONDS);

            client.assertReset();
            assertThat(server.closed(CloseCause.STOPPED)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("the grace is 30 s: until then an answer may take its time, and then it is cut")
    void answerMayTakeItsTimeUntilTheGraceIsOver() throws Exception {
        try (TestServer server = TestServer.with(
                        request -> ScriptedHandler.starting(handler -> handler.sendFirst(OPEN)))
                .timeless()
                .start()) {
            RawClient client = server.client().send(get("/"));
            assertThat(client.responseHead().status()).isEqualTo(200);

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.server()::close);
            eventually(() -> assertRefused(server));
            // One that only tried the port may have been accepted.
            eventually(() -> assertThat(server.connections()).isEqualTo(1));
            long tried = server.closed(CloseCause.STOPPED);
            server.pass(Duration.ofSeconds(29));
            assertThat(client.hasInput()).isFalse();
            assertThat(server.connections()).isEqualTo(1);
            server.pass(Duration.ofSeconds(2));

            client.assertReset();
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(server.closed(CloseCause.STOPPED)).isEqualTo(tried + 1);
        }
    }

    @Test
    @DisplayName("a server that stops accepts no new connection, though it still answers")
    void stoppingServerAcceptsNoNewConnection() throws InterruptedException {
        try (TestServer server = TestServer.serve(reading(false))) {
            RawClient client = uploading(server);

            server.stop(LONG);

            eventually(() -> assertRefused(server));
            assertThat(client.send("dy").response().text()).isEqualTo("read");
        }
    }

    private static void assertRefused(TestServer server) {
        assertThatThrownBy(() -> RawClient.connect(server.port()).close()).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @DisplayName("a server that was stopped without ever being used completes at once; stopping twice is one stop")
    void unusedServerStopsAtOnceAndOnce() throws Exception {
        try (TestServer server = TestServer.serve(says("hello"))) {
            assertThat(server.stop(LONG)).isSameAs(server.stop(Duration.ZERO));
            server.stop(LONG).get(10, TimeUnit.SECONDS);
        }
        SimpleServer.of(() -> new HttpServer(says("hello"))).close();
    }

    @Test
    @DisplayName("its port is free again at once, also for another server")
    void portIsFreeAgainAtOnce() {
        TestServer first = TestServer.serve(says("first"));
        int port = first.port();
        try (RawClient client = RawClient.connect(port).send(get("/"))) {
            assertThat(client.response().text()).isEqualTo("first");
            first.close();
        }
        EventLoops loops = EventLoops.create(1);
        try (SimpleServer second = server(loops, port, "second").start();
                RawClient client = RawClient.connect(port).send(get("/"))) {
            assertThat(client.response().text()).isEqualTo("second");
            assertThat(second.localPort()).isEqualTo(port);
        } finally {
            loops.close();
        }
    }

    private static SimpleServer server(EventLoops loops, int port, String text) {
        return SimpleServer.of(() -> new HttpServer(says(text)))
                .name(text)
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .loops(loops);
    }

    // Leaves nothing behind.

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    @Test
    @DisplayName("when it has stopped and its event loops are closed, no thread and no file descriptor is left")
    void noThreadOrDescriptorIsLeftAfterAStop() throws Exception {
        serveAFew();
        Set<String> threads = threads();
        long descriptors = descriptors();
        for (int i = 0; i < 5; i++) {
            serveAFew();
        }

        eventually(() -> assertThat(threads())
                .filteredOn(name -> name.startsWith("event-loop"))
                .isSubsetOf(threads));
        eventually(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors));
    }

    private static void serveAFew() {
        try (TestServer server = TestServer.with(request -> request.path().equals("/endless")
                        ? ScriptedHandler.starting(handler -> handler.sendFirst(OPEN.endless()))
                        : says("hello").reply(request))
                .loops(3)
                .start()) {
            for (int i = 0; i < 10; i++) {
                assertThat(server.client().send(get("/")).response().text()).isEqualTo("hello");
                server.client().send(get("/endless")).responseHead();
                server.client();
            }
            server.stop(Duration.ofMillis(20)).join();
        }
    }

    // Several servers.

    @Test
    @DisplayName("two servers with different content share event loops, and one goes on when the other stops")
    void oneOfTwoServersGoesOnWhenTheOtherStops() throws Exception {
        EventLoops loops = EventLoops.create(2);
        try (SimpleServer one = server(loops, 0, "one").start();
                SimpleServer two = server(loops, 0, "two").start();
                RawClient toTwo = RawClient.connect(two.localPort())) {
            RawClient toOne = RawClient.connect(one.localPort());
            assertThat(one.localPort()).isNotEqualTo(two.localPort());
            assertThat(toOne.send(get("/")).response().text()).isEqualTo("one");
            assertThat(toTwo.send(get("/")).response().text()).isEqualTo("two");

            CompletableFuture<Void> stopped = one.stop(LONG);
            toOne.assertEnd();
            toOne.close();
            stopped.get(10, TimeUnit.SECONDS);

            assertThat(toTwo.send(get("/")).response().text()).isEqualTo("two");
        } finally {
            loops.close();
        }
    }

    @Test
    @DisplayName(
            "a port that is taken fails at the start with a sentence that says what to do, and leaves nothing behind")
    void takenPortFailsAtTheStartWithASentence() {
        try (TestServer server = TestServer.serve(says("first"))) {
            EventLoops loops = EventLoops.create(1);
            try {
                assertThatThrownBy(() -> server(loops, server.port(), "second").start())
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("second")
                        .hasMessageContaining(":" + server.port())
                        .hasMessageContaining("Choose another port");
            } finally {
                loops.close();
            }
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("first");
        }
    }

    @Test
    @DisplayName("a server that has been started cannot be started again")
    void serverCannotBeStartedTwice() {
        try (TestServer server = TestServer.serve(says("hello"))) {
            assertThatThrownBy(() -> server.server().start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("make a new one");
        }
    }

    @Test
    @DisplayName("connections past the limit wait in the backlog until another one closes")
    void connectionsPastTheLimitWaitInTheBacklog() {
        try (TestServer server = TestServer.with(says("hello"))
                .sockets(limits -> limits.connections(2))
                .start()) {
            RawClient first = server.client().send(get("/"));
            RawClient second = server.client().send(get("/"));
            RawClient third = server.client().send(get("/"));
            assertThat(first.response().text()).isEqualTo("hello");
            assertThat(second.response().text()).isEqualTo("hello");
            assertThat(server.connections()).isEqualTo(2);
            assertThat(third.hasInput()).isFalse();

            first.close();

            assertThat(third.response().text()).isEqualTo("hello");
            assertThat(server.connections()).isEqualTo(2);
        }
    }
}
