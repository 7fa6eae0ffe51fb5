package org.kamaelia.benchmarks.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sends binary messages over many WebSockets from one thread, and counts what the server delivers, and the processor time
 * that it takes for it. Of an echo one message of each client is under way. Of a broadcast four messages are.
 */
public final class SocketLoad {
    private static final int KEY = 0x5a13c7e9;
    private static final int UNDER_WAY = 4;
    private static final int TICKS_PER_SECOND = 100; // of Linux, in /proc
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final int port;
    private final boolean toAll;
    private final int size;
    private final byte[] frame;
    private final int answer; // octets of a delivery
    private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);
    private final List<Client> clients = new ArrayList<>();
    private final Selector selector = Selector.open();
    private long received; // octets
    private long sent; // messages

    private SocketLoad(int port, boolean toAll, int size) throws IOException {
        this.port = port;
        this.toAll = toAll;
        this.size = size;
        this.frame = masked(size);
        this.answer = size + (size < 126 ? 2 : size < 65_536 ? 4 : 10);
    }

    /** One WebSocket. */
    private static final class Client {
        final SocketChannel channel;
        final ByteBuffer out;
        int left; // octets of the answer that have not come

        Client(SocketChannel channel, byte[] frame) {
            this.channel = channel;
            this.out = ByteBuffer.allocateDirect(frame.length).put(frame).flip();
            out.position(out.limit());
        }
    }

    /**
     * Runs the load and prints deliveries a second, and deliveries a second of the server's processor time.
     *
     * @param port the port of the server
     * @param process the process of the server
     * @param kind {@code echo} or {@code all}
     * @param size bytes of a message
     * @param clients how many WebSockets
     * @param seconds how long it is measured, after a third of that time
     */
    public static void run(int port, long process, String kind, int size, int clients, double seconds)
            throws IOException {
        SocketLoad load = new SocketLoad(port, kind.equals("all"), size);
        for (int i = 0; i < clients; i++) {
            load.open();
        }
        load.go(seconds / 3);
        long deliveriesBefore = load.received / load.answer;
        double cpuBefore = cpu(process);
        long begin = System.nanoTime();
        load.go(seconds);
        double wall = (System.nanoTime() - begin) / 1e9;
        double cpu = cpu(process) - cpuBefore;
        long deliveries = load.received / load.answer - deliveriesBefore;
        System.out.printf(Locale.ROOT, "%.0f %.0f %.2f%n", deliveries / wall, deliveries / cpu, cpu / wall);
    }

    private static byte[] masked(int size) {
        ByteBuffer made = ByteBuffer.allocate(14 + size).put((byte) 0x82);
        if (size < 126) {
            made.put((byte) (0x80 | size));
        } else if (size < 65_536) {
            made.put((byte) 0xfe).putShort((short) size);
        } else {
            made.put((byte) 0xff).putLong(size);
        }
        made.putInt(KEY);
        for (int i = 0; i < size; i++) {
            made.put((byte) (i * 31 ^ KEY >>> 24 - 8 * (i & 3)));
        }
        byte[] frame = new byte[made.position()];
        made.flip().get(frame);
        return frame;
    }

    private void open() throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(("GET " + (toAll ? "/ws/all" : "/ws") + " HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (channel.read(one.clear()) < 0) {
                throw new IOException("The server closed after " + head);
            }
            head.append((char) one.get(0));
        }
        if (head.indexOf(" 101 ") < 0) {
            throw new IOException("The server answered " + head);
        }
        channel.configureBlocking(false);
        Client client = new Client(channel, frame);
        channel.register(selector, SelectionKey.OP_READ, client);
        clients.add(client);
    }

    private void go(double seconds) throws IOException {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        if (sent == 0) {
            begin();
        }
        while (System.nanoTime() < until) {
            long before = received;
            selector.select(
                    key -> {
                        try {
                            ready(key);
                        } catch (IOException broken) {
                            throw new IllegalStateException(broken);
                        }
                    },
                    PATIENCE_NANOS / 1_000_000);
            if (System.nanoTime() - until > PATIENCE_NANOS && received == before) {
                throw new IOException("The server delivers nothing");
            }
        }
    }

    private void begin() throws IOException {
        if (toAll) {
            publish();
            return;
        }
        for (Client client : clients) {
            send(client);
        }
    }

    private void send(Client client) throws IOException {
        sent++;
        client.left = answer;
        client.out.rewind();
        write(client);
    }

    private void write(Client client) throws IOException {
        client.channel.write(client.out);
        SelectionKey key = client.channel.keyFor(selector);
        int wanted = SelectionKey.OP_READ | (client.out.hasRemaining() ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    private void ready(SelectionKey key) throws IOException {
        Client client = (Client) key.attachment();
        if (key.isWritable()) {
            write(client);
        }
        if (!key.isReadable()) {
            return;
        }
        int some = client.channel.read(in.clear());
        if (some < 0) {
            throw new IOException("The server closed a connection");
        }
        received += some;
        if (toAll) {
            publish();
            return;
        }
        client.left -= some;
        if (client.left < 0) {
            throw new IOException("The server has sent more than an echo of " + size + " bytes");
        }
        if (client.left == 0) {
            send(client);
        }
    }

    /** Sends the next message when all but three of those before it were delivered to all. */
    private void publish() throws IOException {
        Client sender = clients.get(0);
        while (!sender.out.hasRemaining() && received >= (sent + 1 - UNDER_WAY) * answer * clients.size()) {
            send(sender);
        }
    }

    private static double cpu(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
    }
}
