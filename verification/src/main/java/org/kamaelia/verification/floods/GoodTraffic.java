package org.kamaelia.verification.floods;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Good clients, which send one request after the other on connections that persist: two of HTTP/1.1 and two of HTTP/2. */
final class GoodTraffic {
    private static final int CLIENTS = 2;
    private static final int TIMEOUT = 20_000;
    private static final int OK = 0x88;

    final AtomicLong answers = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final int port;
    private volatile boolean stopping;

    GoodTraffic(int port) {
        this.port = port;
        for (int i = 0; i < CLIENTS; i++) {
            start(this::http1);
            start(this::http2);
        }
    }

    private interface Client {
        void run() throws IOException;
    }

    private void start(Client client) {
        Thread thread = new Thread(
                () -> {
                    try {
                        client.run();
                    } catch (IOException failed) {
                        lost.incrementAndGet();
                    }
                },
                "good");
        thread.start();
        threads.add(thread);
    }

    private void http1() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            byte[] request = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
            while (!stopping) {
                socket.getOutputStream().write(request);
                count("HTTP/1.1 200 OK".equals(in.readLine()));
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {}
                count("hello".equals(in.readLine()));
            }
        }
    }

    private void http2() throws IOException {
        try (Connection connection = new Connection(port, Frames.NOTHING)) {
            for (int stream = 1; !stopping; stream += 2) {
                connection.send(Frames.of(Frames.HEADERS, 5, stream, Frames.GET));
                int received = 0;
                boolean ok = false;
                boolean over = false;
                while (!over) {
                    connection.read();
                    boolean ofStream = connection.stream == stream;
                    ok |= ofStream && connection.type == Frames.HEADERS && (connection.payload[0] & 0xff) == OK;
                    received += ofStream && connection.type == Frames.DATA ? connection.payload.length : 0;
                    over = ofStream && (connection.flags & Frames.END_STREAM) != 0;
                    over |= connection.type == Frames.GOAWAY || ofStream && connection.type == Frames.RST_STREAM;
                }
                count(ok && received == 6);
                if (stream % 1000 == 999) {
                    connection.send(Frames.of(Frames.WINDOW_UPDATE, 0, 6 * 500));
                }
            }
        }
    }

    private void count(boolean good) {
        (good ? answers : lost).incrementAndGet();
    }

    /** Ends the traffic after the requests that are on their way. */
    void end() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
