package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.testing.TestServer;

@DisplayName("Log messages about a request are written within the scope of the request, with its request line")
class RequestLogTest {
    private static final ThreadLocal<@Nullable String> CONTEXT = new ThreadLocal<>();
    private static final Logger LOGGER = Logger.getLogger("org.kamaelia");

    /** A message with the context of the thread that wrote it. */
    private record Written(
            Level level, String text, @Nullable String context) {}

    private final List<Written> written = new CopyOnWriteArrayList<>();
    private final java.util.logging.Handler recorder = new java.util.logging.Handler() {
        @Override
        public void publish(LogRecord logged) {
            written.add(new Written(logged.getLevel(), String.valueOf(logged.getMessage()), CONTEXT.get()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void record() {
        recorder.setLevel(Level.ALL);
        LOGGER.addHandler(recorder);
        LOGGER.setLevel(Level.FINE);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void restore() {
        LOGGER.removeHandler(recorder);
        LOGGER.setLevel(null);
        LOGGER.setUseParentHandlers(true);
    }

    /** Surrounds each request with its path. */
    private static final class Scoping implements HttpObserver, HttpObserver.OnLoop {
        @Override
        public OnLoop on(EventLoop loop) {
            return this;
        }

        @Override
        public void begun(ObservedExchange exchange) {
            if (exchange.request() != null) {
                String path = exchange.request().path();
                exchange.request().surroundBy(() -> {
                    CONTEXT.set(path);
                    return CONTEXT::remove;
                });
            }
        }

        @Override
        public void ended(ObservedExchange exchange) {}
    }

    private static final class Failing extends Handler {
        @Override
        protected void step() {
            throw new IllegalStateException("on purpose");
        }
    }

    private static final class Silent extends Handler {
        @Override
        protected void step() {
            finish();
        }
    }

    private static TestServer serve(AccessLog log) {
        return TestServer.with(ResourceGlue.of()
                        .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello")))
                        .at("/one-shot", HandlerFactory.oneShot(request -> {
                            throw new IllegalStateException("on purpose");
                        }))
                        .at("/stepwise", request -> new Failing())
                        .at("/silent", request -> new Silent())
                        .at("/blocking", HandlerFactory.blocking((request, in, out) -> {
                            throw new IllegalStateException("on purpose");
                        }))
                        .at("/late", HandlerFactory.blocking((request, in, out) -> {
                            out.respond(Response.text("late"));
                            throw new IllegalStateException("on purpose");
                        }))
                        .at(
                                "/async",
                                HandlerFactory.async(request ->
                                        CompletableFuture.failedFuture(new IllegalStateException("on purpose"))))
                        .at("/form", HandlerFactory.oneShot(8, (request, body) -> Response.text(""))))
                .setup(setup -> {
                    setup.statistics().observe(new Scoping());
                    setup.statistics().observe(log);
                    return setup;
                })
                .start();
    }

    private Written message(String part) {
        eventually(() -> assertThat(written).anyMatch(one -> one.text().contains(part)));
        return written.stream()
                .filter(one -> one.text().contains(part))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "/one-shot, The handler of GET /one-shot or its factory failed",
        "/stepwise, Failing of GET /stepwise failed",
        "/silent, The handler of GET /silent finished without a response",
        "/blocking, GET /blocking failed",
        "/async, GET /async failed",
        "/late, The work on a thread failed after it had sent everything",
    })
    @DisplayName("the failure of a handler of any style, though another thread writes it")
    void failuresHaveTheScope(String path, String part) {
        try (AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, line -> {});
                TestServer server = serve(log)) {
            server.client().send(get(path)).response();
            assertThat(message(part).context()).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @CsvSource({"COMMON", "COMBINED", "JSON"})
    @DisplayName("the lines of the access log, in every format")
    void accessLogLinesHaveTheScope(AccessLogFormat format) {
        List<String> contexts = new CopyOnWriteArrayList<>();
        try (AccessLog log = new AccessLog(
                        "test", format, line -> contexts.add(Objects.requireNonNullElse(CONTEXT.get(), "none")));
                TestServer server = serve(log)) {
            server.client().send(get("/hello")).response();
            eventually(() -> assertThat(contexts).hasSize(1));
            server.client().send("nonsense\r\n\r\n").response();
            eventually(() -> assertThat(contexts).containsExactly("/hello", "none"));
        }
    }

    @Test
    @DisplayName("a refused request: its request line, escaped and cut, and the reason")
    void refusalsAreLogged() {
        try (AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, line -> {});
                TestServer server = serve(log)) {
            server.client().send("GET /a\u0007\"b HTTP/1.1\r\nHost: h\r\n\r\n").response();
            assertThat(message("refused").text())
                    .contains("refused \"GET /a\\x07\\\"b HTTP/1.1\" of /127.0.0.1", "with 400: ");
            server.client().send("GET / HTTP/1.1\r\n\r\n").response();
            assertThat(message("\"GET / HTTP/1.1\"").text()).contains("with 400: ");
            server.client().send("GET /" + "x".repeat(20_000)).response();
            Written cut = message("xxx...\"");
            assertThat(cut.text()).contains("with 414: ").hasSizeLessThan(1_400);
            server.client().send("\u0016\u0003\u0001\n").response();
            message("\"\\x16\\x03\\x01\"");
        }
    }

    @Test
    @DisplayName("a request that is refused for its body: its request line and the reason, within its scope")
    void refusalsOfBodiesAreLogged() {
        try (AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, line -> {});
                TestServer server = serve(log)) {
            server.client()
                    .send("POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n123456789")
                    .response();
            Written refused = message("refused \"POST /form HTTP/1.1\"");
            assertThat(refused.text()).contains("with 413: The request body is larger than the 8 bytes allowed here");
            assertThat(refused.context()).isEqualTo("/form");
        }
    }

    @Test
    @DisplayName("of many refusals in a second only one is logged at INFO, so that a client cannot fill the log")
    void refusalsAreNotLoggedWithoutABound() {
        try (AccessLog log = new AccessLog("test", AccessLogFormat.COMMON, line -> {});
                TestServer server = serve(log)) {
            long before = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                server.client().send("nonsense" + i + "\r\n\r\n").response();
            }
            message("nonsense19");
            long seconds = (System.nanoTime() - before) / 1_000_000_000;
            assertThat(written.stream()
                            .filter(one ->
                                    one.level().equals(Level.INFO) && one.text().contains("nonsense")))
                    .hasSizeLessThanOrEqualTo((int) seconds + 2);
        }
    }
}
