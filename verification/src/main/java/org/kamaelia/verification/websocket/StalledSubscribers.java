package org.kamaelia.verification.websocket;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocket;
import org.kamaelia.net.SimpleServer;

/**
 * Subscribers that stop reading beside subscribers that read, while messages of 1 KiB are published. Those that read must
 * get every message in order, and nearly as soon as without the others. The others must cost little memory.
 */
public final class StalledSubscribers {
    private static final int READERS = 4;
    private static final int SIZE = 1024;
    private static final long MOST_BYTES = 64 * 1024;

    private final Broadcast<Message> feed = Broadcast.of(1024, Broadcast.Slow.SKIP_TO_LATEST);
    private final int perSecond;
    private final int seconds;

    private StalledSubscribers(int perSecond, int seconds) {
        this.perSecond = perSecond;
        this.seconds = seconds;
    }

    /** Arguments: how many stall, messages a second, seconds. Ends with status 1 if a requirement does not hold. */
    public static void main(String[] args) throws Exception {
        new StalledSubscribers(Integer.parseInt(args[1]), Integer.parseInt(args[2])).run(Integer.parseInt(args[0]));
    }

    private void run(int stalled) throws Exception {
        ResourceGlue routes = ResourceGlue.of().at("/ws", WebSocket.broadcast(feed));
        try (SimpleServer server =
                SimpleServer.of(() -> new HttpServer(routes)).port(0).start()) {
            long[] alone = measure(server.localPort());
            long before = Opened.heap() + Opened.direct();
            List<SocketChannel> others = new ArrayList<>();
            for (int i = 0; i < stalled; i++) {
                others.add(Opened.webSocket(server.localPort(), 4 * 1024));
            }
            long[] beside = measure(server.localPort());
            long each = (Opened.heap() + Opened.direct() - before) / stalled;
            System.out.printf(
                    "alone:  p50 %,d us, p99 %,d us%nbeside %,d stalled: p50 %,d us, p99 %,d us; %,d bytes each%n",
                    alone[0], alone[1], stalled, beside[0], beside[1], each);
            for (SocketChannel one : others) {
                one.close();
            }
            if (each > MOST_BYTES || beside[1] > 2 * alone[1]) {
                System.exit(1);
            }
        }
    }

    /** Publishes at the rate, and answers the median and the 99th percentile of the latency in microseconds. */
    private long[] measure(int port) throws Exception {
        int subscribed = feed.subscribers();
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(new Reader(Opened.webSocket(port, 0), perSecond * seconds));
        }
        while (feed.subscribers() < subscribed + READERS) {
            Thread.sleep(10);
        }
        readers.forEach(Thread::start);
        long begin = System.nanoTime();
        for (int i = 0; i < perSecond * seconds; i++) {
            long due = begin + i * 1_000_000_000L / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            feed.publish(Message.text(text(i)));
        }
        long[] all = new long[0];
        for (Reader reader : readers) {
            reader.join(20_000);
            if (reader.failure != null || reader.isAlive()) {
                throw new IllegalStateException("A reader has missed messages: " + reader.failure);
            }
            int from = all.length;
            all = Arrays.copyOf(all, from + reader.micros.length);
            System.arraycopy(reader.micros, 0, all, from, reader.micros.length);
        }
        Arrays.sort(all);
        return new long[] {all[all.length / 2], all[all.length / 100 * 99]};
    }

    private static String text(int number) {
        String head = number + " " + System.nanoTime() + " ";
        return head + "x".repeat(SIZE - head.length());
    }

    /** Reads every message, checks the order, and notes the latency. */
    private static final class Reader extends Thread {
        private final SocketChannel channel;
        private final long[] micros;
        private volatile @Nullable String failure;

        Reader(SocketChannel channel, int messages) {
            super("reader");
            this.channel = channel;
            this.micros = new long[messages];
            setDaemon(true);
        }

        @Override
        public void run() {
            try (channel;
                    InputStream in = Channels.newInputStream(channel)) {
                InputStream buffered = new BufferedInputStream(in, 64 * 1024);
                for (int i = 0; i < micros.length; i++) {
                    byte[] head = buffered.readNBytes(4);
                    byte[] payload = buffered.readNBytes(ByteBuffer.wrap(head).getShort(2));
                    String[] parts = new String(payload, StandardCharsets.US_ASCII).split(" ", 3);
                    if (!parts[0].equals(Integer.toString(i))) {
                        failure = "got " + parts[0] + " instead of " + i;
                        return;
                    }
                    micros[i] = (System.nanoTime() - Long.parseLong(parts[1])) / 1_000;
                }
            } catch (IOException broken) {
                failure = broken.toString();
            }
        }
    }
}
