package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.EventLoops;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.ProtocolFactory;
import org.kamaelia.net.transport.ProtocolFactory.Recognition;
import org.kamaelia.testing.TlsEngine;
import org.kamaelia.testing.TlsKeys;

@DisplayName("The protocol of a connection is chosen")
@Timeout(60)
class ProtocolChoiceTest {
    private static final byte[] PREFACE = "LINES/1\n".getBytes(StandardCharsets.US_ASCII);

    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    /** Says its name and what ALPN has agreed on, and then echoes. */
    private static Talk named(String name) {
        boolean[] said = {false};
        return new Talk(self -> {
            if (!said[0]) {
                said[0] = true;
                self.say(name + "/" + self.transport().applicationProtocol() + "/"
                        + (self.transport().tlsSession() != null) + " ");
            }
            if (!self.inbox.isEmpty() && self.outbox.hasRoom()) {
                self.outbox.send(java.util.Objects.requireNonNull(self.inbox.poll()));
            }
            if (self.inbox.ended() || self.inbox.shutdown() != null) {
                self.bye();
            }
        });
    }

    private static ProtocolFactory lines() {
        return ProtocolFactory.of("lines", () -> named("lines")).beginningWith(PREFACE);
    }

    private SimpleServer both() {
        return servers.server(() -> named("default")).protocol(lines());
    }

    private SimpleServer secured() {
        return both().tls(TlsSetup.of(TlsKeys.SERVER.context())).start();
    }

    // Over TLS: ALPN, RFC 7301.

    @Test
    @DisplayName("by ALPN, in the order of the server: those added first, the default last")
    void alpnChooses() throws Exception {
        SimpleServer server = secured();
        try (Wire client = Wire.tls(server, TlsKeys.nobody(), "http/1.1", "lines")) {
            assertThat(client.receive(17)).isEqualTo("lines/lines/true ");
            assertThat(client.send("abc").receive(3)).isEqualTo("abc");
        }
        try (Wire client = Wire.tls(server, TlsKeys.nobody(), "other", "http/1.1")) {
            assertThat(client.receive(22)).isEqualTo("default/http/1.1/true ");
        }
    }

    @Test
    @DisplayName("to be the default where the client offers none, with any first bytes")
    void withoutAlpnTheDefaultIsSpoken() throws Exception {
        try (Wire client = Wire.tls(secured(), TlsKeys.nobody())) {
            client.send("LINES/1\n");
            assertThat(client.receive(26)).isEqualTo("default/null/true LINES/1\n");
        }
    }

    @Test
    @DisplayName("with the facts of the connection, which stay after it has closed: addresses, session, protocol")
    void factsStayAfterTheEnd() throws Exception {
        SimpleServer server = secured();
        try (Wire client = Wire.tls(server, TlsKeys.nobody(), "http/1.1")) {
            client.receive(22);
        }
        Talk talk = servers.talk();
        await().until(() -> server.connections() == 0);
        assertThat(talk.transport().tlsSession()).isNotNull();
        assertThat(talk.transport().applicationProtocol()).isEqualTo("http/1.1");
        assertThat(talk.transport().remoteAddress()).isNotNull();
        assertThat(talk.transport().localAddress()).isEqualTo(server.localAddress());
    }

    @Test
    @DisplayName("to be none where the client offers unknown ones only: the handshake fails")
    void unknownProtocolsEndTheHandshake() throws Exception {
        SimpleServer server = secured();
        assertThatThrownBy(() -> Wire.tls(server, TlsKeys.nobody(), "other"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no_application_protocol");
        assertThat(servers.talks).isEmpty();
    }

    @Test
    @DisplayName("after the handshake: one that does not complete costs no protocol component, one that does costs one")
    void handshakeThatNeverCompletesCostsNoProtocol() throws Exception {
        AtomicInteger made = new AtomicInteger();
        SimpleServer server = servers.server(() -> {
                    made.incrementAndGet();
                    return Talk.echo();
                })
                .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                .start();
        byte[] hello = TlsEngine.hello();
        try (Client half = new Client(server);
                Client whole = new Client(server)) {
            half.send(Arrays.copyOf(hello, hello.length / 2));
            whole.send(hello).receive(100);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(made).hasValue(0);
        }
        await().until(() -> Servers.closed(server, CloseCause.HANDSHAKE) == 2);
        assertThat(made).hasValue(0);
        try (Wire client = Wire.tls(server, TlsKeys.nobody())) {
            assertThat(client.send("a").receive(1)).isEqualTo("a");
        }
        assertThat(made).hasValue(1);
    }

    @Test
    @DisplayName("not before the handshake is complete: a server that stops closes the connection at once")
    void stopEndsHandshakes() throws Exception {
        SimpleServer server = secured();
        try (Client client = new Client(server)) {
            client.send(TlsEngine.hello()).receive(100);
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(30));
            client.receiveAllOrReset();
            client.leave();
            stopped.get(10, TimeUnit.SECONDS);
        }
        assertThat(servers.talks).isEmpty();
        assertThat(Servers.closed(server, CloseCause.STOPPED)).isEqualTo(1);
    }

    // In plain text.

    @Test
    @DisplayName("before the client has said anything, where there is only one")
    void theOnlyProtocolWaitsForNothing() throws Exception {
        SimpleServer server = servers.start(() -> named("default"));
        try (Client client = new Client(server)) {
            assertThat(client.receiveText(19)).isEqualTo("default/null/false ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 100})
    @DisplayName("by the first bytes, in whatever pieces they come, and receives all of them")
    void firstBytesChoose(int piece) throws Exception {
        SimpleServer server = both().start();
        String sent = "LINES/1\nabc";
        try (Client client = new Client(server)) {
            for (int i = 0; i < sent.length(); i += piece) {
                client.send(sent.substring(i, Math.min(i + piece, sent.length())));
            }
            assertThat(client.receiveText(17 + sent.length())).isEqualTo("lines/null/false " + sent);
            assertThat(client.isEchoed("more")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "LINES/2", "LINES/1\r"})
    @DisplayName("to be the default as soon as the first bytes show no other, which receives all of them")
    void otherBytesGoToTheDefault(String sent) throws Exception {
        SimpleServer server = both().start();
        try (Client client = new Client(server)) {
            client.send(sent);
            assertThat(client.receiveText(19 + sent.length())).isEqualTo("default/null/false " + sent);
        }
    }

    @Test
    @DisplayName("to be the default where the client ends within the first bytes, which is told the end")
    void endOfInputGoesToTheDefault() throws Exception {
        SimpleServer server = both().start();
        try (Client client = new Client(server)) {
            assertThat(client.send("LIN").finish().receiveAll()).isEqualTo("default/null/false LIN");
        }
    }

    @Test
    @DisplayName("within 24 bytes, of which no recogniser is shown more")
    void looksAtNoMoreThan24Bytes() throws Exception {
        AtomicInteger most = new AtomicInteger();
        SimpleServer server = servers.server(() -> named("default"))
                .protocol(ProtocolFactory.of("greedy", () -> named("greedy")).recognisedBy(first -> {
                    most.accumulateAndGet(first.remaining(), Math::max);
                    return Recognition.MORE;
                }))
                .start();
        String sent = "x".repeat(100);
        try (Client client = new Client(server)) {
            assertThat(client.send(sent).receiveText(119)).isEqualTo("default/null/false " + sent);
        }
        assertThat(most).hasValue(24);
    }

    @Test
    @DisplayName("within 10 s: then the default takes over")
    void looksForNoLongerThan10Seconds() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (EventLoops timed = EventLoops.create(1, nanos::get)) {
            EventLoop loop = timed.all().get(0);
            SimpleServer server = SimpleServer.of(() -> named("default"))
                    .protocol(lines())
                    .address(InetAddress.getLoopbackAddress())
                    .port(0)
                    .loops(timed)
                    .start();
            try (Client client = new Client(server)) {
                client.send("LIN");
                await().until(() -> server.boxStatistics().get(0).boxes().stream()
                        .anyMatch(box -> box.component().equals("FirstBytes") && box.capacity() == 1));
                nanos.addAndGet(Duration.ofSeconds(11).toNanos());
                loop.execute(() -> {});
                assertThat(client.receiveText(22)).isEqualTo("default/null/false LIN");
            }
            CompletableFuture<Void> stopped = server.stop(Duration.ZERO);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            loop.execute(() -> {});
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName(
            "to be the default when the server stops before there are bytes enough, so that it closes in its own way")
    void stopLetsTheDefaultClose() throws Exception {
        SimpleServer server = both().start();
        try (Client client = new Client(server)) {
            client.send("LIN");
            await().until(() -> server.connections() == 1);
            CompletableFuture<Void> stopped = server.stop(Duration.ofSeconds(30));
            client.receiveAll();
            client.leave();
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("and the connection is closed if that protocol cannot be made")
    void protocolThatCannotBeMadeClosesTheConnection() throws Exception {
        SimpleServer server = servers.server(Talk::echo)
                .protocol(ProtocolFactory.of("lines", () -> {
                            throw new IllegalStateException("test");
                        })
                        .beginningWith(PREFACE))
                .start();
        try (Client client = new Client(server);
                LogCapture log = LogCapture.of(ServerLoop.class)) {
            client.send("LINES/1\n");
            assertThat(client.isReset()).isTrue();
            await().until(() -> Servers.closed(server, CloseCause.FAILED) == 1);
            assertThat(log.thrown()).hasSize(1);
        }
    }

    @Test
    @DisplayName("among names that differ and that ALPN can carry")
    void refusesAmbiguousOrTooLongNames() {
        SimpleServer server = SimpleServer.of(Talk::echo).protocol(lines());
        assertThatIllegalArgumentException().isThrownBy(() -> server.protocol(lines()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.protocol(ProtocolFactory.of("http/1.1", Talk::echo)))
                .withMessageContaining("http/1.1");
        assertThatIllegalArgumentException().isThrownBy(() -> ProtocolFactory.of("", Talk::echo));
        assertThatIllegalArgumentException().isThrownBy(() -> ProtocolFactory.of("\u00e9", Talk::echo));
        assertThatIllegalArgumentException().isThrownBy(() -> ProtocolFactory.of("x".repeat(256), Talk::echo));
        assertThatIllegalArgumentException().isThrownBy(() -> lines().beginningWith(new byte[25]));
        assertThatIllegalArgumentException().isThrownBy(() -> lines().beginningWith(new byte[0]));
    }
}
