package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.axon.BoundedExecutor;
import org.kamaelia.http.BlockingOptions;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("What a blocking handler promises to its author")
@ExtendWith(ExpectedFailures.class)
class BlockingHandlerTest {
    private static final BlockingOptions INTERRUPTING =
            BlockingOptions.defaults().interruptingThreads();

    @Test
    @DisplayName("blocking: handlers run at the same time, none on an event loop")
    void blockingHandlersRunAtTheSameTimeOffTheLoop() {
        CountDownLatch all = new CountDownLatch(20);
        try (TestServer server = TestServer.serve(HandlerFactory.blocking((request, in, out) -> {
            all.countDown();
            boolean together = all.await(5, TimeUnit.SECONDS);
            out.respond(Response.text(
                    together + " " + Thread.currentThread().getName().startsWith("event-loop")));
        }))) {
            List<RawClient> clients = IntStream.range(0, 20)
                    .mapToObj(i -> server.client().send(get("/")))
                    .toList();

            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.response().text()).isEqualTo("true false"));
        }
    }

    @Test
    @DisplayName(
            "blocking: a request that the executor does not take is answered with 503 and Retry-After, RFC 9110 15.6.4")
    void blockingHandlersPastTheExecutorAre503() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BoundedExecutor executor = new BoundedExecutor("test-blocking-", 1, 1);
        try (TestServer server = TestServer.with(HandlerFactory.blocking(executor, (request, in, out) -> {
                    release.await();
                    out.respond(Response.text("done"));
                }))
                .start()) {
            RawClient running = server.client().send(get("/"));
            eventually(() -> assertThat(executor.running()).isEqualTo(1));
            RawClient waiting = server.client().send(get("/"));
            eventually(() -> assertThat(executor.waiting()).isEqualTo(1));

            RawResponse refused = server.client().send(get("/")).response();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isEqualTo("1");
            assertThat(server.rejected(503)).isEqualTo(1);
            release.countDown();
            assertThat(running.response().text()).isEqualTo("done");
            assertThat(waiting.response().text()).isEqualTo("done");
        }
    }

    @Test
    @DisplayName("blocking: where threads are scarce, a request gets one when its body has begun")
    void blockingHandlersDoNotWaitForBodiesOnScarceThreads() {
        BoundedExecutor executor = new BoundedExecutor("test-blocking-", 2, 0);
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server = TestServer.serve(HandlerFactory.blocking(executor, (request, in, out) -> {
            if (request.path().equals("/busy")) {
                release.await();
            }
            out.respond(Response.text(in.readAllBytes().length + ""));
        }))) {
            RawClient busy = server.client().send(get("/busy"));
            eventually(() -> assertThat(executor.running()).isEqualTo(1));
            List<RawClient> slow = IntStream.range(0, 10)
                    .mapToObj(i -> server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 2")))
                    .toList();
            server.settle();
            assertThat(executor.running()).isEqualTo(1);
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("0");
            for (RawClient one : slow) {
                eventually(() -> assertThat(executor.running()).isEqualTo(1));
                assertThat(one.send("hi").response().text()).isEqualTo("2");
            }
            release.countDown();
            assertThat(busy.response().text()).isEqualTo("0");
        }
    }

    @Test
    @DisplayName("blocking: a client has its own limits, and past them others are served")
    void blockingHandlersOfOneClientLeavePlacesToOthers() {
        BoundedExecutor executor = new BoundedExecutor("test-blocking-", 2, 2).each(1, 1);
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server = TestServer.with(HandlerFactory.blocking(executor, (request, in, out) -> {
                    if (request.path().equals("/busy")) {
                        release.await();
                    }
                    out.respond(Response.text("done"));
                }))
                .server(one -> one.proxyProtocol(AddressRanges.of(List.of("127.0.0.1"))))
                .start()) {
            String attacker = "PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n" + get("/busy");
            RawClient running = server.client().send(attacker);
            eventually(() -> assertThat(executor.running()).isEqualTo(1));
            RawClient waiting = server.client().send(attacker);
            eventually(() -> assertThat(executor.waiting()).isEqualTo(1));
            assertThat(server.client().send(attacker).response().status()).isEqualTo(503);
            RawClient other = server.client().send("PROXY TCP4 192.0.2.8 192.0.2.1 4711 443\r\n" + get("/"));
            assertThat(other.response().text()).isEqualTo("done");
            release.countDown();
            assertThat(running.response().text()).isEqualTo("done");
            assertThat(waiting.response().text()).isEqualTo("done");
        }
    }

    @Test
    @DisplayName("blocking: a request that is over before it got its thread is never begun")
    void blockingHandlerOfAnEndedRequestIsNeverBegun() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<String> begun = new CopyOnWriteArrayList<>();
        BoundedExecutor executor = new BoundedExecutor("test-blocking-", 1, 1);
        try (TestServer server = TestServer.serve(HandlerFactory.blocking(executor, (request, in, out) -> {
            begun.add(request.path());
            release.await();
            out.respond(Response.text("done"));
        }))) {
            RawClient running = server.client().send(get("/first"));
            eventually(() -> assertThat(executor.running()).isEqualTo(1));
            RawClient leaving = server.client().send(get("/given-up"));
            eventually(() -> assertThat(executor.waiting()).isEqualTo(1));
            leaving.reset();
            server.awaitConnections(1);
            eventually(() -> assertThat(executor.waiting()).isZero()); // its place is free before another request ends
            release.countDown();

            assertThat(running.response().text()).isEqualTo("done");
            eventually(() -> assertThat(executor.waiting()).isZero());
            assertThat(server.client().send(get("/last")).response().text()).isEqualTo("done");
            assertThat(begun).containsExactly("/first", "/last");
        }
    }

    @Test
    @DisplayName("blocking: a client that goes away interrupts the waits of the handler, if the handler asked for that")
    void blockingHandlerIsInterruptedIfItAskedForThat() throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (TestServer server = TestServer.serve(HandlerFactory.blocking(INTERRUPTING, (request, in, out) -> {
            begun.countDown();
            try {
                TimeUnit.SECONDS.sleep(60);
                end.complete("slept");
            } catch (InterruptedException e) {
                end.complete("interrupted");
                throw e;
            }
        }))) {
            RawClient client = server.client().send(get("/"));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            client.reset();

            assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo("interrupted");
        }
    }

    @Test
    @DisplayName("blocking: once the server is gone, reading and writing throw, and never wait")
    void blockingReadAndWriteThrowOnceTheServerIsGone() throws Exception {
        CompletableFuture<List<String>> seen = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (TestServer server = TestServer.serve(HandlerFactory.blocking(INTERRUPTING, (request, in, out) -> {
            out.begin(Response.ok("text/plain"));
            begun.countDown();
            try {
                TimeUnit.SECONDS.sleep(60);
            } catch (InterruptedException e) {
                // and goes on, as careless code does
            }
            List<String> thrown = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                thrown.add(nameOf(() -> in.read()));
                thrown.add(nameOf(() -> {
                    out.write(new byte[100_000]);
                    out.flush();
                }));
            }
            seen.complete(thrown);
        }))) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 10"));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            client.reset();

            assertThat(seen.get(5, TimeUnit.SECONDS)).hasSize(6).containsOnly("IOException");
        }
    }

    /** Something that may throw. */
    private interface Attempt {
        void run() throws IOException;
    }

    private static String nameOf(Attempt attempt) {
        try {
            attempt.run();
            return "nothing";
        } catch (InterruptedIOException e) {
            return "interrupted";
        } catch (IOException e) {
            return "IOException";
        }
    }
}
