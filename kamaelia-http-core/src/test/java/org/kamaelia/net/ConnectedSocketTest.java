package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.kamaelia.net.Servers.awaitClosed;
import static org.kamaelia.net.Servers.on;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.axon.Shutdown;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Connection;
import org.kamaelia.net.transport.Protocol;
import org.kamaelia.net.transport.Transport;

@DisplayName("A connected socket")
@Timeout(30)
class ConnectedSocketTest {

    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    @DisplayName("carries bytes both ways, unchanged and in order")
    void carriesBytesBothWaysInOrder() throws Exception {
        SimpleServer server = servers.start(Talk::echo);
        byte[] bytes = new byte[3 * 1024 * 1024 + 17];
        new Random(1).nextBytes(bytes);
        try (Client client = new Client(server)) {
            Thread writer = new Thread(() -> {
                try {
                    client.send(bytes);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            assertThat(Arrays.mismatch(client.receive(bytes.length), bytes)).isEqualTo(-1);
            writer.join();
        }
        awaitClosed(server, CloseCause.COMPLETE);
    }

    @Test
    @DisplayName("knows its server, its loop and both addresses, also after it has been closed")
    void knowsItsAddressesAlsoAfterItHasBeenClosed() throws Exception {
        SimpleServer server = servers.server(Talk::echo).name("public").start();
        try (Client client = new Client(server)) {
            Connection socket = servers.talk().socket();
            assertThat(socket.serverName()).isEqualTo("public");
            assertThat(servers.loops.all()).contains(socket.loop());
            assertThat(socket.remoteAddress()).isEqualTo(client.socket.getLocalSocketAddress());
            assertThat(socket.localAddress()).isEqualTo(server.localAddress());
            SocketAddress address = client.socket.getLocalSocketAddress();
            client.leave();
            awaitClosed(server, CloseCause.COMPLETE);
            assertThat(socket.remoteAddress()).isEqualTo(address);
            assertThat(socket.localAddress()).isEqualTo(server.localAddress());
        }
    }

    @Test
    @DisplayName("tells with ProducerFinished that the client has closed its side, and still writes to it")
    void tellsThatTheClientClosedItsSideAndStillWrites() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(self -> {
            self.hear();
            if (self.inbox.ended()) {
                self.say("heard " + self.heard);
                self.bye();
            }
        }));
        try (Client client = new Client(server)) {
            client.send("hello ").send("world").finish();
            assertThat(client.receiveAll()).isEqualTo("heard hello world");
            awaitClosed(server, CloseCause.COMPLETE);
            assertThat(servers.talk().shutdown).isNull();
        }
    }

    @Test
    @DisplayName(
            "closes our side after the last byte, reads and discards further input of the client, and waits for its end")
    void closesItsSideAfterTheLastByteAndWaits() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(self -> {
            if (!self.outbox.isFinished()) {
                self.say("bye");
                self.outbox.finish();
            }
        }));
        try (Client client = new Client(server)) {
            assertThat(client.receiveAll()).isEqualTo("bye");
            client.send(new byte[100_000]);
            assertThat(Servers.active(server)).isOne();
            client.finish();
            awaitClosed(server, CloseCause.COMPLETE);
            assertThat(client.receiveAll()).as("closed without a reset").isEmpty();
        }
    }

    @Test
    @DisplayName("tells its reader with Shutdown that our side has been closed: nothing more will come")
    void tellsItsReaderThatOurSideHasBeenClosed() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(self -> {
            if (!self.outbox.isFinished()) {
                self.outbox.finish();
            }
        }));
        try (Client client = new Client(server)) {
            assertThat(client.receiveAll()).isEmpty();
            Talk talk = servers.talk();
            await().until(() -> talk.shutdown != null);
        }
    }

    @Test
    @DisplayName("waits for the client no longer than the time to linger")
    void waitsForTheClientNoLongerThanTheLingerTime() throws Exception {
        SimpleServer server = servers.server(() -> new Talk(Talk::bye))
                .limits(SocketLimits.defaults().linger(Duration.ofMillis(20)))
                .start();
        try (Client client = new Client(server)) {
            assertThat(client.receiveAll()).isEmpty();
            awaitClosed(server, CloseCause.COMPLETE);
        }
    }

    @Test
    @DisplayName("discards no more than 256 KiB while it lingers")
    void discardsAtMost256KibibytesWhileItLingers() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(Talk::bye));
        try (Client client = new Client(server)) {
            assertThat(client.receiveAll()).isEmpty();
            try {
                for (int i = 0; i < 1_000; i++) {
                    client.send(new byte[16 * 1024]);
                }
                assertThat(client.isReset()).isTrue();
            } catch (IOException refused) {
                // the client cannot send any more, which is what is wanted
            }
            awaitClosed(server, CloseCause.COMPLETE);
        }
    }

    @Test
    @DisplayName("closes at once after the last byte when the protocol expects no more from the client")
    void closesAtOnceWhenTheProtocolExpectsNoMore() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(self -> {
            self.say("bye");
            self.socket().expectNoMore();
            self.bye();
        }));
        try (Client client = new Client(server)) {
            assertThat(client.receiveAll()).isEqualTo("bye");
            awaitClosed(server, CloseCause.COMPLETE);
        }
    }

    @Test
    @DisplayName("is reset by Shutdown, whatever is queued; the reason is the first that was given")
    void isResetByShutdownWhateverIsQueued() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(self -> {
            self.hear();
            if (!self.heard.isEmpty()) {
                self.socket().closingBecause(CloseCause.REFUSED);
                self.socket().closingBecause(CloseCause.IDLE);
                self.outbox.shutdown(new Shutdown("test"));
            }
        }));
        try (Client client = new Client(server)) {
            client.send("x");
            assertThat(client.isReset()).isTrue();
            awaitClosed(server, CloseCause.REFUSED);
        }
    }

    @Test
    @DisplayName("tells with Shutdown and the exception that the client has reset the connection")
    void tellsThatTheClientHasResetTheConnection() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(Talk::hear));
        Client client = new Client(server).send("x");
        Talk talk = servers.talk();
        await().until(() -> talk.heard.toString().equals("x"));
        client.reset();
        awaitClosed(server, CloseCause.RESET);
        await().until(() -> talk.shutdown != null);
        Shutdown shutdown = talk.shutdown;
        assertThat(shutdown).isNotNull();
        assertThat(shutdown.cause()).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("is reset when its protocol fails; other connections go on")
    void isResetWhenItsProtocolFails() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(self -> {
            self.hear();
            if (self.heard.toString().equals("bad")) {
                throw new IllegalStateException("test");
            } else if (!self.heard.isEmpty()) {
                self.say(self.heard.toString());
                self.heard.setLength(0);
            }
        }));
        try (Client good = new Client(server);
                Client bad = new Client(server);
                LogCapture log = LogCapture.of(Scheduler.class)) {
            assertThat(good.isEchoed("a")).isTrue();
            bad.send("bad");
            assertThat(bad.isReset()).isTrue();
            assertThat(good.isEchoed("b")).isTrue();
            await().until(() -> Servers.closed(server, CloseCause.FAILED) == 1);
            assertThat(Servers.active(server)).isOne();
            assertThat(log.thrown()).hasSize(1);
        }
    }

    @Test
    @DisplayName("reads as soon as its outbox is linked, though that is long after it was connected")
    void readsAsSoonAsItsOutboxIsLinked() throws Exception {
        Talk[] later = new Talk[1];
        SimpleServer server = SimpleServer.of(() -> new Protocol() {
                    @Override
                    public void connected(Transport socket) {
                        Talk talk = Talk.echo();
                        talk.join((Connection) socket);
                        servers.talks.add(talk);
                    }

                    @Override
                    public void drain() {}
                })
                .port(0)
                .loops(servers.loops)
                .start();
        try (Client client = new Client(server)) {
            client.send("early");
            later[0] = servers.talk();
            Talk talk = later[0];
            await().until(() -> !reads(talk));
            Servers.run(talk, () -> {
                talk.outbox.linkTo(talk.socket().inbox());
                talk.socket().outbox().linkTo(talk.inbox);
            });
            assertThat(client.receiveText(5)).isEqualTo("early");
        } finally {
            server.stop(Duration.ZERO).join();
        }
    }

    /** Whether the selector is asked to look for bytes to read. */
    static boolean reads(Talk talk) {
        return on(talk.socket().loop(), () -> (interest(talk.socket()) & java.nio.channels.SelectionKey.OP_READ) != 0);
    }

    private static int interest(Connection socket) {
        try {
            var field = socket.getClass().getSuperclass().getDeclaredField("key");
            field.setAccessible(true);
            return ((java.nio.channels.SelectionKey) field.get(socket)).interestOps();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("that is idle holds no buffer: one is enough for many connections that say something in turn")
    void holdsNoBufferWhileItIsIdle() throws Exception {
        Set<IoBuffer> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        SimpleServer server = servers.start(() -> new Talk(self -> {
            IoBuffer peeked = self.inbox.peek();
            if (peeked != null) {
                seen.add(peeked);
                self.outbox.send(java.util.Objects.requireNonNull(self.inbox.poll()));
            }
        }));
        Client[] clients = new Client[20];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new Client(server);
        }
        for (int round = 0; round < 3; round++) {
            for (Client client : clients) {
                assertThat(client.isEchoed("something")).isTrue();
            }
        }
        assertThat(seen).hasSize(1);
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    @DisplayName("writes the messages of a turn when the turn is over: together, and in order")
    void writesTheMessagesOfATurnTogether() throws Exception {
        SimpleServer server = servers.start(() -> new Talk(self -> {
            self.hear();
            if (self.heard.length() > 0) {
                for (int i = 0; i < 40; i++) {
                    self.say(Character.toString('A' + i));
                }
                self.bye();
            }
        }));
        try (Client client = new Client(server)) {
            Connection socket = servers.talk().socket();
            client.send("go");
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                expected.append((char) ('A' + i));
            }
            assertThat(client.receiveAll()).hasToString(expected.toString());
            assertThat(on(socket.loop(), socket.inbox()::highWater)).isEqualTo(40);
            assertThat(on(socket.loop(), socket.inbox()::bytes)).isZero();
        }
    }

    @Test
    @DisplayName("closes cleanly whichever side closes first, and never leaves a connection behind")
    void closesCleanlyWhoeverClosesFirst() throws Exception {
        SimpleServer server = servers.start(Talk::echo);
        Random random = new Random(5);
        int count = 200;
        for (int i = 0; i < count; i++) {
            Client client = new Client(server);
            Socket socket = client.socket;
            switch (random.nextInt(5)) {
                case 0 -> client.reset();
                case 1 -> socket.close();
                case 2 -> {
                    client.send("hello").reset();
                }
                case 3 -> {
                    client.send("hello").finish();
                    assertThat(client.receiveAll()).isEqualTo("hello");
                    socket.close();
                }
                default -> {
                    assertThat(client.isEchoed("hello")).isTrue();
                    socket.close();
                }
            }
        }
        await().until(() -> Servers.active(server) == 0
                && server.connectionStatistics().get(0).closed().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        == count);
        assertThat(server.connections()).isZero();
        server.boxStatistics().get(0).boxes().forEach(box -> {
            assertThat(box.depth()).isZero();
            assertThat(box.bytes()).isZero();
            assertThat(box.capacity()).isZero();
        });
    }
}
