package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.kamaelia.net.Servers.on;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.net.Wire.Carrier;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.transport.CloseCause;
import org.kamaelia.net.transport.Transport;

@DisplayName("A transport counts the bytes that the client's side has taken")
@Timeout(60)
class TakenTest {
    private final Servers servers = new Servers();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        servers.close();
    }

    /** Notes what it is told. */
    private static final class Recorder implements Transport.Taken {
        final List<Long> totals = Collections.synchronizedList(new ArrayList<>());
        final List<String> ends = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void taken(long total) {
            totals.add(total);
        }

        @Override
        public void ended(CloseCause cause, long total) {
            ends.add(cause + " " + total);
        }
    }

    /** Says something as soon as it is spoken to. */
    private Talk saying(String... texts) {
        return new Talk(self -> {
            if (self.inbox.isEmpty()) {
                return;
            }
            self.hear();
            self.transport().onTaken(recorder);
            for (String text : texts) {
                self.say(text);
            }
            self.bye();
        });
    }

    @DisplayName("in plain bytes, and tells the end once, though the protocol has ended before")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void countsPlainBytes(Carrier carrier) throws Exception {
        SimpleServer server =
                carrier.on(servers.server(() -> saying("hello ", "world"))).start();
        try (Wire client = carrier.connect(server)) {
            Talk talk = servers.talk();
            assertThat(client.send("?").receiveAll()).isEqualTo("hello world");
            assertThat(talk.stops).hasValue(1);
        }
        await().until(() -> recorder.ends.size() == 1);
        assertThat(recorder.ends).containsExactly("COMPLETE 11");
        assertThat(recorder.totals).last().isEqualTo(11L);
        assertThat(recorder.totals).isSorted().doesNotHaveDuplicates();
    }

    @DisplayName("queued bytes do not count while the client reads nothing")
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"PLAIN", "TLS"})
    void doesNotCountQueuedBytes(Carrier carrier) throws Exception {
        int total = 16 * 1024 * 1024;
        IoBuffer much = IoBuffer.wrap(ByteBuffer.allocate(total));
        SimpleServer server = carrier.on(servers.server(() -> new Talk(self -> {
                    if (!self.inbox.isEmpty()) {
                        self.hear();
                        self.transport().onTaken(recorder);
                        for (int i = 0; i < 16; i++) {
                            self.outbox.send(IoBuffer.wrap(much.bytes()
                                    .duplicate()
                                    .position(i * 1024 * 1024)
                                    .limit((i + 1) * 1024 * 1024)));
                        }
                        self.bye();
                    }
                })))
                .start();
        try (Wire client = carrier.connect(server)) {
            client.send("?");
            Talk talk = servers.talk();
            await().until(() -> !recorder.totals.isEmpty());
            assertThat(on(talk.transport().loop(), () -> talk.transport().taken()))
                    .isLessThan(total);
            assertThat(recorder.ends).isEmpty();
            assertThat(client.in().readAllBytes()).hasSize(total);
        }
        await().until(() -> recorder.ends.size() == 1);
        assertThat(recorder.ends).containsExactly("COMPLETE " + total);
        assertThat(recorder.totals).isSorted();
    }

    @Test
    @DisplayName("the total at the end is exact when the client resets in the middle")
    void totalIsExactWhenTheClientResetsInTheMiddle() throws Exception {
        int total = 64 * 1024 * 1024;
        SimpleServer server = servers.start(() -> new Talk(self -> {
            if (!self.inbox.isEmpty()) {
                self.hear();
                self.transport().onTaken(recorder);
                self.outbox.send(IoBuffer.wrap(ByteBuffer.allocate(total)));
            }
        }));
        try (Client client = new Client(server, 4096)) {
            client.send("?").receive(1000);
            client.reset();
            await().until(() -> !recorder.ends.isEmpty());
        }
        String[] end = recorder.ends.get(0).split(" ");
        assertThat(end[0]).isEqualTo("RESET");
        assertThat(Long.parseLong(end[1]))
                .isBetween(1000L, total - 1L)
                .isEqualTo(recorder.totals.get(recorder.totals.size() - 1));
    }

    @Test
    @DisplayName("a listener that comes after the end is told the end at once; another listener replaces the first")
    void lateListenerIsToldTheEndAtOnce() throws Exception {
        SimpleServer server = servers.start(() -> saying("hello"));
        try (Client client = new Client(server)) {
            Talk talk = servers.talk();
            assertThat(client.send("?").receiveAll()).isEqualTo("hello");
            client.leave();
            await().until(() -> recorder.ends.size() == 1);
            Recorder late = new Recorder();
            Servers.run(talk, () -> talk.transport().onTaken(late));
            assertThat(late.ends).containsExactly("COMPLETE 5");
            assertThat(recorder.ends).hasSize(1);
        }
    }
}
