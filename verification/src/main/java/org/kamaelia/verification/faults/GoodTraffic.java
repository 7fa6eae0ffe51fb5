package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that do everything right, on one thread. In an open loop: a request is due at its time whether earlier ones
 * have been answered or not, and its latency counts from that time, so that a server that stalls cannot hide it. Every
 * answer is compared with what it must be, octet for octet.
 */
final class GoodTraffic implements AutoCloseable {
    /** Kept connections. */
    static final int CONNECTIONS = 32;

    private static final double CLOSED_LOOP = Double.POSITIVE_INFINITY;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_ROUND = TimeUnit.MILLISECONDS.toNanos(200);

    private final Selector selector = Selector.open();
    private final List<GoodConnection> all = new ArrayList<>();
    private final ArrayDeque<GoodConnection> free = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "good-traffic");
    private volatile boolean closed;
    private volatile @Nullable CompletableFuture<Window> cut;
    private volatile double wanted;
    private volatile @Nullable Throwable failure;
    private double rate;
    private long begun;
    private long started;
    private long nextId;
    private long lookAt;
    private Window window = new Window();

    /** Connects to a port of loopback; no request is due yet. */
    GoodTraffic(int port) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            GoodConnection connection = new GoodConnection(selector, port);
            all.add(connection);
            free.add(connection);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** How many requests a second are answered if each connection sends one after the other. */
    double capacity(Duration time) throws Exception {
        return closedLoop(time).perSecond();
    }

    /** What becomes of one request after the other on each connection. */
    Window closedLoop(Duration time) throws Exception {
        return window(CLOSED_LOOP, time);
    }

    /** What becomes of so many requests a second. */
    Window window(double perSecond, Duration time) throws Exception {
        rate(perSecond);
        cut();
        Thread.sleep(time.toMillis());
        Window seen = cut();
        rate(0);
        return seen;
    }

    /** Requests a second from now on. */
    void rate(double perSecond) {
        wanted = perSecond;
        selector.wakeup();
    }

    /** What happened since the last cut. */
    Window cut() throws Exception {
        CompletableFuture<Window> promise = new CompletableFuture<>();
        cut = promise;
        selector.wakeup();
        try {
            return promise.get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException stuck) {
            throw new IOException("The good traffic is stuck", failure);
        }
    }

    private void run() {
        try {
            while (!closed) {
                turn();
            }
        } catch (IOException | RuntimeException broken) {
            failure = broken;
        }
    }

    private void turn() throws IOException {
        long now = System.nanoTime();
        CompletableFuture<Window> promise = cut;
        if (promise != null) {
            cut = null;
            window.end();
            promise.complete(window);
            window = new Window();
        }
        if (rate != wanted) {
            rate = wanted;
            begun = now;
            started = 0;
        }
        startDue(now);
        selector.select(this::ready, 1);
        if (now >= lookAt) {
            lookAt = now + LOOK_ROUND;
            giveUpOnLate(now);
        }
    }

    private void startDue(long now) throws IOException {
        while (rate > 0 && !free.isEmpty()) {
            long due = rate == CLOSED_LOOP ? now : begun + (long) (started * 1e9 / rate);
            if (due > now) {
                return;
            }
            started++;
            GoodConnection connection = free.poll();
            try {
                connection.send(nextId++, due);
            } catch (IOException gone) {
                over(connection, gone);
            }
        }
    }

    private void ready(SelectionKey key) {
        GoodConnection connection = (GoodConnection) key.attachment();
        try {
            if (connection.ready()) {
                long latency = System.nanoTime() - connection.due();
                String verdict = connection.verdict();
                if (verdict.isEmpty()) {
                    window.answered(latency);
                } else {
                    window.wrong(verdict);
                    connection.reconnect();
                }
                free.add(connection);
            }
        } catch (IOException gone) {
            over(connection, gone);
        }
    }

    /** A kept connection may be closed while nothing is under way; then the request, if there is one, goes elsewhere. */
    private void over(GoodConnection connection, IOException why) {
        try {
            if (connection.isBusy() && !connection.isStale()) {
                window.lost(String.valueOf(why.getMessage()));
                connection.giveUp();
                free.add(connection);
            }
            connection.reconnect();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException("No connection can be made", failed);
        }
    }

    private void giveUpOnLate(long now) {
        for (GoodConnection connection : all) {
            if (connection.isBusy() && now - connection.due() > PATIENCE) {
                connection.giveUp();
                window.lost("no answer within 10 s");
                free.add(connection);
                over(connection, new IOException("given up"));
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (GoodConnection connection : all) {
            connection.close();
        }
        selector.close();
    }
}
