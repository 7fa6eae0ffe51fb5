package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.post;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.axon.BoxStatistics;
import org.kamaelia.axon.StatisticsGroup;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Reply;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.content.Conditional;
import org.kamaelia.http.content.Ranged;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A factory replies with a whole response or with a handler, and both take the same way")
class ReplyTest {
    private static final HandlerFactory WHOLE = request -> Response.text("x");
    private static final Map<String, HandlerFactory> STYLES = new LinkedHashMap<>();

    static {
        STYLES.put("a whole response", WHOLE);
        STYLES.put("a one-shot function", HandlerFactory.oneShot(request -> Response.text("x")));
        STYLES.put("a handler", request -> new Handler() {
            @Override
            protected void start() {
                respond(Response.text("x"));
            }

            @Override
            protected void step() {}
        });
        STYLES.put("a stage", HandlerFactory.async(r -> CompletableFuture.completedFuture(Response.text("x"))));
        STYLES.put("a blocking handler", HandlerFactory.blocking((r, in, out) -> out.respond(Response.text("x"))));
    }

    static Stream<String> styles() {
        return STYLES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("styles")
    @DisplayName("every sent part is counted in the box for responses, in every style of handler")
    void everyPartIsCountedInTheBoxForResponses(String style) {
        try (TestServer server = TestServer.serve(STYLES.get(style))) {
            RawClient client = server.client();
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(get("/")).response().text()).isEqualTo("x");
            }
            eventually(() -> assertThat(sentTo(server, "HttpRequestHandler", "responses"))
                    .isEqualTo(3));
            assertThat(server.depth("HttpRequestHandler", "responses")).isZero();
        }
    }

    private static long sentTo(TestServer server, String component, String box) {
        long sent = 0;
        for (StatisticsGroup group : server.server().boxStatistics()) {
            for (BoxStatistics one : group.boxes()) {
                if (one.component().equals(component) && one.box().equals(box)) {
                    sent += one.sent();
                }
            }
        }
        return sent;
    }

    @Test
    @DisplayName("scopes, limits, routers, conditions, ranges and compression keep a whole response whole")
    void wrappersKeepAWholeResponseWhole() {
        AtomicInteger opened = new AtomicInteger();
        RequestScope scope = () -> {
            opened.incrementAndGet();
            return RequestScope.Open.NOTHING;
        };
        HandlerFactory inner = Ranged.around(Conditional.around(
                Compressed.defaults().around(WHOLE.within(PathLimits.none().requestBody(5)))));
        HandlerFactory routes = ResourceGlue.of().at("/", inner).around((routed, request) -> {
            request.surroundBy(scope);
            Reply reply = routed.reply(request);
            assertThat(reply).isInstanceOf(Response.class);
            return reply;
        });
        try (TestServer server = TestServer.serve(routes)) {
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("x");
        }
    }

    @Test
    @DisplayName("the limit of the body comes before a whole response: 413")
    void bodyLimitComesBeforeAWholeResponse() {
        HandlerFactory small = WHOLE.within(PathLimits.none().requestBody(3));
        try (TestServer server = TestServer.serve(small)) {
            assertThat(server.client().send(post("/", "four")).response().status())
                    .isEqualTo(413);
            assertThat(server.client().send(post("/", "abc")).response().text()).isEqualTo("x");
        }
    }

    @Test
    @DisplayName("limits that are set further outside win over limits further inside")
    void outerLimitsWinOverInnerOnes() {
        HandlerFactory handler = HandlerFactory.oneShot(64, (request, body) -> Response.text(body.length + "\n"));
        HandlerFactory reading = HandlerFactory.blocking(
                (request, in, out) -> out.respond(Response.text(in.readAllBytes().length + "\n")));
        HandlerFactory limited = reading.within(PathLimits.none().requestBody(3).firstPart(Duration.ofSeconds(9)))
                .within(PathLimits.none().requestBody(5));
        try (TestServer server = TestServer.serve(limited)) {
            assertThat(server.client().send(post("/", "12345")).response().text())
                    .isEqualTo("5\n");
            assertThat(server.client().send(post("/", "123456")).response().status())
                    .isEqualTo(413);
        }
        try (TestServer server =
                TestServer.serve(handler.within(PathLimits.none().requestBody(3)))) {
            assertThat(server.client().send(post("/", "12345")).response().text())
                    .as("a handler that collects the body keeps a limit of its own")
                    .isEqualTo("5\n");
        }
    }

    @Test
    @DisplayName("a response without an end cannot be a reply: 500, and the log says what to do instead")
    void responseWithoutAnEndCannotBeAReply() {
        try (TestServer server = TestServer.serve(request -> Response.ok("text/plain"))) {
            assertThat(server.client().send(get("/")).response().status()).isEqualTo(500);
        }
    }
}
