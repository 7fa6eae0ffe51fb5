package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

@DisplayName(
        "A client that resets its connection at any moment causes no failure: its handler is told once, nothing is logged, nothing stays behind")
@Timeout(60)
class ResetStormTest {
    private static final int CLIENTS = 4;
    private static final int RESETS = 20;
    private static final String[] PARTS = parts();
    private static final int ANSWER = 64 * 1024; // bytes that come at least, as the next one
    private static final int COUNT = 100;

    private final Queue<CloseReason> ends = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();

    private static String[] parts() {
        String[] parts = new String[40];
        Arrays.setAll(parts, place -> "x".repeat(1 + place * 80));
        return parts;
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    @DisplayName("while it is answered")
    void resetWhileAnsweredIsNoFailure(Style style) {
        storm(answering(style), false, RawClient.get("/").repeat(4), ANSWER);
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    @DisplayName("while it is answered over TLS")
    void resetWhileAnsweredOverTlsIsNoFailure(Style style) {
        storm(answering(style), true, RawClient.get("/").repeat(4), ANSWER);
    }

    private static Stream<Style> reading() {
        return Style.READING.stream();
    }

    @ParameterizedTest
    @MethodSource("reading")
    @DisplayName("while it sends a body")
    void resetWhileSendingABodyIsNoFailure(Style style) {
        storm(style.counting(), false, RawClient.postChunked("/", PARTS) + RawClient.post("/", PARTS[30]), COUNT);
    }

    @ParameterizedTest
    @MethodSource("reading")
    @DisplayName("while it sends a body over TLS")
    void resetWhileSendingABodyOverTlsIsNoFailure(Style style) {
        storm(style.counting(), true, RawClient.postChunked("/", PARTS) + RawClient.post("/", PARTS[30]), COUNT);
    }

    private static HandlerFactory answering(Style style) {
        boolean inParts = Style.STREAMING.contains(style);
        return style.answering(inParts ? Response.ok("text/plain") : Response.text("y".repeat(ANSWER)), PARTS);
    }

    private void storm(HandlerFactory handlers, boolean secured, String requests, int answer) {
        TestServer.Setup setup = TestServer.with(handlers)
                .setup(plain -> {
                    plain.statistics().observe(loop -> new Counting());
                    return plain;
                })
                .loops(1);
        byte[] octets = requests.getBytes(US_ASCII);
        try (LogCapture log = LogCapture.ofAll();
                TestServer server = (secured ? setup.tls(TlsSetup.of(TlsKeys.SERVER.context())) : setup).start()) {
            CompletableFuture.allOf(IntStream.range(0, CLIENTS)
                            .mapToObj(seed -> CompletableFuture.runAsync(
                                    () -> resets(server.port(), secured, octets, answer, new Random(seed)),
                                    task -> new Thread(task).start()))
                            .toArray(CompletableFuture[]::new))
                    .join();

            server.awaitEmpty();
            eventually(() -> assertThat(ends).hasSize(begun.get()));
            assertThat(ends).isNotEmpty().isSubsetOf(CloseReason.FINISHED, CloseReason.CLIENT_GONE);
            assertThat(server.depth()).isZero();
            eventually(() -> assertThat(server.heldBytes()).isZero());
            assertThat(log.messages()).as("%s", log.thrown()).allMatch(ResetStormTest::isOfTheWatchdog);
        }
    }

    /** A machine that is busy with other things stops event loops for a while, too. */
    private static boolean isOfTheWatchdog(String message) {
        return message.contains(" has been blocked for ") || message.contains(" goes on after ");
    }

    private static void resets(int port, boolean secured, byte[] requests, int answer, Random random) {
        for (int i = 0; i < RESETS; i++) {
            if (secured) {
                try (TlsClient client = TlsClient.connect(port)) {
                    begin(client.tcp(), client.socket(), requests, answer, random);
                }
            } else {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    begin(client, client, requests, answer, random);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Sends and reads for a while; the connection is reset when it is closed. */
    private static void begin(Socket tcp, Socket client, byte[] requests, int answer, Random random) {
        try {
            tcp.setSoLinger(true, 0);
            client.setSoTimeout(10_000);
            boolean reads = random.nextBoolean();
            client.getOutputStream().write(requests, 0, reads ? requests.length : random.nextInt(requests.length));
            if (reads) {
                int some = random.nextInt(answer);
                assertThat(client.getInputStream().readNBytes(some)).hasSize(some);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Counting implements HttpObserver.OnLoop {
        @Override
        public void begun(ObservedExchange exchange) {
            begun.incrementAndGet();
        }

        @Override
        public void ended(ObservedExchange exchange) {
            ends.add(exchange.ending());
        }
    }
}
