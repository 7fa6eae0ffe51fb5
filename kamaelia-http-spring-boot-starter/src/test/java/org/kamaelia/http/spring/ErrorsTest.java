package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.HandlerExceptionMapper;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Problem;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@DisplayName("An exception of a handler becomes a response")
@ExtendWith(OutputCaptureExtension.class)
class ErrorsTest {
    private static Response fail() {
        throw new NoSuchElementException("secret of the database");
    }

    private static Stream<HandlerFactory> styles() {
        return Stream.of(
                request -> {
                    throw new NoSuchElementException("secret of the factory");
                },
                HandlerFactory.oneShot(request -> fail()),
                HandlerFactory.blocking((request, in, out) -> fail()),
                HandlerFactory.async(request -> CompletableFuture.failedFuture(new IOException("secret", null))),
                HandlerFactory.persistent(new PersistentHandler() {
                    @Override
                    protected void request(Request request) {
                        fail();
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("styles")
    @DisplayName("without a mapper it becomes 500 in every form, and neither message nor stack trace leave the server")
    void neitherMessageNorStackTraceLeaveTheServer(HandlerFactory failing) {
        Contexts.oneServer()
                .withBean(HandlerRegistration.class, () -> HandlerRegistration.of("/", failing))
                .run(context -> {
                    for (String accept : new String[] {"*/*", "text/html", "application/json"}) {
                        assertThat(Wire.exchange(Wire.port(context), "GET", "/", "Accept: " + accept))
                                .startsWith("HTTP/1.1 500 ")
                                .contains("The server failed to handle this request")
                                .doesNotContain("secret", "Exception", "\tat ", "at org.", ".java");
                    }
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Mappers {
        @Bean
        @Order(2)
        HandlerExceptionMapper last() {
            return (failure, request) -> Problem.of(503).response();
        }

        @Bean
        @Order(1)
        HandlerExceptionMapper first() {
            return (failure, request) -> failure instanceof NoSuchElementException
                    ? Problem.of(404).detail("nothing at " + request.path()).response()
                    : null;
        }
    }

    @Test
    @DisplayName("HandlerExceptionMapper beans are called in their order, and a mapped exception is not logged")
    void mappersAreCalledInTheirOrderAndMappedExceptionsAreNotLogged(CapturedOutput output) {
        Contexts.oneServer()
                .withUserConfiguration(Mappers.class)
                .withBean(
                        "missing",
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of("/missing", HandlerFactory.oneShot(request -> {
                            throw new NoSuchElementException("mapped");
                        })))
                .withBean(
                        "broken",
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of("/broken", HandlerFactory.oneShot(request -> {
                            throw new IllegalStateException("mapped");
                        })))
                .run(context -> {
                    assertThat(Wire.exchange(Wire.port(context), "GET", "/missing"))
                            .startsWith("HTTP/1.1 404 ")
                            .contains("nothing at /missing");
                    assertThat(Wire.status(Wire.port(context), "GET", "/broken"))
                            .isEqualTo(503);
                    assertThat(output).doesNotContain("Exception: mapped");
                });
    }
}
