package org.kamaelia.http.spring.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.http.spring.webflux.Served.buffer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.Request;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpCookie;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@DisplayName("A request to WebFlux")
class RequestTest {
    private static final String CLOSE = "Connection: close\r\n\r\n";

    /** Answers with a text about the request. */
    private static HttpHandler tells(java.util.function.Function<ServerHttpRequest, Object> about) {
        return (request, response) -> response.writeWith(Mono.fromSupplier(() -> buffer(about.apply(request) + "")));
    }

    private static String ask(String octets, HttpHandler handler) {
        try (Served served = Served.with(handler)) {
            return Wire.exchange(served.port(), octets);
        }
    }

    private static String told(String octets, java.util.function.Function<ServerHttpRequest, Object> about) {
        return Wire.body(ask(octets, tells(about)));
    }

    private static String get(String target, String... fields) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: example.com:8080\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return request + CLOSE;
    }

    @Test
    @DisplayName("has the URI of scheme, host, path and query as they were sent (RFC 9110 section 7.1)")
    void uri() {
        assertThat(told(get("/a%20b/c?x=1&y=%C3%A4"), ServerHttpRequest::getURI))
                .isEqualTo("http://example.com:8080/a%20b/c?x=1&y=%C3%A4");
        assertThat(told(get("//"), request -> request.getURI().getRawPath())).isEqualTo("//");
        assertThat(told("GET http://other.org/p?q HTTP/1.1\r\nHost: other.org\r\n" + CLOSE, ServerHttpRequest::getURI))
                .isEqualTo("http://other.org/p?q");
        assertThat(told("OPTIONS * HTTP/1.1\r\nHost: a\r\n" + CLOSE, ServerHttpRequest::getURI))
                .isEqualTo("http://a/");
        assertThat(told("GET /x HTTP/1.0\r\n\r\n", ServerHttpRequest::getURI)).matches("http://127\\.0\\.0\\.1:\\d+/x");
    }

    @Test
    @DisplayName("whose target is no URI is 400")
    void noUri() {
        assertThat(ask(get("/a|b^{c}"), tells(ServerHttpRequest::getURI))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    @DisplayName("has its query parameters, decoded, with several values and with none")
    void parameters() {
        assertThat(told(get("/?a=1&a=2&b=%2B&c=&d"), ServerHttpRequest::getQueryParams))
                .isEqualTo("{a=[1, 2], b=[+], c=[], d=[null]}");
    }

    @Test
    @DisplayName("has its fields by name in any case, with all values, and refuses changes")
    void fields() {
        String request = get("/", "X-Two: 1", "Accept: text/plain", "x-two: 2");
        assertThat(told(request, r -> r.getHeaders().get("x-TWO"))).isEqualTo("[1, 2]");
        assertThat(told(request, r -> r.getHeaders().getFirst("X-two"))).isEqualTo("1");
        assertThat(told(request, r -> r.getHeaders().getAccept())).isEqualTo("[text/plain]");
        assertThat(told(request, r -> r.getHeaders().headerNames())).isEqualTo("[Host, X-Two, Accept, Connection]");
        assertThat(told(request, r -> r.getHeaders().containsHeader("none"))).isEqualTo("false");
        assertThat(ask(request, tells(r -> {
                    r.getHeaders().set("X", "y");
                    return "changed";
                })))
                .startsWith("HTTP/1.1 500 ");
    }

    @Test
    @DisplayName("can be mutated into another one that keeps its fields")
    void mutate() {
        assertThat(told(get("/a", "X: 1"), r -> {
                    ServerHttpRequest other =
                            r.mutate().header("Y", "2").path("/b").build();
                    return other.getURI().getPath()
                            + other.getHeaders().getFirst("X")
                            + other.getHeaders().getFirst("Y");
                }))
                .isEqualTo("/b12");
    }

    @Test
    @DisplayName("has its cookies, several of one name, and without the quotes of their values")
    void cookies() {
        assertThat(told(
                        get("/", "Cookie: a=1; b=\"two\"; a=3"),
                        r -> r.getCookies().values().stream()
                                .flatMap(List::stream)
                                .map(HttpCookie::toString)
                                .toList()))
                .isEqualTo("[a=1, a=3, b=two]");
    }

    @Test
    @DisplayName("may have any method token (RFC 9110 section 9.1)")
    void anyMethod() {
        for (String method : List.of("PROPFIND", "BREW", "M-SEARCH", "TRACE")) {
            assertThat(told(method + " / HTTP/1.1\r\nHost: a\r\n" + CLOSE, ServerHttpRequest::getMethod))
                    .isEqualTo(method);
        }
    }

    @Test
    @DisplayName("knows its addresses, also after the client has gone")
    void addresses() throws Exception {
        CompletableFuture<ServerHttpRequest> seen = new CompletableFuture<>();
        try (Served served = Served.with((request, response) -> {
            seen.complete(request);
            return Mono.never();
        })) {
            new Wire(served.port()).get("/").reset();
            Waiting.await().until(() -> served.server().connections() == 0);
            ServerHttpRequest request = seen.get(30, TimeUnit.SECONDS);
            assertThat(Objects.requireNonNull(request.getRemoteAddress()).getPort())
                    .isPositive();
            assertThat(Objects.requireNonNull(request.getLocalAddress()).getPort())
                    .isEqualTo(served.port());
            assertThat(request.getSslInfo()).isNull();
        }
    }

    @Test
    @DisplayName("has an id of its own, and the request of the server as the native one")
    void nativeRequest() {
        assertThat(told(
                        get("/"),
                        r -> ((AbstractServerHttpRequest) r)
                                .<Request>getNativeRequest()
                                .target()))
                .isEqualTo("/");
        ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
        try (Served served = Served.with((request, response) -> {
            ids.add(request.getId());
            return Mono.empty();
        })) {
            served.get("/");
            served.get("/");
        }
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("without content has an empty body")
    void noBody() {
        assertThat(ask(
                        get("/"),
                        (request, response) -> DataBufferUtils.join(request.getBody())
                                .hasElement()
                                .flatMap(there -> response.writeWith(Mono.just(buffer("" + there))))))
                .endsWith("false");
    }

    private static HttpHandler echo() {
        return (request, response) -> response.writeWith(request.getBody());
    }

    @Test
    @DisplayName("is echoed byte by byte, with a length, chunked, and pipelined with others")
    void echoed() {
        String content = "0123456789".repeat(5_000);
        String whole = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n" + CLOSE + content;
        assertThat(dechunked(Wire.body(ask(whole, echo())))).isEqualTo(content);
        String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + CLOSE
                + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        assertThat(dechunked(Wire.body(ask(chunked, echo())))).isEqualTo("abcde");
        String two = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy" + get("/");
        assertThat(ask(two, echo())).contains("2\r\nxy\r\n").endsWith("Content-Length: 0\r\n" + CLOSE);
    }

    private static String dechunked(String body) {
        StringBuilder content = new StringBuilder();
        for (int at = 0; ; ) {
            int end = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, end), 16);
            if (size == 0) {
                return content.toString();
            }
            content.append(body, end + 2, end + 2 + size);
            at = end + 4 + size;
        }
    }

    @Test
    @DisplayName("gets 100 when its body is wanted, and not before (RFC 9110 section 10.1.1)")
    void expectation() {
        try (Served served = Served.with((request, response) -> Mono.delay(Duration.ofMillis(20))
                        .then(response.writeWith(DataBufferUtils.join(request.getBody()))));
                Wire wire = new Wire(served.port())
                        .send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n" + CLOSE)) {
            assertThat(wire.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(wire.send("xy").readAll())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("xy");
        }
    }

    @Test
    @DisplayName("is answered without its body if nobody wants the body")
    void unwanted() {
        assertThat(ask(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy" + get("/"),
                        (request, response) -> response.writeWith(Mono.just(buffer("x")))))
                .contains("Content-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n");
    }

    @Test
    @DisplayName("gives its body to one subscriber")
    void oneSubscriber() {
        assertThat(Wire.body(ask(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n" + CLOSE + "xy",
                        (request, response) -> DataBufferUtils.join(request.getBody())
                                .then(DataBufferUtils.join(request.getBody()))
                                .then()
                                .onErrorResume(thrown -> response.writeWith(
                                        Mono.just(buffer(thrown.getClass().getSimpleName())))))))
                .isEqualTo("IllegalStateException");
    }

    @Test
    @DisplayName("may be consumed on any thread, one part for each request")
    void anotherThread() {
        String content = "x".repeat(100_000);
        AtomicLong most = new AtomicLong();
        assertThat(Wire.body(ask(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n" + CLOSE + content,
                        (request, response) -> request.getBody()
                                .limitRate(1)
                                .publishOn(Schedulers.parallel(), 1)
                                .map(part -> (long) part.readableByteCount())
                                .doOnNext(size -> most.accumulateAndGet(size, Math::max))
                                .reduce(0L, Long::sum)
                                .flatMap(sum -> response.writeWith(Mono.just(buffer("" + sum)))))))
                .isEqualTo("100000");
        assertThat(most.get()).isLessThan(100_000);
    }

    @Test
    @DisplayName("stops its client by flow control while nothing is requested, and goes on with each request")
    void flowControl() {
        AtomicReference<Subscription> subscription = new AtomicReference<>();
        AtomicLong received = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        long length = 64L * 1024 * 1024;
        try (Served served = Served.with((request, response) -> {
                    request.getBody().subscribe(new BaseSubscriber<DataBuffer>() {
                        @Override
                        protected void hookOnSubscribe(Subscription given) {
                            subscription.set(given);
                        }

                        @Override
                        protected void hookOnNext(DataBuffer part) {
                            received.addAndGet(part.readableByteCount());
                        }
                    });
                    return Mono.never();
                });
                Wire wire = new Wire(served.port())
                        .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n")) {
            Thread sender = new Thread(() -> {
                byte[] block = new byte[64 * 1024];
                try {
                    for (long left = length; left > 0; left -= block.length) {
                        wire.send(block);
                        sent.addAndGet(block.length);
                    }
                } catch (java.io.UncheckedIOException closed) {
                    // the test is over
                }
            });
            sender.start();
            Waiting.await().until(() -> subscription.get() != null && settled(sent));
            assertThat(received).hasValue(0);
            assertThat(sent.get()).isLessThan(length / 2);
            assertThat(served.loops().heldBytes()).isLessThan(256 * 1024);
            subscription.get().request(1);
            Waiting.await().until(() -> received.get() > 0);
            assertThat(received.get()).isLessThan(128 * 1024);
            subscription.get().request(Long.MAX_VALUE);
            Waiting.await().until(() -> received.get() == length);
        }
    }

    private static boolean settled(AtomicLong counter) {
        long before = counter.get();
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
        return before > 0 && counter.get() == before;
    }

    @Test
    @DisplayName("may have a body of any size: 413 is for applications to decide")
    void large() {
        try (Served served = Served.with((request, response) -> request.getBody()
                        .map(DataBuffer::readableByteCount)
                        .reduce(0L, (sum, size) -> sum + size)
                        .flatMap(sum -> response.writeWith(Mono.just(buffer("" + sum)))));
                Wire wire = new Wire(served.port())
                        .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8388608\r\n" + CLOSE)) {
            byte[] block = new byte[1024 * 1024];
            for (int i = 0; i < 8; i++) {
                wire.send(block);
            }
            assertThat(wire.readAll()).endsWith("8388608");
        }
    }

    @Test
    @DisplayName("that asks for an invalid number of parts fails (Reactive Streams, rule 3.9)")
    void invalidDemand() {
        List<Throwable> failures = new ArrayList<>();
        ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n" + CLOSE + "xy", (request, response) -> {
            request.getBody().subscribe(new BaseSubscriber<DataBuffer>() {
                @Override
                protected void hookOnSubscribe(Subscription given) {
                    given.request(0);
                }

                @Override
                protected void hookOnError(Throwable thrown) {
                    failures.add(thrown);
                }
            });
            return Flux.<Void>empty().then();
        });
        assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("reads its octets as they are")
    void octets() {
        assertThat(told(
                        get("/", "X: \u00e4"),
                        r -> Objects.requireNonNull(r.getHeaders().getFirst("X"))
                                .getBytes(UTF_8)
                                .length))
                .isEqualTo("2");
    }
}
