package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;
import static org.kamaelia.testing.RawClient.head;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("All connections together hold no more memory than their budget")
@Timeout(60)
class ByteBudgetTest {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final byte[] BLOCK = new byte[16 * KIB];

    private static final HandlerFactory ROUTES = ResourceGlue.of()
            .at(
                    "/endless",
                    request -> ScriptedHandler.starting(handler ->
                                    handler.sendFirst(Response.ok("text/plain").endless()))
                            .andStepping(handler -> {
                                while (handler.out().hasRoom()) {
                                    handler.out().send(org.kamaelia.http.ResponsePart.of(BLOCK));
                                }
                            }))
            .at("/collect", HandlerFactory.oneShot(8 * MIB, (request, body) -> Response.text(body.length + "\n")))
            .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello")));

    private static TestServer.Setup serving(long budget) {
        return TestServer.with(ROUTES)
                .sockets(limits -> limits.sendBuffer(8 * KIB))
                .budget(budget);
    }

    private static RawClient stalled(TestServer server) {
        RawClient client = server.client(4 * KIB).send(get("/endless"));
        client.responseHead();
        return client;
    }

    @Test
    @DisplayName("once it is spent the slowest connections are reset, oldest first; the log says so, and others go on")
    void slowestAreResetWhenTheBudgetIsSpent() {
        try (LogCapture log = LogCapture.of(EventLoop.class);
                TestServer server = serving(MIB).loops(2).start()) {
            RawClient first = stalled(server);
            eventually(() -> assertThat(server.heldBytes()).isPositive());
            List<RawClient> readers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                readers.add(stalled(server));
            }

            eventually(() -> assertThat(server.closed(CloseCause.SHED)).isPositive());
            first.assertReset();
            eventually(() -> assertThat(server.heldBytes()).isLessThanOrEqualTo(MIB));
            assertThat(server.client().send(get("/hello")).response().text()).isEqualTo("hello");
            assertThat(server.connections()).isGreaterThan(5);
            assertThat(log.messages()).isNotEmpty().allMatch(line -> line.contains("more than the 1,048,576 bytes"));
        }
    }

    @Test
    @DisplayName("bodies that handlers collect, and heads that arrive in pieces, count as well")
    void collectedBodiesAndHeadsInPiecesCount() {
        try (TestServer server = serving(64 * MIB).loops(1).start()) {
            RawClient slow =
                    server.client().send(head("POST /collect HTTP/1.1", "Host: h", "Content-Length: " + 4 * MIB));
            slow.send(new byte[2 * MIB]);
            eventually(() -> assertThat(server.heldBytes()).isGreaterThanOrEqualTo(2 * MIB));
            slow.close();
            server.awaitEmpty();
            assertThat(server.heldBytes()).isZero();

            RawClient head = server.client().send("GET /hello HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(8 * KIB));
            eventually(() -> assertThat(server.heldBytes()).isGreaterThanOrEqualTo(8 * KIB));
            assertThat(head.send("\r\n\r\n").response().text()).isEqualTo("hello");
            server.settle();
            assertThat(server.heldBytes()).isZero();
        }
    }

    @Test
    @DisplayName("held memory goes back to 0 when its connections have gone")
    void heldMemoryGoesBackToZero() {
        try (TestServer server = serving(64 * MIB).start()) {
            for (int i = 0; i < 10; i++) {
                stalled(server);
            }
            eventually(() -> assertThat(server.heldBytes()).isGreaterThan(10 * 8 * KIB));
            server.closeClients();
            server.awaitEmpty();
            assertThat(server.heldBytes()).isZero();
        }
    }
}
