package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.kamaelia.testing.RawClient.get;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.http.CollectedBody;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.content.Event;
import org.kamaelia.http.content.EventStream;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A call that belongs to the event loop, from another thread")
@Timeout(60)
class WrongThreadTest {
    private final ExecutorService other = Executors.newSingleThreadExecutor(task -> new Thread(task, "other"));

    @AfterEach
    void end() {
        other.shutdown();
    }

    /** Responds once another thread has made a call; keeps what the call threw. */
    private final class Exposed extends Handler {
        private final Consumer<Exposed> call;
        private volatile boolean called;
        private boolean told;

        Exposed(Consumer<Exposed> call) {
            this.call = call;
        }

        @Override
        protected void step() {
            inbox.poll();
            if (!told) {
                told = true;
                CompletableFuture.runAsync(() -> call.accept(this), other).whenComplete((none, thrown) -> {
                    failure.complete(thrown == null ? new AssertionError("nothing was thrown") : thrown.getCause());
                    called = true;
                    wake();
                });
            }
            if (called) {
                respond(Response.text("answered on the loop\n"));
            }
        }

        Outbox<ResponsePart> out() {
            return outbox;
        }

        void beginNow() {
            begin(Response.ok("text/plain"));
        }

        void respondNow() {
            respond(Response.text("from another thread\n"));
        }

        void finishNow() {
            finish();
        }

        void finishWithTrailers() {
            finish(Fields.empty());
        }

        void pollNow() {
            inbox.poll();
        }

        void peekNow() {
            inbox.peek();
        }

        void endedNow() {
            inbox.ended();
        }

        void passNow() {
            passChunkOn();
        }

        void collectNow() {
            collectChunk(new CollectedBody(-1, 1));
        }

        void keepingNow() {
            keeping(1);
        }

        void againNow() {
            again();
        }

        void timerNow() {
            stepAfter(Duration.ofSeconds(1));
        }

        void timerAtNow() {
            stepAt(now());
        }

        void cancelNow() {
            cancelTimer();
        }

        void stopNow() {
            stop();
        }
    }

    private CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private static final Map<String, Consumer<Exposed>> CALLS = new LinkedHashMap<>();

    static {
        CALLS.put("begin()", Exposed::beginNow);
        CALLS.put("respond()", Exposed::respondNow);
        CALLS.put("finish()", Exposed::finishNow);
        CALLS.put("finish(trailers)", Exposed::finishWithTrailers);
        CALLS.put("outbox.send()", handler -> handler.out().send(ResponsePart.text("x")));
        CALLS.put("outbox.hasRoom()", handler -> handler.out().hasRoom());
        CALLS.put("outbox.hasRoom(2)", handler -> handler.out().hasRoom(2));
        CALLS.put("outbox.finish()", handler -> handler.out().finish());
        CALLS.put("outbox.shutdown()", handler -> handler.out().shutdown(new Shutdown("no more")));
        CALLS.put("outbox.unlink()", handler -> handler.out().unlink());
        CALLS.put("inbox.poll()", Exposed::pollNow);
        CALLS.put("inbox.peek()", Exposed::peekNow);
        CALLS.put("inbox.ended()", Exposed::endedNow);
        CALLS.put("passChunkOn()", Exposed::passNow);
        CALLS.put("collectChunk()", Exposed::collectNow);
        CALLS.put("keeping()", Exposed::keepingNow);
        CALLS.put("again()", Exposed::againNow);
        CALLS.put("stepAfter()", Exposed::timerNow);
        CALLS.put("stepAt()", Exposed::timerAtNow);
        CALLS.put("cancelTimer()", Exposed::cancelNow);
        CALLS.put("stop()", Exposed::stopNow);
        CALLS.put("Component.stop()", handler -> org.kamaelia.axon.Component.stop(handler));
        CALLS.put(
                "scheduler().activate()",
                handler -> handler.scheduler().activate(new Handler() {
                    @Override
                    protected void step() {}
                }));
        CALLS.put("scheduler().turn()", handler -> handler.scheduler().turn());
    }

    private static Stream<String> calls() {
        return CALLS.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    @DisplayName("throws at the caller, says what to use instead, and leaves the request as it is")
    void throwsAtTheCaller(String call) throws Exception {
        try (TestServer server = TestServer.with(request -> new Exposed(CALLS.get(call)))
                .loops(1)
                .start()) {
            RawClient client = server.client().send(RawClient.post("/", "body"));
            Throwable thrown = failure.get(30, TimeUnit.SECONDS);
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("thread other")
                    .hasMessageContaining("scheduler().execute(task)");
            if (!call.startsWith("scheduler()")) {
                assertThat(thrown).hasMessageContaining("HandlerFactory.async");
            }
            assertThat(client.response().text()).isEqualTo("answered on the loop\n");
        }
    }

    private static final class Persistent extends PersistentHandler {
        private volatile boolean next;

        @Override
        protected void request(Request request) {
            next = true;
        }

        @Override
        protected void step() {
            if (request().path().equals("/second")) {
                respond(Response.text("second\n"));
            }
        }

        void respondNow() {
            respond(Response.text("from another thread\n"));
        }
    }

    @Test
    @DisplayName("to a persistent handler throws as well, and the next request is answered")
    void persistentHandler() {
        Persistent handler = new Persistent();
        try (TestServer server =
                TestServer.with(HandlerFactory.persistent(handler)).start()) {
            RawClient first = server.client().send(get("/first"));
            org.kamaelia.testing.Eventually.eventually(
                    () -> assertThat(handler.next).isTrue());
            assertThatIllegalStateException().isThrownBy(handler::respondNow).withMessageContaining("belongs to");
            first.reset();
            assertThat(server.client().send(get("/second")).response().text()).isEqualTo("second\n");
        }
    }

    @Test
    @DisplayName("is harmless to other requests of the loop, however often it is made")
    void isHarmlessToOthers() throws Exception {
        CompletableFuture<Handler> victim = new CompletableFuture<>();
        HandlerFactory never = request -> new Handler() {
            @Override
            protected void start() {
                victim.complete(this);
            }

            @Override
            protected void step() {}
        };
        ResourceGlue paths = ResourceGlue.of()
                .at("/never", never)
                .at("/echo", HandlerFactory.oneShot(100, (request, body) -> Response.bytes("text/plain", body)));
        try (TestServer server = TestServer.with(paths).loops(1).start()) {
            server.client().send(get("/never"));
            Handler handler = victim.get(30, TimeUnit.SECONDS);
            CompletableFuture<Integer> refused = CompletableFuture.supplyAsync(
                    () -> {
                        int count = 0;
                        for (int i = 0; i < 20_000; i++) {
                            try {
                                org.kamaelia.axon.Component.stop(handler);
                            } catch (IllegalStateException thrown) {
                                count++;
                            }
                        }
                        return count;
                    },
                    other);
            RawClient client = server.client();
            for (int i = 0; i < 200; i++) {
                client.send(RawClient.post("/echo", "n" + i));
                assertThat(client.response().text()).isEqualTo("n" + i);
            }
            assertThat(refused.get(30, TimeUnit.SECONDS)).isEqualTo(20_000);
        }
    }

    @Test
    @DisplayName("is not refused where a method may be called from any thread")
    void callsFromAnyThread() throws Exception {
        CompletableFuture<String> state = new CompletableFuture<>();
        HandlerFactory anyThread = request -> new Handler() {
            private volatile boolean woken;

            @Override
            protected void start() {
                other.execute(() -> {
                    state.complete(isLive() + " " + hasEnded() + " " + request().method() + " "
                            + scheduler().inThread() + " " + inbox.isEmpty());
                    woken = true;
                    wake();
                });
            }

            @Override
            protected void step() {
                if (woken) {
                    other.execute(() -> scheduler().execute(() -> respond(Response.text("by a task\n"))));
                    woken = false;
                }
            }
        };
        EventStream events = EventStream.with(EventStream.Settings.defaults());
        ResourceGlue paths = ResourceGlue.of()
                .at("/any", anyThread)
                .at("/events", events)
                .at(
                        "/async",
                        HandlerFactory.async(request -> CompletableFuture.supplyAsync(
                                () -> Response.bytes("text/plain", ByteBuffer.allocate(3)), other)));
        try (TestServer server = TestServer.with(paths).start()) {
            assertThat(server.client().send(get("/any")).response().text()).isEqualTo("by a task\n");
            assertThat(state.get(30, TimeUnit.SECONDS)).isEqualTo("true false GET false true");
            assertThat(server.client().send(get("/async")).response().body()).hasSize(3);
            RawClient reader = server.client().send(get("/events"));
            reader.responseHead();
            other.submit(() -> events.publish(Event.of("hello"))).get(30, TimeUnit.SECONDS);
            assertThat(reader.read(1)).isNotEmpty();
        }
    }
}
