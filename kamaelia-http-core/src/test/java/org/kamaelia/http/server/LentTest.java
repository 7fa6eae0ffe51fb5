package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.BlockingHandler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A stage, thread or channel that a handler lent stays the lender's")
@ExtendWith(ExpectedFailures.class)
@Timeout(30)
class LentTest {
    private static final Duration OVERDUE = Duration.ofSeconds(31);

    private final CompletableFuture<Response> shared = new CompletableFuture<>();
    private final CountDownLatch waiting = new CountDownLatch(2);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final CompletableFuture<String> end = new CompletableFuture<>();

    private HandlerFactory sharing() {
        return HandlerFactory.async(request -> {
            waiting.countDown();
            return shared;
        });
    }

    @Test
    @DisplayName("a stage for which several requests wait answers the others when the client of one of them leaves")
    void sharedStageAnswersOthersWhenOneClientLeaves() throws InterruptedException {
        try (TestServer server = TestServer.serve(sharing())) {
            RawClient leaving = server.client().send(get("/"));
            RawClient staying = server.client().send(get("/"));
            assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();
            leaving.reset();
            server.awaitConnections(1);
            assertThat(shared).isNotDone();
            shared.complete(Response.text("for all"));
            assertThat(staying.response().text()).isEqualTo("for all");
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("for all");
        }
    }

    @Test
    @DisplayName("a stage that takes longer than the first part may take is not cancelled, and answers later requests")
    void overdueStageIsNotCancelled() throws InterruptedException {
        try (TestServer server = TestServer.with(sharing()).timeless().start()) {
            RawClient first = server.client().send(get("/"));
            RawClient second = server.client().send(get("/"));
            assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();
            server.pass(OVERDUE);
            assertThat(first.response().status()).isEqualTo(503);
            assertThat(second.response().status()).isEqualTo(503);
            assertThat(shared).isNotDone();
            shared.complete(Response.text("late"));
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("late");
        }
    }

    @Test
    @DisplayName("a stage is not cancelled by a server that stops and cuts its request off")
    void stageIsNotCancelledByAServerThatStops() throws Exception {
        try (TestServer server = TestServer.serve(sharing())) {
            server.client().send(get("/"));
            eventually(() -> assertThat(waiting.getCount()).isOne());
            server.stop(Duration.ZERO).get(10, TimeUnit.SECONDS);
            assertThat(shared).isNotDone();
        }
    }

    @Test
    @DisplayName("a stage that never completes keeps no part of the requests that have ended")
    void stageThatNeverCompletesKeepsNoEndedRequest() {
        try (TestServer server = TestServer.serve(sharing())) {
            for (int i = 0; i < 20; i++) {
                RawClient client = server.client().send(get("/"));
                eventually(() -> assertThat(shared.getNumberOfDependents()).isPositive());
                client.reset();
                server.awaitEmpty();
                assertThat(shared.getNumberOfDependents()).isZero();
            }
        }
    }

    @Test
    @DisplayName("a stage of another kind that never completes holds no request that has ended")
    void stageOfAnotherKindHoldsNoEndedRequest() {
        CompletionStage<Response> never = shared.minimalCompletionStage();
        List<WeakReference<Request>> asked = new CopyOnWriteArrayList<>();
        try (TestServer server = TestServer.serve(HandlerFactory.async(request -> {
            asked.add(new WeakReference<>(request));
            return never;
        }))) {
            RawClient client = server.client().send(get("/"));
            eventually(() -> assertThat(asked).hasSize(1));
            client.reset();
            server.awaitEmpty();
            eventually(() -> {
                System.gc();
                assertThat(asked.get(0).get()).isNull();
            });
            assertThat(never).isNotNull();
        }
    }

    /** One whose callers cannot be called back. */
    private static final class Unwilling extends CompletableFuture<Response> {
        @Override
        public CompletableFuture<Response> whenComplete(BiConsumer<? super Response, ? super Throwable> action) {
            throw new UnsupportedOperationException("on purpose");
        }
    }

    @Test
    @DisplayName("a stage that takes no callback, or that its owner cancels, gives 500 and harms no other request")
    void brokenStagesGive500AndHarmNoOther() {
        try (TestServer server = TestServer.serve(HandlerFactory.async(request -> switch (request.path()) {
            case "/unwilling" -> new Unwilling();
            case "/shared" -> shared;
            default -> CompletableFuture.completedFuture(Response.text("fine"));
        }))) {
            assertThat(server.client().send(get("/unwilling")).response().status())
                    .isEqualTo(500);
            RawClient client = server.client().send(get("/shared"));
            eventually(() -> assertThat(shared.getNumberOfDependents()).isPositive());
            shared.cancel(true);
            assertThat(client.response().status()).isEqualTo(500);
            assertThat(server.client().send(get("/shared")).response().status()).isEqualTo(500);
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("fine");
        }
    }

    @Test
    @DisplayName("a file channel that blocking handlers share stays open when the client of one that reads it leaves")
    void sharedFileChannelStaysOpenWhenAClientLeaves(@TempDir Path directory) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        Path file = Files.writeString(directory.resolve("database"), "everything");
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (FileChannel database = FileChannel.open(file);
                TestServer server = TestServer.serve(HandlerFactory.blocking((request, in, out) -> {
                    if (request.path().equals("/scan")) {
                        begun.countDown();
                        scanUntil(gone, database);
                        interrupted.complete(Thread.currentThread().isInterrupted());
                    }
                    ByteBuffer content = ByteBuffer.allocate(10);
                    database.read(content, 0);
                    out.respond(Response.text(new String(content.array())));
                }))) {
            RawClient scanning = server.client().send(head("POST /scan HTTP/1.1", "Host: h", "Content-Length: 1"));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            scanning.reset();
            server.awaitEmpty();
            gone.countDown();
            assertThat(interrupted.get(5, TimeUnit.SECONDS)).isFalse();
            assertThat(database.isOpen()).isTrue();
            assertThat(server.client().send(get("/")).response().text()).isEqualTo("everything");
        }
    }

    /** Reads as whoever scans an index does, who does not look whether the client is there. */
    private static void scanUntil(CountDownLatch gone, FileChannel database) throws IOException {
        while (gone.getCount() > 0) {
            database.read(ByteBuffer.allocate(10), 0);
        }
        database.read(ByteBuffer.allocate(10), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reads", "writes"})
    @DisplayName(
            "a blocking handler that waits for its client gets an IOException when the client leaves, and no interrupt")
    void waitsOfABlockingHandlerEndWithoutInterrupt(String what) throws Exception {
        BlockingHandler handler = (request, in, out) -> {
            out.begin(Response.ok("text/plain"));
            begun.countDown();
            try {
                if (what.equals("reads")) {
                    in.read();
                }
                while (true) {
                    out.write(new byte[8 * 1024]);
                }
            } catch (IOException gone) {
                end.complete(
                        gone.getClass().getSimpleName() + Thread.currentThread().isInterrupted());
            }
        };
        try (TestServer server = TestServer.serve(HandlerFactory.blocking(handler))) {
            RawClient client = server.client().send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 1"));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            client.reset();
            assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo("IOExceptionfalse");
        }
    }

    private HandlerFactory waiter() {
        return HandlerFactory.blocking((request, in, out) -> {
            begun.countDown();
            try {
                go.await();
                end.complete("went on");
            } catch (InterruptedException e) {
                end.complete("interrupted");
            }
        });
    }

    @Test
    @DisplayName("the thread of a blocking handler is not interrupted when its first part is overdue")
    void overdueBlockingHandlerIsNotInterrupted() throws Exception {
        try (TestServer server = TestServer.with(waiter()).timeless().start()) {
            RawClient late = server.client().send(get("/"));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            server.pass(OVERDUE);
            assertThat(late.response().status()).isEqualTo(503);
            go.countDown();
            assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo("went on");
        }
    }

    @Test
    @DisplayName("the thread of a blocking handler is not interrupted by a server that stops and cuts its request off")
    void blockingHandlerIsNotInterruptedByAStop() throws Exception {
        try (TestServer server = TestServer.serve(waiter())) {
            server.client().send(get("/"));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            server.stop(Duration.ZERO).get(10, TimeUnit.SECONDS);
            go.countDown();
            assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo("went on");
        }
    }
}
