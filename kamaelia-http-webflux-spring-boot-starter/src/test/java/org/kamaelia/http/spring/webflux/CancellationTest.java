package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

@DisplayName("A cancellation")
@ExtendWith(OutputCaptureExtension.class)
class CancellationTest {
    private static final String BLOCK = "x".repeat(8 * 1024);

    @TempDir
    private Path directory;

    private final CountedBuffers buffers = new CountedBuffers();

    @Test
    @DisplayName("by a client that resets the connection cancels a chain that waits")
    void resetWhileWaiting() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        try (Served served = Served.with((request, response) -> Mono.<Void>never()
                .doOnSubscribe(now -> begun.incrementAndGet())
                .doOnCancel(cancelled::incrementAndGet))) {
            Wire wire = new Wire(served.port()).get("/");
            Waiting.await().until(() -> begun.get() == 1);
            wire.reset();
            Waiting.await().until(() -> cancelled.get() == 1);
            Waiting.await().until(() -> served.server().connections() == 0);
        }
    }

    @Test
    @DisplayName("by a client that closes the connection cancels a chain that sends nothing")
    void closeWhileWaiting() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        try (Served served = Served.with((request, response) -> response.writeAndFlushWith(
                        Flux.concat(Mono.just(Mono.just(buffers.buffer("x"))), Flux.never()))
                .doOnSubscribe(now -> begun.incrementAndGet())
                .doOnCancel(cancelled::incrementAndGet))) {
            Wire wire = new Wire(served.port()).get("/");
            wire.readUntil("x\r\n");
            wire.close();
            Waiting.await().until(() -> cancelled.get() == 1);
        }
        assertThat(buffers.live()).isZero();
    }

    @Test
    @DisplayName("is no consequence of a client that closes only its sending side and waits for its response")
    void halfClosed() {
        try (Served served = Served.with((request, response) ->
                        Mono.delay(Duration.ofMillis(50)).then(response.writeWith(Mono.just(buffers.buffer("late")))));
                Wire wire = new Wire(served.port())
                        .send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                        .finish()) {
            assertThat(wire.readAll()).endsWith("late");
        }
    }

    @Test
    @DisplayName("of the response ends the request body with an error, and the other way round")
    void bodyBreaksOff() {
        AtomicInteger failed = new AtomicInteger();
        try (Served served = Served.with((request, response) -> request.getBody()
                .doOnNext(DataBufferUtils::release)
                .doOnError(java.io.EOFException.class, thrown -> failed.incrementAndGet())
                .doOnCancel(failed::incrementAndGet)
                .then())) {
            Wire wire = new Wire(served.port()).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
            Waiting.await().until(() -> served.server().connections() == 1);
            wire.close();
            Waiting.await().until(() -> failed.get() == 1);
        }
    }

    @Test
    @DisplayName("of a write by another thread releases a first buffer that comes afterwards, for each kind of body")
    void cancelledBeforeTheFirstBuffer() {
        // A publisher that still emits after its cancellation, as one does that is just emitting.
        List<TestPublisher<DataBuffer>> publishers = List.of(careless(), careless());
        List<CompletableFuture<Throwable>> ends = new CopyOnWriteArrayList<>();
        try (Served served = Served.with((request, response) -> {
            TestPublisher<DataBuffer> body = publishers.get(ends.size());
            Mono<Void> write =
                    ends.isEmpty() ? response.writeWith(body.flux()) : response.writeWith(Mono.fromDirect(body));
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            ends.add(end);
            return write.timeout(Duration.ofMillis(10)).doOnError(end::complete).onErrorResume(late -> {
                response.setRawStatusCode(503);
                return response.setComplete();
            });
        })) {
            for (TestPublisher<DataBuffer> body : publishers) {
                assertThat(served.get("/")).startsWith("HTTP/1.1 503 ");
                body.next(buffers.buffer("late"));
                assertThat(buffers).hasToString("[]");
            }
        }
        assertThat(ends)
                .hasSize(2)
                .allSatisfy(end -> assertThat(end).isCompletedWithValueMatching(TimeoutException.class::isInstance));
        assertThat(buffers.releasedTwice()).isZero();
    }

    private static TestPublisher<DataBuffer> careless() {
        return TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    }

    @Test
    @DisplayName("of a write releases the first buffer while an action before the commit still waits")
    void cancelledWhileCommitting() {
        try (Served served = Served.with((request, response) -> {
            response.beforeCommit(Mono::never);
            return response.writeWith(Flux.defer(() -> Flux.just(buffers.buffer("held"), buffers.buffer("never"))
                            .doOnDiscard(DataBuffer.class, DataBufferUtils::release)))
                    .timeout(Duration.ofMillis(10));
        })) {
            assertThat(served.get("/")).startsWith("HTTP/1.1 500 ");
            Waiting.await().untilAsserted(() -> assertThat(buffers.toString()).doesNotContain("held"));
        }
    }

    @Test
    @DisplayName("is no consequence of a complete write: its publisher ends with completion")
    void completion() {
        List<SignalType> ends = new CopyOnWriteArrayList<>();
        try (Served served = Served.with((request, response) -> {
            Mono<DataBuffer> body = Mono.fromSupplier(() -> buffers.buffer("x")).doFinally(ends::add);
            return response.writeWith(
                    request.getPath().value().equals("/there") ? body.publishOn(Schedulers.parallel()) : body);
        })) {
            for (int i = 0; i < 20; i++) {
                assertThat(served.get(i % 2 == 0 ? "/here" : "/there")).endsWith("x");
            }
            Waiting.await().until(() -> ends.size() == 20);
        }
        assertThat(ends).containsOnly(SignalType.ON_COMPLETE);
        assertThat(buffers.live()).isZero();
    }

    @Test
    @DisplayName("by Spring's WebClient cancels an event stream that has no more events")
    void webClient() {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Served served = Served.with((request, response) -> {
            response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
            return response.writeAndFlushWith(Flux.just("0", "1")
                    .map(one -> Mono.just(Served.buffer("data:" + one + "\n\n")))
                    .concatWith(Flux.never())
                    .doOnCancel(cancelled::countDown));
        })) {
            StepVerifier.create(WebClient.create("http://localhost:" + served.port())
                            .get()
                            .retrieve()
                            .bodyToFlux(String.class))
                    .expectNext("0", "1")
                    .thenCancel()
                    .verify(Duration.ofSeconds(30));
            Waiting.await().until(() -> cancelled.getCount() == 0);
        }
    }

    /**
     * The size is 300 in a build that has to be quick; verification/cancellations/run.sh plays the whole storm.
     */
    @Test
    @DisplayName("in a storm of resets, timeouts, partial reads and errors at any point leaves nothing behind")
    void storm(CapturedOutput output) throws Exception {
        int size = Integer.getInteger("cancellations", 300);
        Storm storm = new Storm(Files.writeString(directory.resolve("file"), BLOCK.repeat(64)));
        try (Served served = Served.with(storm)) {
            play(served, 50); // classes are loaded, and threads of Reactor started
            Waiting.await().until(() -> storm.chains.get() == 0);
            int threads = Thread.activeCount();
            long descriptors = descriptors();
            play(served, size);
            Waiting.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> served.server().connections() == 0);
            Waiting.await().untilAsserted(() -> assertThat(storm.chains).hasValue(0));
            Waiting.await().untilAsserted(() -> assertThat(buffers).hasToString("[]"));
            Waiting.await()
                    .untilAsserted(() -> assertThat(served.loops().heldBytes()).isZero());
            Waiting.await().untilAsserted(() -> assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2));
            Waiting.await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2));
        }
        System.out.println(size + " clients broke off; of " + buffers.made() + " buffers, " + buffers.live()
                + " are left, and " + buffers.releasedTwice() + " were released twice");
        assertThat(buffers.releasedTwice()).isZero();
        assertThat(buffers.made()).isGreaterThan(size);
        assertThat(output.getAll()).doesNotContain("Operator called default onErrorDropped");
        assertThat(output.getAll().lines().filter(line -> line.contains("SEVERE") || line.contains(" ERROR ")))
                .allMatch(line -> line.contains("of the storm") || line.contains("ReactiveHandler of "));
    }

    private static void play(Served served, int clients) throws InterruptedException {
        Thread[] players = new Thread[4];
        for (int p = 0; p < players.length; p++) {
            int seed = p;
            players[p] = new Thread(() -> {
                Random random = new Random(seed);
                for (int i = 0; i < clients / players.length; i++) {
                    client(served.port(), random);
                }
            });
            players[p].start();
        }
        for (Thread player : players) {
            player.join();
        }
    }

    private static void client(int port, Random random) {
        String kind = "/" + random.nextInt(10) + "?at=" + random.nextInt(12);
        boolean upload = random.nextBoolean();
        String sent = random.nextBoolean() ? BLOCK : BLOCK.repeat(8); // copied by the server, and lent
        Wire wire = new Wire(port, 4_096);
        try {
            wire.send(
                    upload
                            ? "POST " + kind + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + sent
                            : "GET " + kind + " HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int i = random.nextInt(3_000); i > 0; i -= 100) {
                if (wire.read() < 0) {
                    return;
                }
            }
            if (random.nextInt(4) > 0) {
                wire.reset();
            }
        } catch (java.io.UncheckedIOException gone) {
            // the server has broken the connection: that is half of the storm
        } finally {
            wire.close();
        }
    }

    /** Descriptors of this process; 0 where the system does not tell. */
    private static long descriptors() throws IOException {
        Path all = Path.of("/proc/self/fd");
        if (!Files.isDirectory(all)) {
            return 0;
        }
        try (var open = Files.list(all)) {
            return open.count();
        }
    }

    /** Answers in ten ways, each of which breaks off at some point. */
    private final class Storm implements HttpHandler {
        private final AtomicLong chains = new AtomicLong();
        private final Path file;

        Storm(Path file) {
            this.file = file;
        }

        @Override
        public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
            int kind = request.getPath().value().charAt(1) - '0';
            int at = Integer.parseInt(String.valueOf(request.getQueryParams().getFirst("at")));
            return Mono.defer(() -> answer(kind, at, request, response))
                    .doOnDiscard(DataBuffer.class, DataBufferUtils::release) // what operators hold when cancelled
                    .doOnSubscribe(now -> chains.incrementAndGet())
                    .doFinally(end -> chains.decrementAndGet());
        }

        private Mono<Void> answer(int kind, int at, ServerHttpRequest request, ServerHttpResponse response) {
            Flux<DataBuffer> parts = Flux.range(0, 64).map(i -> buffers.buffer(kind + BLOCK));
            Duration soon = Duration.ofMillis(at);
            return switch (kind) {
                case 0 -> response.writeWith(parts);
                case 1 -> response.writeWith(parts.subscribeOn(Schedulers.parallel()));
                case 2 -> response.writeWith(parts.take(at));
                case 3 -> response.writeWith(parts.concatWith(Flux.never())).timeout(soon.plusMillis(1));
                case 4 ->
                    response.writeWith(
                            Flux.concat(parts.take(at), Mono.error(() -> new IllegalStateException("of the storm"))));
                case 5 ->
                    response.writeAndFlushWith(Flux.interval(Duration.ofMillis(1))
                            .onBackpressureDrop()
                            .take(at + 1L)
                            .map(i -> Mono.fromSupplier(() -> buffers.buffer("tick"))));
                case 6 ->
                    response.writeWith(request.getBody()
                            .map(part -> {
                                DataBufferUtils.release(part);
                                return buffers.buffer("echo");
                            })
                            .take(at + 1L));
                case 7 ->
                    ((ZeroCopyHttpOutputMessage) response)
                            .writeWith(file, at, BLOCK.length() * 32)
                            .subscribeOn(Schedulers.parallel())
                            .timeout(soon.plusMillis(1));
                case 8 ->
                    response.writeWith(
                            request.getBody().publishOn(Schedulers.parallel()).take(at + 1L));
                default ->
                    Mono.delay(soon)
                            .then(Mono.fromSupplier(() -> buffers.buffer("late")))
                            .flatMap(one -> response.writeWith(Mono.just(one)));
            };
        }
    }
}
