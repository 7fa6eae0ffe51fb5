package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("No connection starves another on the same event loop")
@Timeout(60)
class FairnessTest {
    private static final int FLOOD = 3_000;

    /** Notes who was served, in order. Filled by one event loop, and read when it is idle. */
    private final List<Character> served = new ArrayList<>();

    private HandlerFactory noting() {
        return HandlerFactory.oneShot(request -> {
            served.add(request.path().charAt(1));
            return Response.text("x");
        });
    }

    /** The longest row of one letter while others were waiting, which is until the first of all has been served whole. */
    private int longestRow(int each, int letters) {
        int[] left = new int[128];
        Arrays.fill(left, each);
        int longest = 0;
        int row = 0;
        char before = 0;
        for (char one : served) {
            row = one == before ? row + 1 : 1;
            before = one;
            longest = Math.max(longest, row);
            if (--left[one] == 0) {
                break;
            }
        }
        assertThat(served).hasSize(each * letters);
        return longest;
    }

    @Test
    @DisplayName("connections that pipeline without end take turns: each gets as many requests as one turn has steps")
    void pipeliningConnectionsTakeTurns() throws Exception {
        try (TestServer server = TestServer.with(noting()).loops(1).start()) {
            CountDownLatch sent = new CountDownLatch(1);
            List<RawClient> clients = new ArrayList<>();
            List<CompletableFuture<Void>> sending = new ArrayList<>();
            for (char letter : new char[] {'a', 'b', 'c'}) {
                clients.add(server.client());
            }
            eventually(() -> assertThat(server.connections()).isEqualTo(3));
            server.server().eventLoops().get(0).execute(() -> await(sent)); // until all of it lies in the kernel
            for (int i = 0; i < 3; i++) {
                String flood = get("/" + (char) ('a' + i)).repeat(FLOOD);
                sending.add(clients.get(i).sendInBackground(flood.getBytes()));
            }
            CompletableFuture<?>[] readers = clients.stream()
                    .map(client -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < FLOOD; i++) {
                            client.response();
                        }
                    }))
                    .toArray(CompletableFuture[]::new);
            sending.forEach(CompletableFuture::join);
            sent.countDown();
            CompletableFuture.allOf(readers).join();
            server.settle();
            int inOneStep = HttpLimits.defaults().pipelined(); // a step that has begun is ended
            assertThat(longestRow(FLOOD, 3)).isLessThanOrEqualTo(Scheduler.STEPS_A_TURN + inOneStep);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName(
            "handlers that always have data, to clients that always take it or want none, leave their turn to others")
    void handlersThatAlwaysHaveDataLeaveTurnsToOthers() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        byte[] block = new byte[8 * 1024];
        HandlerFactory endless = request -> ScriptedHandler.starting(
                        handler -> handler.sendFirst(Response.ok("text/plain").endless()))
                .andStepping(handler -> {
                    while (!over.get() && handler.out().hasRoom()) {
                        handler.out().send(ResponsePart.of(block));
                    }
                    if (over.get()) {
                        handler.end();
                    }
                });
        HandlerFactory busy = request -> ScriptedHandler.stepping(handler -> {
            if (!over.get()) {
                handler.wake(); // wants to be stepped for ever
            } else if (!handler.out().isFinished()) {
                handler.answer(Response.text("over"));
            }
        });
        try (TestServer server = TestServer.with(ResourceGlue.of()
                        .at("/endless", endless)
                        .at("/busy", busy)
                        .at("/hello", noting()))
                .loops(1)
                .start()) {
            RawClient eager = server.client().send(get("/endless"));
            CompletableFuture<Void> taking = CompletableFuture.runAsync(eager::assertClosed);
            RawClient restless = server.client().send(get("/busy"));
            server.client().send(head("HEAD /endless HTTP/1.1", "Host: h")).responseToHead();

            RawClient patient = server.client();
            for (int i = 0; i < 200; i++) {
                assertThat(patient.send(get("/hello")).response().text()).isEqualTo("x");
            }
            over.set(true);
            assertThat(restless.response().text()).isEqualTo("over");
            taking.join();
        }
    }
}
