package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.server.ScriptedHandler.starting;
import static org.kamaelia.http.server.ScriptedHandler.stepping;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A handler that runs out of stack or memory ends its own request and nothing else")
@Timeout(60)
class HandlerFaultTest {
    private static final Response OPEN = Response.ok("text/plain");
    private static final Map<String, Supplier<Object>> FAULTS = new LinkedHashMap<>();
    private static final Map<String, HandlerFactory> EARLY = new LinkedHashMap<>();
    private static final Map<String, HandlerFactory> LATE = new LinkedHashMap<>();

    static {
        FAULTS.put("out of stack", () -> deeper(1));
        FAULTS.put("out of memory", HandlerFaultTest::tooMuch);
        FAULTS.forEach((fault, work) -> {
            early(fault, "factory", request -> {
                work.get();
                return starting(handler -> {});
            });
            early(fault, "stepwise, start", request -> starting(handler -> work.get()));
            early(fault, "stepwise, step", request -> stepping(handler -> work.get()));
            early(fault, "one-shot", HandlerFactory.oneShot(request -> Response.text("" + work.get())));
            early(
                    fault,
                    "one-shot with body",
                    HandlerFactory.oneShot(9, (request, body) -> Response.text("" + work.get())));
            early(fault, "async, function", HandlerFactory.async(request -> {
                work.get();
                return new CompletableFuture<>();
            }));
            early(
                    fault,
                    "async, stage",
                    HandlerFactory.async(
                            request -> CompletableFuture.supplyAsync(() -> Response.text("" + work.get()))));
            early(fault, "blocking", HandlerFactory.blocking((request, in, out) -> work.get()));
            early(fault, "persistent", HandlerFactory.persistent(new Persistent(work, false)));
            late(
                    fault,
                    "stepwise",
                    request -> starting(handler -> handler.sendFirst(OPEN)).andStepping(handler -> {
                        if (handler.in().poll() != null) {
                            work.get();
                        }
                    }));
            late(fault, "blocking", HandlerFactory.blocking((request, in, out) -> {
                out.begin(OPEN);
                in.read();
                work.get();
            }));
            late(fault, "persistent", HandlerFactory.persistent(new Persistent(work, true)));
        });
    }

    private static final class Persistent extends PersistentHandler {
        private final Supplier<Object> work;
        private final boolean late;

        Persistent(Supplier<Object> work, boolean late) {
            this.work = work;
            this.late = late;
        }

        @Override
        protected int bodyAhead() {
            return 0; // begins before its body is there
        }

        @Override
        protected void request(Request request) {
            if (late) {
                begin(OPEN);
            } else {
                work.get();
            }
        }

        @Override
        protected void step() {
            if (inbox.poll() != null) {
                work.get();
            }
        }
    }

    private static void early(String fault, String style, HandlerFactory factory) {
        EARLY.put("/" + EARLY.size() + "-" + (fault + "-" + style).replaceAll("[ ,]+", "-"), factory);
    }

    private static void late(String fault, String style, HandlerFactory factory) {
        LATE.put("/late-" + LATE.size() + "-" + (fault + "-" + style).replaceAll("[ ,]+", "-"), factory);
    }

    private static Object deeper(int depth) {
        return depth + "" + deeper(depth + 1);
    }

    private static Object tooMuch() {
        List<long[]> all = new ArrayList<>();
        while (true) {
            all.add(new long[Integer.MAX_VALUE]);
        }
    }

    private static Stream<String> early() {
        return EARLY.keySet().stream();
    }

    private static Stream<String> late() {
        return LATE.keySet().stream();
    }

    private static ResourceGlue routes() {
        ResourceGlue routes = ResourceGlue.of().at("/hello", HandlerFactory.oneShot(request -> Response.text("hello")));
        for (Map<String, HandlerFactory> faults : List.of(EARLY, LATE)) {
            for (Map.Entry<String, HandlerFactory> fault : faults.entrySet()) {
                routes = routes.at(fault.getKey(), fault.getValue());
            }
        }
        return routes;
    }

    @DisplayName("before the first part: 500, also a second time, and the same connection goes on")
    @ParameterizedTest(name = "{0}")
    @MethodSource("early")
    void beforeTheFirstPartItGives500(String path) {
        quietly(server -> {
            RawClient client = server.client();
            RawClient other = server.client();
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(get(path)).response().status()).isEqualTo(500);
                assertThat(client.send(get("/hello")).response().text()).isEqualTo("hello");
                assertThat(other.send(get("/hello")).response().text()).isEqualTo("hello");
            }
        });
    }

    @DisplayName("after the first part: the answer breaks off before its last chunk, and others go on")
    @ParameterizedTest(name = "{0}")
    @MethodSource("late")
    void afterTheFirstPartTheAnswerBreaksOff(String path) {
        quietly(server -> {
            RawClient other = server.client();
            for (int i = 0; i < 2; i++) {
                RawClient client =
                        server.client().send(head("POST " + path + " HTTP/1.1", "Host: h", "Content-Length: 1"));
                assertThat(client.responseHead().status()).isEqualTo(200);
                client.send("x");
                client.assertEnd();
                assertThat(other.send(get("/hello")).response().text()).isEqualTo("hello");
            }
        });
    }

    private static void quietly(java.util.function.Consumer<TestServer> test) {
        ExpectedFailures quiet = new ExpectedFailures();
        quiet.beforeAll(null);
        try (TestServer server = TestServer.with(routes()).loops(1).start()) {
            test.accept(server);
        } finally {
            quiet.afterAll(null);
        }
    }

    @Test
    @DisplayName("a persistent handler that fails is logged once, and the exception is its own")
    void persistentHandlerThatFailsIsLoggedOnce() {
        PersistentHandler failing = new PersistentHandler() {
            @Override
            protected void request(Request request) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (LogCapture log = LogCapture.of(Scheduler.class);
                TestServer server = TestServer.serve(HandlerFactory.persistent(failing))) {
            assertThat(server.client().send(get("/")).response().status()).isEqualTo(500);
            server.settle();
            assertThat(log.messages()).hasSize(1);
            assertThat(log.thrown()).hasSize(1).first().hasToString("java.lang.IllegalStateException: on purpose");
        }
    }

    @Test
    @DisplayName("a log that fails, and a handler that cannot say its name, end no event loop")
    void failingLogOrNamelessHandlerEndsNoEventLoop() {
        HandlerFactory nameless = request -> new org.kamaelia.http.Handler() {
            @Override
            protected void step() {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public String toString() {
                throw new OutOfMemoryError("not even that");
            }
        };
        try (LogCapture log = LogCapture.of(Scheduler.class);
                TestServer server = TestServer.with(ResourceGlue.of().at("/", nameless))
                        .loops(1)
                        .start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(server.client().send(get("/")).response().status()).isEqualTo(500);
            }
            assertThat(log.messages()).hasSizeLessThan(4);
        }
    }

    @Test
    @DisplayName("all parts beyond the promised length are counted, also those that were never polled")
    void surplusPartsAreAllCounted() {
        HandlerFactory tooMuch = request -> starting(handler -> {
            handler.sendFirst(OPEN.length(4)).send("all ").send("that").send(" is more");
            handler.end();
        });
        HandlerFactory twice = request -> starting(handler -> {
            handler.sendFirst(Response.text("first"));
            handler.out().send(Response.text("second"));
            handler.out().send(ResponsePart.text("third"));
            handler.end();
        });
        try (TestServer server =
                TestServer.serve(ResourceGlue.of().at("/much", tooMuch).at("/twice", twice))) {
            RawClient client = server.client();
            assertThat(client.send(get("/much")).response().text()).isEqualTo("all ");
            server.settle();
            assertThat(server.surplusBytes()).isEqualTo(12);
            assertThat(client.send(get("/twice")).response().text()).isEqualTo("first");
            server.settle();
            assertThat(server.surplusBytes()).isEqualTo(12 + 11);
        }
    }
}
