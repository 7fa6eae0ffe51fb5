package org.kamaelia.verification.websocket;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
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
import org.kamaelia.http.websocket.WebSocketSettings;
import org.kamaelia.http.websocket.frame.Compression;
import org.kamaelia.net.SimpleServer;

/**
 * Subscribers that stop reading beside subscribers that read, while messages of 16 KiB are published. Those that read must
 * get every message in order, and nearly as soon as without the others. The others must cost little memory. One that comes
 * back to a broadcast with {@code SKIP_TO_LATEST} must see the newest message, and none twice.
 */
public final class StalledSubscribers {
    private static final int READERS = 1;
    private static final int SIZE = 16 * 1024;
    private static final long MOST_BYTES = 64 * 1024;
    private static final long MOST_LATE_NANOS = 20_000_000;

    private final Broadcast<Message> feed = Broadcast.of(1024, Broadcast.Slow.DROP_OLDEST);
    private final Broadcast<Message> latest = Broadcast.of(16, Broadcast.Slow.SKIP_TO_LATEST);
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
        ResourceGlue routes = ResourceGlue.of().at("/ws", plain(feed)).at("/latest", plain(latest));
        try (SimpleServer server =
                SimpleServer.of(() -> new HttpServer(routes)).port(0).start()) {
            new StalledSubscribers(perSecond / 8, 2 * seconds).warmUp();
            long[] alone = measure(server.localPort());
            long before = Opened.heap() + Opened.direct();
            List<SocketChannel> others = new ArrayList<>();
            for (int i = 0; i < stalled; i++) {
                others.add(Opened.webSocket(server.localPort(), 4 * 1024));
            }
            long[] beside = measure(server.localPort());
            long each = (Opened.heap() + Opened.direct() - before) / stalled;
            System.out.printf(
                    "%,d MB/s published; alone: p50 %,d us, p99 %,d us; beside %,d stalled: p50 %,d us, p99 %,d us;"
                            + " %,d bytes each, at most %,d are allowed%n",
                    alone[2], alone[0], alone[1], stalled, beside[0], beside[1], each, MOST_BYTES);
            for (SocketChannel one : others) {
                one.close();
            }
            boolean newest = seesTheNewest(server.localPort());
            if (each > MOST_BYTES || beside[1] > 2 * alone[1] || !newest) {
                System.exit(1);
            }
        }
    }

    /** Publishes on a server of its own, so that the JVM has compiled everything when it is measured. */
    private void warmUp() throws Exception {
        try (SimpleServer server = SimpleServer.of(
                        () -> new HttpServer(ResourceGlue.of().at("/ws", plain(feed))))
                .port(0)
                .start()) {
            measure(server.localPort());
        }
    }

    private static WebSocket plain(Broadcast<Message> messages) {
        return WebSocket.broadcast(messages)
                .settings(WebSocketSettings.defaults().compression(Compression.none()));
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
        long due = begin;
        for (int i = 0; i < perSecond * seconds; i++) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            feed.publish(message(i));
            // a pause of this JVM is not made up for by a burst that no subscriber could take
            due = Math.max(due, System.nanoTime() - MOST_LATE_NANOS) + 1_000_000_000L / perSecond;
        }
        long nanos = System.nanoTime() - begin;
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
        long rate = (long) perSecond * seconds * SIZE * 1_000 / nanos;
        return new long[] {all[all.length / 2], all[all.length / 100 * 99], rate};
    }

    /** A subscriber stops, misses messages and comes back: after those on their way it gets the newest. */
    private boolean seesTheNewest(int port) throws Exception {
        int messages = 2_000;
        try (SocketChannel channel = Opened.webSocket(port, "/latest", 4 * 1024);
                InputStream in = Channels.newInputStream(channel)) {
            while (latest.subscribers() < 1) {
                Thread.sleep(10);
            }
            for (int i = 0; i < messages; i++) {
                latest.publish(message(i));
                if (i % 100 == 0) {
                    Thread.sleep(1);
                }
            }
            int before = -1;
            int taken = 0;
            while (before < messages - 1) {
                int number = next(in).getInt();
                if (number <= before) {
                    System.out.println("message " + number + " came after message " + before);
                    return false;
                }
                before = number;
                taken++;
            }
            System.out.printf("one that came back took %,d of %,d messages, the newest as the last%n", taken, messages);
            return taken < messages;
        }
    }

    private static ByteBuffer next(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        int length = ByteBuffer.wrap(head).getShort(2);
        ByteBuffer start = ByteBuffer.wrap(in.readNBytes(16));
        in.skipNBytes(length - 16);
        return start;
    }

    /** The number and the time, and many zeros. */
    private static Message message(int number) {
        byte[] octets = new byte[SIZE];
        ByteBuffer.wrap(octets).putInt(number).putLong(System.nanoTime());
        return Message.binary(octets);
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
                    ByteBuffer next = next(buffered);
                    int number = next.getInt();
                    if (number != i) {
                        failure = "got " + number + " instead of " + i;
                        return;
                    }
                    micros[i] = (System.nanoTime() - next.getLong()) / 1_000;
                }
            } catch (IOException | RuntimeException broken) {
                failure = broken.toString();
            }
        }
    }
}
