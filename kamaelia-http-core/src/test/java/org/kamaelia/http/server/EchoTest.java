package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;
import static org.kamaelia.testing.RawClient.postChunked;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("Content that is forwarded from a request to its response arrives as it was sent")
class EchoTest {
    private static final int MIB = 1024 * 1024;
    private static final String TYPE = "application/octet-stream";

    private static Response first(Request request) {
        Response open = Response.ok(TYPE);
        return request.contentLength() < 0 ? open : open.length(request.contentLength());
    }

    /** Sends on the very chunks that it was lent. */
    private static final class Forward extends Handler {
        @Override
        protected void start() {
            begin(first(request()));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(inbox.poll()));
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    /** Sends on every second chunk as it is, and a copy of the others. */
    private static final class ForwardOrCopy extends Handler {
        private boolean copy;

        @Override
        protected void start() {
            begin(first(request()));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                ByteBuffer chunk = inbox.poll();
                outbox.send(copy ? ResponsePart.copyOf(chunk) : ResponsePart.of(chunk));
                copy = !copy;
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    private static final class Persistent extends PersistentHandler {
        @Override
        protected void request(Request request) {
            begin(first(request));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(inbox.poll()));
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    private static final class ForwardStage extends Stage<ByteBuffer, ResponsePart> {
        private final Request request;
        private boolean begun;

        ForwardStage(Request request) {
            super(BoxSpec.of("ForwardStage", "inbox", "a chunk", 1, ByteBuffer::remaining));
            this.request = request;
        }

        @Override
        protected void step() {
            if (!begun && outbox.hasRoom()) {
                begun = true;
                outbox.send(first(request));
            }
            while (begun && !inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(inbox.poll()));
            }
            if (begun) {
                passEnd();
            }
        }
    }

    private static final Map<String, HandlerFactory> ECHOES = new LinkedHashMap<>();

    static {
        ECHOES.put("stepwise, the very chunks", request -> new Forward());
        ECHOES.put("stepwise, chunks and copies", request -> new ForwardOrCopy());
        ECHOES.put("persistent", HandlerFactory.persistent(new Persistent()));
        ECHOES.put("graphline", HandlerFactory.graphline(request -> Pipeline.of(new ForwardStage(request))));
        ECHOES.put("blocking", HandlerFactory.blocking((request, in, out) -> {
            out.begin(first(request));
            in.transferTo(out);
        }));
        ECHOES.put("one-shot", HandlerFactory.oneShot(16 * MIB, (request, body) -> Response.bytes(TYPE, body)));
    }

    private static TestServer serve(HandlerFactory echo) {
        return TestServer.with(echo).limits(limits -> limits.requestBody(0)).start();
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] withLength(byte[] body) {
        return concat(head("POST / HTTP/1.1", "Host: h", "Content-Length: " + body.length), body);
    }

    private static byte[] concat(String head, byte[]... rest) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] one : rest) {
            all.writeBytes(one);
        }
        return all.toByteArray();
    }

    /** Chunks of all sizes from 1 to a few ten thousand octets. */
    private static byte[] inChunks(byte[] body, long seed) {
        Random sizes = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(
                head("POST / HTTP/1.1", "Host: h", "Transfer-Encoding: chunked").getBytes());
        for (int at = 0; at < body.length; ) {
            int size = Math.min(body.length - at, 1 + sizes.nextInt(1 << sizes.nextInt(17)));
            all.writeBytes((Integer.toHexString(size) + "\r\n").getBytes());
            all.write(body, at, size);
            all.writeBytes("\r\n".getBytes());
            at += size;
        }
        all.writeBytes("0\r\n\r\n".getBytes());
        return all.toByteArray();
    }

    private static Stream<Arguments> echoes() {
        return ECHOES.entrySet().stream()
                .flatMap(echo -> Stream.of(true, false).map(chunked -> Arguments.of(echo.getKey(), chunked)));
    }

    @ParameterizedTest(name = "{0}, chunked: {1}")
    @MethodSource("echoes")
    @DisplayName("10 MiB of random octets, and then another request on the same connection")
    void largeContentArrivesAndTheConnectionGoesOn(String style, boolean chunked) {
        byte[] body = random(10 * MIB, 1);
        try (TestServer server = serve(ECHOES.get(style))) {
            RawClient client = server.client();
            client.sendInBackground(chunked ? inChunks(body, 2) : withLength(body));
            assertThat(client.response().body()).isEqualTo(body);

            client.send(postChunked("/", "and", "again"));
            assertThat(client.response().text()).isEqualTo("andagain");
        }
    }

    @ParameterizedTest(name = "{0}, chunked: {1}")
    @MethodSource("echoes")
    @DisplayName("many connections at the same time, each with its own content and none of another's")
    void eachOfManyConnectionsGetsItsOwnContent(String style, boolean chunked) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(12);
        try (TestServer server = serve(ECHOES.get(style))) {
            List<CompletableFuture<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                RawClient client = server.client(i % 3 == 0 ? 8 * 1024 : 0);
                byte[] body = random(MIB / 2, i);
                client.sendInBackground(chunked ? inChunks(body, i) : withLength(body));
                answers.add(
                        CompletableFuture.supplyAsync(() -> client.response().body(), readers));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(random(MIB / 2, i));
            }
        } finally {
            readers.shutdown();
        }
    }

    @ParameterizedTest(name = "{0}, chunked: {1}")
    @MethodSource("echoes")
    @DisplayName("a client that reads little at a time gets everything in order")
    void slowReaderGetsEverythingInOrder(String style, boolean chunked) {
        byte[] body = random(MIB, 3);
        try (TestServer server = TestServer.with(ECHOES.get(style))
                .limits(limits -> limits.requestBody(0))
                .sockets(limits -> limits.sendBuffer(4 * 1024))
                .start()) {
            RawClient client = server.client(4 * 1024);
            CompletableFuture<Void> sent = client.sendInBackground(chunked ? inChunks(body, 4) : withLength(body));
            assertThat(client.response().body()).isEqualTo(body);
            assertThat(sent).isCompleted();
        }
    }

    @Test
    @DisplayName("a chunk that is kept beyond its step is seen empty, and never with the octets of others")
    void chunkKeptBeyondItsStepIsEmpty() {
        try (TestServer server = TestServer.serve(request -> new Handler() {
            private ByteBuffer kept = ByteBuffer.allocate(0);
            private int lent;

            @Override
            protected void step() {
                ByteBuffer chunk = inbox.poll();
                if (chunk != null) {
                    kept = chunk;
                    lent = chunk.remaining();
                    again();
                } else if (inbox.ended()) {
                    respond(Response.text(lent + " lent, " + kept.remaining() + " left\n"));
                }
            }
        })) {
            RawClient client = server.client();
            client.send(postChunked("/", "hello") + get("/"));

            assertThat(client.response().text()).isEqualTo("5 lent, 0 left\n");
            assertThat(client.response().text()).isEqualTo("0 lent, 0 left\n");
        }
    }
}
