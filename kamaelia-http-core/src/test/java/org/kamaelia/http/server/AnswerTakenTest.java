package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.HttpStatistics;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.testing.LineEcho;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

@DisplayName("A response counts as sent when the socket has taken it, and not when it is queued")
class AnswerTakenTest {
    private static final int SIZE = 16 * 1024 * 1024;

    /** What the kernel, on both sides, and the client may have taken of a response that nobody reads. */
    private static final long MOST_TAKEN = 12 * 1024 * 1024;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Long> bytes = new CopyOnWriteArrayList<>();
    private final Set<ObservedExchange> exchanges =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final HttpStatistics statistics = new HttpStatistics();

    @TempDir
    Path directory;

    AnswerTakenTest() {
        statistics.observe(new HttpObserver() {
            @Override
            public OnLoop on(EventLoop loop) {
                return new OnLoop() {
                    @Override
                    public void begun(ObservedExchange exchange) {
                        exchanges.add(exchange);
                        log.add("begun");
                    }

                    @Override
                    public void ended(ObservedExchange exchange) {
                        bytes.add(exchange.bodyBytes());
                        log.add("ended " + exchange.status() + " " + exchange.ending());
                    }
                };
            }
        });
    }

    private enum Body {
        WHOLE,
        CHUNKED,
        FILE,
        BLOCKING
    }

    private HandlerFactory handler(Body body) throws IOException {
        byte[] all = new byte[SIZE];
        Path file = Files.write(directory.resolve("large"), all);
        return switch (body) {
            case WHOLE -> HandlerFactory.oneShot(request -> Response.bytes("a/b", all));
            case CHUNKED -> request -> new Stream(all);
            case FILE ->
                HandlerFactory.blocking((request, in, out) -> {
                    out.begin(Response.ok("a/b").length(SIZE));
                    out.send(FileRegion.closing(FileChannel.open(file), 0, SIZE));
                });
            case BLOCKING ->
                HandlerFactory.blocking((request, in, out) -> {
                    out.begin(Response.ok("a/b").length(SIZE));
                    out.write(all);
                });
        };
    }

    private static final class Stream extends Handler {
        private final byte[] all;
        private int sent;

        Stream(byte[] all) {
            this.all = all;
        }

        @Override
        protected void start() {
            begin(Response.ok("a/b"));
        }

        @Override
        protected void step() {
            while (sent < all.length && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(ByteBuffer.wrap(all, sent, 16 * 1024)));
                sent += 16 * 1024;
            }
            if (sent == all.length) {
                finish();
            }
        }
    }

    private TestServer.Setup server(Body body) throws IOException {
        return TestServer.with(handler(body)).setup(setup -> setup.statistics(statistics));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a client that takes 1,000 octets and resets: CLIENT_GONE, with no more bytes than the socket took")
    void resetInTheMiddleCountsOnlyTheBytesTaken(Body body) throws Exception {
        try (TestServer server = server(body).start()) {
            RawClient client = server.client(4_096).send(get("/"));
            client.read(1_000);
            assertThat(log).as("while the client does not read").containsExactly("begun");
            client.reset();
            eventually(() -> assertThat(log).containsExactly("begun", "ended 200 " + CloseReason.CLIENT_GONE));
            assertThat(bytes.get(0)).isBetween(700L, MOST_TAKEN);
            eventually(() -> assertThat(statistics.bodies(framingOf(body))).isEqualTo(1));
            assertThat(statistics.bodyBytes(framingOf(body))).isEqualTo(bytes.get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("the same over TLS: a client that takes 1,000 octets and resets")
    void resetInTheMiddleOverTlsCountsOnlyTheBytesTaken(Body body) throws Exception {
        try (TestServer server =
                        server(body).tls(TlsSetup.of(TlsKeys.SERVER.context())).start();
                TlsClient client = TlsClient.connect(server.port(), 4_096, TlsKeys.nobody())) {
            client.http().send(get("/")).read(1_000);
            assertThat(log).as("while the client does not read").containsExactly("begun");
            client.leave();
            eventually(() -> assertThat(log).containsExactly("begun", "ended 200 " + CloseReason.CLIENT_GONE));
            assertThat(bytes.get(0)).isBetween(700L, MOST_TAKEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a client that takes everything: FINISHED, with every byte, and not before it has taken the last")
    void clientThatTakesEverythingEndsFinished(Body body) throws Exception {
        try (TestServer server = server(body).start()) {
            RawClient client = server.client(4_096).send(get("/"));
            assertThat(log).isSubsetOf("begun");
            assertThat(client.response().body()).hasSize(SIZE);
            eventually(() -> assertThat(log).containsExactly("begun", "ended 200 " + CloseReason.FINISHED));
            assertThat(bytes).containsExactly((long) SIZE);
        }
    }

    @Test
    @DisplayName("pipelined answers end in order, each with its own bytes")
    void pipelinedAnswersEndInOrder() throws Exception {
        HandlerFactory handler = HandlerFactory.oneShot(request ->
                Response.text("x".repeat(Integer.parseInt(request.path().substring(1)))));
        try (TestServer server = TestServer.with(handler)
                .setup(setup -> setup.statistics(statistics))
                .start()) {
            RawClient client = server.client().send(get("/1") + get("/22") + get("/333") + get("/0"));
            for (int length : new int[] {1, 22, 333, 0}) {
                assertThat(client.response().text()).hasSize(length);
            }
            eventually(() -> assertThat(bytes).containsExactly(1L, 22L, 333L, 0L));
        }
    }

    @Test
    @DisplayName("the object of an exchange that ended serves a later exchange of the connection")
    void endedExchangesAreReused() throws Exception {
        HandlerFactory handler = HandlerFactory.oneShot(request -> Response.text("x"));
        try (TestServer server = TestServer.with(handler)
                .setup(setup -> setup.statistics(statistics))
                .start()) {
            RawClient client = server.client();
            for (int request = 0; request < 20; request++) {
                assertThat(client.send(get("/")).response().text()).isEqualTo("x");
            }
            eventually(() -> assertThat(bytes).hasSize(20));
            assertThat(exchanges).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    @DisplayName("a 101 ends when the client has taken it, though the next protocol listens to what is taken as well")
    void responseBeforeAnotherProtocolEndsWhenTaken() throws Exception {
        LineEcho echo = new LineEcho();
        HandlerFactory handler = HandlerFactory.oneShot(request -> Response.upgrade(LineEcho.NAME, () -> echo));
        try (TestServer server = TestServer.with(handler)
                .setup(setup -> setup.statistics(statistics))
                .start()) {
            RawClient client = server.client()
                    .send(head("GET / HTTP/1.1", "Host: h", "Connection: upgrade", "Upgrade: line-echo") + "one\n");
            assertThat(client.responseHead().status()).isEqualTo(101);
            assertThat(client.read(4)).containsExactly('o', 'n', 'e', '\n');
            eventually(() -> assertThat(log).containsExactly("begun", "ended 101 " + CloseReason.FINISHED));
            eventually(() -> assertThat(echo.taken()).isGreaterThan(4));
        }
    }

    private static Framing framingOf(Body body) {
        return body == Body.CHUNKED ? Framing.CHUNKED : Framing.CONTENT_LENGTH;
    }
}
