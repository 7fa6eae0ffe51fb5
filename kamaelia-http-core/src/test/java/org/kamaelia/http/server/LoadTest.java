package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.post;
import static org.kamaelia.testing.RawClient.postChunked;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.ExpectedFailures;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("Many connections that do different things at the same time")
@ExtendWith(ExpectedFailures.class)
class LoadTest {
    private static final int CONNECTIONS = 48;
    private static final int REQUESTS = 60;

    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    /** Counts how many of its kind were made and closed. */
    private final class Echo extends Handler {
        Echo() {
            made.incrementAndGet();
        }

        @Override
        protected void start() {
            begin(Response.ok("application/octet-stream"));
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

        @Override
        protected void closed(CloseReason how) {
            closed.incrementAndGet();
        }
    }

    private ResourceGlue routes() {
        ResourceGlue routes = ResourceGlue.of()
                .at("/echo", request -> new Echo())
                .at("/n/{n}", HandlerFactory.oneShot(request -> Response.text(request.variable("n"))))
                .at("/fails", HandlerFactory.oneShot(request -> {
                    throw new IllegalStateException("on purpose");
                }));
        for (Style style : Style.READING) {
            routes = routes.at("/count/" + style, style.counting());
        }
        for (Style style : Style.values()) {
            routes = routes.at("/say/" + style, style.answering(Response.text(style.toString())));
        }
        return routes;
    }

    /** A request and the body of its answer. */
    private record Exchange(String request, String answer) {}

    private static Exchange any(Random random) {
        int size = random.nextInt(1 << random.nextInt(16));
        String body = text(random, size);
        Style reading = Style.READING.get(random.nextInt(Style.READING.size()));
        Style any = Style.values()[random.nextInt(Style.values().length)];
        return switch (random.nextInt(7)) {
            case 0 -> new Exchange(post("/echo", body), body);
            case 1 -> new Exchange(postChunked("/echo", chunks(body)), body);
            case 2 -> new Exchange(get("/n/" + size), String.valueOf(size));
            case 3 -> new Exchange(post("/count/" + reading, body), size + "\n");
            case 4 -> new Exchange(postChunked("/count/" + reading, chunks(body)), size + "\n");
            case 5 -> new Exchange(post("/say/" + any, size > 64 ? "" : body), any.toString());
            default ->
                new Exchange(get("/fails"), "500 Internal Server Error\nThe server failed to handle this request\n");
        };
    }

    private static String text(Random random, int size) {
        byte[] octets = new byte[size];
        for (int i = 0; i < size; i++) {
            octets[i] = (byte) ('!' + random.nextInt(90));
        }
        return new String(octets, ISO_8859_1);
    }

    private static String[] chunks(String body) {
        List<String> chunks = new ArrayList<>();
        for (int at = 0; at < body.length(); ) {
            int end = Math.min(body.length(), at + 1 + body.charAt(at) * 7);
            chunks.add(body.substring(at, end));
            at = end;
        }
        return chunks.toArray(String[]::new);
    }

    private static void sendInPieces(RawClient client, String octets, Random random) {
        byte[] all = octets.getBytes(ISO_8859_1);
        for (int at = 0; at < all.length; ) {
            int end = Math.min(all.length, at + 1 + random.nextInt(1 << random.nextInt(18)));
            client.send(Arrays.copyOfRange(all, at, end));
            at = end;
        }
    }

    private static void assertEmpty(TestServer server) {
        server.awaitEmpty();
        assertThat(server.depth()).isZero();
        assertThat(server.queuedBytes()).isZero();
        assertThat(server.capacity()).isZero();
    }

    @Test
    @DisplayName("each connection gets its answers, whole and in order, and the boxes are empty afterwards")
    void eachConnectionGetsItsAnswersInOrder() throws Exception {
        ExecutorService senders = Executors.newCachedThreadPool();
        ExecutorService readers = Executors.newCachedThreadPool();
        try (TestServer server = TestServer.serve(routes())) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                Random random = new Random(i);
                List<Exchange> exchanges =
                        IntStream.range(0, REQUESTS).mapToObj(k -> any(random)).toList();
                RawClient client = server.client(i % 4 == 0 ? 8 * 1024 : 0);
                all.add(CompletableFuture.runAsync(
                        () -> sendInPieces(
                                client,
                                String.join(
                                        "",
                                        exchanges.stream()
                                                .map(Exchange::request)
                                                .toList()),
                                random),
                        senders));
                all.add(CompletableFuture.runAsync(
                        () -> exchanges.forEach(
                                exchange -> assertThat(client.response().text()).isEqualTo(exchange.answer())),
                        readers));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
            assertThat(server.connections()).isEqualTo(CONNECTIONS);
            server.settle();
            assertThat(server.depth()).isZero();
            assertThat(closed).hasValue(made.get());
            server.closeClients();
            assertEmpty(server);
        } finally {
            senders.shutdown();
            readers.shutdown();
        }
    }

    @Test
    @DisplayName("clients that vanish at any moment leave nothing behind, and every handler is closed once")
    void clientsThatVanishLeaveNothingBehind() throws Exception {
        Random random = new Random(7);
        try (TestServer server = TestServer.serve(routes())) {
            for (int i = 0; i < 400; i++) {
                RawClient client = server.client(i % 3 == 0 ? 8 * 1024 : 0);
                StringBuilder requests = new StringBuilder();
                for (int k = random.nextInt(10); k >= 0; k--) {
                    requests.append(any(random).request());
                }
                String cut = requests.substring(0, random.nextInt(requests.length() + 1));
                vanish(client, cut, random.nextInt(4));
            }
            RawClient last = server.client().send(get("/n/1"));
            assertThat(last.response().text()).isEqualTo("1"); // so all others have been accepted
            last.close();
            assertEmpty(server);
            assertThat(made).hasPositiveValue();
            assertThat(closed).hasValue(made.get());
        }
    }

    private static void vanish(RawClient client, String octets, int how) {
        try {
            CompletableFuture<Void> sent = client.sendInBackground(octets.getBytes());
            switch (how) {
                case 0 -> client.reset();
                case 1 -> client.close();
                case 2 -> {
                    if (client.hasInput()) {
                        client.read(1);
                    }
                    client.reset();
                }
                default -> {
                    sent.orTimeout(20, TimeUnit.MILLISECONDS)
                            .handle((done, failure) -> null)
                            .join();
                    client.reset();
                }
            }
        } catch (UncheckedIOException closedAlready) {
            client.close();
        }
    }
}
