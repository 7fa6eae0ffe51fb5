package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerExceptionMapper;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Problem;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.slf4j.MDC;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("Data of a request is available in all code of the request, and nowhere else")
class RequestScopesTest {
    private static final String KEY = "asked";
    private static final Map<String, HandlerFactory> STYLES = new LinkedHashMap<>();

    static {
        STYLES.put("stepwise", request -> new Stepwise());
        STYLES.put("one-shot", HandlerFactory.oneShot(request -> said()));
        STYLES.put("one-shot-with-body", HandlerFactory.oneShot(9, (request, body) -> said()));
        STYLES.put("async", HandlerFactory.async(request -> CompletableFuture.completedFuture(said())));
        STYLES.put("blocking", HandlerFactory.blocking((request, in, out) -> out.respond(said())));
        STYLES.put("persistent", HandlerFactory.persistent(new Persistent()));
        STYLES.put("mapped", HandlerFactory.oneShot(request -> {
            throw new IllegalStateException("mapped");
        }));
        STYLES.put("factory", request -> {
            Response made = said();
            return HandlerFactory.oneShot(ignored -> made).reply(request);
        });
    }

    private static Response said() {
        return Response.text("asked " + MDC.get(KEY));
    }

    private static final class Stepwise extends Handler {
        private String started = "";

        @Override
        protected void start() {
            started = String.valueOf(MDC.get(KEY));
        }

        @Override
        protected void step() {
            assertThat(started).isEqualTo(String.valueOf(MDC.get(KEY)));
            respond(said());
        }
    }

    private static final class Persistent extends PersistentHandler {
        @Override
        protected void request(Request request) {
            respond(said());
        }
    }

    private static Stream<String> styles() {
        return STYLES.keySet().stream();
    }

    private static ApplicationContextRunner runner() {
        return Contexts.oneServer().withPropertyValues("kamaelia.http.event-loops=1");
    }

    @ParameterizedTest
    @MethodSource("styles")
    @DisplayName("a RequestScopeProvider surrounds handlers of every style, factories, and mappers of exceptions")
    void aProviderSurroundsHandlersOfEveryStyle(String style) {
        runner().withBean("handler", HandlerRegistration.class, () -> HandlerRegistration.of("/", STYLES.get(style)))
                .withBean(
                        RequestScopeProvider.class,
                        () -> request ->
                                request.query() == null ? null : RequestScopes.mdc(Map.of(KEY, request.query())))
                .withBean(
                        HandlerExceptionMapper.class,
                        () -> (failure, request) ->
                                Problem.of(409).detail("asked " + MDC.get(KEY)).response())
                .run(context -> {
                    int port = Wire.port(context);
                    assertThat(Wire.get(port, "/?one")).contains("asked one");
                    assertThat(Wire.get(port, "/")).contains("asked null");
                    assertThat(Wire.get(port, "/?two")).contains("asked two");
                });
    }

    @Test
    @DisplayName("thread-locals that context propagation knows are captured and set again")
    void capturedThreadLocalsAreSetAgain() {
        ThreadLocal<String> user = new ThreadLocal<>();
        ContextRegistry.getInstance().registerThreadLocalAccessor("kamaelia-test-user", user);
        HandlerFactory who =
                HandlerFactory.blocking((request, in, out) -> out.respond(Response.text("user " + user.get())));
        try {
            runner().withBean("who", HandlerRegistration.class, () -> HandlerRegistration.of("/", who))
                    .withBean(RequestScopeProvider.class, () -> request -> {
                        user.set(request.query());
                        try {
                            return RequestScopes.captured();
                        } finally {
                            user.remove();
                        }
                    })
                    .run(context -> {
                        assertThat(Wire.get(Wire.port(context), "/?one")).isEqualTo("user one");
                        assertThat(Wire.get(Wire.port(context), "/?two")).isEqualTo("user two");
                    });
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("kamaelia-test-user");
        }
    }

    @Test
    @DisplayName("attributes belong to a request, on every thread")
    void attributesBelongToARequestOnEveryThread() {
        HandlerFactory handler = HandlerFactory.blocking(
                (request, in, out) -> out.respond(Response.text("attribute " + request.attribute(KEY))));
        HandlerFactory noting = handler.around((inner, request) -> {
            request.attribute(KEY, request.query());
            return inner.reply(request);
        });
        runner().withBean("noting", HandlerRegistration.class, () -> HandlerRegistration.of("/", noting))
                .run(context -> {
                    assertThat(Wire.get(Wire.port(context), "/?one")).isEqualTo("attribute one");
                    assertThat(Wire.get(Wire.port(context), "/")).isEqualTo("attribute null");
                });
    }
}
