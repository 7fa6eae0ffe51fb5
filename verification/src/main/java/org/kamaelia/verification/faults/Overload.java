package org.kamaelia.verification.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/**
 * Requests to a handler that takes its time, in an open loop: one is due at its time, on whichever kept connection is
 * free, or on a new one. Goodput is what was answered 200 in the second half, when the queue of the server is as long as
 * it gets.
 */
final class Overload {
    private static final byte[] REQUEST = "GET /sleep HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1);
    private static final int MOST_CONNECTIONS = 6_000;
    private static final int ROOM = 2_048;
    private static final double PATIENCE_SECONDS = 5;

    private final Selector selector = Selector.open();
    private final ArrayDeque<Client> free = new ArrayDeque<>();
    private final Latencies refused = new Latencies();
    private final int port;
    private final double rate;
    private final int seconds;
    private int connections;
    private int waiting;
    private long served;
    private long bad;
    private long halfTime;
    private long end;

    Overload(int port, double perSecond, int seconds) throws IOException {
        this.port = port;
        this.rate = perSecond;
        this.seconds = seconds;
    }

    void run() throws IOException {
        long begin = System.nanoTime();
        halfTime = begin + seconds * 500_000_000L;
        end = begin + seconds * 1_000_000_000L;
        long patience = end + (long) (PATIENCE_SECONDS * 1e9);
        long started = 0;
        try {
            for (long now = begin; now < end || waiting > 0 && now < patience; now = System.nanoTime()) {
                while (now < end && begin + (long) (started * 1e9 / rate) <= now) {
                    send(begin + (long) (started++ * 1e9 / rate));
                }
                selector.select(key -> ((Client) key.attachment()).ready(), 1);
            }
            bad += waiting;
        } finally {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }

    private void send(long due) throws IOException {
        Client client = free.poll();
        if (client == null) {
            if (connections == MOST_CONNECTIONS) {
                bad++; // the server neither answers nor refuses
                return;
            }
            connections++;
            client = new Client();
        }
        waiting++;
        client.send(due);
    }

    /** Answers 200 a second. */
    double goodput() {
        return served * 1e9 / (end - halfTime);
    }

    /** From when a request was due until it was refused. */
    Latencies refused() {
        return refused;
    }

    /** Requests without an answer, or with another than 200 and 503. */
    long bad() {
        return bad;
    }

    private final class Client {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(ROOM);
        private long due;

        Client() throws IOException {
            channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(long dueAt) throws IOException {
            due = dueAt;
            channel.write(ByteBuffer.wrap(REQUEST));
        }

        void ready() {
            try {
                if (channel.read(in) < 0) {
                    throw new IOException("closed");
                }
                String answer = new String(in.array(), 0, in.position(), ISO_8859_1);
                int body = answer.indexOf("\r\n\r\n");
                if (body >= 0 && answer.length() >= body + 4 + length(answer)) {
                    in.clear();
                    waiting--;
                    answered(answer);
                    free.add(this);
                }
            } catch (IOException over) {
                gone();
            }
        }

        private int length(String answer) {
            int at = answer.indexOf("Content-Length: ") + "Content-Length: ".length();
            return Integer.parseInt(answer.substring(at, answer.indexOf('\r', at)));
        }

        private void answered(String answer) {
            long now = System.nanoTime();
            if (answer.startsWith("HTTP/1.1 503") && answer.contains("\r\nRetry-After: ")) {
                refused.add(now - due);
            } else if (answer.startsWith("HTTP/1.1 200")) {
                served += now >= halfTime && now < end ? 1 : 0;
            } else {
                bad++;
            }
        }

        private void gone() {
            try {
                channel.close();
            } catch (IOException already) {
                // it is over in any case
            }
            connections--;
            if (!free.remove(this)) { // with a request under way
                waiting--;
                bad++;
            }
        }
    }
}
