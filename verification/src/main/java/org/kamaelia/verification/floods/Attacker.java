package org.kamaelia.verification.floods;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Sends one flood for a time, on one connection after the other. */
final class Attacker {
    /** An attacker that does not read sends a frame in so many milliseconds, which no limit of frames forbids. */
    private static final int SLOWLY = 50;

    private static final int UNREAD_AT_ONCE = 100;

    /** Waves that one connection sends at most, if the server does not end it. */
    private static final int MOST_WAVES = 200_000;

    private static final int CALM = 0xb;

    final AtomicInteger connections = new AtomicInteger();
    /** Connections that the server ended, and how many of them after GOAWAY with ENHANCE_YOUR_CALM. */
    final AtomicInteger ended = new AtomicInteger();

    final AtomicInteger calmed = new AtomicInteger();
    final AtomicLong waves = new AtomicLong();
    private final Flood flood;
    private final int port;

    Attacker(Flood flood, int port) {
        this.flood = flood;
        this.port = port;
    }

    /** Attacks until a time of {@link System#nanoTime()}. */
    void attack(long until) throws InterruptedException {
        while (System.nanoTime() < until) {
            try (Connection connection = new Connection(port, flood.settings())) {
                connections.incrementAndGet();
                Thread reader = new Thread(() -> readToTheEnd(connection), "attacker-reader");
                if (flood.reads()) {
                    reader.start();
                    send(connection, reader, flood.ends() ? Long.MAX_VALUE : until);
                } else {
                    sendUnread(connection);
                }
                if (!flood.ends()) {
                    connection.endOutput();
                }
                reader.join(); // the server must end the connection
            } catch (IOException refused) {
                Thread.sleep(1); // the next connection
            }
        }
    }

    private void send(Connection connection, Thread reader, long until) {
        try {
            for (int i = 0; i < MOST_WAVES && reader.isAlive() && System.nanoTime() < until; i++) {
                byte[] wave = flood.wave().apply(i);
                if (wave.length == 0) {
                    return; // the flood goes on without further frames
                }
                connection.send(wave);
                waves.incrementAndGet();
            }
        } catch (IOException closed) {
            // the reader sees why
        }
    }

    /** Sends and reads nothing, until the server resets the connection. */
    private void sendUnread(Connection connection) throws InterruptedException {
        try {
            for (int i = 0; i < MOST_WAVES; i++) {
                connection.send(flood.wave().apply(i));
                waves.incrementAndGet();
                if (i > UNREAD_AT_ONCE) {
                    Thread.sleep(SLOWLY);
                }
            }
        } catch (IOException reset) {
            ended.incrementAndGet();
        }
    }

    private void readToTheEnd(Connection connection) {
        boolean calm = false;
        try {
            while (true) {
                connection.read();
                calm |= connection.type == Frames.GOAWAY && connection.payload[7] == CALM;
            }
        } catch (SocketTimeoutException notEnded) {
            return;
        } catch (IOException end) {
            ended.incrementAndGet();
        }
        if (calm) {
            calmed.incrementAndGet();
        }
    }
}
