package org.kamaelia.verification.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients of a front end at a steady pace. Each answer must be complete and right; nothing is ever tried again. */
final class Callers implements AutoCloseable {
    private static final int THREADS = 3;
    private static final int PAUSE_MILLIS = 20;
    private static final int MOST_COMPLAINTS = 5;
    private static final int MIB = 1024 * 1024;
    private static final String GREETING = "Hello, World!";

    private final List<Thread> threads = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final int port;
    private final boolean keep;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param keep whether connections are kept; where the front end closes those that are, when it is reloaded, no
     *     failure can be told from the right to do so
     */
    Callers(int port, boolean keep) {
        this.port = port;
        this.keep = keep;
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::run, "caller-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    private void run() {
        @Nullable Peer peer = null;
        try {
            for (int i = 0; !closed; i++) {
                try {
                    peer = peer == null ? Peer.connect(port) : peer;
                    call(peer, i);
                    answered.incrementAndGet();
                } catch (IOException failure) {
                    failed(failure.toString());
                    peer = closed(peer);
                }
                peer = keep ? peer : closed(peer);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            closed(peer);
        }
    }

    private static @Nullable Peer closed(@Nullable Peer peer) {
        try {
            if (peer != null) {
                peer.close();
            }
        } catch (IOException gone) {
            // it is over in any case
        }
        return null;
    }

    private static void call(Peer peer, int turn) throws IOException {
        switch (turn % 8) {
            case 0 -> check(peer.get("/chunked"), 64 * 1024, "");
            case 4 -> check(peer.get("/bytes/1m"), MIB, "");
            case 2, 6 -> check(peer.get("/json"), 27, "");
            default -> check(peer.get("/plaintext"), GREETING.length(), GREETING);
        }
    }

    private static void check(Peer.Answer answer, int length, String body) throws IOException {
        boolean right = answer.body().length() == length && answer.body().startsWith(body);
        if (answer.status() != 200 || !right) {
            throw new IOException(answer.head().lines().findFirst().orElse("") + " with "
                    + answer.body().length() + " octets");
        }
    }

    private synchronized void failed(String why) {
        failed.incrementAndGet();
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add(why);
        }
    }

    /** Requests answered as they must be. */
    long answered() {
        return answered.get();
    }

    /** Requests that were not. */
    long failures() {
        return failed.get();
    }

    /** The first of them. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        closed = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
