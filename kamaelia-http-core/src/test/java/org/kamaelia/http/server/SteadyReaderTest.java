package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;
import org.kamaelia.testing.TlsClient;
import org.kamaelia.testing.TlsKeys;

/**
 * Only Linux tells that a client reads before its socket takes more. The buffers of both kernels hold what a slow client
 * needs minutes to read. A client with a large receive buffer acknowledges nothing of it for longer than the server waits.
 */
@DisplayName("A client that reads slowly is served, and a client that has stopped reading is cut")
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class SteadyReaderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int RECEIVE_BUFFER = 4 * 1024;
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** The receive buffer of a client is looked at once a second, when the machine has time for it. */
    private static final Duration LONGER_PATIENCE = Duration.ofSeconds(5);

    private static TestServer.Setup server(Duration patience) {
        byte[] large = new byte[32 * 1024 * 1024];
        return TestServer.with(HandlerFactory.oneShot(request -> Response.bytes("a/b", large)))
                .sockets(limits -> limits.writeStall(patience));
    }

    @Test
    @DisplayName("when it reads 4 KB a second in plain text")
    void plain() {
        try (TestServer server = server(PATIENCE).start()) {
            servesTheSteadyOne(server, server.client(RECEIVE_BUFFER), server.client(RECEIVE_BUFFER), PATIENCE, 1_024);
        }
    }

    @Test
    @DisplayName("when it acknowledges nothing for longer than the server waits, because its receive buffer is large")
    void withLargeReceiveBuffer() {
        try (TestServer server = server(LONGER_PATIENCE).start()) {
            servesTheSteadyOne(server, server.client(), server.client(RECEIVE_BUFFER), LONGER_PATIENCE, 4 * 1_024);
        }
    }

    @Test
    @DisplayName("when it reads a record of TLS a second")
    void tls() {
        try (TestServer server = server(PATIENCE)
                        .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                        .start();
                TlsClient steady = TlsClient.connect(server.port(), RECEIVE_BUFFER, TlsKeys.nobody());
                TlsClient stopped = TlsClient.connect(server.port(), RECEIVE_BUFFER, TlsKeys.nobody())) {
            servesTheSteadyOne(server, steady.http(), stopped.http(), PATIENCE, 4 * 1_024);
        }
    }

    private static void servesTheSteadyOne(
            TestServer server, RawClient steady, RawClient stopped, Duration patience, int octets) {
        stopped.send(get("/")).read(1);
        steady.send(get("/"));
        long reads = 3 * patience.toMillis() / PAUSE.toMillis() + 4;
        for (int i = 0; i < reads; i++) { // more than three times as long as the server waits for a client
            steady.read(octets);
            LockSupport.parkNanos(PAUSE.toNanos());
        }

        eventually(() -> assertThat(server.closed(CloseCause.TIMEOUT)).isEqualTo(1));
        assertThat(server.connections()).isEqualTo(1);
        stopped.assertClosed();
        steady.read(1024 * 1024);
    }
}
