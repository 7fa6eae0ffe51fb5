package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.net.transport.CloseCause;

@DisplayName("A server that is stopped")
@Timeout(30)
class SimpleServerStopTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    @DisplayName("without connections stops at once, and its port is free")
    void stopsAtOnceWithoutConnections() throws Exception {
        SimpleServer server = servers.start(Talk::echo);
        int port = server.localPort();
        server.stop(Duration.ofSeconds(30)).get(10, TimeUnit.SECONDS);
        assertThat(server.isRunning()).isFalse();
        assertThat(server.stop(Duration.ofSeconds(30))).isCompleted();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Client(server));
        servers.server(Talk::echo).port(port).start();
    }

    @Test
    @DisplayName(
            "that stops closes its port, lets work under way finish, and is done when the last connection is closed")
    void letsWorkUnderWayFinishWhenItStops() throws Exception {
        SimpleServer server = servers.start(() -> Talk.echo().onDrain(self -> self.say("draining")));
        try (Client client = new Client(server);
                Client other = new Client(server)) {
            assertThat(client.isEchoed("a")).isTrue();
            assertThat(other.isEchoed("a")).isTrue();
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(30));
            assertThat(client.receiveText(8)).isEqualTo("draining");
            assertThat(other.receiveText(8)).isEqualTo("draining");
            await().untilAsserted(() ->
                    assertThatExceptionOfType(IOException.class).isThrownBy(() -> new Client(server).close()));

            assertThat(client.isEchoed("still here")).isTrue();
            client.finish();
            assertThat(client.receiveAll()).isEmpty();
            await().until(() -> server.connections() == 1);
            assertThat(stopped).isNotDone();
            other.finish();
            assertThat(other.receiveAll()).isEmpty();
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(Servers.closed(server, CloseCause.STOPPED)).isZero();
            assertThat(Servers.closed(server, CloseCause.COMPLETE)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("that stops resets the connections that are left when the grace is over")
    void resetsConnectionsLeftWhenTheGraceIsOver() throws Exception {
        SimpleServer server = servers.start(() -> Talk.echo().onDrain(self -> {}));
        try (Client client = new Client(server);
                Client other = new Client(server)) {
            assertThat(client.isEchoed("a")).isTrue();
            assertThat(other.isEchoed("a")).isTrue();
            server.stop(Duration.ofMillis(50)).get(10, TimeUnit.SECONDS);
            assertThat(client.isReset()).isTrue();
            assertThat(other.isReset()).isTrue();
            assertThat(Servers.closed(server, CloseCause.STOPPED)).isEqualTo(2);
            Talk talk = servers.talk();
            await().until(() -> talk.shutdown != null);
        }
    }

    @Test
    @DisplayName("that is told to stop a second time takes the shorter grace")
    void takesTheShorterGraceOfASecondStop() throws Exception {
        SimpleServer server = servers.start(() -> Talk.echo().onDrain(self -> {}));
        try (Client client = new Client(server)) {
            assertThat(client.isEchoed("a")).isTrue();
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(client.isEchoed("b")).isTrue();
            assertThat(stopped).isNotDone();
            server.stop(Duration.ZERO);
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    @DisplayName("drains every connection, though the protocol of another fails to")
    void drainsEveryConnectionThoughOneFails() throws Exception {
        int[] made = {0};
        SimpleServer server = servers.start(() -> {
            int number = made[0]++;
            return Talk.echo().onDrain(self -> {
                if (number == 1) {
                    throw new IllegalStateException("test");
                }
                self.bye();
            });
        });
        try (Client first = new Client(server);
                Client second = new Client(server);
                Client third = new Client(server);
                LogCapture log = LogCapture.of(ServerLoop.class)) {
            for (Client client : List.of(first, second, third)) {
                assertThat(client.isEchoed("a")).isTrue();
            }
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(30));
            assertThat(first.receiveAll()).isEmpty();
            assertThat(second.isReset()).isTrue();
            assertThat(third.receiveAll()).isEmpty();
            first.leave();
            third.leave();
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(log.thrown()).hasSize(1);
        }
    }
}
