package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.head;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stage;
import org.kamaelia.http.CollectedBody;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HandlerFilter;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.content.FormPart;
import org.kamaelia.http.content.MultipartHandler;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("Memory that was lent never leaves in a response after it went back")
class LentMemoryTest {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 6;
    private static final int SIZE = 150_000;
    private static final String TYPE = "application/octet-stream";

    /** Sends a view of each chunk while the chunks arrive. */
    private static final class AtOnce extends Handler {
        private final UnaryOperator<ByteBuffer> view;

        AtOnce(UnaryOperator<ByteBuffer> view) {
            this.view = view;
        }

        @Override
        protected void start() {
            begin(Response.ok(TYPE));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(view.apply(inbox.poll())));
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    /** Keeps a view of each chunk until the body has ended, then sends them all. */
    private static final class Later extends Handler {
        private final UnaryOperator<ByteBuffer> view;
        private final List<ByteBuffer> kept = new ArrayList<>();
        private boolean begun;

        Later(UnaryOperator<ByteBuffer> view) {
            this.view = view;
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                kept.add(view.apply(chunk));
            }
            if (!inbox.ended()) {
                return;
            }
            if (!begun) {
                begun = true;
                begin(Response.ok(TYPE));
            }
            while (!kept.isEmpty() && outbox.hasRoom()) {
                outbox.send(ResponsePart.of(kept.remove(0)));
            }
            if (kept.isEmpty()) {
                finish();
            }
        }
    }

    /** Keeps a view of each chunk and reads them when the body has ended. */
    private static final class ReadsLater extends Handler {
        private final List<ByteBuffer> kept = new ArrayList<>();

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                kept.add(chunk.slice());
            }
            if (inbox.ended()) {
                CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                kept.forEach(all::add);
                respond(Response.bytes(TYPE, all.bytes()));
            }
        }
    }

    /** Looks at each chunk before it polls it, and keeps what it saw. */
    private static final class Peeks extends Handler {
        private final List<ByteBuffer> kept = new ArrayList<>();

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.peek()) != null; ) {
                assertThat(inbox.peek(0)).isSameAs(chunk);
                kept.add(chunk.slice());
                assertThat(inbox.poll()).isSameAs(chunk);
            }
            if (inbox.ended()) {
                CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                kept.forEach(all::add);
                respond(Response.bytes(TYPE, all.bytes()));
            }
        }
    }

    /** Sends chunks on without a copy, and now and then a view of one. */
    private static final class Mixed extends Handler {
        private int n;

        @Override
        protected void start() {
            begin(Response.ok(TYPE));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                if (n++ % 2 == 0) {
                    passChunkOn();
                } else {
                    outbox.send(ResponsePart.of(inbox.poll().slice()));
                }
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    private static final class PassesOn extends Handler {
        @Override
        protected void start() {
            begin(Response.ok(TYPE));
        }

        @Override
        protected void step() {
            boolean more = true;
            while (more && outbox.hasRoom()) {
                more = passChunkOn();
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    /** Keeps views of all parts until the response behind has ended. */
    private static final class Holding extends HandlerFilter {
        private final List<ByteBuffer> kept = new ArrayList<>();

        Holding(Handler behind) {
            super(behind);
        }

        @Override
        protected void part(ResponsePart part) {
            if (part instanceof ResponsePart.Data data) {
                kept.add(data.bytes().slice());
            } else {
                outbox.send(part);
            }
        }

        @Override
        protected void complete() {
            CollectedBody all = new CollectedBody(-1, 10 * SIZE);
            kept.forEach(all::add);
            outbox.send(ResponsePart.of(all.bytes()));
            finish();
        }
    }

    private static final class Persistent extends PersistentHandler {
        private List<ByteBuffer> kept = new ArrayList<>();

        @Override
        protected void request(Request request) {
            kept = new ArrayList<>();
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                kept.add(chunk.duplicate());
            }
            if (inbox.ended()) {
                CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                kept.forEach(all::add);
                respond(Response.bytes(TYPE, all.bytes()));
            }
        }
    }

    /** Any component as a handler; it sends views of chunks that it kept. */
    private static final class Part extends Stage<ByteBuffer, ResponsePart> {
        private final List<ByteBuffer> kept = new ArrayList<>();
        private boolean begun;

        Part() {
            super(BoxSpec.of("Part", "inbox", "a chunk", 1, ByteBuffer::remaining));
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                kept.add(chunk.slice());
            }
            if (!inbox.ended()) {
                return;
            }
            while (outbox.hasRoom() && (!begun || !kept.isEmpty())) {
                outbox.send(begun ? ResponsePart.of(kept.remove(0)) : Response.ok(TYPE));
                begun = true;
            }
            if (kept.isEmpty()) {
                passEnd();
            }
        }
    }

    /** Gives views of the chunks to another thread, which reads them while later chunks arrive. */
    private static HandlerFactory otherThread(ExecutorService thread) {
        return request -> new Handler() {
            private final List<CompletableFuture<byte[]>> read = new ArrayList<>();

            @Override
            protected void step() {
                for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                    ByteBuffer view = chunk.asReadOnlyBuffer();
                    read.add(CompletableFuture.supplyAsync(
                            () -> {
                                byte[] octets = new byte[view.remaining()];
                                view.get(octets);
                                return octets;
                            },
                            thread));
                    read.get(read.size() - 1).thenRun(this::wake);
                }
                if (inbox.ended() && read.stream().allMatch(CompletableFuture::isDone) && !outbox.isFinished()) {
                    CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                    read.forEach(one -> all.add(ByteBuffer.wrap(one.join())));
                    respond(Response.bytes(TYPE, all.bytes()));
                }
            }
        };
    }

    private static final Map<String, HandlerFactory> STYLES = new LinkedHashMap<>();

    static {
        Map<String, UnaryOperator<ByteBuffer>> views = new LinkedHashMap<>();
        views.put("slice()", ByteBuffer::slice);
        views.put("duplicate()", ByteBuffer::duplicate);
        views.put("asReadOnlyBuffer()", ByteBuffer::asReadOnlyBuffer);
        views.put("slice(0, n)", chunk -> chunk.slice(0, chunk.remaining()));
        views.put(
                "a view of a view",
                chunk -> chunk.duplicate().asReadOnlyBuffer().slice());
        views.forEach((name, view) -> {
            STYLES.put(name + ", sent at once", request -> new AtOnce(view));
            STYLES.put(name + ", sent after the body", request -> new Later(view));
            STYLES.put(name + ", behind a filter", request -> new Holding(new AtOnce(view)));
        });
        STYLES.put("the chunk itself", request -> new AtOnce(UnaryOperator.identity()));
        STYLES.put("slices read after the body", request -> new ReadsLater());
        STYLES.put("slices of what was peeked at", request -> new Peeks());
        STYLES.put("passed on, and slices", request -> new Mixed());
        STYLES.put("passed on", request -> new PassesOn());
        STYLES.put("passed on to a filter that keeps it", request -> new Holding(new PassesOn()));
        STYLES.put("persistent", HandlerFactory.persistent(new Persistent()));
        STYLES.put("graphline", HandlerFactory.graphline(request -> Pipeline.of(new Part())));
        STYLES.put("blocking", HandlerFactory.blocking((request, in, out) -> {
            byte[] all = in.readAllBytes();
            out.begin(Response.ok(TYPE));
            out.write(all);
        }));
        STYLES.put("one-shot", HandlerFactory.oneShot(10 * SIZE, (request, body) -> Response.bytes(TYPE, body)));
    }

    private static Stream<String> styles() {
        return STYLES.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("styles")
    @DisplayName("each of many clients gets its own octets, whatever view of its chunks the handler sends or keeps")
    void eachClientGetsItsOwnOctets(String style) throws Exception {
        ownOctets(STYLES.get(style));
    }

    @Test
    @DisplayName("views that another thread reads keep their octets")
    void viewsReadByAnotherThreadKeepTheirOctets() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            ownOctets(otherThread(thread));
        } finally {
            thread.shutdown();
        }
    }

    private static void ownOctets(HandlerFactory handler) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(CLIENTS);
        try (TestServer server = TestServer.with(handler)
                .limits(limits -> limits.requestBody(0))
                .sockets(limits -> limits.sendBuffer(8 * 1024))
                .loops(1)
                .start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(server.client(i % 2 == 0 ? 8 * 1024 : 0));
            }
            for (int round = 0; round < ROUNDS; round++) {
                List<CompletableFuture<byte[]>> answers = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    RawClient client = clients.get(i);
                    client.sendInBackground(upload(marker(i)));
                    answers.add(CompletableFuture.supplyAsync(
                            () -> client.response().body(), readers));
                }
                for (int i = 0; i < CLIENTS; i++) {
                    assertThat(foreign(answers.get(i).get(), marker(i))).isZero();
                    assertThat(answers.get(i).get()).hasSize(SIZE);
                }
            }
        } finally {
            readers.shutdown();
        }
    }

    private static byte marker(int client) {
        return (byte) ('a' + client);
    }

    private static long foreign(byte[] octets, byte own) {
        long count = 0;
        for (byte octet : octets) {
            count += octet == own ? 0 : 1;
        }
        return count;
    }

    private static byte[] upload(byte marker) {
        byte[] head = head("POST / HTTP/1.1", "Host: h", "Content-Length: " + SIZE)
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + SIZE);
        Arrays.fill(all, head.length, all.length, marker);
        return all;
    }

    @Test
    @DisplayName("a slice that one request leaves behind keeps its octets when other requests have come")
    void sliceLeftBehindKeepsItsOctets() {
        List<ByteBuffer> leftBehind = new ArrayList<>();
        try (TestServer server = TestServer.with(request -> new Handler() {
                    @Override
                    protected void step() {
                        for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                            leftBehind.add(chunk.slice());
                        }
                        if (inbox.ended()) {
                            respond(Response.bytes(TYPE, leftBehind.get(0).duplicate()));
                        }
                    }
                })
                .loops(1)
                .start()) {
            assertThat(ask(server, "first")).isEqualTo("first");
            assertThat(ask(server, "other")).isEqualTo("first");
            assertThat(ask(server, "third")).isEqualTo("first");
        }
    }

    private static String ask(TestServer server, String body) {
        try (RawClient client = server.client()) {
            return client.send(RawClient.post("/", body)).response().text();
        }
    }

    @Test
    @DisplayName("content of a form that a handler sends while the form arrives keeps its octets")
    void contentOfFormKeepsItsOctets() {
        String content = "0123456789".repeat(5_000);
        try (TestServer server = TestServer.with(request -> new MultipartHandler(4) {
                    private final List<ByteBuffer> kept = new ArrayList<>();

                    @Override
                    protected void part(FormPart part) {}

                    @Override
                    protected void data(ByteBuffer bytes) {
                        kept.add(bytes.slice());
                    }

                    @Override
                    protected void formEnd() {
                        CollectedBody all = new CollectedBody(-1, 10 * SIZE);
                        kept.forEach(all::add);
                        respond(Response.bytes(TYPE, all.bytes()));
                    }
                })
                .start()) {
            String form = "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n" + content + "\r\n--b--\r\n";
            String request = head(
                            "POST / HTTP/1.1",
                            "Host: h",
                            "Content-Type: multipart/form-data; boundary=b",
                            "Content-Length: " + form.length())
                    + form;
            assertThat(server.client().send(request).response().text()).isEqualTo(content);
        }
    }
}
