package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.http.content.CompressedTest.unzip;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Compressed streams data within bounds, and breaks incomplete responses off")
@ExtendWith(ExpectedFailures.class)
class CompressedStreamTest {
    private static final String TEXT = "all work and no play makes a dull server\n".repeat(500);
    private static final String GZIP = "Accept-Encoding: gzip";
    private static final Semaphore GO_ON = new Semaphore(0);
    private static final AtomicLong SENT = new AtomicLong();

    private static TestServer server;

    /** Sends a line whenever it is told to. */
    private static final class Paused extends Handler {
        private int sent;

        @Override
        protected void start() {
            begin(Response.ok("text/plain"));
            CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 3; i++) {
                    GO_ON.acquireUninterruptibly();
                    wake();
                }
            });
        }

        @Override
        protected void step() {
            if (outbox.hasRoom() && sent < 4) {
                outbox.send(ResponsePart.text("line " + sent++ + "\n"));
            }
            if (sent == 4) {
                finish();
            }
        }
    }

    /** Never ends, and does not shrink. */
    private static final class Noise extends Handler {
        private final Random random = new Random(1);

        @Override
        protected void start() {
            begin(Response.ok("text/plain"));
        }

        @Override
        protected void step() {
            while (outbox.hasRoom()) {
                byte[] bytes = new byte[4_096];
                random.nextBytes(bytes);
                outbox.send(ResponsePart.of(bytes));
                SENT.addAndGet(bytes.length);
            }
        }
    }

    @BeforeAll
    static void start() {
        Compressed all = Compressed.defaults();
        server = TestServer.with(ResourceGlue.of()
                        .at("/paused", all.around(request -> new Paused()))
                        .at("/noise", all.around(request -> new Noise()))
                        .at("/short", all.around(HandlerFactory.blocking((request, in, out) -> {
                            byte[] noise = new byte[199_999];
                            new Random(3).nextBytes(noise);
                            out.begin(Response.ok("text/plain").length(200_000));
                            out.write(noise);
                        })))
                        .at("/long", all.around(HandlerFactory.blocking((request, in, out) -> {
                            out.begin(Response.ok("text/plain").length(5_000));
                            out.write(TEXT.getBytes(ISO_8859_1));
                        })))
                        .at("/fails", all.around(HandlerFactory.blocking((request, in, out) -> {
                            byte[] noise = new byte[199_999];
                            new Random(3).nextBytes(noise);
                            out.begin(Response.ok("text/plain"));
                            out.write(noise);
                            throw new IOException("on purpose");
                        })))
                        .at("/refuses", all.around(HandlerFactory.blocking((request, in, out) -> {
                            throw new IOException("on purpose");
                        }))))
                .loops(1)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        GO_ON.release(100);
    }

    private static RawResponse get(String path) {
        return server.client()
                .send(head("GET " + path + " HTTP/1.1", "Host: h", GZIP))
                .response();
    }

    @Test
    @DisplayName("data that the handler has sent can be read while the handler pauses")
    void sentDataCanBeReadWhileTheHandlerPauses() throws Exception {
        RawClient client = server.client().send(head("GET /paused HTTP/1.1", "Host: h", GZIP));
        assertThat(client.responseHead().field("Content-Encoding")).isEqualTo("gzip");
        Inflater inflater = new Inflater(true);
        StringBuilder text = new StringBuilder();
        boolean header = false;
        for (int line = 0; line < 4; line++) {
            while (!text.toString().endsWith("line " + line + "\n")) {
                byte[] chunk = chunk(client);
                inflater.setInput(header ? chunk : java.util.Arrays.copyOfRange(chunk, 10, chunk.length));
                header = true;
                byte[] out = new byte[1_000];
                for (int n; (n = inflater.inflate(out)) > 0; ) {
                    text.append(new String(out, 0, n, ISO_8859_1));
                }
            }
            GO_ON.release();
        }
        inflater.end();
        assertThat(text).hasToString("line 0\nline 1\nline 2\nline 3\n");
    }

    private static byte[] chunk(RawClient client) {
        StringBuilder size = new StringBuilder();
        for (char c; (c = (char) client.read(1)[0]) != '\n'; ) {
            size.append(c);
        }
        byte[] chunk = client.read(Integer.parseInt(size.toString().strip(), 16));
        client.read(2);
        return chunk;
    }

    @Test
    @DisplayName("a client that does not read holds the handler back, within the bounds of one connection")
    void clientThatDoesNotReadHoldsTheHandlerBack() {
        SENT.set(0);
        RawClient client = server.client(4_096).send(head("GET /noise HTTP/1.1", "Host: h", GZIP));
        client.responseHead();
        AtomicLong last = new AtomicLong(-1);
        eventually(() -> {
            server.settle();
            assertThat(SENT.get()).isEqualTo(last.getAndSet(SENT.get()));
        });
        assertThat(server.queuedBytes()).isLessThan(128 * 1024);
        client.close();
        server.settle();
    }

    @Test
    @DisplayName("a handler that sends less than it promised breaks the response off")
    void handlerThatSendsTooLittleBreaksTheResponseOff() {
        RawClient client = server.client().send(head("GET /short HTTP/1.1", "Host: h", GZIP));
        assertThatThrownBy(client::response).isInstanceOf(AssertionError.class).hasMessageContaining("the end");
    }

    @Test
    @DisplayName("data that a handler sends beyond its promise is discarded")
    void surplusBeyondThePromiseIsDiscarded() {
        assertThat(unzip(get("/long"))).isEqualTo(TEXT.substring(0, 5_000));
    }

    @Test
    @DisplayName("a handler that fails breaks the response off; one that fails before the first part gets 500")
    void handlerThatFailsBreaksOffOrIsAnsweredWith500() {
        RawClient client = server.client().send(head("GET /fails HTTP/1.1", "Host: h", GZIP));
        assertThatThrownBy(client::response).isInstanceOf(AssertionError.class).hasMessageContaining("the end");
        assertThat(get("/refuses").status()).isEqualTo(500);
    }

    @Test
    @DisplayName("responses past the number that are compressed at once leave uncompressed")
    void responsesPastTheConcurrentLimitAreNotCompressed() {
        Compressed one = Compressed.defaults().concurrent(1, 1);
        HandlerFactory text = HandlerFactory.oneShot(request -> Response.text(TEXT));
        try (TestServer other = TestServer.with(ResourceGlue.of()
                        .at("/noise", one.around(request -> new Noise()))
                        .at("/text", one.around(text)))
                .loops(1)
                .start()) {
            String ask = head("GET /text HTTP/1.1", "Host: h", GZIP);
            RawClient first = other.client().send(head("GET /noise HTTP/1.1", "Host: h", GZIP));
            assertThat(first.responseHead().field("Content-Encoding")).isEqualTo("gzip");
            RawResponse response = other.client().send(ask).response();
            assertThat(response.field("Content-Encoding")).isNull();
            assertThat(response.field("Vary")).isEqualTo("Accept-Encoding");
            first.close();
            RawClient second = other.client();
            eventually(() -> assertThat(unzip(second.send(ask).response())).isEqualTo(TEXT));
            for (int i = 0; i < 50; i++) {
                assertThat(unzip(second.send(ask).response())).isEqualTo(TEXT); // each gives back what it was lent
            }
        }
    }

    @Test
    @DisplayName("bodies of any size come out as they went in")
    void bodiesOfAnySizeComeOutAsTheyWentIn() {
        Random random = new Random(5);
        Compressed everything = Compressed.defaults().minimum(0);
        byte[][] bodies = new byte[40][];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = new byte[i < 4 ? i : random.nextInt(300_000)];
            for (int j = 0; j < bodies[i].length; j++) {
                bodies[i][j] = (byte) ('a' + (i % 2 == 0 ? random.nextInt(26) : j % 26));
            }
        }
        HandlerFactory numbered = HandlerFactory.oneShot(request -> Response.bytes(
                "text/plain", bodies[Integer.parseInt(request.path().substring(1))]));
        try (TestServer other = TestServer.serve(everything.around(numbered))) {
            RawClient client = other.client();
            for (int i = 0; i < bodies.length; i++) {
                RawResponse response = client.send(head("GET /" + i + " HTTP/1.1", "Host: h", GZIP))
                        .response();
                assertThat(unzip(response)).isEqualTo(new String(bodies[i], ISO_8859_1));
            }
        }
    }
}
