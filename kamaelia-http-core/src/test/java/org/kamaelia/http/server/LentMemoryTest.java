package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.head;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.http.CollectedBody;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.FormPart;
import org.kamaelia.http.content.MultipartHandler;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("Memory that was lent never leaves in a response after it went back")
class LentMemoryTest {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 6;
    private static final int SIZE = LendingHandlers.SIZE;
    private static final String TYPE = "application/octet-stream";

    private static Stream<String> styles() {
        return LendingHandlers.STYLES.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("styles")
    @DisplayName("each of many clients gets its own octets, whatever view of its chunks the handler sends or keeps")
    void eachClientGetsItsOwnOctets(String style) throws Exception {
        ownOctets(LendingHandlers.STYLES.get(style));
    }

    @Test
    @DisplayName("views that another thread reads keep their octets")
    void viewsReadByAnotherThreadKeepTheirOctets() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            ownOctets(LendingHandlers.otherThread(thread));
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
