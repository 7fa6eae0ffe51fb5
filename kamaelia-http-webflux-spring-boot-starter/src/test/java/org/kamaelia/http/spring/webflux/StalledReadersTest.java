package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.BoxStatistics;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

@DisplayName("Clients that read nothing of 100 MiB")
class StalledReadersTest {
    private static final int CLIENTS = 50;
    private static final int KIB = 1024;
    private static final int BLOCK = 64 * KIB;

    private final AtomicLong made = new AtomicLong();

    private HttpHandler stream(boolean ofText) {
        Flux<byte[]> blocks = Flux.range(0, 1_600).map(i -> {
            made.incrementAndGet();
            return new byte[BLOCK];
        });
        Flux<byte[]> texts = Flux.range(0, 100 * KIB)
                .map(i -> {
                    made.incrementAndGet();
                    return new byte[KIB];
                })
                .subscribeOn(Schedulers.parallel());
        return (request, response) ->
                response.writeWith((ofText ? texts : blocks).map(DefaultDataBufferFactory.sharedInstance::wrap));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("hold at most 128 KiB each, and the meters show in which box")
    void holdLittle(boolean ofText) {
        List<Wire> clients = new ArrayList<>();
        try (Served served = Served.with(stream(ofText))) {
            for (int i = 0; i < CLIENTS; i++) {
                Wire client = new Wire(served.port(), 4 * KIB).get("/");
                clients.add(client);
                client.readUntil("\r\n\r\n");
            }
            Waiting.await().until(this::hasSettled);
            assertThat(served.loops().heldBytes()).isPositive().isLessThanOrEqualTo(CLIENTS * 128L * KIB);
            long[] queued = new long[2];
            served.server().boxStatistics().forEach(group -> group.onBoxes(box -> add(box, queued)));
            assertThat(queued[0]).isBetween((long) CLIENTS, CLIENTS * 64L);
            assertThat(queued[1]).isBetween(CLIENTS * 16L * KIB, CLIENTS * 128L * KIB);
            clients.forEach(Wire::reset);
            Waiting.await().until(() -> served.loops().heldBytes() == 0);
        } finally {
            clients.forEach(Wire::close);
        }
    }

    private static void add(BoxStatistics box, long[] queued) {
        boolean onTheWayOut = box.box().equals("responses")
                || box.component().equals("ConnectedSocket") && box.box().equals("inbox");
        if (onTheWayOut) {
            queued[0] += box.depth();
            queued[1] += box.bytes();
        }
    }

    private boolean hasSettled() {
        long before = made.get();
        LockSupport.parkNanos(200_000_000);
        return before > 0 && made.get() == before;
    }
}
