package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("A part of a response that is a region of a file")
@ExtendWith({ExpectedFailures.class, org.kamaelia.testing.QuietSockets.class})
class FileRegionTest {
    private static final int SIZE = 6_000_007; // more than all buffers between the two ends
    private static final String HEAD = "HEAD / HTTP/1.1";

    @TempDir
    Path directory;

    private final byte[] content = new byte[SIZE];
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private Path file = Path.of("");
    private TestServer server;

    @BeforeEach
    void write() throws IOException {
        new Random(7).nextBytes(content);
        file = Files.write(directory.resolve("file"), content);
    }

    @AfterEach
    void everythingIsClosedOnce() {
        server.close();
        eventually(() -> assertThat(released.get()).isEqualTo(opened.get()));
    }

    private FileRegion region(long position, long length) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            opened.incrementAndGet();
            return new FileRegion(channel, position, length, () -> {
                released.incrementAndGet();
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a head and then parts, as room appears. */
    private final class Sends extends Handler {
        private final Response first;
        private final long[][] regions;
        private int next;

        Sends(Response first, long[]... regions) {
            this.first = first;
            this.regions = regions;
        }

        @Override
        protected void start() {
            begin(first);
        }

        @Override
        protected void step() {
            while (next < regions.length && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(region(regions[next][0], regions[next][1])));
                next++;
            }
            if (next == regions.length) {
                finish();
            }
        }
    }

    private static Response ok() {
        return Response.ok("application/octet-stream");
    }

    private void serve(Response first, long[]... regions) {
        server = TestServer.serve(request -> new Sends(first, regions));
    }

    private static long[] at(long position, long length) {
        return new long[] {position, length};
    }

    @Test
    @DisplayName("leaves with content-length, whole, and the connection goes on")
    void leavesWholeWithContentLength() {
        serve(ok().length(SIZE), at(0, SIZE));
        RawClient client = server.client();
        for (int i = 0; i < 3; i++) {
            RawResponse response = client.send(get("/")).response();
            assertThat(response.field("Content-Length")).isEqualTo(String.valueOf(SIZE));
            assertThat(response.body()).isEqualTo(content);
        }
    }

    @Test
    @DisplayName("may be one of several, empty ones among them, between data")
    void mayBeOneOfSeveralBetweenData() {
        server = TestServer.serve(request -> new Handler() {
            @Override
            protected void start() {
                begin(ok().length(14));
                outbox.send(ResponsePart.text("<"));
                outbox.send(ResponsePart.of(region(100, 5)));
                outbox.send(ResponsePart.of(region(0, 0)));
                outbox.send(ResponsePart.text("><"));
                outbox.send(ResponsePart.of(region(SIZE - 5, 5)));
                outbox.send(ResponsePart.text(">"));
                finish();
            }

            @Override
            protected void step() {}
        });
        String expected = "<" + text(100, 105) + "><" + text(SIZE - 5, SIZE) + ">";
        assertThat(server.client().send(get("/")).response().text()).isEqualTo(expected);
    }

    private String text(int from, int to) {
        return new String(Arrays.copyOfRange(content, from, to), ISO_8859_1);
    }

    @Test
    @DisplayName("is one chunk where the length of the whole is not known, RFC 9112 7.1")
    void isOneChunkWithoutAKnownLength() {
        serve(ok(), at(1, 3_000_000), at(3_000_001, 20));
        RawResponse response = server.client().send(get("/")).response();
        assertThat(response.field("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(content, 1, 3_000_021));
        assertThat(new String(response.octets(), ISO_8859_1))
                .contains("\r\n\r\n2dc6c0\r\n")
                .contains("\r\n14\r\n");
    }

    @Test
    @DisplayName("ends with the connection for HTTP/1.0, RFC 9112 6.3")
    void endsWithTheConnectionForHttp10() {
        serve(ok(), at(0, 1_000_000));
        RawClient client = server.client();
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(client.response().body()).isEqualTo(Arrays.copyOf(content, 1_000_000));
    }

    @Test
    @DisplayName("is not sent in answer to HEAD, RFC 9110 9.3.2")
    void isNotSentInAnswerToHead() {
        serve(ok().length(SIZE), at(0, SIZE));
        RawClient client = server.client();
        for (int i = 0; i < 3; i++) {
            client.send(head(HEAD, "Host: h"));
            assertThat(client.responseToHead().field("Content-Length")).isEqualTo(String.valueOf(SIZE));
        }
    }

    @Test
    @DisplayName("is cut where more comes than was promised, and the rest is counted as surplus")
    void isCutAtThePromisedLength() {
        serve(ok().length(10), at(0, 7), at(7, 1_000));
        RawClient client = server.client();
        assertThat(client.send(get("/")).response().body()).isEqualTo(Arrays.copyOf(content, 10));
        assertThat(client.send(get("/")).response().body()).isEqualTo(Arrays.copyOf(content, 10));
        assertThat(server.surplusBytes()).isEqualTo(2 * 997);
    }

    @Test
    @DisplayName("is released when it comes in place of a first part, which is 500")
    void isReleasedInPlaceOfAFirstPart() {
        server = TestServer.serve(request -> new Handler() {
            @Override
            protected void start() {
                outbox.send(ResponsePart.of(region(0, 10)));
                finish();
            }

            @Override
            protected void step() {}
        });
        assertThat(server.client().send(get("/")).response().status()).isEqualTo(500);
    }

    @Test
    @DisplayName("counts as no memory while it waits for the client")
    void countsAsNoMemoryWhileItWaits() {
        serve(ok().length(SIZE), at(0, SIZE));
        RawClient client = server.client(4_096).send(get("/"));
        client.responseHead();
        eventually(() -> assertThat(server.depth("ConnectedSocket", "inbox")).isOne());
        assertThat(server.queuedBytes()).isZero();
        assertThat(client.read(SIZE)).isEqualTo(content);
    }

    @Test
    @DisplayName("is released when the client goes away in the middle of it")
    void isReleasedWhenTheClientGoesAway() {
        serve(ok().length(SIZE), at(0, SIZE));
        RawClient client = server.client(4_096).send(get("/"));
        client.responseHead();
        client.reset();
        server.awaitEmpty();
        assertThat(released.get()).isEqualTo(opened.get()).isOne();
    }

    @Test
    @DisplayName("is released when the server stops, after the grace")
    void isReleasedWhenTheServerStopsAfterTheGrace() {
        serve(ok().length(SIZE), at(0, SIZE), at(0, SIZE));
        RawClient client = server.client(4_096).send(get("/"));
        client.responseHead();
        server.stop(Duration.ofMillis(50)).join();
        assertThat(released.get()).isEqualTo(opened.get());
    }

    @Test
    @DisplayName("is finished within the grace when the server stops")
    void isFinishedWithinTheGrace() {
        serve(ok().length(SIZE), at(0, SIZE));
        RawClient client = server.client(4_096).send(get("/"));
        client.responseHead();
        var stopped = server.stop(Duration.ofSeconds(30));
        assertThat(client.read(SIZE)).isEqualTo(content);
        client.assertEnd();
        stopped.join();
    }

    @Test
    @DisplayName("that is longer than its file ends the connection behind the existing bytes, RFC 9112 8")
    void tooLongForItsFileEndsTheConnection() {
        serve(ok().length(SIZE + 10L), at(0, SIZE + 10L));
        RawClient client = server.client().send(get("/") + get("/"));
        assertThat(client.responseHead().field("Content-Length")).isEqualTo(String.valueOf(SIZE + 10));
        assertThat(client.read(SIZE)).isEqualTo(content);
        client.assertEnd();
        server.awaitEmpty();
        assertThat(server.closed(CloseCause.FAILED)).isOne();
    }

    @Test
    @DisplayName("of a file that is cut while it is sent ends the connection, and others go on")
    void ofAFileCutWhileSentEndsTheConnection() throws IOException {
        serve(ok().length(SIZE), at(0, SIZE));
        RawClient client = server.client(4_096).send(get("/"));
        client.responseHead();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        int received = client.rest().length();
        assertThat(received).isLessThan(SIZE);
        server.awaitEmpty();
        assertThat(server.closed(CloseCause.FAILED)).isOne();
        Files.write(file, content);
        assertThat(server.client().send(get("/")).response().body()).isEqualTo(content);
    }

    @Test
    @DisplayName("resets the connection if only its end would mark the end of the answer")
    void tooShortWithoutLengthResetsTheConnection() {
        serve(ok(), at(0, SIZE + 10L));
        RawClient client = server.client();
        client.send("GET / HTTP/1.0\r\n\r\n").assertReset();
        server.awaitEmpty();
    }

    @Test
    @DisplayName("of a deleted file is sent all the same: the file is open")
    void ofADeletedFileIsSentAllTheSame() throws IOException {
        serve(ok().length(SIZE), at(0, SIZE));
        RawClient client = server.client(4_096).send(get("/"));
        client.responseHead();
        Files.delete(file);
        assertThat(client.read(SIZE)).isEqualTo(content);
    }

    @Test
    @DisplayName("that takes longer than the idle time does not make its connection idle")
    void longerThanTheIdleTimeIsNotIdle() {
        server = TestServer.with(request -> request.path().equals("/file")
                        ? new Sends(ok().length(SIZE), at(0, SIZE))
                        : HandlerFactory.oneShot(r -> Response.text("small")).reply(request))
                .limits(limits -> limits.headAndIdle(limits.head(), Duration.ofSeconds(5)))
                .timeless()
                .start();
        RawClient client = server.client(4_096).send(get("/file"));
        assertThat(client.responseHead().status()).isEqualTo(200);
        RawClient idle = server.client().send(get("/small"));
        assertThat(idle.response().text()).isEqualTo("small");
        server.pass(Duration.ofSeconds(6));
        idle.assertEnd(); // so its idle time, which began later, is over
        assertThat(client.read(SIZE)).isEqualTo(content);
        assertThat(client.send(get("/small")).response().text()).isEqualTo("small");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    @DisplayName("can be sent by a blocking handler")
    void canBeSentByABlockingHandler(int times) {
        server = TestServer.serve(HandlerFactory.blocking((request, in, out) -> {
            out.begin(ok());
            for (int i = 0; i < times; i++) {
                out.write('[');
                out.send(region(0, 100_000));
            }
        }));
        String once = "[" + text(0, 100_000);
        RawClient client = server.client();
        assertThat(client.send(get("/")).response().text()).isEqualTo(once.repeat(times));
        assertThat(client.send(get("/")).response().text()).isEqualTo(once.repeat(times));
    }

    @Test
    @DisplayName("is released by a blocking handler that sends it at the wrong time")
    void isReleasedWhenABlockingHandlerSendsItTooEarly() {
        server = TestServer.serve(HandlerFactory.blocking((request, in, out) -> out.send(region(0, 1))));
        assertThat(server.client().send(get("/")).response().status()).isEqualTo(500);
    }

    @Test
    @DisplayName("leaves the loop to other connections, however fast its client takes it")
    void leavesTheLoopToOtherConnections() throws Exception {
        server = TestServer.with(request -> request.path().equals("/file")
                        ? new Sends(ok().length(40L * SIZE), many(40))
                        : HandlerFactory.oneShot(r -> Response.text("small")).reply(request))
                .loops(1)
                .start();
        RawClient large = server.client().send(get("/file"));
        large.responseHead();
        Thread reader = new Thread(() -> large.read(40 * SIZE / 4));
        reader.start();
        RawClient small = server.client();
        for (int i = 0; i < 20; i++) {
            assertThat(small.send(get("/small")).response().text()).isEqualTo("small");
        }
        reader.join();
        large.close();
        server.closeClients();
        server.awaitEmpty();
    }

    private static long[][] many(int count) {
        long[][] all = new long[count][];
        Arrays.fill(all, at(0, SIZE));
        return all;
    }
}
