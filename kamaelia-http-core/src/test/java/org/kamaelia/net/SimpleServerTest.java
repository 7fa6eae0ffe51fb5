package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.net.proxy.ProxyProtocol;
import org.kamaelia.net.tls.Tls;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.ProtocolFactory;
import org.kamaelia.net.transport.Transport;

@DisplayName("A server")
@Timeout(30)
class SimpleServerTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    @DisplayName("on port 0 takes a free one and says which")
    void takesAFreePortWhenPort0IsGivenAndSaysWhich() throws Exception {
        SimpleServer server = servers.server(Talk::echo);
        assertThatIllegalStateException().isThrownBy(server::localPort).withMessageContaining("has not been started");
        assertThat(server.isRunning()).isFalse();

        assertThat(server.start()).isSameAs(server);
        assertThat(server.isRunning()).isTrue();
        assertThat(server.localPort()).isPositive();
        assertThat(server.localAddress().getAddress().isLoopbackAddress()).isTrue();
        try (Client client = new Client(server)) {
            assertThat(client.isEchoed("hello")).isTrue();
        }
    }

    @Test
    @DisplayName("names the boxes that its connections will have: more of them with TLS and with the PROXY protocol")
    void namesTheBoxesThatItsConnectionsWillHave() throws Exception {
        SimpleServer server = SimpleServer.of(Talk::echo);
        assertThat(server.boxes()).containsExactly(Connection.INBOX);
        SSLContext context = SSLContext.getDefault();
        server.tls(TlsSetup.of(() -> context)).proxyProtocol(AddressRanges.of(List.of("127.0.0.1")));
        assertThat(server.boxes())
                .containsExactlyInAnyOrder(Connection.INBOX, ProxyProtocol.INBOX, Tls.INBOX, Tls.PLAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    @DisplayName("refuses a number that is no port")
    void refusesANumberThatIsNoPort(int number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> servers.server(Talk::echo).port(number))
                .withMessageContaining("from 0 to 65535, not " + number);
    }

    @Test
    @DisplayName("on a port that is taken names server, address and port, and says what to do; nothing is left behind")
    void saysWhatToDoWhenItsPortIsTaken() throws Exception {
        Set<Thread> before = Servers.threads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SimpleServer server = SimpleServer.of(Talk::echo)
                    .name("public")
                    .address(InetAddress.getLoopbackAddress())
                    .port(taken.getLocalPort());
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(server::start)
                    .withMessageContaining("Server public cannot listen on ")
                    .withMessageContaining(":" + taken.getLocalPort() + ":")
                    .withMessageContaining("Choose another port or address")
                    .withCauseInstanceOf(BindException.class);
            assertThat(server.isRunning()).isFalse();
            assertThat(server.stop(Duration.ofSeconds(1))).isCompleted();
        }
        await().until(() -> Servers.threads().equals(before));
    }

    @Test
    @DisplayName("starts once, and not after it was stopped")
    void startsOnceAndNotAfterItWasStopped() {
        SimpleServer server = servers.start(Talk::echo);
        assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("make a new one");
        SimpleServer stopped = servers.server(Talk::echo);
        assertThat(stopped.stop(Duration.ofSeconds(1))).isCompleted();
        assertThatIllegalStateException().isThrownBy(stopped::start);
    }

    @Test
    @DisplayName("serves no more connections at once than it may: the next waits in the backlog and is served later")
    void servesNoMoreConnectionsThanItsLimit() throws Exception {
        SimpleServer server = servers.server(Talk::echo)
                .limits(SocketLimits.defaults().connections(2))
                .start();
        Client first = new Client(server);
        Client second = new Client(server);
        assertThat(first.isEchoed("a")).isTrue();
        assertThat(second.isEchoed("a")).isTrue();
        try (Client third = new Client(server);
                Client fourth = new Client(server)) {
            third.send("third");
            fourth.send("fourth");
            assertThat(first.isEchoed("b")).isTrue();
            assertThat(server.connections()).isEqualTo(2);
            third.socket.setSoTimeout(50);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> third.receive(1));
            third.socket.setSoTimeout(10_000);

            first.close();
            assertThat(third.receiveText(5)).isEqualTo("third");
            assertThat(server.connections()).isEqualTo(2);
            second.reset();
            assertThat(fourth.receiveText(6)).isEqualTo("fourth");
        }
    }

    @Test
    @DisplayName("with a limit of one connection serves many clients one after the other")
    void servesManyClientsOneAfterTheOther() throws Exception {
        SimpleServer server = servers.server(Talk::echo)
                .limits(SocketLimits.defaults().connections(1))
                .start();
        Client[] clients = new Client[30];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new Client(server).send("client" + i).finish();
        }
        for (int i = 0; i < clients.length; i++) {
            assertThat(clients[i].receiveAll()).isEqualTo("client" + i);
            assertThat(server.connections()).isLessThanOrEqualTo(1);
            clients[i].close();
        }
        await().until(() -> Servers.closed(server, CloseCause.COMPLETE) == clients.length);
    }

    @Test
    @DisplayName("goes on when no protocol can be made for a connection, which is closed and counted")
    void goesOnWhenNoProtocolCanBeMade() throws Exception {
        int[] made = {0};
        SimpleServer server = servers.start(() -> {
            switch (made[0]++) {
                case 0 -> throw new IllegalStateException("test");
                case 1 -> throw new NoClassDefFoundError("test");
                default -> {
                    return Talk.echo();
                }
            }
        });
        try (LogCapture log = LogCapture.of(ServerLoop.class)) {
            for (int i = 0; i < 2; i++) {
                assertThat(isClosedAtOnce(server)).isTrue();
            }
            try (Client client = new Client(server)) {
                assertThat(client.isEchoed("third")).isTrue();
            }
            await().until(() -> server.connections() == 0);
            assertThat(Servers.closed(server, CloseCause.FAILED)).isEqualTo(2);
            assertThat(Servers.active(server)).isZero();
            assertThat(log.thrown()).hasSize(2);
        }
        server.stop(Duration.ofSeconds(30)).get(10, TimeUnit.SECONDS);
    }

    private static boolean isClosedAtOnce(SimpleServer server) throws IOException {
        try (Client client = new Client(server)) {
            return client.isReset() || client.receiveAll().isEmpty();
        } catch (SocketException resetWhileConnecting) {
            return true;
        }
    }

    @Test
    @DisplayName("goes on when a protocol fails while it is connected, before or after it has closed the socket")
    void goesOnWhenAProtocolFailsWhileItIsConnected() throws Exception {
        int[] made = {0};
        SimpleServer server = SimpleServer.of(() -> new Protocol() {
                    @Override
                    public void connected(Transport socket) {
                        if (made[0]++ % 2 == 0) {
                            Component.stop((Connection) socket);
                        }
                        throw new IllegalStateException("test");
                    }

                    @Override
                    public void drain() {}
                })
                .port(0)
                .loops(servers.loops)
                .start();
        try (LogCapture log = LogCapture.of(ServerLoop.class)) {
            for (int i = 0; i < 6; i++) {
                assertThat(isClosedAtOnce(server)).isTrue();
            }
            await().until(() -> Servers.closed(server, CloseCause.FAILED) == 6);
            assertThat(log.thrown()).hasSize(6);
        }
        assertThat(Servers.active(server)).isZero();
        assertThat(server.connections()).isZero();
        server.stop(Duration.ofSeconds(30)).get(10, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("run() serves until the server is stopped, or its thread interrupted, which stops it")
    void runServesUntilItIsStoppedOrInterrupted() throws Exception {
        for (boolean interrupt : new boolean[] {false, true}) {
            SimpleServer server = servers.server(Talk::echo);
            CompletableFuture<Boolean> returned = new CompletableFuture<>();
            Thread runner = new Thread(() -> {
                server.run();
                returned.complete(Thread.currentThread().isInterrupted());
            });
            runner.start();
            await().until(server::isRunning);
            try (Client client = new Client(server)) {
                assertThat(client.isEchoed("a")).isTrue();
            }
            assertThat(returned).isNotDone();
            if (interrupt) {
                runner.interrupt();
            } else {
                server.close();
            }
            assertThat(returned.get(10, TimeUnit.SECONDS)).isEqualTo(interrupt);
            assertThat(server.isRunning()).isFalse();
        }
    }

    @Test
    @DisplayName("counts its boxes and connections apart from those of other servers on the same loops")
    void countsItsBoxesApartFromThoseOfOtherServers() throws Exception {
        SimpleServer first = servers.server(Talk::echo).name("first").start();
        SimpleServer second = servers.server(Talk::echo).name("second").start();
        try (Client client = new Client(first)) {
            assertThat(client.isEchoed("a")).isTrue();
            assertThat(Servers.active(first)).isOne();
            assertThat(Servers.active(second)).isZero();
            assertThat(first.boxStatistics())
                    .hasSize(1)
                    .allMatch(group -> group.name().equals("first"));
            assertThat(first.boxStatistics().get(0).boxes())
                    .extracting(box -> box.component() + "." + box.box())
                    .contains("ConnectedSocket.inbox", "Talk.inbox");
            assertThat(second.boxStatistics().get(0).boxes()).allMatch(box -> box.sent() == 0);
            assertThat(first.eventLoops()).isEqualTo(second.eventLoops());
        }
    }

    @Test
    @DisplayName("cannot be changed any more once it has been started, or stopped")
    void refusesChangesAfterTheStart() throws Exception {
        SimpleServer started = servers.start(Talk::echo);
        SimpleServer stopped = servers.server(Talk::echo);
        stopped.stop(Duration.ZERO).get(10, TimeUnit.SECONDS);
        for (SimpleServer server : List.of(started, stopped)) {
            for (UnaryOperator<SimpleServer> change : List.<UnaryOperator<SimpleServer>>of(
                    one -> one.name("other"),
                    one -> one.address(null),
                    one -> one.port(1),
                    one -> one.socket(null, null),
                    SimpleServer::inMemory,
                    one -> one.loops(servers.loops),
                    one -> one.limits(SocketLimits.defaults()),
                    one -> one.tls(null),
                    one -> one.proxyProtocol(null),
                    one -> one.protocol(ProtocolFactory.of("other", Talk::echo)),
                    SimpleServer::start)) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> change.apply(server))
                        .withMessage("Server default has been started, or stopped, and cannot be changed any more;"
                                + " make a new one");
            }
        }
    }
}
