package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.post;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A scope surrounds the code of handlers of every kind, and nothing else")
class RequestScopeTest {
    private static final ThreadLocal<String> CURRENT = ThreadLocal.withInitial(() -> "");

    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final List<String> open = new CopyOnWriteArrayList<>();
    private final ResourceGlue routes = ResourceGlue.of()
            .at("/one-shot", HandlerFactory.oneShot(request -> current()))
            .at("/collecting", HandlerFactory.oneShot(64, (request, body) -> current()))
            .at("/async", HandlerFactory.async(request -> CompletableFuture.completedFuture(current())))
            .at("/blocking", HandlerFactory.blocking((request, in, out) -> out.respond(current())))
            .at("/stepwise", request -> new Stepwise(CURRENT.get()))
            .at("/persistent", HandlerFactory.persistent(new Persistent()))
            .at("/throwing", HandlerFactory.oneShot(request -> {
                throw new IllegalStateException("on purpose");
            }));

    private static Response current() {
        return Response.text(CURRENT.get());
    }

    private final class Stepwise extends Handler {
        private final String made;
        private String started = "";

        Stepwise(String made) {
            this.made = made;
        }

        @Override
        protected void start() {
            started = CURRENT.get();
        }

        @Override
        protected void step() {
            while (inbox.poll() != null) {
                // so that the end is seen
            }
            if (inbox.ended()) {
                boolean everywhere = made.equals(started) && started.equals(CURRENT.get());
                respond(Response.text(everywhere ? CURRENT.get() : made + started + CURRENT.get()));
            }
        }

        @Override
        protected void closed(CloseReason how) {
            closed.add(CURRENT.get());
        }
    }

    private static final class Persistent extends PersistentHandler {
        @Override
        protected void request(Request request) {
            respond(current());
        }
    }

    private static RequestScope naming(String name) {
        return () -> {
            String before = CURRENT.get();
            CURRENT.set(before + name);
            return () -> CURRENT.set(before);
        };
    }

    /** Has every request surrounded by its path, with "in" inside. */
    private TestServer serve() {
        HttpObserver surrounding = loop -> new HttpObserver.OnLoop() {
            @Override
            public void begun(ObservedExchange exchange) {
                Request request = exchange.request();
                if (request != null && !CURRENT.get().isEmpty()) {
                    throw new IllegalStateException("Still open: " + CURRENT.get());
                }
                if (request != null) {
                    request.surroundBy(naming(request.path()));
                    request.surroundBy(naming(" in"));
                }
            }

            @Override
            public void ended(ObservedExchange exchange) {
                if (!CURRENT.get().isEmpty()) {
                    open.add(CURRENT.get());
                }
            }
        };
        return TestServer.with(routes)
                .setup(setup -> {
                    setup.statistics().observe(surrounding);
                    return setup.exceptions((failure, request) -> current());
                })
                .loops(1)
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/one-shot", "/collecting", "/async", "/blocking", "/stepwise", "/persistent"})
    @DisplayName("it is open in factories, functions, start() and step(), within those that were there before")
    void isOpenInFactoriesFunctionsStartAndStep(String path) {
        try (TestServer server = serve()) {
            RawClient client = server.client();
            client.send(get("/one-shot")).response();

            assertThat(client.send(post(path, "body")).response().text()).isEqualTo(path + " in");
            assertThat(client.send(get(path)).response().text()).isEqualTo(path + " in");
            assertThat(open).as("open when the answer ended").isEmpty();
        }
    }

    @Test
    @DisplayName("it is open in the mapper of exceptions, for functions with and without a component")
    void isOpenInTheMapperOfExceptions() {
        try (TestServer server = serve()) {
            RawClient client = server.client();

            assertThat(client.send(get("/throwing")).response().text()).isEqualTo("/throwing in");
            assertThat(client.send(post("/throwing", "body")).response().text()).isEqualTo("/throwing in");
        }
    }

    @Test
    @DisplayName("it is open in closed(), and closed after each step")
    void isOpenInClosedAndClosedAfterEachStep() {
        try (TestServer server = serve()) {
            server.client().send(get("/stepwise")).response();

            eventually(() -> assertThat(closed).containsExactly("/stepwise in"));
            CompletableFuture<String> left = new CompletableFuture<>();
            server.server().eventLoops().get(0).execute(() -> left.complete(CURRENT.get()));
            assertThat(left.join()).isEmpty();
        }
    }

    @Test
    @DisplayName("attributes are noted for one request, replaced and removed")
    void attributesAreKeptForOneRequest() {
        HandlerFactory noting = HandlerFactory.oneShot(request -> {
            String before = String.valueOf(request.attribute("key"));
            request.attribute("key", null);
            request.attribute("key", "first");
            request.attribute("key", "second");
            String noted = String.valueOf(request.attribute("key"));
            request.attribute("key", null);
            return Response.text(before + " " + noted + " " + request.attribute("key"));
        });
        try (TestServer server = TestServer.serve(noting)) {
            RawClient client = server.client();
            assertThat(client.send(get("/")).response().text()).isEqualTo("null second null");
            assertThat(client.send(get("/")).response().text()).isEqualTo("null second null");
        }
    }
}
