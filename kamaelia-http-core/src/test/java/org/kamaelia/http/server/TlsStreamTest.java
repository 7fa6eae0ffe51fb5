package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.post;
import static org.kamaelia.testing.RawClient.postChunked;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsEngine;
import org.kamaelia.testing.TlsKeys;

@DisplayName("Over TLS all bytes arrive as they were sent, and an end is told from a cut")
@ExtendWith(ExpectedFailures.class)
@Timeout(60)
class TlsStreamTest {
    private static final TlsSetup TLS = TlsSetup.of(TlsKeys.SERVER.context());
    private static final Response OPEN = Response.ok("text/plain");
    private static final int MIB = 1024 * 1024;

    /** Sends back what it gets, chunk by chunk. */
    private static final HandlerFactory ECHO = request -> ScriptedHandler.starting(handler -> {
                long length = handler.asked().contentLength();
                handler.sendFirst(length < 0 ? OPEN : OPEN.length(length));
            })
            .andStepping(handler -> {
                while (!handler.in().isEmpty() && handler.out().hasRoom()) {
                    handler.out().send(ResponsePart.of(handler.in().poll()));
                }
                if (handler.in().ended()) {
                    handler.end();
                }
            })
            .taking(0);

    private final AtomicBoolean begun = new AtomicBoolean();

    private void begin(ScriptedHandler handler, Response first, String data) {
        handler.sendFirst(first).send(data);
        begun.set(true);
    }

    private static TestServer serve(HandlerFactory handlers) {
        return TestServer.with(handlers).tls(TLS).start();
    }

    // Records.

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 1", "TLSv1.3, 1", "TLSv1.2, 2", "TLSv1.3, 3", "TLSv1.2, 5", "TLSv1.3, 6", "TLSv1.3, 100"})
    @DisplayName("records that come in pieces of any size are put together")
    void recordsInPiecesArePutTogether(String version, int size) throws IOException {
        try (TestServer server = serve(ECHO);
                TlsClient client =
                        TlsClient.connect(server.port(), version).pieces(size).handshake()) {
            RawClient http = client.http();
            assertThat(http.send(post("/", "abc")).response().text()).isEqualTo("abc");
            assertThat(http.send(postChunked("/", "ab", "c".repeat(300)))
                            .response()
                            .text())
                    .isEqualTo("ab" + "c".repeat(300));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("many records may come at once, and each may hold a byte of a request")
    void manyRecordsMayComeAtOnce(String version) throws IOException {
        try (TestServer server = serve(ECHO);
                TlsClient client = TlsClient.connect(server.port(), version).handshake()) {
            RawClient http = client.http();
            client.hold();
            http.sendByteByByte(post("/", "one")).send(post("/", "two")).sendByteByByte(postChunked("/", "thr", "ee"));
            client.letGo();
            for (String body : new String[] {"one", "two", "three"}) {
                assertThat(http.response().text()).isEqualTo(body);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 6, 20})
    @DisplayName("two records that are cut anywhere are two records")
    void recordsCutAnywhereStayTwoRecords(int at) throws IOException {
        try (TestServer server = serve(ECHO);
                TlsEngine client = new TlsEngine(server.port(), "TLSv1.3").handshake()) {
            byte[] one = client.sealed(post("/", "one"));
            byte[] two = client.sealed(head("GET / HTTP/1.1", "Host: h", "Connection: close"));
            client.tcp().setTcpNoDelay(true);
            client.send(one, Arrays.copyOf(two, at));
            server.settle();
            client.send(Arrays.copyOfRange(two, at, two.length));
            assertThat(client.readToCloseNotify()).contains("\r\n\r\noneHTTP/1.1 200 ");
        }
    }

    @Test
    @DisplayName("pipelined requests are answered in their order")
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (TestServer server = serve(ECHO);
                TlsClient client = TlsClient.connect(server.port()).handshake()) {
            RawClient http = client.http();
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                requests.append(post("/", "body " + i));
            }
            CompletableFuture<Void> sent =
                    http.sendInBackground(requests.toString().getBytes(ISO_8859_1));
            for (int i = 0; i < 500; i++) {
                assertThat(http.response().text()).isEqualTo("body " + i);
            }
            sent.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("megabytes go up and down at the same time")
    void megabytesGoUpAndDownAtTheSameTime(String version) throws Exception {
        byte[] body = new byte[6 * MIB + 13];
        new Random(1).nextBytes(body);
        try (TestServer server = serve(ECHO);
                TlsClient client = TlsClient.connect(server.port(), version).handshake()) {
            RawClient http = client.http();
            http.send(head("POST / HTTP/1.1", "Host: h", "Content-Length: " + body.length));
            CompletableFuture<Void> sent = http.sendInBackground(body);
            assertThat(http.response().body()).isEqualTo(body);
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    // Framing.

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("every framing is the same as over plain TCP")
    void everyFramingIsTheSameAsOverPlainTcp(String version) throws IOException {
        HandlerFactory framed = request -> ScriptedHandler.starting(handler -> {
            switch (request.path()) {
                case "/length" -> handler.sendFirst(OPEN.length(2)).send("ab").end();
                case "/chunked" -> handler.sendFirst(OPEN).send("ab").send("c").end();
                case "/none" -> handler.answer(Response.of(204));
                default ->
                    handler.sendFirst(OPEN.endless()).send("ab").send("c").end();
            }
        });
        try (TestServer server = serve(framed);
                TlsClient client = TlsClient.connect(server.port(), version).handshake()) {
            RawClient http = client.http();
            assertThat(http.send(get("/length")).response().text()).isEqualTo("ab");
            assertThat(http.send(get("/chunked")).response().text()).isEqualTo("abc");
            assertThat(http.send(get("/none")).response().status()).isEqualTo(204);
            assertThat(http.send(get("/close")).response().text()).isEqualTo("abc");
            for (Framing framing : EnumSet.complementOf(EnumSet.of(Framing.END_STREAM))) { // of HTTP/1
                assertThat(server.responses(framing)).as(framing.toString()).isEqualTo(1);
            }
        }
    }

    // Ends.

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("an answer that the close delimits ends with close_notify, so that its end is certain, RFC 8446 6.1")
    void answerDelimitedByCloseEndsWithCloseNotify(String version) throws IOException {
        HandlerFactory endless = request -> ScriptedHandler.starting(
                handler -> handler.sendFirst(OPEN.endless()).send("all of it").end());
        try (TestServer server = serve(endless);
                TlsEngine client = new TlsEngine(server.port(), version).handshake()) {
            client.send(client.sealed(get("/")));
            assertThat(client.readToCloseNotify()).endsWith("\r\n\r\nall of it");
            client.leave();
            eventually(() -> assertThat(server.closed(CloseCause.COMPLETE)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("an answer that breaks off, and that the close would delimit, ends without close_notify")
    void brokenAnswerEndsWithoutCloseNotify(String version) throws IOException {
        AtomicBoolean fail = new AtomicBoolean();
        HandlerFactory breaking =
                request -> ScriptedHandler.starting(handler -> begin(handler, OPEN.endless(), "some of it"))
                        .andStepping(handler -> {
                            if (fail.get()) {
                                throw new IllegalStateException("test");
                            }
                            handler.onceMoreAfter(Duration.ofMillis(10));
                        });
        try (TestServer server = serve(breaking);
                TlsEngine client = new TlsEngine(server.port(), version).handshake()) {
            client.send(client.sealed(get("/")));
            eventually(() -> assertThat(begun).isTrue());
            fail.set(true);
            assertThat(client.endsWithCloseNotify()).isFalse();
            eventually(() -> assertThat(server.closed(CloseCause.FAILED)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 0", "TLSv1.3, 0", "TLSv1.2, 7", "TLSv1.3, 7"})
    @DisplayName("an upload that is cut off without close_notify never looks complete, not even at its very end")
    void uploadCutOffWithoutCloseNotifyIsNotComplete(String version, int missing) throws IOException {
        Closings closings = new Closings();
        AtomicBoolean ended = new AtomicBoolean();
        HandlerFactory reading = request -> ScriptedHandler.stepping(handler -> {
                    if (handler.readAll()) {
                        ended.set(true);
                    }
                })
                .telling(closings);
        TestServer server = serve(reading);
        try (server;
                TlsEngine client = new TlsEngine(server.port(), version).handshake()) {
            byte[] request = client.sealed(head("POST / HTTP/1.1", "Host: h", "Content-Length: 1001"));
            byte[] body = client.sealed("x".repeat(1000));
            client.send(request, Arrays.copyOf(body, body.length - missing));
            client.tcp().shutdownOutput();
            closings.assertOnly(server, CloseReason.CLIENT_GONE);
            assertThat(ended).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("a client that goes after its answer, with close_notify or without, is no failure")
    void clientThatGoesAfterItsAnswerIsNoFailure(String version) throws IOException {
        try (TestServer server = serve(ECHO)) {
            for (boolean says : new boolean[] {true, false}) {
                try (TlsEngine client = new TlsEngine(server.port(), version).handshake()) {
                    client.send(client.sealed(get("/")));
                    if (says) {
                        server.settle();
                        client.send(client.closeNotify());
                    } else {
                        client.tcp().shutdownOutput();
                    }
                    client.endsWithCloseNotify();
                }
            }
            eventually(() -> assertThat(server.closed(CloseCause.CLIENT)).isEqualTo(2));
        }
    }

    @Test
    @DisplayName("in TLS 1.3 a client may end its side and still gets its answer, RFC 8446 6.1")
    void halfClosingClientInTls13GetsItsAnswer() throws IOException {
        HandlerFactory late = HandlerFactory.async(request -> CompletableFuture.supplyAsync(
                () -> Response.text("late"), CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)));
        try (TestServer server = serve(late);
                TlsEngine client = new TlsEngine(server.port(), "TLSv1.3").handshake()) {
            client.send(client.sealed(get("/")), client.closeNotify());
            client.tcp().shutdownOutput();
            assertThat(client.readToCloseNotify()).endsWith("\r\n\r\nlate");
        }
    }

    @Test
    @DisplayName("in TLS 1.2 close_notify ends both sides, RFC 5246 7.2.1: a request under way is not answered")
    void closeNotifyInTls12EndsBothSides() throws IOException {
        Closings closings = new Closings();
        TestServer server = serve(request -> new ScriptedHandler().telling(closings));
        try (server;
                TlsEngine client = new TlsEngine(server.port(), "TLSv1.2").handshake()) {
            client.send(client.sealed(get("/")));
            eventually(() -> {
                server.settle();
                assertThat(server.depth()).isZero();
            });
            client.send(client.closeNotify());
            assertThat(client.readToCloseNotify()).isEmpty();
            client.leave();
            closings.assertOnly(server, CloseReason.CLIENT_GONE);
        }
    }

    @Test
    @DisplayName("an upload that close_notify ends too early is refused")
    void uploadEndedTooEarlyByCloseNotifyIsRefused() throws IOException {
        try (TestServer server = serve(request -> ScriptedHandler.stepping(ScriptedHandler::readAll));
                TlsEngine client = new TlsEngine(server.port(), "TLSv1.3").handshake()) {
            client.send(client.sealed(head("POST / HTTP/1.1", "Host: h", "Content-Length: 10") + "half"));
            client.send(client.closeNotify());
            assertThat(client.readToCloseNotify()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    @DisplayName("a server that stops finishes the answer under way, and ends it with close_notify")
    void stoppingServerFinishesWithCloseNotify() throws Exception {
        AtomicBoolean goOn = new AtomicBoolean();
        HandlerFactory held = request -> ScriptedHandler.starting(handler -> begin(handler, OPEN, "first"))
                .andStepping(handler -> {
                    if (goOn.get()) {
                        handler.send(", last").end();
                    } else {
                        handler.onceMoreAfter(Duration.ofMillis(10));
                    }
                });
        try (TestServer server = serve(held);
                TlsEngine client = new TlsEngine(server.port(), "TLSv1.3").handshake()) {
            client.send(client.sealed(get("/")));
            eventually(() -> assertThat(begun).isTrue());
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(30));
            server.settle();
            goOn.set(true);
            assertThat(client.readToCloseNotify()).contains("first").endsWith(", last\r\n0\r\n\r\n");
            client.leave();
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("a server whose grace is over cuts the answer under way, without close_notify")
    void serverPastItsGraceCutsWithoutCloseNotify() throws Exception {
        HandlerFactory held = request -> ScriptedHandler.starting(handler -> begin(handler, OPEN.endless(), "first"));
        try (TestServer server = serve(held);
                TlsEngine client = new TlsEngine(server.port(), "TLSv1.3").handshake()) {
            client.send(client.sealed(get("/")));
            eventually(() -> assertThat(begun).isTrue());
            server.stop(Duration.ZERO).get(10, TimeUnit.SECONDS);
            assertThat(client.endsWithCloseNotify()).isFalse();
            assertThat(server.closed(CloseCause.STOPPED)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("the test's own client tells a cut from an end")
    void clientOfTheTestTellsACutFromAnEnd() throws IOException {
        try (java.net.ServerSocket listener = new java.net.ServerSocket(0)) {
            try (TlsEngine client = new TlsEngine(listener.getLocalPort(), "TLSv1.3")) {
                listener.accept().close();
                org.assertj.core.api.Assertions.assertThatThrownBy(client::handshake)
                        .isInstanceOf(IOException.class);
            }
        }
    }
}
