package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.spring.webflux.Served.buffer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

@DisplayName("A response of WebFlux")
class ResponseTest {
    private static final String CLOSE = "Connection: close\r\n\r\n";

    @TempDir
    Path directory;

    private static String answer(HttpHandler handler) {
        try (Served served = Served.with(handler)) {
            return served.get("/");
        }
    }

    private static String answer(String request, HttpHandler handler) {
        try (Served served = Served.with(handler)) {
            return Wire.exchange(served.port(), request);
        }
    }

    private static String head(String method) {
        return method + " / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
    }

    @Test
    @DisplayName("is 200 without content if the application only completes")
    void empty() {
        assertThat(answer((request, response) -> Mono.empty()))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + CLOSE);
    }

    @Test
    @DisplayName("that is one buffer has its length, also without announcing it")
    void oneBuffer() {
        assertThat(answer((request, response) -> response.writeWith(Mono.just(buffer("hello")))))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + CLOSE + "hello");
    }

    @Test
    @DisplayName("that is one buffer has its length when another thread makes it")
    void oneBufferFromAnotherThread() {
        assertThat(answer((request, response) -> response.writeWith(
                        Mono.fromCallable(() -> buffer("hello")).subscribeOn(Schedulers.parallel()))))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + CLOSE + "hello");
    }

    @Test
    @DisplayName("that is several buffers at once has their length")
    void severalBuffers() {
        assertThat(answer(
                        (request, response) -> response.writeWith(Flux.just(buffer("he"), buffer("ll"), buffer("o")))))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + CLOSE + "hello");
    }

    @Test
    @DisplayName("whose publisher pauses is chunked, and each buffer leaves at once")
    void pausing() {
        Sinks.Many<DataBuffer> sink = Sinks.many().unicast().onBackpressureBuffer();
        try (Served served = Served.with((request, response) -> response.writeWith(sink.asFlux()));
                Wire wire = new Wire(served.port()).get("/")) {
            sink.tryEmitNext(buffer("one"));
            assertThat(wire.readUntil("\r\n\r\n")).contains("Transfer-Encoding: chunked\r\n");
            assertThat(wire.readUntil("one\r\n")).isEqualTo("3\r\none\r\n");
            sink.tryEmitNext(buffer("two"));
            assertThat(wire.readUntil("two\r\n")).isEqualTo("3\r\ntwo\r\n");
            sink.tryEmitComplete();
            assertThat(wire.readAll()).isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    @DisplayName("keeps the length that the application announces, and is sent in parts")
    void announced() {
        byte[] block = new byte[20_000];
        String answer = answer((request, response) -> {
            response.getHeaders().setContentLength(60_000);
            return response.writeWith(
                    Flux.range(0, 3).map(i -> response.bufferFactory().wrap(block.clone())));
        });
        assertThat(answer).contains("Content-Length: 60000\r\n").doesNotContain("chunked");
        assertThat(Wire.body(answer)).hasSize(60_000);
    }

    @Test
    @DisplayName("with more bytes than announced ends where it was announced to")
    void surplus() {
        String answer = answer((request, response) -> {
            response.getHeaders().setContentLength(3);
            return response.writeWith(Flux.just(buffer("he"), buffer("llo")));
        });
        assertThat(answer).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n" + CLOSE + "hel");
    }

    @Test
    @DisplayName("with fewer bytes than announced breaks the connection")
    void shortfall() {
        try (Served served = Served.with((request, response) -> {
                    response.getHeaders().setContentLength(9);
                    return response.writeWith(Mono.just(buffer("hello")));
                });
                Wire wire = new Wire(served.port()).send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")) {
            assertThat(wire.readWhatComes()).doesNotContain("hello world").contains("Content-Length: 9\r\n");
        }
    }

    @Test
    @DisplayName("flushes each group of writeAndFlushWith, although the publisher never ends")
    void groups() {
        try (Served served = Served.with((request, response) -> response.writeAndFlushWith(
                        Flux.concat(Mono.just(Flux.just(buffer("a"), buffer("b"))), Flux.never())));
                Wire wire = new Wire(served.port()).get("/")) {
            assertThat(wire.readUntil("b\r\n")).endsWith("\r\n\r\n1\r\na\r\n1\r\nb\r\n");
        }
    }

    @Test
    @DisplayName("sends the groups one after the other, wherever they come from, and then ends")
    void manyGroups() {
        String answer = answer((request, response) -> response.writeAndFlushWith(Flux.range(0, 4)
                .map(i -> i % 2 == 0
                        ? Mono.just(buffer("x" + i))
                        : Flux.just(buffer("y" + i), buffer("z" + i)).publishOn(Schedulers.parallel()))));
        assertThat(answer)
                .endsWith("\r\n\r\n2\r\nx0\r\n2\r\ny1\r\n2\r\nz1\r\n2\r\nx2\r\n2\r\ny3\r\n2\r\nz3\r\n0\r\n\r\n");
    }

    @Test
    @DisplayName("carries status, fields with several values, and cookies")
    void fields() {
        String answer = answer((request, response) -> {
            response.setStatusCode(HttpStatus.CREATED);
            response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
            response.getHeaders().add("X-Two", "1");
            response.getHeaders().add("X-Two", "2");
            response.addCookie(ResponseCookie.from("SID", "31d4")
                    .path("/")
                    .secure(true)
                    .httpOnly(true)
                    .build());
            response.addCookie(ResponseCookie.from("lang", "en")
                    .domain("example.com")
                    .maxAge(Duration.ofMinutes(1))
                    .build());
            return response.writeWith(Mono.just(buffer("x")));
        });
        assertThat(answer)
                .startsWith("HTTP/1.1 201 Created\r\n")
                .contains("Content-Type: text/plain\r\n")
                .contains("X-Two: 1\r\nX-Two: 2\r\n")
                .contains("Set-Cookie: SID=31d4; Path=/; Secure; HttpOnly\r\n")
                .containsPattern("Set-Cookie: lang=en; Domain=example.com; Max-Age=60; Expires=[^\r]+\r\n");
    }

    @Test
    @DisplayName("runs what was registered before the commit, also if the application writes nothing")
    void beforeCommit() {
        String answer = answer((request, response) -> {
            response.beforeCommit(() -> Mono.delay(Duration.ofMillis(1))
                    .doOnNext(now -> response.getHeaders().set("X-Late", "yes"))
                    .then());
            return Mono.empty();
        });
        assertThat(answer).contains("X-Late: yes\r\n");
    }

    @Test
    @DisplayName("leaves out the fields of the framing that an application sets, and obeys Connection: close")
    void framing() {
        String answer = answer("GET / HTTP/1.1\r\nHost: test\r\n\r\n", (request, response) -> {
            response.getHeaders().set("Transfer-Encoding", "chunked");
            response.getHeaders().set("Connection", "close");
            return response.writeWith(Mono.just(buffer("x")));
        });
        assertThat(answer).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + CLOSE + "x");
    }

    @Test
    @DisplayName("to HEAD has the length that GET would have had, and no content (RFC 9110 section 9.3.2)")
    void head() {
        assertThat(answer(head("HEAD"), (request, response) -> response.writeWith(Mono.just(buffer("hello")))))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + CLOSE);
        assertThat(answer(head("HEAD"), (request, response) -> {
                    response.getHeaders().setContentLength(7);
                    return response.setComplete();
                }))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n" + CLOSE);
        assertThat(answer(head("HEAD"), (request, response) -> response.writeWith(Flux.just(buffer("a"), buffer("b")))))
                .isEqualTo("HTTP/1.1 200 OK\r\n" + CLOSE);
    }

    @Test
    @DisplayName("204 and 304 have no content and no length of it (RFC 9110 section 8.6)")
    void withoutContent() {
        assertThat(answer((request, response) -> {
                    response.setStatusCode(HttpStatus.NO_CONTENT);
                    return response.writeWith(Mono.just(buffer("ignored")));
                }))
                .isEqualTo("HTTP/1.1 204 No Content\r\n" + CLOSE);
        assertThat(answer((request, response) -> {
                    response.setStatusCode(HttpStatus.NOT_MODIFIED);
                    response.getHeaders().setETag("\"x\"");
                    return response.setComplete();
                }))
                .isEqualTo("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n" + CLOSE);
    }

    @Test
    @DisplayName("of an interim status is 500, because another response would have to follow (RFC 9110 section 15.2)")
    void interim() {
        assertThat(answer((request, response) -> {
                    response.setStatusCode(HttpStatus.EARLY_HINTS);
                    return response.setComplete();
                }))
                .startsWith("HTTP/1.1 500 ");
    }

    @Test
    @DisplayName("to HTTP/1.0 of unknown length ends with the connection (RFC 9112 section 6.3)")
    void oldVersion() {
        String answer = answer(
                "GET / HTTP/1.0\r\n\r\n",
                (request, response) ->
                        response.writeAndFlushWith(Flux.just(Mono.just(buffer("a")), Mono.just(buffer("b")))));
        assertThat(answer).isEqualTo("HTTP/1.1 200 OK\r\n" + CLOSE + "ab");
    }

    @Test
    @DisplayName("that is a file is a region of it, with its length")
    void file() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "0123456789");
        HttpHandler whole =
                (request, response) -> ((ZeroCopyHttpOutputMessage) response).writeWith(file, 0, size(file));
        assertThat(answer(whole)).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + CLOSE + "0123456789");
        HttpHandler region = (request, response) -> {
            response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
            response.getHeaders().setContentLength(3);
            return ((ZeroCopyHttpOutputMessage) response).writeWith(file, 2, 3);
        };
        assertThat(answer(region)).endsWith("Content-Length: 3\r\n" + CLOSE + "234");
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    @Test
    @DisplayName("gives the response of the server to Spring, through each decorator of the application")
    void nativeResponse() {
        assertThat(answer((request, response) -> {
                    Object unwrapped = ServerHttpResponseDecorator.getNativeResponse(
                            new ServerHttpResponseDecorator(new ServerHttpResponseDecorator(response)));
                    return response.writeWith(
                            Mono.just(buffer(unwrapped.getClass().getSimpleName())));
                }))
                .endsWith("\r\n\r\nResponseFlow");
    }

    @Test
    @DisplayName("is 500 if a file cannot be opened")
    void missingFile() {
        assertThat(answer((request, response) ->
                        ((ZeroCopyHttpOutputMessage) response).writeWith(directory.resolve("none"), 0, 1)))
                .startsWith("HTTP/1.1 500 ");
    }

    @Test
    @DisplayName("is 500 if the application throws, or if its chain fails before the first part")
    void failures() {
        assertThat(answer((request, response) -> {
                    throw new IllegalStateException("thrown by a test");
                }))
                .startsWith("HTTP/1.1 500 ");
        assertThat(answer((request, response) -> Mono.error(new IllegalStateException("failed by a test"))))
                .startsWith("HTTP/1.1 500 ");
        assertThat(answer((request, response) ->
                        Mono.delay(Duration.ofMillis(1)).then(Mono.error(new java.io.IOException("failed by a test")))))
                .startsWith("HTTP/1.1 500 ");
        assertThat(answer((request, response) -> response.writeWith(Mono.error(new IllegalStateException("test")))))
                .startsWith("HTTP/1.1 500 ");
    }

    @Test
    @DisplayName("breaks the connection visibly if the chain fails after the first part")
    void failureWithin() {
        Sinks.Empty<Mono<DataBuffer>> failure = Sinks.empty();
        try (Served served = Served.with((request, response) -> response.writeAndFlushWith(
                        Flux.concat(Mono.just(Mono.just(buffer("part"))), failure.asMono())));
                Wire wire = new Wire(served.port()).get("/")) {
            assertThat(wire.readUntil("part\r\n")).endsWith("4\r\npart\r\n");
            failure.tryEmitError(new IllegalStateException("test"));
            assertThat(wire.readWhatComes()).isEmpty();
        }
    }

    @Test
    @DisplayName("breaks the connection if the application gives up its body and completes")
    void cancelledWithin() {
        Sinks.Empty<Void> givenUp = Sinks.empty();
        try (Served served = Served.with((request, response) -> response.writeAndFlushWith(
                                Flux.concat(Mono.just(Mono.just(buffer("part"))), Flux.never()))
                        .takeUntilOther(givenUp.asMono()));
                Wire wire = new Wire(served.port()).get("/")) {
            assertThat(wire.readUntil("part\r\n")).endsWith("4\r\npart\r\n");
            givenUp.tryEmitEmpty();
            assertThat(wire.readWhatComes()).isEmpty();
        }
    }

    @Test
    @DisplayName("does not wait for what the application does after its body, and does not cancel it")
    void afterwards() throws Exception {
        Sinks.Empty<Void> hold = Sinks.empty();
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<String> how = new AtomicReference<>("open");
        try (Served served = Served.with((request, response) -> response.writeWith(Mono.just(buffer("x")))
                .then(hold.asMono())
                .doOnCancel(() -> how.set("cancelled"))
                .doOnSuccess(nothing -> how.set("complete"))
                .doFinally(signal -> ended.countDown()))) {
            assertThat(served.get("/")).endsWith("x");
            assertThat(how).hasValue("open");
            hold.tryEmitEmpty();
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(how).hasValue("complete");
        }
    }

    @Test
    @DisplayName("asks its publisher for one buffer at a time, and for none while the client does not read")
    void demand() {
        AtomicReference<Long> most = new AtomicReference<>(0L);
        java.util.concurrent.atomic.AtomicInteger made = new java.util.concurrent.atomic.AtomicInteger();
        byte[] block = new byte[64 * 1024];
        try (Served served = Served.with((request, response) -> response.writeWith(Flux.range(0, 1_600)
                        .doOnRequest(n -> most.accumulateAndGet(n, Math::max))
                        .map(i -> {
                            made.incrementAndGet();
                            return response.bufferFactory().wrap(block);
                        })));
                Wire wire = new Wire(served.port(), 4_096).get("/")) {
            wire.readUntil("\r\n\r\n");
            Waiting.await().pollDelay(Duration.ofMillis(100)).until(() -> {
                int before = made.get();
                Thread.onSpinWait();
                return before > 0 && settled(made);
            });
            assertThat(made.get()).isLessThan(200);
            assertThat(most).hasValue(1L);
            assertThat(served.loops().heldBytes()).isLessThan(192 * 1024);
        }
    }

    private static boolean settled(java.util.concurrent.atomic.AtomicInteger counter) {
        int before = counter.get();
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        return counter.get() == before;
    }

    @Test
    @DisplayName("may be blocked on by nobody: block() on an event loop throws")
    void blocking() {
        assertThat(answer((request, response) -> {
                    Mono.delay(Duration.ofMillis(1)).block();
                    return Mono.empty();
                }))
                .startsWith("HTTP/1.1 500 ");
    }
}
