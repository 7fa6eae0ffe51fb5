package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.http.CloseReason.STOPPED;
import static org.kamaelia.http.server.ScriptedHandler.starting;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.content.Event;
import org.kamaelia.http.content.EventStream;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("A server that stops tells its handlers, and is hardly delayed by clients that keep their sockets open")
@ExtendWith(ExpectedFailures.class)
@Timeout(30)
class DrainTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Response OPEN = Response.ok("text/plain");

    private static void assertStops(CompletableFuture<Void> stopped) throws Exception {
        stopped.get(10, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("a handler that waits for something is told, and can answer at once")
    void handlerThatWaitsIsToldAndCanAnswerAtOnce() throws Exception {
        HandlerFactory longPoll = request ->
                stepping(handler -> {}).whenStopping(handler -> handler.answer(Response.text("nothing new")));
        for (HandlerFactory handlers :
                new HandlerFactory[] {longPoll, Compressed.defaults().around(longPoll)}) {
            CountDownLatch asked = new CountDownLatch(1);
            try (TestServer server = TestServer.serve(request -> {
                asked.countDown();
                return handlers.reply(request);
            })) {
                RawClient client = server.client().send(get("/"));
                assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
                CompletableFuture<Void> stopped = server.stop(LONG);
                RawResponse response = client.response();
                assertThat(response.text()).isEqualTo("nothing new");
                assertThat(response.saysClose()).isTrue();
                client.assertEnd();
                client.close();
                assertStops(stopped);
            }
        }
    }

    @Test
    @DisplayName("a blocking handler can look whether the server stops, and end an endless answer by itself")
    void blockingHandlerCanLookAndEndByItself() throws Exception {
        HandlerFactory stream = HandlerFactory.blocking((request, in, out) -> {
            out.begin(OPEN);
            while (!out.isStopping()) {
                out.write('x');
                out.flush();
            }
        });
        try (TestServer server = TestServer.serve(stream)) {
            RawClient client = server.client().send(get("/"));
            client.responseHead();
            String first = new String(client.read(6), US_ASCII); // else it may look before it writes
            CompletableFuture<Void> stopped = server.stop(LONG);
            assertThat(first + client.rest()).endsWith("1\r\nx\r\n0\r\n\r\n");
            client.close();
            assertStops(stopped);
        }
    }

    @Test
    @DisplayName("an exception while a handler is told ends the request and nothing else")
    void exceptionWhenToldEndsOnlyTheRequest() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = TestServer.serve(
                request -> starting(handler -> asked.countDown()).whenStopping(handler -> {
                    throw new IllegalStateException("on purpose");
                }))) {
            RawClient client = server.client().send(get("/"));
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> stopped = server.stop(LONG);
            assertThat(client.response().status()).isEqualTo(500);
            client.close();
            assertStops(stopped);
        }
    }

    @Test
    @DisplayName("an answer without an end goes on for the grace of streams, and then ends in order")
    void endlessAnswerGoesOnForTheGraceOfStreams() throws Exception {
        Closings closings = new Closings();
        try (TestServer server = TestServer.with(request -> starting(
                                handler -> handler.sendFirst(OPEN.endless()).send("so far"))
                        .telling(closings))
                .limits(limits -> limits.streamGrace(Duration.ofSeconds(3)))
                .timeless()
                .start()) {
            RawClient client = server.client().send(get("/"));
            client.responseHead();
            assertThat(client.read(6)).asString().isEqualTo("so far");

            CompletableFuture<Void> stopped = server.stop(LONG);
            server.pass(Duration.ofMillis(2_500));
            assertThat(server.connections()).isOne();
            server.pass(Duration.ofSeconds(1));
            server.pass(Duration.ofSeconds(2)); // in case it began to drain after time had begun to pass
            client.assertEnd();
            client.close();
            assertStops(stopped);
            closings.assertOnly(server, STOPPED);
        }
    }

    @Test
    @DisplayName("a stream of events goes on for its own grace, and its last chunk marks the end")
    void eventStreamEndsAfterItsOwnGraceWithALastChunk() throws Exception {
        EventStream events = EventStream.with(EventStream.Settings.defaults().stopGrace(Duration.ofSeconds(3)));
        try (TestServer server = TestServer.with(events).timeless().start()) {
            RawClient client = server.client().send(get("/"));
            client.responseHead();
            eventually(() -> assertThat(events.subscribers()).isOne());

            CompletableFuture<Void> stopped = server.stop(LONG);
            server.pass(Duration.ofSeconds(2));
            events.publish(Event.of("last", "words"));
            server.pass(Duration.ofSeconds(2));
            server.pass(Duration.ofSeconds(2)); // in case it began to drain after time had begun to pass
            assertThat(client.rest()).contains("words").endsWith("0\r\n\r\n");
            client.close();
            assertStops(stopped);
        }
    }

    @Test
    @DisplayName("a client that does not close its side delays the stop by a tenth of the linger at the most")
    void clientThatKeepsItsSocketHardlyDelaysTheStop() throws Exception {
        try (TestServer server = TestServer.with(HandlerFactory.oneShot(request -> Response.text("hello")))
                .sockets(limits -> limits.linger(Duration.ofHours(1)))
                .timeless()
                .start()) {
            RawClient idle = server.client().send(get("/"));
            assertThat(idle.response().text()).isEqualTo("hello");
            RawClient lingering =
                    server.client().send(RawClient.head("GET / HTTP/1.1", "Host: h", "Connection: close"));
            assertThat(lingering.response().text()).isEqualTo("hello");
            RawClient pipelining = server.client().send(get("/") + "GET / HT");
            assertThat(pipelining.response().text()).isEqualTo("hello");

            CompletableFuture<Void> stopped = server.stop(Duration.ofHours(2));
            server.pass(Duration.ofSeconds(20)); // the rest of that head does not come
            server.pass(Duration.ofMinutes(7));
            assertStops(stopped);
            idle.assertEnd();
            assertThat(server.closed(CloseCause.STOPPED)).isPositive();
        }
    }

    @Test
    @DisplayName("one server that cannot stop for now holds no other back, on the same event loops")
    void serverThatCannotStopHoldsNoOtherBack() throws Exception {
        EventLoops loops = EventLoops.create(1);
        CountDownLatch asked = new CountDownLatch(1);
        SimpleServer stuck = server(loops, request -> starting(handler -> asked.countDown()));
        SimpleServer other = server(loops, HandlerFactory.oneShot(request -> Response.text("hello")));
        try (RawClient client = RawClient.connect(stuck.localPort()).send(get("/"))) {
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> never = stuck.stop(LONG);
            assertStops(other.stop(LONG));
            assertThat(never).isNotDone();
            assertStops(stuck.stop(Duration.ZERO));
            client.assertReset();
        } finally {
            loops.close();
        }
    }

    private static SimpleServer server(EventLoops loops, HandlerFactory handlers) {
        return SimpleServer.of(() -> new HttpServer(handlers))
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .loops(loops)
                .start();
    }

    @Test
    @DisplayName("a start on event loops that have ended fails, and leaves its port free")
    void startOnEndedEventLoopsFreesItsPort() throws Exception {
        EventLoops loops = EventLoops.create(1);
        SimpleServer first = server(loops, request -> starting(handler -> {}));
        int port = first.localPort();
        assertStops(first.stop(Duration.ZERO));
        loops.close();
        loops.join();
        SimpleServer late = SimpleServer.of(() -> new HttpServer(request -> starting(handler -> {})))
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .loops(loops);
        assertThatThrownBy(late::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
        assertThatThrownBy(() -> RawClient.connect(port)).hasMessageContaining("refused");
        assertThat(late.isRunning()).isFalse();
    }
}
