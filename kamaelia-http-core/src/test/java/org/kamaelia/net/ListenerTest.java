package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.net.loop.EventLoop;

@DisplayName("A listener whose accept fails")
@Timeout(30)
class ListenerTest {

    /** A port on which accepting gives what the test has put there: a channel, a failure, or nothing. */
    private static final class Port extends ServerSocketChannel {
        private final Queue<Object> coming = new ArrayDeque<>();

        Port() {
            super(SelectorProvider.provider());
        }

        @Override
        public @Nullable SocketChannel accept() throws IOException {
            Object next = coming.poll();
            if (next instanceof IOException failure) {
                throw failure;
            }
            if (next instanceof Error failure) {
                throw failure;
            }
            return (SocketChannel) next;
        }

        @Override
        public ServerSocketChannel bind(SocketAddress local, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public ServerSocket socket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress getLocalAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }

    private static List<String> pauses(LogCapture log) {
        List<String> pauses = new ArrayList<>();
        for (String message : log.messages()) {
            assertThat(message).startsWith("Server default cannot accept a connection (Too many open files)");
            pauses.add(message.replaceAll(".*again in (\\S+) ms", "$1"));
        }
        return pauses;
    }

    @Test
    @DisplayName("is not ended by it, pauses for 50 to 1,600 ms, longer each time, and serves later clients")
    void pausesWhenAcceptFailsAndServesLaterClients() throws Exception {
        try (Servers servers = new Servers();
                ServerSocketChannel real = ServerSocketChannel.open();
                LogCapture log = LogCapture.of(Listener.class)) {
            SimpleServer server = servers.start(Talk::echo);
            EventLoop loop = servers.loops.all().get(0);
            Port port = new Port();
            Listener listener = new Listener(server.runningServer(), loop, port);
            for (int i = 0; i < 7; i++) {
                port.coming.add(new IOException("Too many open files"));
            }
            Servers.on(loop, () -> {
                loop.activate(listener);
                for (int i = 0; i < 7; i++) {
                    listener.ready(SelectionKey.OP_ACCEPT);
                }
                return true;
            });
            assertThat(pauses(log)).containsExactly("50", "100", "200", "400", "800", "1,600", "1,600");
            assertThat(listener.isLive()).isTrue();

            real.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(real.getLocalAddress())) {
                port.coming.add(real.accept());
                port.coming.add(new IOException("Too many open files"));
                Servers.on(loop, () -> {
                    listener.ready(SelectionKey.OP_ACCEPT);
                    return true;
                });
                client.socket().setSoTimeout(10_000);
                client.socket().getOutputStream().write("hello".getBytes());
                assertThat(client.socket().getInputStream().readNBytes(5)).isEqualTo("hello".getBytes());
            }
            assertThat(pauses(log))
                    .as("begins again after a success")
                    .endsWith("1,600", "50")
                    .hasSize(8);
            Servers.on(loop, () -> {
                listener.end();
                return true;
            });
        }
    }

    @Test
    @DisplayName("is not ended by a lack of memory either")
    void isNotEndedByALackOfMemory() throws Exception {
        try (Servers servers = new Servers();
                LogCapture log = LogCapture.of(Listener.class)) {
            SimpleServer server = servers.start(Talk::echo);
            EventLoop loop = servers.loops.all().get(0);
            Port port = new Port();
            Listener listener = new Listener(server.runningServer(), loop, port);
            port.coming.add(new OutOfMemoryError("Java heap space"));
            Servers.on(loop, () -> {
                loop.activate(listener);
                listener.ready(SelectionKey.OP_ACCEPT);
                return true;
            });

            assertThat(log.messages())
                    .containsExactly(
                            "Server default cannot accept a connection (Java heap space); it tries again in 50 ms");
            assertThat(listener.isLive()).isTrue();
            Servers.on(loop, () -> {
                listener.end();
                return true;
            });
        }
    }
}
