package org.kamaelia.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.get;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.net.socket.ConnectedSocket;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.TestServer;

@DisplayName("A connection that has been idle for half a second is nothing but its socket")
class ParkingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final HandlerFactory HELLO = HandlerFactory.oneShot(
            request -> Response.text(request.path() + " " + request.origin().remoteAddress()));

    private static RawClient parked(TestServer server) {
        RawClient client = server.client().send(get("/first"));
        assertThat(client.response().text()).startsWith("/first");
        server.pass(SECOND);
        assertParked(server);
        return client;
    }

    private static void assertParked(TestServer server) {
        assertThat(server.capacity()).isEqualTo(ConnectedSocket.INBOX.capacity());
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    @DisplayName("it comes back with the next byte, any number of times")
    void comesBackWithTheNextByte() {
        try (TestServer server = TestServer.with(HELLO).timeless().start()) {
            RawClient client = parked(server);
            for (int i = 0; i < 3; i++) {
                client.send(get("/again") + "G");
                assertThat(client.response().text()).startsWith("/again");
                server.pass(SECOND);
                assertThat(server.capacity()).isGreaterThan(ConnectedSocket.INBOX.capacity());
                client.send(get("/whole").substring(1));
                assertThat(client.response().text()).startsWith("/whole");
                server.pass(SECOND);
                assertParked(server);
            }
        }
    }

    @Test
    @DisplayName("it is closed at the end of its idle time and not before")
    void isClosedAtTheEndOfItsIdleTime() {
        try (TestServer server = TestServer.with(HELLO).timeless().start()) {
            RawClient client = parked(server);
            server.pass(Duration.ofSeconds(73));
            assertThat(server.connections()).isEqualTo(1);
            server.pass(Duration.ofSeconds(2));
            client.assertEnd();
            client.close();
            eventually(() -> assertThat(server.closed(CloseCause.IDLE)).isEqualTo(1));
        }
    }

    @Test
    @DisplayName("a client that closes it, and a server that stops, find it as any other")
    void isFoundByClosingClientsAndStoppingServers() {
        try (TestServer server = TestServer.with(HELLO).timeless().start()) {
            parked(server).close();
            eventually(() -> assertThat(server.closed(CloseCause.CLIENT)).isEqualTo(1));

            RawClient client = parked(server);
            CompletableFuture<Void> stopped = server.stop(Duration.ofMinutes(1));
            client.assertEnd();
            client.close();
            stopped.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
            assertThat(server.closed(CloseCause.STOPPED)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("the facts that a proxy has told about it stay")
    void keepsWhatAProxySaidOfItsOrigin() {
        try (TestServer server = TestServer.with(HELLO)
                .server(one -> one.proxyProtocol(AddressRanges.of(List.of("127.0.0.1"))))
                .timeless()
                .start()) {
            RawClient client = server.client().send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n" + get("/first"));
            assertThat(client.response().text()).endsWith("192.0.2.7:4711");
            server.pass(SECOND);
            assertParked(server);
            assertThat(client.send(get("/")).response().text()).endsWith("192.0.2.7:4711");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r|\n", "\r\n|\r\n", "\r\n\r|\n"})
    @DisplayName("an empty line before a request may be divided by any pause, RFC 9112 2.2")
    void knowsWhatCameOfAnEmptyLine(String divided) {
        String[] parts = divided.split("\\|");
        try (TestServer server = TestServer.with(HELLO).timeless().start()) {
            RawClient client = parked(server);
            client.send(parts[0]);
            eventually(() -> assertThat(server.capacity()).isGreaterThan(ConnectedSocket.INBOX.capacity()));
            server.pass(SECOND);
            server.pass(SECOND);
            client.send(parts[1] + get("/after"));
            assertThat(client.response().text()).startsWith("/after");
            server.pass(SECOND);
            assertParked(server);
        }
    }
}
