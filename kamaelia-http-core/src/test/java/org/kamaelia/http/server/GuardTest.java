package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.http.AsyncOptions;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.content.Conditional;
import org.kamaelia.http.content.Ranged;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@ExtendWith(ExpectedFailures.class)
@DisplayName("A guard decides before the handler begins, and holds up nobody else")
class GuardTest {
    private static final Response NO = Response.text("no").status(403);

    /** The decisions that are asked for and not made yet. */
    private final Queue<CompletableFuture<@Nullable Response>> asked = new ConcurrentLinkedQueue<>();

    private final HttpFilter guard = HttpFilter.guard(request -> {
        CompletableFuture<@Nullable Response> decision = new CompletableFuture<>();
        asked.add(decision);
        return decision;
    });

    private void decide(@Nullable Response decision) {
        eventually(() -> assertThat(asked).isNotEmpty());
        asked.remove().complete(decision);
    }

    @ParameterizedTest
    @EnumSource(names = {"STEPWISE", "PERSISTENT", "GRAPHLINE", "BLOCKING", "ONE_SHOT_WITH_BODY"})
    @DisplayName("behind a guard that lets the request pass, every style of handler gets its whole body")
    void everyStyleGetsItsBodyBehindAGuard(Style style) {
        try (TestServer server = TestServer.serve(style.counting().behind(guard))) {
            RawClient client = server.client();
            String large = "x".repeat(100_000);
            for (String body : List.of("hello", "", large)) {
                client.send(post("/", body));
                decide(null);
                assertThat(client.response().text()).isEqualTo(body.length() + "\n");
            }
            client.sendByteByByte(RawClient.postChunked("/", "he", "llo"));
            decide(null);
            assertThat(client.response().text()).isEqualTo("5\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("behind a guard that lets the request pass, every style of handler responds")
    void everyStyleRespondsBehindAGuard(Style style) {
        try (TestServer server =
                TestServer.serve(style.answering(Response.text("x")).behind(guard))) {
            RawClient client = server.client();
            for (int i = 0; i < 2; i++) {
                client.send(get("/"));
                decide(null);
                assertThat(client.response().text()).isEqualTo("x");
            }
        }
    }

    @Test
    @DisplayName("a refusal is sent and the handler never begins; the connection goes on")
    void refusalIsSentAndTheHandlerNeverBegins() {
        AtomicInteger begun = new AtomicInteger();
        HandlerFactory handler = request -> {
            begun.incrementAndGet();
            return Response.text("x");
        };
        try (TestServer server = TestServer.serve(handler.behind(guard))) {
            RawClient client = server.client().send(get("/"));
            decide(NO);
            assertThat(client.response().status()).isEqualTo(403);
            client.send(post("/", "a body that nobody reads"));
            decide(NO);
            assertThat(client.response().status()).isEqualTo(403);
            assertThat(begun).hasValue(0);
            client.send(get("/"));
            decide(null);
            assertThat(client.response().text()).isEqualTo("x");
        }
    }

    @Test
    @DisplayName("guards in a row decide one after the other, the outermost first")
    void guardsInARowDecideInOrder() {
        HandlerFactory handler = Style.STEPWISE
                .counting()
                .behind(guard)
                .behind(HttpFilter.check(r -> null))
                .behind(guard);
        try (TestServer server =
                TestServer.with(handler).setup(setup -> setup.filter(guard)).start()) {
            RawClient client = server.client().send(post("/", "hello"));
            for (int i = 0; i < 3; i++) {
                decide(null);
            }
            assertThat(client.response().text()).isEqualTo("5\n");
        }
    }

    @Test
    @DisplayName(
            "a guard inside compression, conditions and ranges decides before these begin, and these see its refusal")
    void guardInsideOfOtherWrappers() {
        HandlerFactory inner = Style.STEPWISE
                .answering(Response.ok("text/plain"), "x".repeat(3_000), "y")
                .behind(guard);
        HandlerFactory handler =
                Ranged.around(Conditional.around(Compressed.defaults().around(inner)));
        try (TestServer server = TestServer.serve(handler)) {
            RawClient client = server.client();
            client.send(head("GET / HTTP/1.1", "Host: h", "Accept-Encoding: gzip"));
            decide(null);
            assertThat(client.response().field("Content-Encoding")).isEqualTo("gzip");
            client.send(head("GET / HTTP/1.1", "Host: h", "Accept-Encoding: gzip"));
            decide(Response.text("no ".repeat(1_000)).status(403));
            RawResponse refusal = client.response();
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.field("Content-Encoding")).isEqualTo("gzip");
        }
    }

    @Test
    @DisplayName("100 is sent only behind the guard (RFC 9110 section 10.1.1)")
    void hundredIsSentOnlyBehindTheGuard() {
        String expecting = head("POST / HTTP/1.1", "Host: h", "Content-Length: 5", "Expect: 100-continue");
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting().behind(guard))) {
            RawClient client = server.client().send(expecting);
            eventually(() -> assertThat(asked).isNotEmpty());
            server.settle();
            assertThat(client.hasInput()).isFalse();
            decide(null);
            assertThat(client.response().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.response().text()).isEqualTo("5\n");

            client.send(expecting);
            decide(NO);
            RawResponse refusal = client.response();
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.saysClose()).isTrue();
            client.assertEnd();
        }
    }

    @Test
    @DisplayName("the body waits outside: the server reads no more than its bounds, and loses nothing")
    void bodyWaitsMeanwhile() {
        byte[] body = new byte[1_500_000];
        try (TestServer server = TestServer.serve(Style.STEPWISE.counting().behind(guard))) {
            RawClient client = server.client();
            client.send(head("POST / HTTP/1.1", "Host: h", "Content-Length: " + body.length));
            CompletableFuture<Void> sent = client.sendInBackground(body);
            eventually(() -> assertThat(asked).isNotEmpty());
            server.settle();
            assertThat(server.queuedBytes()).isLessThan(200_000);
            decide(null);
            assertThat(client.response().text()).isEqualTo(body.length + "\n");
            sent.join();
        }
    }

    @Test
    @DisplayName("the limit of the body is that of the handler behind the guard; a refusal comes before 413")
    void limitOfTheBodyIsThatBehindTheGuard() {
        HandlerFactory large =
                Style.STEPWISE.counting().within(PathLimits.none().requestBody(10));
        HandlerFactory small =
                Style.STEPWISE.counting().within(PathLimits.none().requestBody(3));
        HandlerFactory routes = ResourceGlue.of().at("/large", large).at("/small", small);
        try (TestServer server = TestServer.with(routes.behind(guard))
                .limits(limits -> limits.requestBody(4))
                .start()) {
            RawClient client = server.client().send(post("/large", "hello"));
            decide(null);
            assertThat(client.response().text()).isEqualTo("5\n");
            client.send(post("/small", "hello"));
            decide(NO);
            assertThat(client.response().status()).isEqualTo(403);
            client.send(post("/small", "hello"));
            decide(null);
            assertThat(client.response().status()).isEqualTo(413);
        }
    }

    @Test
    @DisplayName("a request without credentials gets its refusal, not 413, whatever the size of its body")
    void refusalComesBeforeTheSizeOfTheBody() {
        HttpFilter refusing = HttpFilter.check(request -> NO);
        try (TestServer server = TestServer.with(Style.STEPWISE.counting())
                .limits(limits -> limits.requestBody(4))
                .setup(setup -> setup.filter(refusing))
                .start()) {
            assertThat(server.client().send(post("/", "hello")).response().status())
                    .isEqualTo(403);
        }
    }

    @Test
    @DisplayName("the time for the first part runs while a guard decides, also while the body has not come: 503")
    void firstPartIsOverdueWhileAGuardDecides() {
        try (TestServer server = TestServer.with(Style.STEPWISE
                        .counting()
                        .behind(guard)
                        .within(PathLimits.none().bodyRate(0).bodyIdle(Duration.ofMinutes(5))))
                .timeless()
                .start()) {
            RawClient without = server.client().send(get("/"));
            RawClient with = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 5"));
            eventually(() -> assertThat(asked).hasSize(2));
            server.pass(Duration.ofSeconds(29));
            assertThat(without.hasInput() || with.hasInput()).isFalse();
            server.pass(Duration.ofSeconds(2));
            assertThat(without.response().status()).isEqualTo(503);
            assertThat(with.response().status()).isEqualTo(503);
            decide(null);
            decide(null);
            server.settle();
        }
    }

    @Test
    @DisplayName("a client that disconnects ends the wait; a late decision has no effect")
    void clientThatDisconnectsEndsTheWait() {
        AtomicInteger begun = new AtomicInteger();
        HandlerFactory handler = request -> {
            begun.incrementAndGet();
            return Response.text("x");
        };
        try (TestServer server = TestServer.serve(handler.behind(guard))) {
            RawClient client = server.client().send(get("/"));
            eventually(() -> assertThat(asked).isNotEmpty());
            client.reset();
            server.awaitEmpty();
            decide(null);
            server.settle();
            assertThat(begun).hasValue(0);
        }
    }

    @Test
    @DisplayName("a stage is cancelled with its request only if the options say so")
    void stageIsCancelledOnlyIfTheOptionsSaySo() {
        CompletableFuture<@Nullable Response> kept = new CompletableFuture<>();
        CompletableFuture<@Nullable Response> cancelled = new CompletableFuture<>();
        HandlerFactory handler = request -> Response.text("x");
        HandlerFactory routes = ResourceGlue.of()
                .at("/kept", handler.behind(HttpFilter.guard(r -> kept)))
                .at(
                        "/cancelled",
                        handler.behind(HttpFilter.guard(AsyncOptions.defaults().cancellingStages(), r -> cancelled)));
        try (TestServer server = TestServer.serve(routes)) {
            RawClient one = server.client().send(get("/kept"));
            RawClient two = server.client().send(get("/cancelled"));
            server.settle();
            one.reset();
            two.reset();
            eventually(() -> assertThat(cancelled).isCancelled());
            server.awaitEmpty();
            assertThat(kept).isNotDone();
        }
    }

    @Test
    @DisplayName("a guard that fails: 500 or the mapped response; one that throws a status: that status")
    void guardThatFails() {
        HandlerFactory handler = request -> Response.text("x");
        HandlerFactory routes = ResourceGlue.of()
                .at("/fails", handler.behind(HttpFilter.guard(r -> {
                    throw new IllegalStateException("on purpose");
                })))
                .at("/later", handler.behind(guard))
                .at("/null", handler.behind(HttpFilter.guard(r -> null)))
                .at("/mapped", handler.behind(HttpFilter.blockingGuard(r -> {
                    throw new UnsupportedOperationException("on purpose");
                })))
                .at("/status", handler.behind(HttpFilter.blockingGuard(r -> {
                    throw new StatusException(401, "Who are you?");
                })));
        try (TestServer server = TestServer.with(routes)
                .setup(setup -> setup.exceptions((failure, request) ->
                        failure instanceof UnsupportedOperationException ? Response.of(409) : null))
                .start()) {
            RawClient client = server.client();
            assertThat(client.ask("GET", "/fails").status()).isEqualTo(500);
            assertThat(client.ask("GET", "/null").status()).isEqualTo(500);
            assertThat(client.ask("GET", "/mapped").status()).isEqualTo(409);
            assertThat(client.ask("GET", "/status").status()).isEqualTo(401);
            client.send(get("/later"));
            eventually(() -> assertThat(asked).isNotEmpty());
            asked.remove().completeExceptionally(new IllegalStateException("on purpose"));
            assertThat(client.response().status()).isEqualTo(500);
        }
    }

    @Test
    @DisplayName("a blocking guard whose executor is full: 503 with Retry-After")
    void blockingGuardWhoseExecutorIsFull() {
        HandlerFactory handler = request -> Response.text("x");
        HttpFilter full = HttpFilter.blockingGuard(
                task -> {
                    throw new RejectedExecutionException();
                },
                request -> null);
        try (TestServer server = TestServer.serve(handler.behind(full))) {
            RawResponse response = server.client().send(get("/")).response();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("a blocking check that has not begun when its client disconnects is left out")
    void checkThatHasNotBegunIsLeftOut() {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        AtomicInteger checks = new AtomicInteger();
        HttpFilter slow = HttpFilter.blockingGuard(tasks::add, request -> {
            checks.incrementAndGet();
            return null;
        });
        HandlerFactory handler = request -> Response.text("x");
        try (TestServer server = TestServer.serve(handler.behind(slow))) {
            RawClient client = server.client().send(get("/"));
            eventually(() -> assertThat(tasks).isNotEmpty());
            client.reset();
            server.awaitEmpty();
            tasks.remove().run();
            assertThat(checks).hasValue(0);
        }
    }

    @Test
    @DisplayName("while 100 blocking logins wait, another request on the same event loop is served")
    void loginsThatBlockDoNotHoldTheLoop() throws Exception {
        CountDownLatch hashed = new CountDownLatch(1);
        AtomicInteger waiting = new AtomicInteger();
        HttpFilter login = HttpFilter.blockingGuard(request -> {
            waiting.incrementAndGet();
            hashed.await();
            return null;
        });
        HandlerFactory routes = ResourceGlue.of()
                .at("/login", HandlerFactory.oneShot(r -> Response.text("in")).behind(login))
                .at("/hello", HandlerFactory.oneShot(r -> Response.text("hello")));
        try (TestServer server = TestServer.with(routes).loops(1).start()) {
            List<RawClient> logins = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                logins.add(server.client().send(get("/login")));
            }
            eventually(() -> assertThat(waiting).hasValue(100));
            RawClient other = server.client();
            for (int i = 0; i < 10; i++) {
                assertThat(other.send(get("/hello")).response().text()).isEqualTo("hello");
            }
            assertThat(logins).noneMatch(RawClient::hasInput);
            hashed.countDown();
            for (RawClient one : logins) {
                assertThat(one.response().text()).isEqualTo("in");
            }
        }
    }
}
