package org.kamaelia.verification.siege;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Clients of one attack that speak TLS in full, each on a thread of its own. A client that the server has closed connects
 * again.
 */
final class TlsSwarm {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final byte[] DOWNLOAD =
            "GET /download?100000000,1 HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What the clients do. */
    enum Habit {
        /** Whole handshakes, again and again, without a request: the server computes a signature for each. */
        HANDSHAKES,
        /** TLS 1.3: the keys of the connection are changed, again and again. */
        KEY_UPDATES,
        /** TLS 1.2: a new handshake within the connection, again and again. */
        RENEGOTIATION,
        /** A large download, of which an octet is read each 20 ms. */
        SLOW_READERS
    }

    private final Habit habit;
    private final int clients;
    private final int port;
    private final String address;
    private final SSLContext trusting;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    TlsSwarm(Habit habit, int clients, int port, String address, SSLContext trusting) {
        this.habit = habit;
        this.clients = clients;
        this.port = port;
        this.address = address;
        this.trusting = trusting;
    }

    /** Attacks until this time, in milliseconds; then all its connections close. */
    void run(long untilMillis) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> attack(untilMillis), "tls-attacker-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        Thread.sleep(Math.max(0, untilMillis - System.currentTimeMillis()));
        for (Socket socket : open) {
            close(socket);
        }
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
        }
    }

    private void attack(long untilMillis) {
        while (System.currentTimeMillis() < untilMillis) {
            Socket socket = new Socket();
            open.add(socket);
            try {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.setReceiveBufferSize(4 * 1024);
                socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
                socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
                connections.incrementAndGet();
                annoy(
                        (SSLSocket) trusting.getSocketFactory().createSocket(socket, "localhost", port, true),
                        untilMillis);
            } catch (IOException refusedOrClosed) {
                LockSupport.parkNanos(20_000_000);
            } finally {
                close(socket);
                open.remove(socket);
            }
        }
    }

    private void annoy(SSLSocket socket, long untilMillis) throws IOException {
        if (habit == Habit.RENEGOTIATION) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        }
        socket.startHandshake();
        OutputStream out = socket.getOutputStream();
        if (habit == Habit.SLOW_READERS) {
            out.write(DOWNLOAD);
        }
        while (habit != Habit.HANDSHAKES && System.currentTimeMillis() < untilMillis) {
            if (habit == Habit.SLOW_READERS) {
                if (socket.getInputStream().read() < 0) {
                    return;
                }
                LockSupport.parkNanos(20_000_000);
            } else {
                socket.startHandshake(); // within a connection: new keys, or with TLS 1.2 a new handshake
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // gone in any case
        }
    }

    /** How many connections were made. */
    String summary() {
        return connections + " connections over TLS";
    }
}
