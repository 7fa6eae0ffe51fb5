package org.kamaelia.net.memory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a connection in memory to a server that listens nowhere, for tests. Where the server speaks TLS, the
 * bytes are records, as on a socket. Both directions hold 16 pieces, of at most 8 KiB on the way to the server: the faster
 * side waits, 30 s at the most. One thread reads and another one may write; a third one may close.
 */
public final class MemoryConnection implements Closeable {
    private static final int PIECES = 16;
    private static final int PIECE = 8 * 1024;
    private static final long LOOK_MILLIS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> toServer = new ArrayBlockingQueue<>(PIECES);
    private final BlockingQueue<byte[]> toClient = new ArrayBlockingQueue<>(PIECES);
    private final InputStream in = new In();
    private final OutputStream out = new Out();
    private volatile Runnable progress = () -> {};
    private volatile boolean closed;
    private volatile boolean ended;
    private volatile boolean whole;

    /** A connection that no server has taken yet. */
    public MemoryConnection() {}

    /** What the server sends; it ends when the server closes, and throws if it breaks off or nothing comes. */
    public InputStream in() {
        return in;
    }

    /** What is sent to the server; closing it says that nothing more comes. */
    public OutputStream out() {
        return out;
    }

    /** Leaves the connection, whatever is under way. */
    @Override
    public void close() {
        closed = true;
        progress.run();
    }

    // What follows is for the server's end, on its loop.

    void onProgress(Runnable told) {
        progress = told;
    }

    boolean isClosed() {
        return closed;
    }

    byte @Nullable [] sent() {
        return toServer.poll();
    }

    boolean hasRoom() {
        return toClient.remainingCapacity() > 0;
    }

    void receive(ByteBuffer piece) {
        if (piece.hasRemaining()) {
            toClient.add(Arrays.copyOfRange(piece.array(), piece.position(), piece.limit()));
        }
    }

    void serverClosed(boolean orderly) {
        whole = orderly;
        ended = true;
        toClient.offer(END); // so that a client that waits looks at once; a full queue needs no such mark
    }

    /** One end of waiting. */
    private static long deadline() {
        return System.nanoTime() + PATIENCE.toNanos();
    }

    private static void notLongerThan(long deadline, String what) throws IOException {
        if (System.nanoTime() - deadline > 0) {
            throw new SocketTimeoutException("The server " + what + " for " + PATIENCE.toSeconds() + " s");
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Interrupted while waiting for the server");
    }

    private final class Out extends OutputStream {
        private boolean finished;

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            for (int at = offset; at < offset + length; at += PIECE) {
                put(Arrays.copyOfRange(octets, at, Math.min(at + PIECE, offset + length)));
            }
        }

        @Override
        public void close() throws IOException {
            if (!finished && !ended && !closed) {
                finished = true;
                put(END);
            }
        }

        private void put(byte[] piece) throws IOException {
            long deadline = deadline();
            try {
                do {
                    if (closed || ended) {
                        throw new IOException("The connection is closed");
                    }
                    notLongerThan(deadline, "took nothing");
                } while (!toServer.offer(piece, LOOK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                throw interrupted();
            }
            progress.run();
        }
    }

    private final class In extends InputStream {
        private byte[] piece = END;
        private int at;

        @Override
        public int read() throws IOException {
            return next() ? piece[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!next()) {
                return -1;
            }
            int some = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, some);
            at += some;
            return some;
        }

        /** Whether there is another byte; waits for it. */
        private boolean next() throws IOException {
            long deadline = deadline();
            while (at == piece.length) {
                boolean last = ended; // looked at before the queue, so that nothing can come behind it
                byte[] next = take();
                if (next != null) {
                    piece = next;
                    at = 0;
                    progress.run();
                } else if (last || closed) {
                    if (!whole) {
                        throw new IOException("The connection broke off");
                    }
                    return false;
                }
                notLongerThan(deadline, "sent nothing");
            }
            return true;
        }

        private byte @Nullable [] take() throws IOException {
            try {
                return ended ? toClient.poll() : toClient.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }
}
